//! Lists of stops: see `cordon_desk::money::trace::list`.

pub mod decide;

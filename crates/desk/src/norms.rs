//! The norms as records: seeded from the files in `norms/`, later versions added by `council`.

use crate::refusal::Refusal;
use cordon_model::Norms;
use cordon_model::calendar::Calendar;
use cordon_model::norm::{self, Norm};
use cordon_store::{Sql, record};

/// The norms a new house starts with, file by file.
pub const SEED: &[(&str, &str)] = &[
    ("money.toml", include_str!("../../../norms/money.toml")),
    ("telecom.toml", include_str!("../../../norms/telecom.toml")),
    ("council.toml", include_str!("../../../norms/council.toml")),
];

/// Published holidays and exchanged working days.
pub const CALENDAR: &str = include_str!("../../../norms/calendar.toml");

pub fn seed() -> Result<Vec<Norm>, Refusal> {
    let mut norms = Vec::new();
    for (name, text) in SEED {
        let parsed = norm::parse_file(text)
            .map_err(|e| Refusal::new(cordon_model::Code::NormInvalid, format!("norms/{name}: {e}")))?;
        norms.extend(parsed);
    }
    Ok(norms)
}

pub fn calendar() -> Result<Calendar, Refusal> {
    Ok(Calendar::parse(CALENDAR)?)
}

pub(crate) fn count(sql: &mut dyn Sql) -> Result<i64, Refusal> {
    let rows = sql.query("select count(*) from norms", &[])?;
    Ok(rows.first().map_or(Ok(0), |row| row.int(0))?)
}

pub(crate) fn load(sql: &mut dyn Sql, calendar: Calendar) -> Result<Norms, Refusal> {
    let norms = record::select::<Norm>(sql, "order by norm_key, version", &[])?;
    Ok(Norms::new(norms, calendar)?)
}

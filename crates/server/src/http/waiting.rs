//! What waits for people, and who has it in hand.

pub mod assign;
pub mod list;
pub mod put_back;
pub mod put_off;
pub mod renew;
pub mod rows;
pub mod take_next;
pub mod take_up;

//! The files that come with the binary. A centre that has put its own in force runs those instead.

use super::File;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(File { name: $name, text: include_str!(concat!("../../../../rules/", $name)) }),*]
    };
}

pub fn shipped() -> &'static [File<'static>] {
    files!["calls.toml", "lists.toml", "payments.toml", "text.toml", "thresholds.toml"]
}

//! The files that come with the binary. A centre that has its own folder reads that instead.

use super::File;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(File { name: $name, text: include_str!(concat!("../../../../../lexicon/", $name)) }),*]
    };
}

pub fn shipped() -> &'static [File<'static>] {
    files![
        "claims.toml",
        "cues.toml",
        "demands.toml",
        "hooks.toml",
        "isolation.toml",
        "lawful.toml",
        "others.toml",
        "pressure.toml",
        "types/T01.toml",
        "types/T02.toml",
        "types/T03.toml",
        "types/T04.toml",
        "types/T05.toml",
        "types/T06.toml",
        "types/T07.toml",
        "types/T08.toml",
        "types/T09.toml",
        "types/T10.toml",
        "types/T11.toml",
        "types/T12.toml",
        "types/T13.toml",
        "types/T14.toml",
    ]
}

//! The manifest: which files of the folder count. Replaced as a whole, so it is the old or the new one.

use super::texts::{self, NamesFile};
use super::volume::Volume;
use super::{DiskError, Doing};
use std::io::Read;
use std::str::FromStr;

const NAME: &str = "manifest";
const NEW: &str = "manifest.new";

/// A segment's file bears a number; files are never changed, and numbers never used again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    pub segments: Vec<u64>,
    pub names: Vec<NamesFile>,
    /// How many transfers the segments have.
    pub sealed: u64,
    /// The number of the first log that is needed: those from it on have all that is not sealed, and may have
    /// some that is.
    pub log: u64,
    /// The number of the next segment's file.
    pub next: u64,
}

impl Manifest {
    /// None where there is none yet.
    pub fn read(volume: &dyn Volume) -> Result<Option<Self>, DiskError> {
        if !volume.names().doing("listing the folder of", NAME)?.iter().any(|name| name == NAME) {
            return Ok(None);
        }
        let mut text = String::new();
        volume.read(NAME).doing("opening", NAME)?.read_to_string(&mut text).doing("reading", NAME)?;
        Self::parse(&text).map(Some).ok_or_else(|| DiskError::damaged(NAME, "its checksum does not fit"))
    }

    pub fn write(&self, volume: &dyn Volume) -> Result<(), DiskError> {
        let mut file = volume.create(NEW).doing("creating", NEW)?;
        file.write(self.text().as_bytes()).doing("writing", NEW)?;
        file.sync().doing("syncing", NEW)?;
        volume.rename(NEW, NAME).doing("putting in place", NAME)?;
        volume.sync_names().doing("syncing the folder of", NAME)
    }

    /// Whether a file of that name, which is no log, is one of ours that counts.
    pub fn has(&self, name: &str) -> bool {
        name == NAME || self.files().any(|mine| mine == name)
    }

    fn files(&self) -> impl Iterator<Item = String> {
        let segments = self.segments.iter().map(|number| super::segments::name_of(*number));
        segments.chain(self.names.iter().map(|file| texts::name_of(file.number)))
    }

    fn text(&self) -> String {
        let (sealed, next, log) = (self.sealed, self.next, self.log);
        let (segments, names) = (words(&self.segments), words(&self.names));
        let body = format!("cordon 2\nsealed {sealed}\nnext {next}\nsegments {segments}\nnames {names}\nlog {log}\n");
        format!("{body}crc32 {:08x}\n", crc32fast::hash(body.as_bytes()))
    }

    fn parse(text: &str) -> Option<Self> {
        let (body, sum) = text.strip_suffix('\n')?.rsplit_once("crc32 ")?;
        if u32::from_str_radix(sum, 16).ok()? != crc32fast::hash(body.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name).map(str::trim);
        let version = field("cordon").filter(|version| ["1", "2"].contains(version))?;
        let (sealed, next) = (field("sealed")?.parse().ok()?, field("next")?.parse().ok()?);
        let (segments, names) = (parse_words(field("segments")?)?, parse_words(field("names")?)?);
        // The first version had one log, numbered by the first of those that were not sealed.
        let log = if version == "1" { sealed } else { field("log")?.parse().ok()? };
        Some(Self { segments, names, sealed, log, next })
    }
}

fn words<T: ToString>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

fn parse_words<T: FromStr>(text: &str) -> Option<Vec<T>> {
    text.split_whitespace().map(|word| word.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_written_and_not_at_all_when_a_letter_is_off() {
        let names = vec![NamesFile { number: 4, until: texts::Count { accounts: 2, transfers: 5 } }];
        let manifest = Manifest { segments: vec![3, 7], names, sealed: 12, log: 11, next: 8 };
        let text = manifest.text();
        assert_eq!(Manifest::parse(&text), Some(manifest));
        assert_eq!(Manifest::parse(&text.replace('7', "9")), None);
        assert_eq!(Manifest::parse(text.get(..text.len() - 1).unwrap_or_default()), None);
    }

    #[test]
    fn a_manifest_of_the_first_version_has_the_log_of_what_is_not_sealed() {
        let body = "cordon 1\nsealed 12\nnext 8\nsegments 3 7\nnames 4:2:5\n";
        let text = format!("{body}crc32 {:08x}\n", crc32fast::hash(body.as_bytes()));
        let manifest = Manifest::parse(&text).unwrap();
        assert_eq!((manifest.sealed, manifest.log, manifest.next), (12, 12, 8));
    }
}

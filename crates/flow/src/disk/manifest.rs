//! The manifest: which files of the folder count. Replaced as a whole, so it is the old or the new one.

use super::volume::Volume;
use super::{DiskError, Doing};
use std::io::Read;

const NAME: &str = "manifest";
const NEW: &str = "manifest.new";

/// A segment's file bears a number; files are never changed, and numbers never used again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    pub segments: Vec<u64>,
    /// How many transfers the segments have; the log counts from here.
    pub sealed: u64,
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

    /// Whether a file of that name is one of ours that counts.
    pub fn has(&self, name: &str) -> bool {
        name == NAME || name == super::log::name_of(self.sealed) || self.names().any(|mine| mine == name)
    }

    pub fn names(&self) -> impl Iterator<Item = String> {
        self.segments.iter().map(|number| super::segments::name_of(*number))
    }

    fn text(&self) -> String {
        let segments: Vec<String> = self.segments.iter().map(u64::to_string).collect();
        let body = format!("cordon 1\nsealed {}\nnext {}\nsegments {}\n", self.sealed, self.next, segments.join(" "));
        format!("{body}crc32 {:08x}\n", crc32fast::hash(body.as_bytes()))
    }

    fn parse(text: &str) -> Option<Self> {
        let (body, sum) = text.strip_suffix('\n')?.rsplit_once("crc32 ")?;
        if u32::from_str_radix(sum, 16).ok()? != crc32fast::hash(body.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name).map(str::trim);
        if field("cordon")? != "1" {
            return None;
        }
        let (sealed, next) = (field("sealed")?.parse().ok()?, field("next")?.parse().ok()?);
        let segments: Option<Vec<u64>> = field("segments")?.split_whitespace().map(|n| n.parse().ok()).collect();
        Some(Self { segments: segments?, sealed, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_written_and_not_at_all_when_a_letter_is_off() {
        let manifest = Manifest { segments: vec![3, 7], sealed: 12, next: 8 };
        let text = manifest.text();
        assert_eq!(Manifest::parse(&text), Some(manifest));
        assert_eq!(Manifest::parse(&text.replace('7', "9")), None);
        assert_eq!(Manifest::parse(text.get(..text.len() - 1).unwrap_or_default()), None);
    }
}

//! The font of a paper: which characters it can show, and how wide they are.
//!
//! Chinese, digits and plain Latin need no shaping, so a character is one glyph and the width that
//! was measured is the width that is drawn. Not for scripts that join or reorder their letters:
//! their characters count as not shown unless a site's font has a glyph for each.
#![expect(clippy::float_arithmetic, reason = "glyph widths")]

use crate::PaperError;
use crate::limits::FONT_BYTES_MAX;
use krilla::Data;
use krilla::text::{GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use std::collections::BTreeSet;
use std::fmt;

static EMBEDDED: &[u8] = include_bytes!("../fonts/cordon-serif-sc.otf");
/// The mark Chinese printers set where the type is missing.
const STAND_IN: char = '〓';
/// A font without these cannot print any form; the rest is judged character by character.
const REQUIRED: &str = "〓（）：，。、¥0123456789AZaz紧急止付申请表姓名账号金额整";

/// A font that can print a paper. Cloning is cheap.
#[derive(Clone)]
pub struct Font {
    data: Data,
    writer: krilla::text::Font,
}

impl Font {
    /// The font that comes with the platform (see `fonts/README.md`).
    pub fn embedded() -> Result<Self, PaperError> {
        Self::load(EMBEDDED.into())
    }

    /// A site's own licensed font, as the bytes of one .otf or .ttf file (of a collection, its first).
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, PaperError> {
        if bytes.len() > FONT_BYTES_MAX {
            return Err(PaperError::FontUnreadable);
        }
        Self::load(bytes.into())
    }

    fn load(data: Data) -> Result<Self, PaperError> {
        if !complete(data.as_ref()) {
            return Err(PaperError::FontUnreadable);
        }
        let writer = krilla::text::Font::new(data.clone(), 0).ok_or(PaperError::FontUnreadable)?;
        let font = Self { data, writer };
        let face = font.face()?;
        let missing: String = REQUIRED.chars().filter(|c| !face.shows(*c)).collect();
        if !missing.is_empty() {
            return Err(PaperError::FontLacks { missing });
        }
        Ok(font)
    }

    pub(crate) fn writer(&self) -> krilla::text::Font {
        self.writer.clone()
    }

    pub(crate) fn face(&self) -> Result<Face<'_>, PaperError> {
        let font = FontRef::from_index(self.data.as_ref(), 0).map_err(|_| PaperError::FontUnreadable)?;
        Ok(Face {
            charmap: font.charmap(),
            metrics: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            units_per_em: self.writer.units_per_em(),
        })
    }
}

impl fmt::Debug for Font {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Font").field("bytes", &self.data.as_ref().len()).finish()
    }
}

/// The tables of a font, opened for one paper.
pub(crate) struct Face<'a> {
    charmap: Charmap<'a>,
    metrics: GlyphMetrics<'a>,
    units_per_em: f32,
}

impl Face<'_> {
    fn glyph(&self, c: char) -> Option<skrifa::GlyphId> {
        self.charmap.map(c).filter(|g| g.to_u32() != 0)
    }

    /// Invisible characters count as not shown even where the font maps them: on an official paper
    /// nothing may stand that the signer cannot see.
    pub(crate) fn shows(&self, c: char) -> bool {
        !hidden(c) && self.glyph(c).is_some()
    }

    /// Width at size 1.
    pub(crate) fn width(&self, c: char) -> f32 {
        let advance = self.glyph(c).and_then(|g| self.metrics.advance_width(g));
        advance.map_or(1.0, |a| a / self.units_per_em)
    }

    pub(crate) fn text_width(&self, text: &str) -> f32 {
        text.chars().map(|c| self.width(c)).sum()
    }

    /// One glyph per character of a text that went through `printable`.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let mut glyphs = Vec::new();
        for (at, c) in text.char_indices() {
            let Some(id) = self.glyph(c) else { continue };
            let cluster = at..at.saturating_add(c.len_utf8());
            glyphs.push(KrillaGlyph::new(GlyphId::new(id.to_u32()), self.width(c), 0.0, 0.0, 0.0, cluster, None));
        }
        glyphs
    }

    /// The text as it can stand on the page: what has no glyph becomes 〓 and is noted in `missing`.
    /// Line ends stay; other white space becomes a space.
    pub(crate) fn printable(&self, text: &str, missing: &mut BTreeSet<char>) -> String {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n");
        let shown = |c: char| match c {
            '\n' | '\u{3000}' => c,
            c if c.is_whitespace() => ' ',
            c if self.shows(c) => c,
            c => {
                missing.insert(c);
                STAND_IN
            }
        };
        unix.trim_matches([' ', '\t', '\n']).chars().map(shown).collect()
    }
}

/// Whether every table the file announces lies inside it. A copy that broke off would otherwise print
/// empty places where its last glyphs were, and nobody would be told.
fn complete(bytes: &[u8]) -> bool {
    let Ok(font) = FontRef::from_index(bytes, 0) else { return false };
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let records = font.table_directory().table_records();
    records.iter().all(|t| u64::from(t.offset()).saturating_add(u64::from(t.length())) <= size)
}

/// Controls, zero-width marks, direction overrides, variation selectors and tags.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_of_names_have_glyphs() {
        let font = Font::embedded().unwrap();
        let mut missing = BTreeSet::new();
        font.face().unwrap().printable("喆堃玥龑㛃䶮昪祎頔娍𬱖𬀩赟珺甯芃", &mut missing);
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn a_character_without_a_glyph_is_shown_as_missing_and_noted_once() {
        let font = Font::embedded().unwrap();
        let mut missing = BTreeSet::new();
        let text = font.face().unwrap().printable("王\u{20000}ก\u{20000}", &mut missing);
        assert_eq!(text, "王〓〓〓");
        assert_eq!(missing.into_iter().collect::<Vec<_>>(), ['ก', '\u{20000}']);
    }

    #[test]
    fn hidden_characters_come_to_light() {
        let font = Font::embedded().unwrap();
        let mut missing = BTreeSet::new();
        let text = font.face().unwrap().printable("6222\u{202E}99\u{200B}\u{0}\t一", &mut missing);
        assert_eq!(text, "6222〓99〓〓 一");
        assert_eq!(missing.len(), 3);
    }

    #[test]
    fn a_font_that_is_none_is_refused() {
        assert_eq!(Font::from_bytes(b"not a font".to_vec()).unwrap_err(), PaperError::FontUnreadable);
    }
}

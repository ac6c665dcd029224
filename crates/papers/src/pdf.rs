//! From marks to the bytes of a PDF. Everything a PDF could take from its surroundings (dates, ids)
//! is handed in or derived from the content, so the same paper has the same bytes.
#![expect(clippy::float_arithmetic, reason = "page geometry")]

use crate::font::{Face, Font};
use crate::sheet::{A4_HEIGHT, A4_WIDTH, Mark, Page, Style};
use crate::{PaperError, Press};
use cordon_model::Stamp;
use cordon_model::time::SHANGHAI_OFFSET_MS;
use krilla::color::luma;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect, Transform};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

const LANGUAGE: &str = "zh-CN";
const MADE_BY: &str = "Cordon 合围";
/// One weight of the font is embedded; bold is the same outline with a rim, in ems.
const BOLD_RIM: f32 = 0.028;
const SHANGHAI_OFFSET_HOURS: i8 = 8;
/// Of what lies under a page: large, pale enough to write and read over, at 35°.
const UNDER_SIZE: f32 = 84.0;
const UNDER_GRAY: u8 = 214;
const UNDER_SLOPE: f32 = 0.61;

pub(crate) struct Facts<'a> {
    pub(crate) title: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) made_at: Stamp,
}

pub(crate) fn write(pages: &[Page], facts: &Facts<'_>, press: &Press) -> Result<Vec<u8>, PaperError> {
    let (font, over) = (press.font(), press.mark()?);
    let face = font.face()?;
    let mut document = Document::new_with(settings()?);
    document.set_metadata(metadata(facts, over)?);
    for page in pages {
        let size = PageSettings::from_wh(A4_WIDTH, A4_HEIGHT).ok_or_else(|| broken("the page has no size"))?;
        let mut sheet = document.start_page_with(size);
        let mut surface = sheet.surface();
        // Shades first, so that what lies under the text is not covered by them.
        let (shades, rest): (Vec<&Mark>, Vec<&Mark>) = page.iter().partition(|mark| matches!(mark, Mark::Shade { .. }));
        shades.iter().for_each(|shade| draw(&mut surface, shade, &face, font));
        over.iter().for_each(|words| lie_under(&mut surface, words, &face, font));
        rest.iter().for_each(|mark| draw(&mut surface, mark, &face, font));
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|e| broken(&e.to_string()))
}

fn broken(reason: &str) -> PaperError {
    PaperError::Writer { reason: reason.to_owned() }
}

fn settings() -> Result<SerializeSettings, PaperError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_U)
        .finish()
        .map_err(|e| broken(&format!("{e:?}")))?;
    Ok(SerializeSettings { configuration, enable_tagging: false, ..SerializeSettings::default() })
}

fn metadata(facts: &Facts<'_>, mark: Option<&str>) -> Result<Metadata, PaperError> {
    let title = mark.map_or_else(|| facts.title.to_owned(), |mark| format!("{mark}　{}", facts.title));
    Ok(Metadata::new()
        .title(title)
        .description(facts.subject.to_owned())
        .language(LANGUAGE.to_owned())
        .creator(MADE_BY.to_owned())
        .producer(MADE_BY.to_owned())
        .creation_date(date(facts.made_at)?))
}

/// The moment of printing as Chinese clocks show it.
fn date(at: Stamp) -> Result<DateTime, PaperError> {
    let outside = || PaperError::Date { ms: at.ms() };
    let local = jiff::Timestamp::from_millisecond(at.plus_ms(SHANGHAI_OFFSET_MS).ms()).map_err(|_| outside())?;
    let local = jiff::tz::TimeZone::UTC.to_datetime(local);
    let year = u16::try_from(local.year()).map_err(|_| outside())?;
    let part = |n: i8| u8::try_from(n).map_err(|_| outside());
    Ok(DateTime::new(year)
        .month(part(local.month())?)
        .day(part(local.day())?)
        .hour(part(local.hour())?)
        .minute(part(local.minute())?)
        .second(part(local.second())?)
        .utc_offset_hour(SHANGHAI_OFFSET_HOURS)
        .utc_offset_minute(0))
}

/// Words across the page, rising from left to right, under everything but shades.
fn lie_under(surface: &mut Surface<'_>, words: &str, face: &Face<'_>, font: &Font) {
    let style = Style { size: UNDER_SIZE, bold: false, gray: UNDER_GRAY };
    let half = face.text_width(words) * UNDER_SIZE / 2.0;
    let (sin, cos) = UNDER_SLOPE.sin_cos();
    surface.push_transform(&Transform::from_row(cos, -sin, sin, cos, A4_WIDTH / 2.0, A4_HEIGHT / 2.0));
    draw(surface, &Mark::Text { x: -half, y: 0.0, text: words.to_owned(), style }, face, font);
    surface.pop();
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, face: &Face<'_>, font: &Font) {
    match mark {
        Mark::Text { x, y, text, style } => {
            surface.set_fill(Some(ink(style.gray)));
            surface.set_stroke(rim(*style));
            let glyphs = face.glyphs(text);
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, font.writer(), text, style.size, false);
        }
        Mark::Line { from, to, weight } => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: luma::Color::black().into(),
                width: *weight,
                ..Stroke::default()
            }));
            let path = straight(*from, *to);
            path.iter().for_each(|p| surface.draw_path(p));
        }
        Mark::Shade { x, y, width, height, gray } => {
            surface.set_stroke(None);
            surface.set_fill(Some(ink(*gray)));
            let path = Rect::from_xywh(*x, *y, *width, *height).and_then(|r| {
                let mut path = PathBuilder::new();
                path.push_rect(r);
                path.finish()
            });
            path.iter().for_each(|p| surface.draw_path(p));
        }
    }
}

fn ink(gray: u8) -> Fill {
    Fill { paint: luma::Color::new(gray).into(), ..Fill::default() }
}

fn rim(style: Style) -> Option<Stroke> {
    let width = style.size * BOLD_RIM;
    style.bold.then(|| Stroke { paint: luma::Color::new(style.gray).into(), width, ..Stroke::default() })
}

fn straight(from: (f32, f32), to: (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    path.finish()
}

//! Marks on A4 sheets: lines, shades and runs of text at fixed places. A plain list, so that the
//! layout can be judged without reading a PDF and page numbers can be set once all pages are known.

pub(crate) const A4_WIDTH: f32 = 595.276;
pub(crate) const A4_HEIGHT: f32 = 841.89;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) bold: bool,
    /// 0 is black.
    pub(crate) gray: u8,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Mark {
    /// `x` is the left end, `y` the base line.
    Text {
        x: f32,
        y: f32,
        text: String,
        style: Style,
    },
    Line {
        from: (f32, f32),
        to: (f32, f32),
        weight: f32,
    },
    Shade {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        gray: u8,
    },
}

pub(crate) type Page = Vec<Mark>;

//! What papers are printed with: a font, and in a drill the words that lie over every page.

use crate::{Font, PaperError};

/// Both languages, as a drill's pages and files have them; with a font that lacks the first two, the last word alone.
const DRILL: &str = "演练　DRILL";
const DRILL_PLAIN: &str = "DRILL";

/// Prints papers. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Press {
    font: Font,
    is_drill: bool,
}

impl Press {
    pub const fn new(font: Font) -> Self {
        Self { font, is_drill: false }
    }

    /// Marks every page: a paper of a drill that is left lying about must not be taken for an order.
    #[must_use]
    pub fn for_drill(self) -> Self {
        Self { is_drill: true, ..self }
    }

    pub(crate) const fn font(&self) -> &Font {
        &self.font
    }

    /// What lies under the text of every page, and stands before its title.
    pub(crate) fn mark(&self) -> Result<Option<&'static str>, PaperError> {
        if !self.is_drill {
            return Ok(None);
        }
        let face = self.font.face()?;
        let has_all = DRILL.chars().all(|c| face.shows(c));
        Ok(Some(if has_all { DRILL } else { DRILL_PLAIN }))
    }
}

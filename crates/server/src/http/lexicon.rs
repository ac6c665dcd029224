//! The words by which texts are judged, to be read by people; and a text tried on them. Changing them is for the radar's
//! scripts and the folder `lexicon/`.

pub mod show;
pub mod try_text;

use cordon_sift::text::lexicon::Tactic;

fn tactic(of: Tactic) -> String {
    format!("{of:?}").to_lowercase()
}

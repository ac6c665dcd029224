//! An officer has what is judged by read again. The entry says which words, model and rules hold from now on.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::ReloadWords;
use cordon_journal::Fact;
use serde::{Deserialize, Serialize};

/// Digests of what is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReloadedWords {
    pub lexicon: String,
    pub model: String,
    pub rules: String,
}

/// `take` puts them into force; it may be called again and then comes to the same.
pub fn reload_words(
    desk: &Desk,
    call: &Call,
    mut take: impl FnMut() -> Result<ReloadedWords, Refusal>,
) -> Result<ReloadedWords, Refusal> {
    desk.act::<ReloadWords, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            let taken = take()?;
            act.fact("lexicon", Fact::text(&taken.lexicon));
            act.fact("model", Fact::text(&taken.model));
            act.fact("rules", Fact::text(&taken.rules));
            Ok(taken)
        },
    )
}

//! Somebody who lost nothing tells of what looks like a scam. It restricts nobody and counts for nothing until an
//! officer has looked: a number typed into a public page is nobody's word, and one person has as many as he likes.

use super::Thing;
use crate::desk::{Act, Call, Desk};
use crate::limits::{LOOK_UP_CHARS_MAX, TIP_STORY_CHARS_MAX, TIPS_OPEN_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::FileTip;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::sealed::mask_tail;
use cordon_model::{Code, Tip, TipId, TipKind};
use cordon_store::{Read, listings};
use serde::{Deserialize, Serialize};

/// What is told of: in its one form with its key, where the lists know one; else as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TipThing {
    pub text: Private,
    pub key: Option<String>,
}

#[derive(Clone, Debug)]
pub struct NewTip {
    pub kind: TipKind,
    pub thing: Option<TipThing>,
    pub story: Option<Private>,
    /// The number of who tells it.
    pub contact: Option<Thing>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledTip {
    pub tip: TipId,
    pub progress_code: String,
}

pub fn file_tip(desk: &Desk, call: &Call, new: &NewTip) -> Result<FiledTip, Refusal> {
    desk.act::<FileTip, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            new.check()?;
            act.refuse_flood()?;
            let tip = act.tip(new)?;
            act.about(tip.id);
            act.fact("kind", Fact::text(tip.kind.name()));
            act.put(&tip)?;
            Ok(FiledTip { tip: tip.id, progress_code: tip.progress_code })
        },
    )
}

impl NewTip {
    fn check(&self) -> Result<(), Refusal> {
        match (self.kind.has_thing(), &self.thing, &self.story) {
            (true, None, _) => return Err(Refusal::missing("thing")),
            (false, _, None) => return Err(Refusal::missing("story")),
            _ => {}
        }
        if let Some(thing) = &self.thing {
            check_text("thing", &thing.text, LOOK_UP_CHARS_MAX)?;
        }
        let own = self.thing.as_ref().and_then(|thing| thing.key.as_ref());
        if self.contact.as_ref().is_some_and(|contact| Some(&contact.key) == own) {
            return Err(Refusal::field("contact", "is the number that is told of"));
        }
        Ok(())
    }
}

impl Act<'_, '_> {
    /// The house is not filled from outside.
    fn refuse_flood(&mut self) -> Result<(), Refusal> {
        let open = listings::open_tips(self.sql())?;
        if open < TIPS_OPEN_MAX {
            return Ok(());
        }
        Err(Refusal::new(Code::Busy, format!("{TIPS_OPEN_MAX} tips wait to be looked at; no more are taken now")))
    }

    fn tip(&mut self, new: &NewTip) -> Result<Tip, Refusal> {
        let thing = match &new.thing {
            Some(thing) => Some(self.seal("thing", thing.text.0.as_bytes(), mask_tail(&thing.text.0, 4))?),
            None => None,
        };
        let story = match &new.story {
            Some(story) => Some(self.seal_text("story", story, TIP_STORY_CHARS_MAX)?),
            None => None,
        };
        let contact = match &new.contact {
            Some(contact) => Some(self.seal("contact", contact.form.0.as_bytes(), mask_tail(&contact.form.0, 4))?),
            None => None,
        };
        Ok(Tip {
            id: self.fresh.id(TipId::make),
            kind: new.kind,
            thing,
            thing_key: new.thing.as_ref().and_then(|thing| thing.key.clone()),
            story,
            contact,
            contact_key: new.contact.as_ref().map(|contact| contact.key.clone()),
            filed_at: self.now(),
            progress_code: self.fresh.code(),
            closed: None,
        })
    }
}

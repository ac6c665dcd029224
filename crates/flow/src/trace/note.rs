//! Notes: what makes an answer partial, or worth a second look.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! notes {
    ($($(#[$doc:meta])* $note:ident = $text:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Note { $($(#[$doc])* $note,)* }

        impl Note {
            pub const ALL: &[Self] = &[$(Self::$note),*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$note => $text,)* }
            }
        }
    };
}

notes! {
    /// Two transfers of an expanded account share a stamp.
    Tie = "TIE";
    /// An expanded account paid more than its book had.
    Overdraft = "OVERDRAFT";
    /// A stated balance says that money left unseen.
    UnseenDebit = "UNSEEN_DEBIT";
    /// A stated balance says that money came unseen.
    UnseenCredit = "UNSEEN_CREDIT";
    /// A leaf: less than the floor came.
    Floor = "FLOOR";
    /// A leaf: the walks are at their longest.
    Hops = "HOPS";
    /// A leaf: the account is a sink.
    Sink = "SINK";
    /// A leaf: the account is on the list of those where a trace stops.
    Stopped = "STOPPED";
    /// Money stood there at the end of the window, or came after it.
    Window = "WINDOW";
    /// Its bank has not answered yet.
    Pending = "PENDING";
    /// Nobody keeps postings of it.
    NoData = "NO_DATA";
    /// Its bank may not or will not say.
    Denied = "DENIED";
    /// Asking went wrong.
    Failed = "FAILED";
    /// Only a part of its postings came.
    Truncated = "TRUNCATED";
    /// A credit that brought victims' money is stamped before its debit.
    Skew = "SKEW";
    /// Victims' money left an account that was held.
    Breach = "BREACH";
}

/// A set of notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Notes(u32);

impl Notes {
    pub const NONE: Self = Self(0);

    pub const fn one(note: Note) -> Self {
        Self(1 << (note as u32))
    }

    pub const fn add(&mut self, note: Note) {
        self.add_all(Self::one(note));
    }

    pub const fn add_all(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub const fn has(self, note: Note) -> bool {
        self.0 & (1 << (note as u32)) != 0
    }

    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Note> {
        Note::ALL.iter().copied().filter(move |note| self.has(*note))
    }
}

impl FromIterator<Note> for Notes {
    fn from_iter<I: IntoIterator<Item = Note>>(notes: I) -> Self {
        let mut all = Self::NONE;
        notes.into_iter().for_each(|note| all.add(note));
        all
    }
}

impl Serialize for Notes {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.iter().map(Note::name))
    }
}

impl<'de> Deserialize<'de> for Notes {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let texts = Vec::<String>::deserialize(d)?;
        let note = |text: &String| Note::ALL.iter().copied().find(|note| note.name() == text);
        texts.iter().map(|text| note(text).ok_or_else(|| de::Error::custom("an unknown note"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_added_in_the_order_of_the_list() {
        let notes: Notes = [Note::Window, Note::Tie].into_iter().collect();
        assert_eq!(notes.iter().map(Note::name).collect::<Vec<_>>(), ["TIE", "WINDOW"]);
        assert_eq!(notes.without([Note::Tie, Note::Skew].into_iter().collect()), [Note::Window].into_iter().collect());
        assert!(!notes.has(Note::Breach) && Notes::NONE.is_empty());
        assert!(Note::ALL.len() <= 32);
    }
}

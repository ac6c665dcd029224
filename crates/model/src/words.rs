//! Kinds that are told by a word each: in records, on the wires and in the API the same one.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $id:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $id,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$id,)*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$id => $text,)* }
            }

            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }
        }
    };
}

pub(crate) use words;

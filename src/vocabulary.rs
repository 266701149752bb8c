//! Enums whose members are words of SPEC, so that programs can translate what they stand in.

/// Makes an enum of words: all of them are known, and each is displayed as it is written in SPEC.
macro_rules! vocabulary {
    ($(#[$what:meta])* $of:ident { $($(#[$about:meta])* $name:ident = $word:literal,)* }) => {
        $(#[$what])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $of { $($(#[$about])* $name,)* }

        impl $of {
            /// All of them.
            pub const ALL: &'static [$of] = &[$($of::$name,)*];

            /// The word.
            pub const fn word(self) -> &'static str {
                match self { $($of::$name => $word,)* }
            }
        }

        impl std::fmt::Display for $of {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl serde::Serialize for $of {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.word())
            }
        }
    };
}

pub(crate) use vocabulary;

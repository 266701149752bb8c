//! How a document does not have the form of the rules, in the words of SPEC §19.1.

use crate::vocabulary::vocabulary;
use serde::Serialize;

vocabulary! {
    /// One of the rules for the form of blind bids (SPEC §2.8).
    FormRule {
        /// The fonts of the text.
        Font = "font",
        /// Its sizes.
        Size = "size",
        /// Its colour: black.
        Colour = "colour",
        /// The paper: A4 upright.
        Paper = "paper",
        /// The margins.
        Margins = "margins",
        /// The header: empty.
        Header = "header",
        /// The footer: the page number alone.
        Footer = "footer",
        /// None: the form could not be read.
        Read = "read",
    }
}

vocabulary! {
    /// What was found where a rule is broken.
    Seen {
        /// Text in a font of this name.
        Font = "font",
        /// Text in a font without a name.
        NoFont = "no-font",
        /// Text of so many points.
        Size = "size",
        /// Text of a colour, `#RRGGBB`.
        Colour = "colour",
        /// Text in an ink of this name.
        Ink = "ink",
        /// Text in a pattern.
        Pattern = "pattern",
        /// Paper of so many millimetres, `W x H`.
        Paper = "paper",
        /// The same, and it is A4 across.
        PaperAcross = "paper-across",
        /// Paper of which nothing tells the size.
        NoPaper = "no-paper",
        /// Paper of this number among those of printers (ECMA-376-1 18.3.1.63).
        PaperNumber = "paper-number",
        /// Margins of so many millimetres: top, right, bottom, left.
        Margins = "margins",
        /// Text in the top margin.
        TextTop = "text-top",
        /// Text in the right margin.
        TextRight = "text-right",
        /// Text in the bottom margin.
        TextBottom = "text-bottom",
        /// Text in the left margin.
        TextLeft = "text-left",
        /// This text, in a header or footer.
        Text = "text",
        /// A picture or drawing, in a header or footer.
        Picture = "picture",
        /// Nothing: the document cannot be read for its form. The number is that of the error (SPEC §11).
        Unread = "unread",
    }
}

impl Seen {
    /// The word, and what follows it.
    pub(in crate::blind) fn of(self, what: impl std::fmt::Display) -> String {
        format!("{self} {what}")
    }
}

/// Where, and how, a document does not have the form of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// The page, sheet or paragraph, as places in reports are called (SPEC §18.3).
    pub place: String,
    /// The rule.
    pub rule: FormRule,
    /// What was found: each begins with a word of [`Seen`], behind which a number or a name may follow. At most four.
    pub found: Vec<String>,
    /// Whether more was found than is named.
    pub more: bool,
    /// How often the rule is broken here.
    pub count: u64,
    /// What the rule asks for: names of fonts, sizes in points, or the four margins in millimetres. Other rules say it.
    pub asked: Vec<String>,
}

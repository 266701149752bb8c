//! Styles, and what they inherit (ECMA-376-1 17.7).

use super::look::{Look, Theme};
use crate::redact::Element;
use std::collections::HashMap;

/// Styles that one style may stand on. Word takes no more than ten.
const MAX_BASES: usize = 16;

struct Style {
    base: Option<String>,
    look: Look,
}

/// All styles of a document.
pub(super) struct Styles {
    pub theme: Theme,
    defaults: Look,
    styles: HashMap<String, Style>,
    paragraph: Option<String>,
    table: Option<String>,
}

impl Styles {
    pub fn of(root: Option<&Element>, theme: Option<&Element>) -> Styles {
        let theme = Theme::of(theme);
        let defaults = root.and_then(|root| root.path(&["w:docDefaults", "w:rPrDefault", "w:rPr"]));
        let mut all = Styles {
            defaults: Look::of(defaults, &theme),
            theme,
            styles: HashMap::new(),
            paragraph: None,
            table: None,
        };
        let styles = root.into_iter().flat_map(Element::elements).filter(|element| element.is("w:style"));
        for style in styles {
            let Some(id) = style.attribute("w:styleId") else { continue };
            let default = matches!(style.attribute("w:default"), Some("1" | "true" | "on"));
            match style.attribute("w:type") {
                Some("paragraph") if default => all.paragraph = Some(id.to_owned()),
                Some("table") if default => all.table = Some(id.to_owned()),
                _ => {}
            }
            let base = style.child("w:basedOn").and_then(|base| base.attribute("w:val"));
            let look = Look::of(style.child("w:rPr"), &all.theme);
            all.styles.insert(id.to_owned(), Style { base: base.map(str::to_owned), look });
        }
        all
    }

    /// What a style says, over what is said above it.
    pub fn over(&self, id: Option<&str>, above: &Look) -> Look {
        let mut chain = Vec::new();
        let mut next = id.and_then(|id| self.styles.get(id));
        while let Some(style) = next.filter(|_| chain.len() < MAX_BASES) {
            chain.push(&style.look);
            next = style.base.as_ref().and_then(|base| self.styles.get(base));
        }
        chain.iter().rev().fold(above.clone(), |above, look| look.over(&above))
    }

    /// How text of a paragraph looks before its runs say anything (17.7.2).
    pub fn paragraph(&self, style: Option<&str>, table: Option<&str>, in_table: bool) -> Look {
        let mut look = self.defaults.clone();
        if in_table {
            look = self.over(table.or(self.table.as_deref()), &look);
        }
        self.over(style.or(self.paragraph.as_deref()), &look)
    }
}

//! How text looks: the properties of runs that the rules ask about (ECMA-376-1 17.3.2).

use crate::redact::Element;
use std::collections::HashMap;

/// The fonts of a theme (20.1.4.1.18), by the names that `w:rFonts` calls them (17.18.96).
#[derive(Default)]
pub(super) struct Theme(HashMap<String, String>);

impl Theme {
    pub fn of(root: Option<&Element>) -> Theme {
        let mut fonts = HashMap::new();
        let scheme = root.and_then(|root| root.path(&["a:themeElements", "a:fontScheme"]));
        for (set, word) in [("a:majorFont", "major"), ("a:minorFont", "minor")] {
            let Some(set) = scheme.and_then(|scheme| scheme.child(set)) else { continue };
            let named = |name: &str| {
                let face = set.child(name).and_then(|font| font.attribute("typeface"));
                face.filter(|face| !face.is_empty())
            };
            // Chinese themes leave the East Asian font empty, and name it for its script.
            let hans = set.elements().find(|font| font.attribute("script") == Some("Hans"));
            let east = named("a:ea").or(hans.and_then(|font| font.attribute("typeface")));
            for (kind, face) in [("Ascii", named("a:latin")), ("HAnsi", named("a:latin")), ("EastAsia", east)]
            {
                if let Some(face) = face {
                    fonts.insert(format!("{word}{kind}"), face.to_owned());
                }
            }
        }
        Theme(fonts)
    }
}

/// Properties of runs, as far as something says them.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub ascii: Option<String>,
    pub ansi: Option<String>,
    pub east: Option<String>,
    /// In half points.
    pub size: Option<u32>,
    /// Six hexadecimal digits, or `auto`.
    pub colour: Option<String>,
}

impl Look {
    pub fn of(properties: Option<&Element>, theme: &Theme) -> Look {
        let mut look = Look::default();
        let Some(properties) = properties else { return look };
        if let Some(fonts) = properties.child("w:rFonts") {
            // A theme's font stands before one that is named (17.3.2.26).
            let font = |name: &str| {
                let themed = fonts.attribute(&format!("w:{name}Theme")).and_then(|key| theme.0.get(key));
                themed.cloned().or_else(|| fonts.attribute(&format!("w:{name}")).map(str::to_owned))
            };
            (look.ascii, look.ansi, look.east) = (font("ascii"), font("hAnsi"), font("eastAsia"));
        }
        let value = |name: &str| properties.child(name).and_then(|property| property.attribute("w:val"));
        look.size = value("w:sz").and_then(|size| size.parse().ok());
        look.colour = value("w:color").map(str::to_owned);
        look
    }

    /// What this says goes before what was said above it.
    pub fn over(&self, above: &Look) -> Look {
        let text = |own: &Option<String>, above: &Option<String>| own.as_ref().or(above.as_ref()).cloned();
        Look {
            ascii: text(&self.ascii, &above.ascii),
            ansi: text(&self.ansi, &above.ansi),
            east: text(&self.east, &above.east),
            size: self.size.or(above.size),
            colour: text(&self.colour, &above.colour),
        }
    }

    /// Red, green and blue; what is automatic is black.
    pub fn rgb(&self) -> [f64; 3] {
        let hex = self.colour.as_deref().filter(|hex| hex.len() == 6).unwrap_or("000000");
        let number = u32::from_str_radix(hex, 16).unwrap_or(0);
        [number >> 16, number >> 8, number].map(|part| f64::from(part & 0xff) / 255.0)
    }

    /// The size in points: 10 where nothing says one (17.3.2.38).
    pub fn points(&self) -> f64 {
        f64::from(self.size.unwrap_or(20)) / 2.0
    }
}

//! Colours of text (8.6).

use super::lexer::Token;
use super::source::Source;
use lopdf::{Dictionary, Object};

/// A colour space, as far as black can be told in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Space {
    Gray,
    Rgb,
    Cmyk,
    /// One ink of this name (8.6.6.4): without any of it, paper stays white.
    Ink(String),
    Pattern,
    /// Indexed, Lab, several inks: nothing is said of its colours.
    Other,
}

/// What text is painted with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Colour {
    Rgb([f64; 3]),
    Ink(String),
    Pattern,
    Unknown,
}

impl Space {
    /// The space of this name, in the resources of a page or form.
    pub fn of(source: &Source, resources: &Dictionary, name: &[u8]) -> Space {
        match name {
            b"DeviceGray" | b"G" | b"CalGray" => Space::Gray,
            b"DeviceRGB" | b"RGB" | b"CalRGB" => Space::Rgb,
            b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
            b"Pattern" => Space::Pattern,
            name => {
                let spaces = source.dict(resources, b"ColorSpace");
                let space = spaces.and_then(|spaces| source.get(spaces, name));
                space.map_or(Space::Other, |space| Space::defined(source, space))
            }
        }
    }

    fn defined(source: &Source, space: &Object) -> Space {
        let (family, second) = match space {
            Object::Name(name) => (name.as_slice(), None),
            Object::Array(items) => {
                let family = items.first().and_then(|item| source.resolve(item).as_name().ok());
                (family.unwrap_or_default(), items.get(1).map(|item| source.resolve(item)))
            }
            _ => return Space::Other,
        };
        match (family, second) {
            (b"DeviceGray" | b"CalGray", _) => Space::Gray,
            (b"DeviceRGB" | b"CalRGB", _) => Space::Rgb,
            (b"DeviceCMYK", _) => Space::Cmyk,
            (b"Pattern", _) => Space::Pattern,
            (b"ICCBased", Some(Object::Stream(profile))) => match source.number(&profile.dict, b"N") {
                Some(1.0) => Space::Gray,
                Some(3.0) => Space::Rgb,
                Some(4.0) => Space::Cmyk,
                _ => Space::Other,
            },
            (b"Separation", Some(Object::Name(ink))) => Space::Ink(String::from_utf8_lossy(ink).into_owned()),
            _ => Space::Other,
        }
    }

    /// The colour that a space begins with (8.6.5.1).
    pub fn first(&self) -> Colour {
        match self {
            Space::Gray | Space::Rgb | Space::Cmyk => Colour::Rgb([0.0; 3]),
            Space::Ink(_) => self.colour(&[Token::Number(1.0)]),
            Space::Pattern => Colour::Pattern,
            Space::Other => Colour::Unknown,
        }
    }

    /// The colour of these operands.
    pub fn colour(&self, operands: &[Token]) -> Colour {
        let numbers: Vec<f64> = operands
            .iter()
            .filter_map(|token| match token {
                Token::Number(number) => Some(number.clamp(0.0, 1.0)),
                _ => None,
            })
            .collect();
        match (self, numbers.as_slice()) {
            (Space::Gray, [gray]) => Colour::Rgb([*gray; 3]),
            (Space::Rgb, [red, green, blue]) => Colour::Rgb([*red, *green, *blue]),
            (Space::Cmyk, [c, m, y, k]) => {
                // Black of four inks is seldom all of them (10.3.5): what is nearly black is.
                let rgb = [c, m, y].map(|ink| (1.0 - ink) * (1.0 - k));
                Colour::Rgb(if rgb.iter().all(|part| *part <= 0.1) { [0.0; 3] } else { rgb })
            }
            (Space::Ink(name), [tint]) if matches!(name.as_str(), "Black" | "All") => {
                Colour::Rgb([1.0 - tint; 3])
            }
            (Space::Ink(name), _) => Colour::Ink(name.clone()),
            (Space::Pattern, _) => Colour::Pattern,
            _ => Colour::Unknown,
        }
    }
}

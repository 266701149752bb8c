//! Colour spaces, shadings and parameters of the graphics state: what of them may stay (SPEC §18.5).

use super::copier::Copier;
use super::interp::Fonts;
use super::limits::{DEPTH, broken, unknown};
use super::out::{Dict, Out};
use super::source::as_dict;
use crate::error::Result;
use lopdf::{Dictionary, Object};

/// Inks whose names a printer knows.
const INKS: [&[u8]; 6] = [b"All", b"None", b"Cyan", b"Magenta", b"Yellow", b"Black"];

impl Copier<'_> {
    /// A colour space (ISO 32000-1 8.6). A profile becomes the device space with as many components: profiles carry
    /// descriptions, dates and makers.
    pub(super) fn space(&mut self, object: &Object, depth: usize) -> Result<Out> {
        if depth == 0 {
            return Err(broken("colour spaces are nested too deep"));
        }
        let items = match self.source.resolve(object) {
            Object::Name(name) => {
                return match name.as_slice() {
                    b"DeviceGray" | b"CalGray" | b"G" => Ok(Out::name("DeviceGray")),
                    b"DeviceRGB" | b"CalRGB" | b"RGB" => Ok(Out::name("DeviceRGB")),
                    b"DeviceCMYK" | b"CalCMYK" | b"CMYK" => Ok(Out::name("DeviceCMYK")),
                    b"Pattern" => Ok(Out::name("Pattern")),
                    _ => Err(unknown("a colour space of an unknown name")),
                };
            }
            Object::Array(items) => items,
            _ => return Err(broken("a colour space")),
        };
        let at = |n: usize| items.get(n).unwrap_or(&Object::Null);
        let name = self.source.resolve(at(0)).as_name().unwrap_or_default();
        Ok(match name {
            b"CalGray" | b"CalRGB" | b"Lab" => {
                let dict = as_dict(self.source.resolve(at(1))).ok_or_else(|| broken("a colour space"))?;
                let dict = self.keys(dict, &["WhitePoint", "BlackPoint", "Gamma", "Matrix", "Range"])?;
                Out::Array(vec![Out::name(name), Out::Dict(dict)])
            }
            b"ICCBased" => {
                let dict = as_dict(self.source.resolve(at(1))).ok_or_else(|| broken("a colour space"))?;
                self.report.remove("P17", 1);
                let alternate = self.source.array(dict, "Alternate");
                let lab = alternate.and_then(|a| a.first()).map(|first| self.source.resolve(first).as_name());
                match (self.source.num(dict, "N"), lab) {
                    (_, Some(Ok(b"Lab"))) => {
                        self.space(dict.get(b"Alternate").unwrap_or(&Object::Null), depth - 1)?
                    }
                    (Some(1.0), _) => Out::name("DeviceGray"),
                    (Some(3.0), _) => Out::name("DeviceRGB"),
                    (Some(4.0), _) => Out::name("DeviceCMYK"),
                    _ => return Err(broken("a colour profile")),
                }
            }
            b"Indexed" | b"I" => {
                let base = self.space(at(1), depth - 1)?;
                let table = match self.source.resolve(at(3)) {
                    Object::String(table, _) => table.clone(),
                    Object::Stream(stream) => self.source.bytes(stream)?,
                    _ => return Err(broken("a colour space")),
                };
                let high = self.source.plain(at(2), 1)?;
                let table = self.store.add_stream(Dict::new(), &table)?;
                Out::Array(vec![Out::name("Indexed"), base, high, table])
            }
            b"Separation" => {
                let ink = self.source.resolve(at(1)).as_name().unwrap_or_default().to_vec();
                let (space, tint) = (self.space(at(2), depth - 1)?, self.function(at(3), depth - 1)?);
                Out::Array(vec![Out::name(name), self.ink(&ink, 1), space, tint])
            }
            b"DeviceN" => {
                let inks = self.source.resolve(at(1)).as_array().map_err(|_| broken("a colour space"))?;
                let names: Vec<Vec<u8>> = inks
                    .iter()
                    .map(|ink| self.source.resolve(ink).as_name().unwrap_or_default().to_vec())
                    .collect();
                let inks = (1..).zip(&names).map(|(n, ink)| self.ink(ink, n)).collect();
                let (space, tint) = (self.space(at(2), depth - 1)?, self.function(at(3), depth - 1)?);
                Out::Array(vec![Out::name(name), Out::Array(inks), space, tint])
            }
            b"Pattern" => {
                let base = items.get(1).map(|base| self.space(base, depth - 1)).transpose()?;
                Out::Array(std::iter::once(Out::name("Pattern")).chain(base).collect())
            }
            b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" => Out::name(name),
            _ => return Err(unknown("a colour space of an unknown name")),
        })
    }

    /// A house colour is called after its house.
    fn ink(&mut self, name: &[u8], number: usize) -> Out {
        if INKS.contains(&name) {
            return Out::name(name);
        }
        self.report.remove("P11", 1);
        Out::name(format!("Ink{number}"))
    }

    /// A shading (ISO 32000-1 8.7.4.3).
    pub(super) fn shading(&mut self, object: &Object) -> Result<Out> {
        let resolved = self.source.resolve(object);
        let dict = as_dict(resolved).ok_or_else(|| broken("a shading"))?;
        let mut out = self.keys(
            dict,
            &["ShadingType", "Background", "BBox", "AntiAlias", "Domain", "Matrix", "Coords", "Extend"],
        )?;
        out.insert(
            b"ColorSpace".to_vec(),
            self.space(dict.get(b"ColorSpace").unwrap_or(&Object::Null), DEPTH)?,
        );
        if let Some(function) = self.source.get(dict, "Function") {
            let function = self.function(function, DEPTH)?;
            out.insert(b"Function".to_vec(), function);
        }
        let Object::Stream(stream) = resolved else { return self.store.add(Out::Dict(out)) };
        out.extend(self.keys(
            dict,
            &["BitsPerCoordinate", "BitsPerComponent", "BitsPerFlag", "Decode", "VerticesPerRow"],
        )?);
        let data = self.source.bytes(stream)?;
        self.store.add_stream(out, &data)
    }

    /// Parameters of the graphics state (ISO 32000-1 8.4.5). Fonts in them are written where text is.
    pub(super) fn parameters(&mut self, dict: &Dictionary, fonts: &mut Fonts) -> Result<Out> {
        let mut out = self.keys(
            dict,
            &[
                "LW", "LC", "LJ", "ML", "D", "RI", "OP", "op", "OPM", "SA", "BM", "CA", "ca", "AIS", "TK",
                "FL", "SM",
            ],
        )?;
        match self.source.get(dict, "SMask") {
            Some(Object::Name(_)) => {
                out.insert(b"SMask".to_vec(), Out::name("None"));
            }
            Some(object) => {
                let mask = as_dict(object).ok_or_else(|| broken("a soft mask"))?;
                let mut copy = self.keys(mask, &["S", "BC"])?;
                let Some(form) = self.source.stream(mask, "G") else { return Err(broken("a soft mask")) };
                let id = mask.get(b"G").and_then(Object::as_reference).ok();
                copy.insert(b"G".to_vec(), self.nested(form, id, "mask", fonts)?);
                if let Some(function) = self.source.get(mask, "TR") {
                    let function = self.function(function, DEPTH)?;
                    copy.insert(b"TR".to_vec(), function);
                }
                out.insert(b"SMask".to_vec(), Out::Dict(copy));
            }
            None => {}
        }
        self.store.add(Out::Dict(out))
    }

    /// A pattern (ISO 32000-1 8.7).
    pub(super) fn pattern(&mut self, object: &Object, fonts: &mut Fonts) -> Result<Out> {
        let resolved = self.source.resolve(object);
        let dict = as_dict(resolved).ok_or_else(|| broken("a pattern"))?;
        match (self.source.num(dict, "PatternType"), resolved) {
            (Some(1.0), Object::Stream(stream)) => {
                self.nested(stream, object.as_reference().ok(), "pattern", fonts)
            }
            (Some(2.0), _) => {
                let mut out = self.keys(dict, &["PatternType", "Matrix"])?;
                let shading = self.shading(dict.get(b"Shading").unwrap_or(&Object::Null))?;
                out.insert(b"Shading".to_vec(), shading);
                if let Some(parameters) = self.source.dict(dict, "ExtGState") {
                    out.insert(b"ExtGState".to_vec(), self.parameters(parameters, fonts)?);
                }
                self.store.add(Out::Dict(out))
            }
            _ => Err(broken("a pattern of an unknown type")),
        }
    }
}

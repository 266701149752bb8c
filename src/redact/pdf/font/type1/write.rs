//! A Type 1 program with some glyphs, under constant names (Adobe Type 1 Font Format §2).

use super::Type1;
use super::cipher::{CHARSTRING, EEXEC, encrypt};
use std::collections::{BTreeMap, BTreeSet};

/// Procedures of PostScript that draw flexes and replace hints are not written: readers of PDF know them by number.
const PRIVATE: &[u8] =
    b"dup /Private 20 dict dup begin\n/RD {string currentfile exch readstring pop} executeonly def\n\
    /ND {noaccess def} executeonly def\n/NP {noaccess put} executeonly def\n/MinFeature {16 16} def\n\
    /password 5839 def\n/lenIV 4 def\n";
const END: &[u8] = b"end\nend\nreadonly put\nnoaccess put\ndup/FontName get exch definefont pop\n\
    mark currentfile closefile\n";
/// `return`
const NOTHING: &[u8] = &[11];

fn entry(out: &mut Vec<u8>, before: &str, code: &[u8], behind: &str) {
    let code = encrypt(code, CHARSTRING, 4);
    out.extend(format!("{before} {} RD ", code.len()).bytes());
    out.extend(code);
    out.extend(format!(" {behind}\n").bytes());
}

impl Type1 {
    /// The program with these glyphs, each under its new name, and the lengths of its three parts.
    pub(in super::super) fn cut(&self, glyphs: &[(String, String)]) -> (Vec<u8>, [usize; 3]) {
        let mut named: BTreeMap<String, &[u8]> = BTreeMap::new();
        let mut queue: Vec<(String, String)> = vec![(".notdef".into(), ".notdef".into())];
        queue.extend(glyphs.iter().cloned());
        // The first ones are those of flexes and hint replacement (§8), and say nothing.
        let mut subrs: BTreeSet<usize> = (0..5).collect();
        while let Some((old, new)) = queue.pop() {
            let Some(code) = self.glyphs.get(&old) else { continue };
            if named.contains_key(&new) {
                continue;
            }
            named.insert(new, code);
            let needs = self.follow(code);
            subrs.extend(needs.subrs);
            // Parts of accented letters are found by their names in StandardEncoding.
            queue.extend(needs.parts.into_iter().map(|name| (name.to_owned(), name.to_owned())));
        }
        let clear = format!(
            "%!PS-AdobeFont-1.0: F\n11 dict begin\n/FontInfo 1 dict dup begin end readonly def\n/FontName /F def\n\
             /PaintType 0 def\n/FontType 1 def\n/FontMatrix [{}] readonly def\n/Encoding StandardEncoding def\n\
             /FontBBox {{0 0 0 0}} readonly def\ncurrentdict end\ncurrentfile eexec\n",
            self.matrix
        );
        let cipher = encrypt(&self.private_part(&named, &subrs), EEXEC, 4);
        let tail = format!("{}cleartomark\n", format!("{}\n", "0".repeat(64)).repeat(8));
        let lengths = [clear.len(), cipher.len(), tail.len()];
        let mut out = clear.into_bytes();
        out.extend(cipher);
        out.extend(tail.bytes());
        (out, lengths)
    }

    fn private_part(&self, glyphs: &BTreeMap<String, &[u8]>, subrs: &BTreeSet<usize>) -> Vec<u8> {
        let mut out = PRIVATE.to_vec();
        for (key, value) in &self.private {
            out.extend(format!("{key} {value} def\n").bytes());
        }
        let highest = subrs.iter().filter(|n| self.subrs.contains_key(n)).max().map_or(0, |n| n + 1);
        out.extend(format!("/Subrs {highest} array\n").bytes());
        for n in 0..highest {
            // One that nothing calls only returns.
            let code = self.subrs.get(&n).filter(|_| subrs.contains(&n)).map_or(NOTHING, Vec::as_slice);
            entry(&mut out, &format!("dup {n}"), code, "NP");
        }
        out.extend(format!("ND\n2 index /CharStrings {} dict dup begin\n", glyphs.len()).bytes());
        for (name, code) in glyphs {
            entry(&mut out, &format!("/{name}"), code, "ND");
        }
        out.extend(END);
        out
    }
}

//! Leaves of a tree what is allowed, drops what tells and unwraps what only marks; anything else is refused.

use super::allow;
use super::xml::{Element, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::report::{Channel, Report};

/// What goes with all that is in it, and the channel that it is of.
const DROPPED: [(Channel, &[&str]); 13] = [
    (
        "W1",
        &[
            "w:del",
            "w:moveFrom",
            "w:delText",
            "w:delInstrText",
            "w:rPrChange",
            "w:pPrChange",
            "w:tblPrChange",
            "w:trPrChange",
            "w:tcPrChange",
            "w:sectPrChange",
            "w:tblGridChange",
            "w:tblPrExChange",
            "w:numberingChange",
            "w:cellIns",
            "w:cellDel",
            "w:cellMerge",
            "w:moveFromRangeStart",
            "w:moveFromRangeEnd",
            "w:moveToRangeStart",
            "w:moveToRangeEnd",
            "w:customXmlInsRangeStart",
            "w:customXmlInsRangeEnd",
            "w:customXmlDelRangeStart",
            "w:customXmlDelRangeEnd",
            "w:customXmlMoveFromRangeStart",
            "w:customXmlMoveFromRangeEnd",
            "w:customXmlMoveToRangeStart",
            "w:customXmlMoveToRangeEnd",
        ],
    ),
    ("W2", &["w:commentRangeStart", "w:commentRangeEnd", "w:commentReference", "w:annotationRef"]),
    ("W3", &["w:rsid", "w:rsids", "w:nsid", "w:tmpl", "w:docId"]),
    ("W5", &["w:background", "x:picture", "x:legacyDrawingHF"]),
    ("W6", &["w:vanish", "w:webHidden", "w:specVanish", "w:hidden"]),
    (
        "W7",
        &[
            "w:ffData",
            "w:fldData",
            "w:dayLong",
            "w:dayShort",
            "w:monthLong",
            "w:monthShort",
            "w:yearLong",
            "w:yearShort",
        ],
    ),
    (
        "W8",
        &[
            "a:extLst",
            "pic:extLst",
            "c:extLst",
            "wps:extLst",
            "wpg:extLst",
            "wpc:extLst",
            "xdr:extLst",
            "a:hlinkClick",
            "a:hlinkHover",
            "a:hlinkMouseOver",
            "a:snd",
            "c:externalData",
            "c:userShapes",
            "c:printSettings",
            "c:lang",
            "c:protection",
            "c:pivotSource",
            "c:pivotFmts",
            "c:clrMapOvr",
            "w:tblCaption",
            "w:tblDescription",
        ],
    ),
    (
        "W9",
        &[
            "w:proofErr",
            "w:permStart",
            "w:permEnd",
            "w:lastRenderedPageBreak",
            "w:smartTagPr",
            "w:customXmlPr",
            "w:sdtPr",
            "w:sdtEndPr",
            "w:formProt",
            "w:divId",
        ],
    ),
    (
        "W10",
        &[
            "w:lang",
            "w:latentStyles",
            "w:aliases",
            "w:noProof",
            "w:autoRedefine",
            "w:locked",
            "w:personal",
            "w:personalCompose",
            "w:personalReply",
            "w:rtlGutter",
            "a:objectDefaults",
            "a:extraClrSchemeLst",
            "a:custClrLst",
        ],
    ),
    ("W12", &["w:rt", "w:rubyPr"]),
    ("O7", &["w:control", "x:controls"]),
    ("O8", &["o:OLEObject", "w:objectEmbed", "w:objectLink", "w:movie", "x:oleObjects"]),
    ("O10", &["w:printerSettings", "w:paperSrc"]),
];

/// What goes and leaves what is in it.
const UNWRAPPED: [(Channel, &[&str]); 3] = [
    ("W1", &["w:ins", "w:moveTo"]),
    ("W9", &["w:sdt", "w:sdtContent", "w:smartTag", "w:customXml", "w:dir", "w:bdo"]),
    ("W12", &["w:ruby", "w:rubyBase"]),
];

/// Prefixes of which nothing stays: extensions that readers may do without, and hints for one program.
const EXTENSIONS: [&str; 9] = ["a14:", "w14:", "w15:", "wp14:", "x14ac:", "xvml:", "dgm:", "lc:", "o:"];

/// Applies the lists to all that is below a root, and to its own attributes.
///
/// # Errors
/// [`ErrorKind::UnknownContent`] with the element's name.
pub(super) fn filter(root: &mut Element, report: &mut Report) -> Result<()> {
    if !allow::element(&root.name) {
        return Err(unknown(&root.name));
    }
    attributes(root, report);
    children(root, report)
}

fn children(parent: &mut Element, report: &mut Report) -> Result<()> {
    let with_text = allow::text(&parent.name);
    let mut kept = Vec::with_capacity(parent.children.len());
    let mut waiting: Vec<Node> = std::mem::take(&mut parent.children);
    waiting.reverse();
    while let Some(child) = waiting.pop() {
        let mut child = match child {
            Node::Text(text) => {
                if with_text {
                    kept.push(Node::Text(text));
                }
                continue;
            }
            Node::Element(child) => child,
        };
        if let Some(channel) = listed(&UNWRAPPED, &child.name) {
            report.remove(channel, 1);
            waiting.extend(child.children.into_iter().rev());
            continue;
        }
        if let Some(channel) = listed(&DROPPED, &child.name) {
            report.remove(channel, 1);
            continue;
        }
        if EXTENSIONS.iter().any(|prefix| child.name.starts_with(prefix)) {
            report.remove("O12", 1);
            continue;
        }
        if !allow::element(&child.name) {
            return Err(unknown(&child.name));
        }
        attributes(&mut child, report);
        children(&mut child, report)?;
        kept.push(Node::Element(child));
    }
    parent.children = kept;
    Ok(())
}

fn attributes(element: &mut Element, report: &mut Report) {
    let name = element.name.clone();
    element.attributes.retain(|(attribute, value)| {
        let kept = allow::attribute(&name, attribute)
            && (allow::free(&name, attribute) || name == "a:graphicData" || is_token(value));
        if !kept {
            report.remove(channel(attribute), 1);
        }
        kept
    });
}

fn channel(attribute: &str) -> Channel {
    match attribute.rsplit(':').next().unwrap_or_default() {
        "author" | "date" | "dateUtc" => "W1",
        "descr" | "title" | "alt" | "href" | "src" => "W8",
        "codeName" | "userName" => "X1",
        "lang" => "W10",
        "macro" | "textlink" => "O7",
        _ => "W3",
    }
}

/// Whether a value can be one that a format defines: a number, a colour, a word, an address of cells.
fn is_token(value: &str) -> bool {
    value.len() <= 2000
        && value.chars().all(|c| c.is_ascii_graphic() || c == ' ')
        && !value.contains("://")
        && !value.contains('@')
}

fn listed(lists: &[(Channel, &[&str])], name: &str) -> Option<Channel> {
    lists.iter().find(|(_, names)| names.contains(&name)).map(|(channel, _)| *channel)
}

fn unknown(name: &str) -> Error {
    Error::new(ErrorKind::UnknownContent).because(format_args!("<{name}>"))
}

//! Leaves of a tree what is allowed, drops what tells and unwraps what only marks; anything else is refused.

use super::allow;
use super::rules::{DROPPED, EXTENSIONS, UNWRAPPED};
use super::xml::{Element, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::report::{Channel, Report};

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
                if with_text && fits(&parent.name, &text) {
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

/// Whether a text is what its element is for: places of drawings are numbers, or words of the format.
fn fits(element: &str, text: &str) -> bool {
    match element {
        "wp:align" => {
            ["left", "right", "center", "inside", "outside", "top", "bottom"].contains(&text.trim())
        }
        "wp:posOffset" | "xdr:col" | "xdr:colOff" | "xdr:row" | "xdr:rowOff" => {
            text.trim().len() <= 12 && text.trim().parse::<i64>().is_ok()
        }
        _ => true,
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

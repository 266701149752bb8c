//! Copies of text documents (WordprocessingML; SPEC §18.6).

use super::changes::{accept, drop_hidden, tidy};
use super::drawing::{prepare, relink, theme};
use super::fields::flatten;
use super::filter::filter;
use super::links;
use super::package::{Package, Relation};
use super::places::{At, Called, each, name};
use super::scrub::scrub;
use super::settings;
use super::styles::Styles;
use super::symbols::symbols;
use super::work::Work;
use super::xml::{Element, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::look::Look;
use crate::redact::matcher::Matcher;
use crate::redact::{Channel, Redacted};

const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const MAIN: &str = "word/document.xml";

pub(super) fn redact(package: Package, main: &str, matcher: &Matcher) -> Result<Redacted> {
    let mut work = Work::new(package, matcher, "word");
    let relations = work.package.relations(main)?;
    let leads = |kind: &str| {
        let found = relations.iter().find(|relation| relation.kind == kind);
        found.and_then(|relation| relation.target.clone()).filter(|part| work.package.has(part))
    };
    let [styles_part, settings_part, theme_part] = ["styles", "settings", "theme"].map(leads);
    let others = [("numbering", "W10"), ("footnotes", "W11"), ("endnotes", "W11")]
        .map(|(kind, channel)| (kind, channel, leads(kind)));
    let styles = match styles_part {
        Some(part) => {
            work.copy.relate(MAIN, "styles", "word/styles.xml");
            Styles::copy(&part, &mut work)?
        }
        None => Styles::default(),
    };
    if let Some(part) = settings_part {
        work.copy.relate(MAIN, "settings", settings::NAME);
        settings::copy(&part, &mut work)?;
    }
    if let Some(part) = theme_part {
        let theme = theme(&part, &mut work)?;
        work.copy.relate(MAIN, "theme", &theme);
    }
    for (kind, channel, part) in others {
        if let Some(part) = part {
            let name = format!("word/{kind}.xml");
            work.copy.relate(MAIN, kind, &name);
            story(&part, &name, kind, channel, &styles, &mut work)?;
        }
    }
    let root = story_tree(main, MAIN, "W12", &styles, &mut work)?;
    let root = headers(root, &relations, &styles, &mut work)?;
    work.copy.put(MAIN, &format!("{TYPES}.document.main+xml"), &root)?;
    work.package.count_left(&mut work.report);
    Ok(Redacted { bytes: work.copy.finish(MAIN)?, report: work.report })
}

/// Copies a part with text.
fn story(
    part: &str,
    name: &str,
    kind: &str,
    channel: Channel,
    styles: &Styles,
    work: &mut Work,
) -> Result<()> {
    let root = story_tree(part, name, channel, styles, work)?;
    work.copy.put(name, &format!("{TYPES}.{kind}+xml"), &root)?;
    Ok(())
}

fn story_tree(
    part: &str,
    part_of_copy: &str,
    channel: Channel,
    styles: &Styles,
    work: &mut Work,
) -> Result<Element> {
    let at = |e: Error| e.at(part);
    let mut root = work.package.tree(part)?;
    let relations = work.package.relations(part)?;
    let told = work.report.findings.len();
    refuse(&root).map_err(at)?;
    // Paragraphs are counted when those are gone that were deleted.
    prepare(&mut root, &At::Paragraphs.place(0), work);
    accept(&mut root, &mut work.report);
    drop_hidden(&mut root, &mut work.report);
    flatten(&mut root, work.matcher, &mut work.report);
    filter(&mut root, &mut work.report).map_err(at)?;
    split_runs(&mut root);
    links::reduce(&mut root, &mut work.report);
    styles.refer(&mut root);
    trim(&mut root);
    symbols(&mut root);
    // What stays apart looks otherwise, and so separates words.
    tidy(&mut root);
    scrub(&mut root, work.matcher, At::Paragraphs, channel, &mut work.report);
    tidy(&mut root);
    keep_spaces(&mut root);
    look(&mut root, work);
    relink(&mut root, &relations, part_of_copy, At::Paragraphs, work)?;
    let (whole, paragraphs) = called(part_of_copy);
    name(&mut root, &whole, paragraphs, work.report.findings.get_mut(told..).unwrap_or_default());
    Ok(root)
}

/// What reports call a part of the copy, and its paragraphs.
fn called(part: &str) -> (String, Called) {
    let stem = part.trim_start_matches("word/").trim_end_matches(".xml");
    let kind = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let paragraphs = match kind {
        "document" => Called::Paragraphs,
        "footnotes" => Called::Notes("footnote"),
        "endnotes" => Called::Notes("endnote"),
        _ => Called::Story,
    };
    let number = stem.get(kind.len()..).filter(|number| !number.is_empty());
    (number.map_or_else(|| kind.to_owned(), |number| format!("{kind} {number}")), paragraphs)
}

/// Documents within the document, which are shown but stand elsewhere.
fn refuse(root: &Element) -> Result<()> {
    for (name, what) in [("w:altChunk", "another document in it"), ("w:subDoc", "a linked subdocument")] {
        if root.contains(name) {
            return Err(Error::new(ErrorKind::UnknownContent)
                .because(format_args!("{what}; open it in Word and save it again")));
        }
    }
    Ok(())
}

/// Copies headers and footers as sections refer to them.
fn headers(mut root: Element, relations: &[Relation], styles: &Styles, work: &mut Work) -> Result<Element> {
    let mut wanted = Vec::new();
    root.each(&mut |element| {
        if matches!(element.name.as_str(), "w:headerReference" | "w:footerReference") {
            wanted.extend(element.attribute("r:id").map(str::to_owned));
        }
    });
    let weight = root.weight();
    work.package.hold(weight)?;
    let mut ids: Vec<(String, Option<String>)> = Vec::new();
    for id in wanted {
        if ids.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let relation = relations.iter().find(|relation| relation.id == id);
        let kind = relation.map(|r| r.kind.as_str()).filter(|kind| matches!(*kind, "header" | "footer"));
        let new = match (kind, relation.and_then(|relation| relation.target.clone())) {
            (Some(kind), Some(part)) => {
                let name = work.copy.name(&format!("word/{kind}"), "xml");
                story(&part, &name, kind, "W5", styles, work)?;
                Some(work.copy.relate(MAIN, kind, &name))
            }
            _ => None,
        };
        ids.push((id, new));
    }
    work.package.release(weight);
    root.rebuild(&mut |mut element| {
        if matches!(element.name.as_str(), "w:headerReference" | "w:footerReference") {
            let id = element.take("r:id");
            match ids.iter().find(|(known, _)| Some(known) == id.as_ref()) {
                Some((_, Some(new))) => element.set("r:id", new),
                _ => return vec![],
            }
        }
        vec![Node::Element(element)]
    });
    Ok(root)
}

/// Without `xml:space`, white space at the ends of a text is none (ECMA-376-1 17.3.3.31).
fn trim(root: &mut Element) {
    root.each(&mut |element| {
        let preserved = element.take("xml:space").is_some_and(|space| space == "preserve");
        if matches!(element.name.as_str(), "w:t" | "w:instrText") && !preserved {
            for child in &mut element.children {
                if let Node::Text(text) = child {
                    *text = text.trim_matches([' ', '\t', '\n', '\r']).to_owned();
                }
            }
        }
    });
}

/// Text with its reading above it stands as runs within a run (ECMA-376-1 17.3.3.25), which become runs behind it.
fn split_runs(root: &mut Element) {
    root.rebuild(&mut |element| {
        let apart = |node: &Node| {
            matches!(node, Node::Element(e) if ["w:r", "w:hyperlink", "m:oMath", "m:oMathPara"].iter().any(|name| e.is(name)))
        };
        if !element.is("w:r") || !element.children.iter().any(apart) {
            return vec![Node::Element(element)];
        }
        let properties = element.child("w:rPr").cloned().map(Node::Element);
        let run = |children: &mut Vec<Node>| {
            let (name, attributes) = (element.name.clone(), element.attributes.clone());
            let children = properties.iter().cloned().chain(std::mem::take(children)).collect();
            Node::Element(Element { name, attributes, children })
        };
        let (mut runs, mut piece) = (Vec::new(), Vec::new());
        for child in &element.children {
            match child {
                Node::Element(e) if e.is("w:rPr") => {}
                child if apart(child) => {
                    if !piece.is_empty() {
                        runs.push(run(&mut piece));
                    }
                    runs.push(child.clone());
                }
                child => piece.push(child.clone()),
            }
        }
        if !piece.is_empty() {
            runs.push(run(&mut piece));
        }
        runs
    });
}

fn keep_spaces(root: &mut Element) {
    root.each(&mut |element| {
        let ends = |text: &str| text.trim_matches([' ', '\t', '\n', '\r']).len() != text.len();
        if matches!(element.name.as_str(), "w:t" | "w:instrText" | "m:t") && ends(&element.text()) {
            element.set("xml:space", "preserve");
        }
    });
}

/// What can hide in plain sight: white letters, and letters of a point or two.
fn look(root: &mut Element, work: &mut Work) {
    let [mut white, mut tiny] = [(0, 0); 2];
    each(root, &mut |paragraph, element| {
        let properties = element.child("w:rPr").filter(|_| element.is("w:r"));
        let value = |of: &str| properties.and_then(|p| p.child(of)).and_then(|p| p.attribute("w:val"));
        let is_white = value("w:color").is_some_and(|color| color.eq_ignore_ascii_case("ffffff"));
        let is_tiny = value("w:sz").and_then(|size| size.parse().ok()).is_some_and(|size: f64| size <= 4.0);
        for (is, (first, count)) in [(is_white, &mut white), (is_tiny, &mut tiny)] {
            if is && *count == 0 {
                *first = paragraph;
            }
            *count += u64::from(is);
        }
    });
    for (look, (first, count)) in [(Look::WhiteText, white), (Look::TinyText, tiny)] {
        if count > 0 {
            work.report.look_at(first, "W6", look, count);
        }
    }
    work.look_at_fonts(root, At::Paragraphs);
}

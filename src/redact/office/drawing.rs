//! Pictures, shapes and charts within a part (SPEC §18.4, W5, W8, O8).

use super::filter::filter;
use super::package::Relation;
use super::places::{At, each};
use super::scrub::scrub;
use super::work::Work;
use super::xml::{Element, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::look::Look;
use crate::redact::report::shown;

const CHART_TYPE: &str = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";

/// What a drawing may hold.
const HELD: [&str; 5] = [
    "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
];

/// Before anything is filtered: watermarks go, and drawings of kinds that are not read.
pub(super) fn prepare(root: &mut Element, place: &str, work: &mut Work) {
    let (mut watermarks, mut left, mut objects) = (0, Vec::new(), 0);
    let header = root.is("w:hdr");
    root.rebuild(&mut |mut element| {
        if is_watermark(&element, header) {
            watermarks += 1;
            return vec![];
        }
        if matches!(
            element.name.as_str(),
            "w:drawing" | "xdr:twoCellAnchor" | "xdr:oneCellAnchor" | "xdr:absoluteAnchor"
        ) && let Some(kind) = unread(&element)
        {
            left.push(kind);
            return vec![];
        }
        if element.is("w:object") {
            objects += u64::from(element.child("o:OLEObject").is_some());
        }
        // A field that the drawing's program fills in; its last result stays.
        if element.is("a:fld") {
            element.name = "a:r".to_owned();
            element.attributes.clear();
            element.children.retain(|child| !matches!(child, Node::Element(e) if e.is("a:pPr")));
        }
        vec![Node::Element(element)]
    });
    work.report.remove("W5", watermarks);
    for kind in left {
        work.report.remove("W8", 1);
        work.report.look_at(place, "W8", Look::DrawingLeftOut, kind);
    }
    if objects > 0 {
        work.report.look_at(place, "O8", Look::EmbeddedObjectLeftOut, objects);
    }
}

/// Word's own watermarks are shapes in headers, and are called so.
fn is_watermark(element: &Element, header: bool) -> bool {
    let named = |element: &Element| {
        ["id", "o:spid", "name"]
            .iter()
            .filter_map(|name| element.attribute(name))
            .any(|name| name.to_ascii_lowercase().contains("watermark") || name.contains("水印"))
    };
    match element.name.as_str() {
        "w:pict" => element.elements().any(|shape| named(shape) || (header && shape.contains("v:textpath"))),
        "w:drawing" => element.elements().any(|anchor| anchor.child("wp:docPr").is_some_and(named)),
        _ => false,
    }
}

/// The kind of a drawing that holds something else than what is read here.
fn unread(element: &Element) -> Option<String> {
    element.elements().find_map(|child| {
        if child.is("a:graphicData") {
            let uri = child.attribute("uri").unwrap_or_default();
            let inner = child.elements().any(|e| e.name.starts_with("?:"));
            let kind = shown(uri.rsplit('/').next().unwrap_or_default());
            return (!HELD.contains(&uri) || inner).then_some(kind);
        }
        // Text boxes have drawings of their own.
        if child.is("w:txbxContent") { None } else { unread(child) }
    })
}

/// After filtering: constant names, and relationships of the copy in place of the document's.
///
/// # Errors
/// [`ErrorKind::UnknownContent`], and what the parts that it leads to can fail with.
pub(super) fn relink(
    root: &mut Element,
    relations: &[Relation],
    part: &str,
    at: At,
    work: &mut Work,
) -> Result<()> {
    name(root, work);
    let find = |id: Option<&str>| relations.iter().find(|relation| Some(relation.id.as_str()) == id);
    // Charts are read meanwhile.
    let weight = root.weight();
    work.package.hold(weight)?;
    let mut failed = None;
    let mut linked = |paragraph: u64, element: &mut Element| -> Result<()> {
        let place = || at.place(paragraph);
        match element.name.as_str() {
            "a:blip" => {
                let relation = element.take("r:embed");
                let target = work.picture(find(relation.as_deref()), &place())?;
                element.set("r:embed", work.copy.relate(part, "image", &target));
            }
            "v:imagedata" | "v:fill" => {
                let relation = element.take("r:id");
                if relation.is_some() || element.is("v:imagedata") {
                    let target = work.picture(find(relation.as_deref()), &place())?;
                    element.set("r:id", work.copy.relate(part, "image", &target));
                }
            }
            "c:chart" if element.attribute("r:id").is_some() => {
                let relation = element.take("r:id");
                let target = find(relation.as_deref()).and_then(|relation| relation.target.clone());
                let target =
                    target.ok_or_else(|| Error::new(ErrorKind::DocumentBroken).because("a chart"))?;
                let target = chart(&target, &place(), work)?;
                element.set("r:id", work.copy.relate(part, "chart", &target));
            }
            "w:headerReference" | "w:footerReference" | "x:drawing" | "x:sheet" => {}
            _ => {
                element.take("r:id");
                element.take("r:embed");
            }
        }
        Ok(())
    };
    each(root, &mut |paragraph, element| {
        if failed.is_none() {
            failed = linked(paragraph, element).err();
        }
    });
    work.package.release(weight);
    failed.map_or(Ok(()), Err)
}

/// Names and numbers of drawings, which often are those of files.
fn name(root: &mut Element, work: &mut Work) {
    let mut count = work.drawings;
    root.each(&mut |element| match element.name.as_str() {
        "wp:docPr" | "xdr:cNvPr" | "pic:cNvPr" | "wps:cNvPr" | "wpg:cNvPr" => {
            count += 1;
            element.set("id", count);
            element.set("name", format_args!("Drawing {count}"));
        }
        "a:theme" | "a:clrScheme" | "a:fontScheme" | "a:fmtScheme" => {
            element.set("name", "Theme");
        }
        // Shapes refer to their types by these; other names are free.
        "v:shape" | "v:rect" | "v:line" | "v:group" | "v:oval" | "v:roundrect" | "v:polyline" | "v:arc"
        | "v:curve" | "v:image" => {
            element.take("id");
        }
        _ => {}
    });
    work.report.remove("W8", count - work.drawings);
    work.drawings = count;
}

/// Copies a chart, which stands at a place: what it shows is in it; the workbook behind it goes.
fn chart(part: &str, place: &str, work: &mut Work) -> Result<String> {
    if std::mem::replace(&mut work.in_chart, true) {
        return Err(Error::new(ErrorKind::UnknownContent).because("a chart in a chart").at(part));
    }
    let mut root = work.package.tree(part)?;
    let relations = work.package.relations(part)?;
    let stem = format!("{}/charts/chart", work.folder);
    let name = work.copy.name(&stem, "xml");
    prepare(&mut root, place, work);
    filter(&mut root, &mut work.report).map_err(|e| e.at(part))?;
    scrub(&mut root, work.matcher, At::One(place), "W8", &mut work.report);
    work.look_at_fonts(&mut root, At::One(place));
    relink(&mut root, &relations, &name, At::One(place), work)?;
    work.copy.put(&name, CHART_TYPE, &root)?;
    work.in_chart = false;
    Ok(name)
}

/// Copies a theme.
///
/// # Errors
/// As [`relink`].
pub(super) fn theme(part: &str, work: &mut Work) -> Result<String> {
    let mut root = work.package.tree(part)?;
    let relations = work.package.relations(part)?;
    let name = format!("{}/theme/theme1.xml", work.folder);
    filter(&mut root, &mut work.report).map_err(|e| e.at(part))?;
    scrub(&mut root, work.matcher, At::One("theme"), "W10", &mut work.report);
    relink(&mut root, &relations, &name, At::One("theme"), work)?;
    work.copy.put(&name, "application/vnd.openxmlformats-officedocument.theme+xml", &root)?;
    Ok(name)
}

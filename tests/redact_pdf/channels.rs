//! Each channel of SPEC §18.4 that is no text: something is planted in it, and nothing of it may be left.

use crate::pdf::{CATALOG, CONTENT, PAGE, Pdf, copy_of, looks, refusal, tells, text_string, told, ucs2};
use sealbid::ErrorKind;

const CANARY: &str = "Yunqi云启";

/// The copy of a document with something planted in it, after a look whether it was there.
fn clean(pdf: &Pdf, channel: &'static str) -> sealbid::redact::Redacted {
    let bytes = pdf.bytes();
    assert!(tells(&bytes, CANARY), "nothing was planted");
    let copy = copy_of(&bytes, &["某某公司"]).unwrap();
    assert!(!tells(&copy.bytes, CANARY), "{channel}");
    assert!(copy.report.removed.contains_key(channel), "{channel}: {:?}", copy.report.removed);
    copy
}

fn canary() -> String {
    text_string(CANARY)
}

fn plain() -> Pdf {
    Pdf::page("BT /F1 12 Tf 72 700 Td (Technical part) Tj ET")
}

#[test]
fn p1_information_and_metadata_go() {
    let mut pdf = plain();
    let info = pdf.add(format!("<</Author {}/Producer(x)>>", canary()));
    pdf.trailer = format!("/Info {info} 0 R");
    clean(&pdf, "P1");
    for id in [CATALOG, PAGE] {
        let mut pdf = plain();
        let xmp = pdf.stream("/Type/Metadata/Subtype/XML", format!("<x:xmpmeta>{CANARY}</x:xmpmeta>"));
        pdf.enter(id, &format!("/Metadata {xmp} 0 R"));
        clean(&pdf, "P1");
    }
}

#[test]
fn p2_the_identifier_goes() {
    let mut pdf = plain();
    pdf.trailer = format!("/ID[{0}{0}]", canary());
    clean(&pdf, "P2");
}

#[test]
fn p3_earlier_revisions_and_loose_objects_go() {
    let mut pdf = plain();
    pdf.add(format!("<</Loose {}>>", canary()));
    let old = pdf.bytes();
    let mut new = old.clone();
    let at = new.len();
    new.extend(b"4 0 obj\n<</Length 43>>\nstream\nBT /F1 12 Tf 72 700 Td (Second revision) Tj ET\nendstream\nendobj\n");
    let start = new.len();
    let before = old.windows(9).rposition(|w| w == b"startxref").unwrap();
    let before: usize = String::from_utf8_lossy(&old[before + 10..]).lines().next().unwrap().parse().unwrap();
    new.extend(
        format!("xref\n4 1\n{at:010} 00000 n \ntrailer\n<</Root 1 0 R/Size 9/Prev {before}>>\nstartxref\n{start}\n%%EOF\n")
            .bytes(),
    );
    assert!(tells(&new, CANARY) && tells(&new, "Technical part"));
    let copy = copy_of(&new, &["某某公司"]).unwrap();
    assert!(!tells(&copy.bytes, CANARY) && !tells(&copy.bytes, "Technical part"));
    assert!(tells(&copy.bytes, "P") && copy.report.removed["P3"] == 1);
}

#[test]
fn p4_annotations_go() {
    let mut pdf = plain();
    let note =
        pdf.add(format!("<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T {0}/Contents {0}/NM(n)>>", canary()));
    let link = pdf.add(format!("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI {}>>>>", canary()));
    pdf.enter(PAGE, &format!("/Annots[{note} 0 R {link} 0 R]"));
    let copy = clean(&pdf, "P4");
    assert_eq!((copy.report.removed["P4"], looks(&copy, "P4")), (2, 1));
}

#[test]
fn p5_forms_go_and_are_told() {
    let mut pdf = plain();
    let look = pdf.stream("/Subtype/Form/BBox[0 0 90 20]", format!("BT /Helv 9 Tf ({CANARY}) Tj ET"));
    let field = pdf.add(format!(
        "<</Subtype/Widget/FT/Tx/T(t)/V {0}/DV {0}/TU {0}/Rect[0 0 90 20]/AP<</N {look} 0 R>>>>",
        canary()
    ));
    pdf.enter(PAGE, &format!("/Annots[{field} 0 R]"));
    pdf.enter(CATALOG, &format!("/AcroForm<</Fields[{field} 0 R]/XFA {}>>", canary()));
    let copy = clean(&pdf, "P5");
    assert_eq!(looks(&copy, "P5"), 2);
}

#[test]
fn p6_signatures_go_and_are_told() {
    let mut pdf = plain();
    let value = pdf.add(format!("<</Type/Sig/Name {0}/Location {0}/Contents {0}>>", canary()));
    let field = pdf.add(format!("<</Subtype/Widget/FT/Sig/V {value} 0 R/Rect[0 0 9 9]>>"));
    pdf.enter(PAGE, &format!("/Annots[{field} 0 R]"));
    pdf.enter(CATALOG, &format!("/Perms<</DocMDP {value} 0 R>>/DSS<</Certs[{value} 0 R]>>"));
    let copy = clean(&pdf, "P6");
    assert_eq!(looks(&copy, "P6"), 1);
}

#[test]
fn p7_what_the_catalog_leads_to_goes() {
    let canary = canary();
    for entry in [
        format!("/Names<</EmbeddedFiles<</Names[{canary} <</Type/Filespec/F {canary}>>]>>>>"),
        format!("/Outlines<</First<</Title {canary}>>>>"),
        format!("/PageLabels<</Nums[0<</P {canary}>>]>>"),
        format!("/OpenAction<</S/JavaScript/JS {canary}>>"),
        format!("/Dests<</#59unqi#E4#BA#91#E5#90#AF {canary}>>"),
        format!("/URI<</Base {canary}>>"),
        format!("/Threads[<</I<</Author {canary}>>>>]"),
    ] {
        let mut pdf = plain();
        pdf.enter(CATALOG, &entry);
        clean(&pdf, "P7");
    }
}

#[test]
fn p8_hidden_layers_go_and_visible_ones_lose_their_names() {
    let mut pdf = Pdf::page(
        "/OC /L1 BDC BT /F1 12 Tf 72 700 Td (Yunqi) Tj ET EMC /OC /L2 BDC BT /F1 12 Tf 72 600 Td (Open) Tj ET EMC",
    );
    let off = pdf.add(format!("<</Type/OCG/Name {}>>", canary()));
    let on = pdf.add(format!("<</Type/OCG/Name {}>>", canary()));
    let either = pdf.add(format!("<</Type/OCMD/OCGs[{off} 0 R]>>"));
    pdf.enter(CATALOG, &format!("/OCProperties<</OCGs[{off} 0 R {on} 0 R]/D<</OFF[{off} 0 R]>>>>"));
    let original = pdf.replace_properties(off, on);
    let copy = clean(&original, "P8");
    assert!(!tells(&copy.bytes, "Yunqi") && copy.report.removed["P8"] == 2);
    assert_eq!(told(&copy), ["layers-left-out 1"]);
    assert!(content(&copy.bytes).matches("Tj").count() == 1);
    let member = pdf.replace_properties(either, on);
    assert!(content(&clean(&member, "P8").bytes).matches("Tj").count() == 1);
    let both = pdf.replace_properties(on, on);
    assert!(content(&clean(&both, "P8").bytes).matches("Tj").count() == 2);
}

use crate::pdf::content;

impl Pdf {
    fn replace_properties(&mut self, first: usize, second: usize) -> Pdf {
        let mut bytes = self.page_with("/Properties<</L1 A 0 R/L2 B 0 R>>");
        bytes.replace(PAGE, "A 0 R", &format!("{first} 0 R"));
        bytes.replace(PAGE, "B 0 R", &format!("{second} 0 R"));
        bytes
    }

    fn page_with(&self, resources: &str) -> Pdf {
        let mut pdf = self.clone();
        pdf.replace(PAGE, "/Resources<<", &format!("/Resources<<{resources}"));
        pdf
    }
}

#[test]
fn p9_structure_and_what_it_says_instead_of_text_go() {
    let canary = canary();
    let mut pdf = Pdf::page(format!(
        "/Span <</ActualText {canary}/MCID 0>> BDC BT /F1 12 Tf 72 700 Td (Text) Tj ET EMC /Artifact MP"
    ));
    let root =
        pdf.add(format!("<</Type/StructTreeRoot/K<</S/Figure/Alt {canary}/T {canary}>>/RoleMap<<>>>>"));
    pdf.enter(CATALOG, &format!("/StructTreeRoot {root} 0 R/Lang {canary}/MarkInfo<</Marked true>>"));
    let copy = clean(&pdf, "P9");
    assert!(!content(&copy.bytes).contains("BDC"));
}

#[test]
fn p10_private_data_and_pictures_of_pages_go() {
    let canary = canary();
    let mut pdf = plain();
    let thumb = pdf.deflated("/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", CANARY);
    pdf.enter(PAGE, &format!("/PieceInfo<</App<</Private {canary}>>>>/Thumb {thumb} 0 R"));
    pdf.enter(CATALOG, &format!("/OutputIntents[<</S/GTS_PDFX/Info {canary}>>]/PieceInfo<</A {canary}>>"));
    clean(&pdf, "P10");
}

#[test]
fn p11_producers_cannot_be_told_apart() {
    let first = plain().bytes();
    let mut other =
        Pdf::page("%Yunqi\nq BT\n/F1  12.00 Tf +72.0 0700 Td\n<546563686E6963616C2070617274>Tj ET Q q Q");
    other.replace(PAGE, "/Type/Page/Parent 2 0 R", "/Parent 2 0 R /TrimBox[0 0 595 842] /Type /Page");
    let other = other.bytes();
    let one = copy_of(&first, &["某某公司"]).unwrap();
    assert!(one.bytes == copy_of(&other, &["某某公司"]).unwrap().bytes);
}

#[test]
fn c4_what_stands_around_the_file_goes() {
    let mut pdf = plain();
    pdf.tail = CANARY.as_bytes().to_vec();
    clean(&pdf, "C4");
    let bytes = [CANARY.as_bytes(), b"\n", &plain().bytes()].concat();
    let copy = copy_of(&bytes, &["某某公司"]).unwrap();
    assert!(!tells(&copy.bytes, CANARY) && copy.bytes.starts_with(b"%PDF-"));
}

/// A JPEG file of eight grey dots in a row, with segments of its maker.
fn jpeg(segments: &[u8]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    out.extend(segments);
    out.extend([0xff, 0xdb, 0, 67, 0]);
    out.extend([1; 64]);
    out.extend([0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    for class in [0x00, 0x10] {
        out.extend([0xff, 0xc4, 0, 20, class, 1]);
        out.extend([0; 15]);
        out.push(0);
    }
    out.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f, 0xff, 0xd9]);
    out
}

#[test]
fn p17_pictures_lose_what_their_makers_put_into_them() {
    let mut exif = vec![0xff, 0xe1, 0, (2 + 6 + CANARY.len()) as u8];
    exif.extend(b"Exif\0\0");
    exif.extend(CANARY.bytes());
    exif.extend([0xff, 0xfe, 0, (2 + CANARY.len()) as u8]);
    exif.extend(CANARY.bytes());
    let mut data = jpeg(&exif);
    data.extend(CANARY.bytes());
    let mut pdf = Pdf::page("q 90 0 0 90 72 600 cm /I1 Do Q");
    let xmp = pdf.stream("/Type/Metadata", CANARY);
    let profile = pdf.deflated("/N 1", format!("profile {CANARY}"));
    let image = pdf.stream(
        &format!(
            "/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace[/ICCBased {profile} 0 R]\
             /Filter/DCTDecode/Metadata {xmp} 0 R/Name/Yunqi"
        ),
        data,
    );
    let pdf = pdf.page_with(&format!("/XObject<</I1 {image} 0 R>>"));
    let copy = clean(&pdf, "P17");
    assert!(copy.report.removed["P17"] >= 5, "{:?}", copy.report.removed);
    assert!(copy.bytes.windows(2).any(|two| two == [0xff, 0xda]), "the picture is still there");
    assert_eq!(looks(&copy, "P17"), 1, "a small square picture");
}

#[test]
fn p17_every_picture_is_told() {
    let draw = "q 150 0 0 50 72 700 cm /I1 Do Q q 150 0 0 50 72 600 cm /I1 Do Q q 300 0 0 9 72 9 cm /I1 Do Q";
    let mut pdf = Pdf::page(draw);
    let image = pdf.stream(
        "/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode",
        jpeg(&[]),
    );
    let pdf = pdf.page_with(&format!("/XObject<</I1 {image} 0 R>>"));
    let copy = copy_of(&pdf.bytes(), &["某某公司"]).unwrap();
    let told = copy.report.findings.iter().find(|finding| finding.channel == "P17").unwrap();
    assert_eq!(told.text, "pictures 3");
}

#[test]
fn p17_pictures_that_are_not_understood_are_refused() {
    for filter in ["JPXDecode", "JBIG2Decode", "Unheard"] {
        let mut pdf = Pdf::page("/I1 Do");
        let image = pdf.stream(&format!("/Subtype/Image/Width 8/Height 8/Filter/{filter}"), "x");
        let pdf = pdf.page_with(&format!("/XObject<</I1 {image} 0 R>>"));
        assert_eq!(refusal(&pdf.bytes(), &["某某公司"]), ErrorKind::UnknownContent, "{filter}");
    }
}

#[test]
fn p18_many_curves_are_told() {
    let letter = "10 10 m 10 20 30 40 50 60 c 50 70 30 80 10 90 c f\n".repeat(90);
    let copy = copy_of(&Pdf::page(&letter).bytes(), &["某某公司"]).unwrap();
    assert_eq!(looks(&copy, "P18"), 1);
    let few = copy_of(&Pdf::page("10 10 m 10 20 30 40 50 60 c f").bytes(), &["某某公司"]).unwrap();
    assert_eq!(looks(&few, "P18"), 0);
}

#[test]
fn names_of_house_colours_and_of_resources_go() {
    let name: String = CANARY.bytes().map(|byte| format!("#{byte:02X}")).collect();
    let mut pdf = Pdf::page(format!("/{name} cs 1 scn 9 9 9 9 re f"));
    let tint = pdf.add("<</FunctionType 2/Domain[0 1]/N 1/C0[0]/C1[1]>>");
    let space = pdf.add(format!("[/Separation/{name}/DeviceGray {tint} 0 R]"));
    let pdf = pdf.page_with(&format!("/ColorSpace<</{name} {space} 0 R>>"));
    let copy = clean(&pdf, "P11");
    assert!(content(&copy.bytes).contains("scn"));
}

#[test]
fn nothing_but_listed_keys_is_left() {
    let mut pdf = Pdf::page(format!("BT /F2 12 Tf 72 700 Td {} Tj ET", ucs2("施工")));
    for id in 1..=7 {
        if id != CONTENT {
            pdf.enter(id, &format!("/Unheard {}", canary()));
        }
    }
    let copy = clean(&pdf, "P11");
    let document = lopdf::Document::load_mem(&copy.bytes).unwrap();
    for object in document.objects.values() {
        if let Ok(dict) = object.as_dict() {
            assert!(!dict.has(b"Unheard"));
        }
    }
}

/// Segments that no decoder needs are another place for words: nobody knows what they are.
#[test]
fn p17_unknown_segments_of_pictures_are_refused() {
    for kind in [0x02, 0xbf, 0xf0, 0xf7, 0xfd] {
        let mut more = vec![0xff, kind, 0, (2 + CANARY.len()) as u8];
        more.extend(CANARY.bytes());
        let mut pdf = Pdf::page("q 90 0 0 90 72 600 cm /I1 Do Q");
        let image = pdf.stream(
            "/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode",
            jpeg(&more),
        );
        let bytes = pdf.page_with(&format!("/XObject<</I1 {image} 0 R>>")).bytes();
        assert!(tells(&bytes, CANARY), "nothing was planted");
        assert_eq!(refusal(&bytes, &["某某公司"]), ErrorKind::UnknownContent);
    }
}

/// Where the format has a number or one of its own words, nothing else stays.
#[test]
fn p11_operands_and_values_are_those_of_the_format() {
    let name: String = CANARY.bytes().map(|byte| format!("#{byte:02X}")).collect();
    let pdf = Pdf::page(format!(
        "({CANARY}) 2 w [({CANARY}) 3] 0 d /{name} 0.5 g /{name} ri ({CANARY}) 1 0 0 rg /G1 gs 9 9 9 9 re f"
    ));
    let pdf = pdf.page_with(&format!(
        "/ExtGState<</G1<</LW({CANARY})/D[[({CANARY})]0]/BM/{name}/RI/{name}/SA<</{name} 1>>>>>>"
    ));
    let copy = clean(&pdf, "P11");
    let text = content(&copy.bytes);
    assert!(text.contains("2 w") && text.contains("[3] 0 d") && text.contains("1 0 0 rg"), "{text}");
}

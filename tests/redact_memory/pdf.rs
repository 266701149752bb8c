//! PDF files.

use super::{MIB, linted, outcome, scanned, zlib};
use sealbid::ErrorKind;

const LARGE: Option<ErrorKind> = Some(ErrorKind::DocumentTooLarge);

/// A file of these objects, numbered from 1; the first is the catalog. `more` are further places for its table.
fn file(objects: &[Vec<u8>], more: &[usize]) -> Vec<u8> {
    let (mut out, mut places) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", n + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() + more.len() + 1;
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places.iter().chain(more) {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

fn packed(dict: &str, data: &[u8]) -> Vec<u8> {
    stream(&format!("{dict}/Filter/FlateDecode"), &zlib(data))
}

/// One page: its content is object 4, and others follow.
fn page(resources: &str, content: Vec<u8>, more: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>")
            .into_bytes(),
        content,
    ];
    objects.extend(more);
    file(&objects, &[])
}

fn all(what: &str, document: &[u8]) -> Option<ErrorKind> {
    let came = outcome("a.pdf", what, document);
    linted("a.pdf", what, document);
    came
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn streams_with_escapes_are_looked_through() {
    let content = [b"%41#41\\x41 ".to_vec(), vec![b' '; 47 * MIB]].concat();
    scanned("a.pdf", "47 MiB with escapes", &page("", packed("", &content), vec![]));
}

#[test]
fn streams_that_unpack_to_much() {
    all("content of 47 MiB of spaces", &page("", packed("", &vec![b' '; 47 * MIB]), vec![]));
    assert_eq!(all("content of 60 MiB", &page("", packed("", &vec![b' '; 60 * MIB]), vec![])), LARGE);
    let twice = stream("/Filter[/FlateDecode/FlateDecode]", &zlib(&zlib(&vec![b' '; 60 * MIB])));
    assert_eq!(all("content of 60 MiB packed twice", &page("", twice, vec![])), LARGE);
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn many_large_pictures() {
    let picture =
        "/Type/XObject/Subtype/Image/Width 6000/Height 6000/ColorSpace/DeviceGray/BitsPerComponent 8";
    let names: String = (0..25).map(|n| format!("/I{n} {} 0 R", n + 5)).collect();
    let draw: String = (0..25).map(|n| format!("/I{n} Do ")).collect();
    let pictures = (0..25u8).map(|n| packed(picture, &vec![n; 36_000_000])).collect();
    all(
        "25 pictures of 36 MB",
        &page(&format!("/XObject<<{names}>>"), stream("", draw.as_bytes()), pictures),
    );
    let jpeg = |n: u8| {
        let frame = [0xff, 0xc0, 0, 11, 8, 0x20, 0, 0x20, 0, 1, 1, 0x11, 0];
        let table = [&[0xff, 0xdb, 0, 67, 0][..], &[1; 64]].concat();
        let codes = |kind: u8| [&[0xff, 0xc4, 0, 20, kind, 1][..], &[0; 15], &[0]].concat();
        let scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
        let data = vec![n; 40 * MIB];
        let whole = [&[0xff, 0xd8][..], &table, &frame, &codes(0), &codes(0x10), &scan, &data, &[0xff, 0xd9]]
            .concat();
        stream(&format!("{picture}/Filter[/FlateDecode/DCTDecode]"), &zlib(&whole))
    };
    let pictures = (0..20).map(jpeg).collect();
    let names: String = (0..20).map(|n| format!("/I{n} {} 0 R", n + 5)).collect();
    let draw: String = (0..20).map(|n| format!("/I{n} Do ")).collect();
    assert_eq!(
        all(
            "20 JPEG of 40 MiB, packed",
            &page(&format!("/XObject<<{names}>>"), stream("", draw.as_bytes()), pictures)
        ),
        LARGE
    );
}

#[test]
fn objects_of_many_pieces() {
    assert_eq!(
        all(
            "5 million brackets",
            &page("", stream("", b""), vec![format!("[{}]", "[]".repeat(5_000_000)).into_bytes()])
        ),
        LARGE
    );
    all(
        "250 thousand brackets",
        &page("", stream("", b""), vec![format!("[{}]", "[]".repeat(250_000)).into_bytes()]),
    );
    all(
        "half a million numbers",
        &page("", stream("", b""), vec![format!("[{}]", "1 ".repeat(550_000)).into_bytes()]),
    );
    all(
        "dictionaries",
        &page("", stream("", b""), vec![format!("[{}]", "<</A 1>>".repeat(90_000)).into_bytes()]),
    );
    let nested = "[".repeat(90) + &"]".repeat(90);
    all(
        "nested arrays",
        &page("", stream("", b""), vec![format!("[{}]", nested.repeat(3_000)).into_bytes()]),
    );
    let small: Vec<Vec<u8>> = vec![b"1".to_vec(); 110_000];
    all("many objects", &page("", stream("", b""), small));
    // Objects in an object stream, of which each is all that follows.
    let head: String = (0..10_000).map(|n| format!("{} 0 ", n + 100)).collect();
    let data = head.clone() + &format!("[{}]", "1 ".repeat(100_000));
    let bomb = packed(&format!("/Type/ObjStm/N 10000/First {}", head.len()), data.as_bytes());
    assert_eq!(outcome("a.pdf", "objects that share bytes", &page("", stream("", b""), vec![bomb])), LARGE);
    let heads: String = (0..90).map(|n| format!("{} {n} ", n + 100)).collect();
    let data = format!("{heads}{}{}{}", "[".repeat(90), "1 ".repeat(100_000), "]".repeat(90));
    let bomb = packed(&format!("/Type/ObjStm/N 90/First {}", heads.len()), data.as_bytes());
    assert_eq!(outcome("a.pdf", "objects within each other", &page("", stream("", b""), vec![bomb])), LARGE);
    let head = "100 0 ";
    for (filter, data) in [
        ("/FlateDecode", zlib(format!("{head}[{}]", "[]".repeat(3 * MIB)).as_bytes())),
        ("[/FlateDecode/FlateDecode]", zlib(&zlib(format!("{head}[{}]", "[]".repeat(3 * MIB)).as_bytes()))),
    ] {
        let bomb = stream(&format!("/Type/ObjStm/N 1/First 6/Filter{filter}"), &data);
        assert_eq!(
            outcome("a.pdf", "an object stream of brackets", &page("", stream("", b""), vec![bomb])),
            LARGE
        );
    }
}

#[test]
fn objects_that_are_not_where_they_seem() {
    let catalog = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
    let leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_vec();
    // Behind a keyword that begins no stream, and within one.
    let hidden = format!("<<>>stream\n9 0 obj [{}] endobj", "[]".repeat(4_000_000)).into_bytes();
    let plain = file(&[catalog.clone(), pages.clone(), leaf.clone(), hidden], &[]);
    let at = plain.windows(7).position(|seven| seven == b"9 0 obj").unwrap();
    let hidden = format!("<<>>stream\n9 0 obj [{}] endobj", "[]".repeat(4_000_000)).into_bytes();
    assert_eq!(
        outcome(
            "a.pdf",
            "an object in a stream",
            &file(&[catalog.clone(), pages.clone(), leaf.clone(), hidden], &[at])
        ),
        LARGE
    );
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn objects_that_are_listed_often() {
    let catalog = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
    let leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_vec();
    // Strings and streams that a table lists again and again.
    let long = |n: usize| format!("({})", "a".repeat(n)).into_bytes();
    let plain = file(&[catalog.clone(), pages.clone(), leaf.clone(), long(2 * MIB)], &[]);
    let at = plain.windows(7).position(|seven| seven == b"4 0 obj").unwrap();
    assert_eq!(
        outcome(
            "a.pdf",
            "a string that is listed 60 times",
            &file(&[catalog, pages, leaf, long(2 * MIB)], &[at; 60])
        ),
        LARGE
    );
}

#[test]
fn a_page_of_rectangles() {
    let piece = "0 0 1 1 re f\n";
    let content = piece.repeat(24 * MIB / piece.len());
    all("24 MiB of rectangles", &page("", packed("", content.as_bytes()), vec![]));
    let form = packed("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", piece.repeat(1000).as_bytes());
    let often = packed("", "/F Do ".repeat(20_000).as_bytes());
    let document = page("/XObject<</F 5 0 R>>", often, vec![form]);
    assert_eq!(outcome("a.pdf", "a form of rectangles, drawn often", &document), LARGE);
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn pages_of_many_pieces() {
    let form = |content: &str| packed("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", content.as_bytes());
    let often = "/F Do ".repeat(20_000);
    let resources = "/XObject<</F 5 0 R>>";
    for (what, piece) in [("matrices and colours", "1 0 0 1 0 0 cm 0 g\n"), ("clips", "0 0 9 9 re W n\n")] {
        let content = piece.repeat(24 * MIB / piece.len());
        all(&format!("24 MiB of {what}"), &page("", packed("", content.as_bytes()), vec![]));
        let content = form(&piece.repeat(1000));
        all(
            &format!("a form of {what}, drawn often"),
            &page(resources, packed("", often.as_bytes()), vec![content]),
        );
    }
    // Each form draws the next ten times.
    let chain: Vec<Vec<u8>> = (0..12)
        .map(|n| {
            let dict =
                format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {} 0 R>>>>", n + 6);
            packed(&dict, b"0 0 1 1 re f /F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do")
        })
        .chain([form("0 0 1 1 re f")])
        .collect();
    assert_eq!(all("forms that draw each other", &page(resources, stream("", b"/F Do"), chain)), LARGE);
    let deep: Vec<Vec<u8>> = (0..22)
        .map(|n| {
            let dict =
                format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {} 0 R>>>>", n + 6);
            packed(&dict, &[b"/F Do ".to_vec(), vec![b' '; 40 * MIB]].concat())
        })
        .chain([form("0 0 1 1 re f")])
        .collect();
    assert_eq!(all("large forms within each other", &page(resources, stream("", b"/F Do"), deep)), LARGE);
}

#[test]
fn trees_of_pages() {
    let many = |count: usize, kids: &str| {
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Kids[{kids}]>>").into_bytes(),
        ];
        objects.extend((0..count).map(|_| b"<</Type/Page/MediaBox[0 0 9 9]>>".to_vec()));
        file(&objects, &[])
    };
    let kids = |count: usize| (3..count + 3).map(|n| format!("{n} 0 R ")).collect::<String>();
    assert_eq!(all("6000 pages", &many(6_000, &kids(6_000))), LARGE);
    assert_eq!(all("4000 pages", &many(4_000, &kids(4_000))), None);
    all("one page many times", &many(1, &"3 0 R ".repeat(100_000)));
    let mut deep = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
    deep.extend((0..20_000).map(|n| format!("<</Type/Pages/Kids[{} 0 R]>>", n + 3).into_bytes()));
    all("a tree of 20 000 levels", &file(&deep, &[]));
}

/// An INDEX of a Compact Font Format program.
fn list(items: &[Vec<u8>]) -> Vec<u8> {
    if items.is_empty() {
        return vec![0, 0];
    }
    let (mut out, mut at) = ((items.len() as u16).to_be_bytes().to_vec(), 1u32);
    out.push(4);
    for length in std::iter::once(0).chain(items.iter().map(Vec::len)) {
        at += length as u32;
        out.extend(at.to_be_bytes());
    }
    out.extend(items.concat());
    out
}

/// A font program whose subroutines call each other.
fn font_bomb() -> Vec<u8> {
    let call = |n: i32| [(n - 107 + 139) as u8, 29];
    let mut routines: Vec<Vec<u8>> = (1..10).map(|n| call(n).repeat(40)).collect();
    routines.push(vec![139, 139, 5]);
    font_of(&routines)
}

/// A font program of two glyphs, of which the second calls the first of these subroutines.
fn font_of(routines: &[Vec<u8>]) -> Vec<u8> {
    let outline = [&[139, 139, 21][..], &[139 - 107, 29], &[14]].concat();
    let make = |at: u32| {
        let top = [&[29][..], &at.to_be_bytes(), &[17]].concat();
        [&[1, 0, 4, 4][..], &list(&[b"F".to_vec()]), &list(&[top]), &list(&[]), &list(routines)].concat()
    };
    [make(make(0).len() as u32), list(&[vec![14], outline])].concat()
}

/// A font with an embedded program, in objects from this one on; the program follows.
fn embedded(n: usize) -> Vec<Vec<u8>> {
    let dict = "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/ToUnicode 5 0 R";
    vec![
        format!("{dict}/DescendantFonts[{} 0 R]>>", n + 1).into_bytes(),
        format!(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/F/FontDescriptor {} 0 R/CIDSystemInfo<<>>>>",
            n + 2
        )
        .into_bytes(),
        format!("<</Type/FontDescriptor/FontFile3 {} 0 R>>", n + 3).into_bytes(),
    ]
}

fn drawn(count: usize) -> String {
    (0..count).map(|n| format!("BT /F{n} 9 Tf (\0\u{1}) Tj ET ")).collect()
}

fn codes() -> Vec<u8> {
    codes_to("0061")
}

fn codes_to(text: &str) -> Vec<u8> {
    let map = "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar";
    packed("", format!("{map} <0001> <{text}> endbfchar").as_bytes())
}

#[test]
fn fonts() {
    let to_unicode = |text: &str| {
        format!(
            "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <00> <ff> <{text}> endbfrange"
        )
    };
    let show = format!("BT /F 9 Tf 9 9 Td {} ET", "(aaaaaaaaaa) Tj ".repeat(12_000));
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>";
    let resources = "/Font<</F 5 0 R>>";
    let long = packed("", to_unicode(&"0061".repeat(2_000)).as_bytes());
    all(
        "codes that stand for long texts",
        &page(resources, packed("", show.as_bytes()), vec![font.into(), long]),
    );
    let entries: String = (0..2_000_000).map(|n| format!("<{:04x}> <0061>\n", n % 65_536)).collect();
    let many = packed(
        "",
        format!(
            "1 begincodespacerange <0000> <ffff> endcodespacerange 2000000 beginbfchar {entries} endbfchar"
        )
        .as_bytes(),
    );
    all("a map of 2 million codes", &page(resources, packed("", show.as_bytes()), vec![font.into(), many]));
    let glyphs = format!("BT /F 9 Tf 9 9 Td {} ET", "(aaaaaaaaaa) Tj ".repeat(400_000));
    let plain = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    assert_eq!(
        all("4 million glyphs", &page(resources, packed("", glyphs.as_bytes()), vec![plain.into()])),
        LARGE
    );

    // One is compared as fifteen letters.
    let shown = format!("BT /F0 9 Tf {} ET", "(\0\u{1}) Tj ".repeat(30_000));
    for (text, expected) in [("0061", None), ("fdfa", LARGE)] {
        let mut objects = vec![codes_to(text)];
        objects.extend(embedded(6));
        objects.push(packed("/Subtype/CIDFontType0C", &font_of(&[vec![139, 139, 5]])));
        let document = page("/Font<</F0 6 0 R>>", packed("", shown.as_bytes()), objects);
        assert_eq!(all("thirty thousand letters", &document), expected, "{text}");
    }
    let mut bomb = vec![codes()];
    bomb.extend(embedded(6));
    bomb.push(packed("/Subtype/CIDFontType0C", &font_bomb()));
    all("outlines that call each other", &page("/Font<</F0 6 0 R>>", stream("", drawn(1).as_bytes()), bomb));
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn many_fonts() {
    let (mut objects, mut names) = (vec![codes()], String::new());
    for n in 0..30 {
        names += &format!("/F{n} {} 0 R", 6 + 4 * n);
        objects.extend(embedded(6 + 4 * n));
        objects.push(packed("/Subtype/CIDFontType0C", &[font_bomb(), vec![0; 23 * MIB]].concat()));
    }
    assert_eq!(
        all(
            "30 fonts of 23 MiB",
            &page(&format!("/Font<<{names}>>"), stream("", drawn(30).as_bytes()), objects)
        ),
        LARGE
    );
    let (mut objects, mut names) = (Vec::new(), String::new());
    for n in 0..2_000 {
        names += &format!("/F{n} {} 0 R", 5 + 2 * n);
        let own = 6 + 2 * n;
        objects.push(
            format!("<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/GBK-EUC-H/DescendantFonts[{own} 0 R]>>")
                .into_bytes(),
        );
        objects.push(b"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>".to_vec());
    }
    all(
        "2000 Chinese fonts",
        &page(&format!("/Font<<{names}>>"), stream("", drawn(2_000).as_bytes()), objects),
    );
    let ranges =
        format!("<</Type/Font/Subtype/CIDFontType2/BaseFont/F/W[{}]>>", "0 65535 9 ".repeat(100_000));
    let font = b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[6 0 R]>>".to_vec();
    all(
        "widths that are told again",
        &page("/Font<</F0 5 0 R>>", stream("", drawn(1).as_bytes()), vec![font, ranges.into_bytes()]),
    );
}

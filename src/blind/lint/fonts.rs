//! Fonts by all of their names: in Chinese, in English, as files and as PDF have them.

/// The names of common fonts, a row for each, as [`plain`] makes them. The fonts of GB 2312 are older cuts of those
/// without; tender documents mean both by one name.
const NAMES: &[&[&str]] = &[
    &["宋体", "simsun", "中易宋体"],
    &["新宋体", "nsimsun"],
    &["黑体", "simhei", "中易黑体"],
    &["仿宋", "fangsong", "仿宋gb2312", "fangsonggb2312", "simfang"],
    &["楷体", "kaiti", "楷体gb2312", "kaitigb2312", "simkai"],
    &["隶书", "lisu", "simli"],
    &["幼圆", "youyuan", "simyou"],
    &["微软雅黑", "microsoftyahei", "msyahei", "msyh"],
    &["等线", "dengxian"],
    &["华文宋体", "stsong"],
    &["华文仿宋", "stfangsong"],
    &["华文楷体", "stkaiti"],
    &["华文黑体", "stheiti"],
    &["华文中宋", "stzhongsong"],
    &["华文细黑", "stxihei"],
    &["方正小标宋简体", "fzxiaobiaosongb05s", "fzxbsjwgb10"],
    &["方正小标宋gbk", "fzxiaobiaosongb05", "fzxbskgbk10"],
    &["方正仿宋简体", "fzfangsongz02s", "fzfsjwgb10"],
    &["方正仿宋gbk", "fzfangsongz02", "fzfskgbk10"],
    &["方正楷体简体", "fzkaiz03s", "fzktjwgb10"],
    &["方正楷体gbk", "fzkaiz03", "fzktkgbk10"],
    &["方正黑体简体", "fzheib01s", "fzhtjwgb10"],
    &["方正黑体gbk", "fzheib01", "fzhtkgbk10"],
    &["思源宋体", "sourcehanserifsc", "sourcehanserifcn"],
    &["思源黑体", "sourcehansanssc", "sourcehansanscn"],
    &["timesnewroman", "timesnewromanps", "timesnewromanpsmt"],
    &["arial", "arialmt"],
    &["couriernew", "couriernewps", "couriernewpsmt"],
];

/// Behind a hyphen these say which cut of a font it is, not which font.
const CUTS: [&str; 16] = [
    "bold",
    "boldmt",
    "bolditalic",
    "bolditalicmt",
    "boldoblique",
    "italic",
    "italicmt",
    "oblique",
    "regular",
    "roman",
    "medium",
    "light",
    "heavy",
    "black",
    "semibold",
    "extralight",
];

/// Characters in names of fonts, as GBK has them: some programs write names into PDF that way.
const GBK: [(u16, char); 27] = [
    (0xcbce, '宋'),
    (0xcce5, '体'),
    (0xbada, '黑'),
    (0xb7c2, '仿'),
    (0xbfac, '楷'),
    (0xd0c2, '新'),
    (0xc1a5, '隶'),
    (0xcae9, '书'),
    (0xcea2, '微'),
    (0xc8ed, '软'),
    (0xd1c5, '雅'),
    (0xbbaa, '华'),
    (0xcec4, '文'),
    (0xb5c8, '等'),
    (0xcfdf, '线'),
    (0xd3d7, '幼'),
    (0xd4b2, '圆'),
    (0xd6d0, '中'),
    (0xcfb8, '细'),
    (0xb7bd, '方'),
    (0xd5fd, '正'),
    (0xd0a1, '小'),
    (0xb1ea, '标'),
    (0xbcf2, '简'),
    (0xd2d7, '易'),
    (0xcbbc, '思'),
    (0xd4b4, '源'),
];

/// Whether two names are those of one font.
pub(super) fn same_font(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    one == other || NAMES.iter().any(|names| names.contains(&one.as_str()) && names.contains(&other.as_str()))
}

/// The name in a PDF file (ISO 32000-1 9.6.4, 9.9.2), without the tag of a subset.
pub(super) fn name_in_pdf(bytes: &[u8]) -> String {
    let name = match bytes.get(..7) {
        Some([tag @ .., b'+']) if tag.iter().all(u8::is_ascii_uppercase) => {
            bytes.get(7..).unwrap_or_default()
        }
        _ => bytes,
    };
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) => gbk(name).unwrap_or_else(|| String::from_utf8_lossy(name).into_owned()),
    }
}

fn gbk(mut bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    while let [first, rest @ ..] = bytes {
        bytes = match (first, rest) {
            (0..=0x7f, rest) => {
                text.push(char::from(*first));
                rest
            }
            (high, [low, rest @ ..]) => {
                let code = u16::from_be_bytes([*high, *low]);
                text.push(GBK.iter().find(|(known, _)| *known == code)?.1);
                rest
            }
            _ => return None,
        };
    }
    Some(text)
}

/// A name without what differs between programs: letters' case, spaces and signs, and the cut.
fn plain(name: &str) -> String {
    let name = name.trim_start_matches('@').split(',').next().unwrap_or_default().to_lowercase();
    let name = match name.rsplit_once('-') {
        Some((font, cut)) if CUTS.contains(&cut) => font,
        _ => &name,
    };
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_font() {
        for (one, other) in [
            ("宋体", "SimSun"),
            ("SimSun", "SimSun,Bold"),
            ("黑体", "SimHei"),
            ("仿宋_GB2312", "FangSong"),
            ("仿宋", "FangSong_GB2312"),
            ("楷体", "KaiTi_GB2312"),
            ("微软雅黑", "MicrosoftYaHei-Bold"),
            ("Times New Roman", "TimesNewRomanPSMT"),
            ("Times New Roman", "TimesNewRomanPS-BoldItalicMT"),
            ("Times New Roman", "TimesNewRoman,Italic"),
            ("宋体", "@宋体"),
            ("Some Other", "someother"),
        ] {
            assert!(same_font(one, other) && same_font(other, one), "{one} {other}");
        }
    }

    #[test]
    fn names_of_other_fonts() {
        for (one, other) in [
            ("宋体", "新宋体"),
            ("SimSun", "NSimSun"),
            ("宋体", "STSong"),
            ("宋体", "STSong-Light"),
            ("仿宋", "宋体"),
            ("黑体", "华文黑体"),
            ("Times New Roman", "Times"),
            ("微软雅黑", "Microsoft YaHei UI"),
        ] {
            assert!(!same_font(one, other), "{one} {other}");
        }
    }

    #[test]
    fn no_name_is_in_two_rows_and_all_are_plain() {
        let all: Vec<&str> = NAMES.iter().flat_map(|row| row.iter().copied()).collect();
        for (n, name) in all.iter().enumerate() {
            assert_eq!(plain(name), **name);
            assert!(!all[n + 1..].contains(name), "{name}");
        }
    }

    #[test]
    fn names_as_pdf_has_them() {
        assert_eq!(name_in_pdf(b"ABCDEF+SimSun"), "SimSun");
        assert_eq!(name_in_pdf(b"ABCDE+SimSun"), "ABCDE+SimSun");
        assert_eq!(name_in_pdf("宋体".as_bytes()), "宋体");
        assert_eq!(name_in_pdf(b"\xb7\xc2\xcb\xce_GB2312"), "仿宋_GB2312");
        assert_eq!(name_in_pdf(b"ABCDEF+\xcb\xce\xcc\xe5,Bold"), "宋体,Bold");
        assert_eq!(name_in_pdf(b"\xff"), "\u{fffd}");
    }
}

//! What counts as nothing but a page number.

/// Signs that may stand around the number.
const SIGNS: &str = "-–—−~·•.,/|｜／()（）[]【】〔〕<>《》第页頁共総总";
const CHINESE: &str = "〇零一二三四五六七八九十百";

/// Whether text is a page number and no more: `3`, `- 3 -`, `第 3 页 共 20 页`, `Page 3 of 20`, `iv`. Numbers of more
/// than four digits, and more than two numbers, tell something else.
pub(super) fn is_page_number(text: &str) -> bool {
    let small: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    if small.chars().count() > 32 {
        return false;
    }
    let bare = small.replace("page", "/").replace("of", "/");
    let mut numbers = bare.split(|c| SIGNS.contains(c)).filter(|piece| !piece.is_empty());
    let known = |number: &str| {
        let all = |is: &dyn Fn(char) -> bool| number.chars().all(is);
        let length = number.chars().count();
        (all(&|c| c.is_ascii_digit() || ('０'..='９').contains(&c)) && length <= 4)
            || (all(&|c| CHINESE.contains(c)) && length <= 5)
            || (all(&|c| "ivxlc".contains(c)) && length <= 8)
    };
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(one), None, _) => known(one),
        (Some(one), Some(two), None) => known(one) && known(two),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_other_text() {
        for number in [
            "1",
            " 12 ",
            "- 3 -",
            "第3页",
            "第 3 页 共 20 页",
            "第三页",
            "3/20",
            "Page 3 of 20",
            "iv",
            "1024",
            "３",
        ] {
            assert!(is_page_number(number), "{number}");
        }
        for other in [
            "",
            "-",
            "第 页",
            "13888001234",
            "云启建设 3",
            "1.2.3",
            "投标文件",
            "3 月",
            "Yunqi 3",
            "2026-06-01",
        ] {
            assert!(!is_page_number(other), "{other}");
        }
    }
}

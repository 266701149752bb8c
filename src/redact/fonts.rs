//! Fonts that come with common systems and office programs, or that blind bids ask for: they tell of nobody.

/// One a line.
const COMMON: &str = include_str!("fonts.txt");

/// Whether it is one of them, by the name of its family.
pub(super) fn is_common(family: &str) -> bool {
    COMMON.lines().any(|known| known == family)
}

/// Whether it is one of them, by its name in PostScript: without spaces, and with its style behind a hyphen or comma.
pub(super) fn is_common_postscript(name: &str) -> bool {
    let family = name.split(['-', ',']).next().unwrap_or_default();
    let maker = ["PSMT", "PS", "MT"].into_iter().find_map(|ending| family.strip_suffix(ending));
    let written = [family, maker.unwrap_or(family), name];
    let plain = |name: &str| name.replace([' ', '-'], "").to_ascii_lowercase();
    COMMON.lines().map(plain).any(|known| written.iter().any(|name| plain(name) == known))
}

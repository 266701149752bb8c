//! How much the tables of a TrueType program list and share: a few bytes of them can be any number of codes or outlines.

/// How many codes the maps of a `cmap` table list, each as often as it is listed (OpenType 1.9 `cmap`).
pub(super) fn codes(table: &[u8]) -> u64 {
    let short = |at: usize| Some(u64::from(u16::from_be_bytes(*table.get(at..)?.first_chunk()?)));
    let long = |at: usize| Some(u64::from(u32::from_be_bytes(*table.get(at..)?.first_chunk()?)));
    let count = short(2).unwrap_or_default() as usize;
    let mut all = 0u64;
    for record in 0..count {
        let Some(at) = long(4 + record * 8 + 4).and_then(|at| usize::try_from(at).ok()) else { continue };
        let listed = || {
            Some(match short(at)? {
                4 => {
                    let segments = short(at + 6)? as usize / 2;
                    let ends = at + 14;
                    let starts = ends + segments * 2 + 2;
                    let length =
                        |n: usize| Some((short(ends + n * 2)? + 1).saturating_sub(short(starts + n * 2)?));
                    (0..segments).map_while(length).sum()
                }
                format @ (8 | 12 | 13) => {
                    let head = if format == 8 { at + 8204 } else { at + 12 };
                    let groups = long(head)?.min(table.len() as u64 / 12 + 1) as usize;
                    let length = |n: usize| {
                        let group = head + 4 + n * 12;
                        Some((long(group + 4)? + 1).saturating_sub(long(group)?))
                    };
                    (0..groups).map_while(length).sum()
                }
                10 => long(at + 16)?,
                _ => 65_536,
            })
        };
        all = all.saturating_add(listed().unwrap_or_default());
        if all > u64::from(u32::MAX) {
            break;
        }
    }
    all
}

/// Whether the outlines of a `glyf` table, by the places in `loca`, share bytes: then a few of them can be any number.
pub(super) fn shares(loca: &[u8], glyf: &[u8], long: bool) -> bool {
    let starts: Vec<usize> = if long {
        loca.as_chunks::<4>().0.iter().map(|four| u32::from_be_bytes(*four) as usize).collect()
    } else {
        loca.as_chunks::<2>().0.iter().map(|two| usize::from(u16::from_be_bytes(*two)) * 2).collect()
    };
    let lengths = starts.windows(2).map(|pair| match pair {
        [from, to] if *to <= glyf.len() => to.saturating_sub(*from),
        _ => 0,
    });
    lengths.sum::<usize>() > glyf.len().saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_counted_as_often_as_they_are_listed() {
        let record = |at: u32| [&[0, 3, 0, 10][..], &at.to_be_bytes()].concat();
        let group = |from: u32, to: u32| [from.to_be_bytes(), to.to_be_bytes(), [0; 4]].concat();
        let map = [&[0, 12, 0, 0][..], &[0; 8], &2u32.to_be_bytes(), &group(1, 10), &group(5, 5)].concat();
        let table = [&[0, 0, 0, 2][..], &record(20), &record(20), &map].concat();
        assert_eq!(codes(&table), 22);
        let bomb = [
            &[0, 0, 0, 1][..],
            &record(12),
            &[0, 12, 0, 0],
            &[0; 8],
            &1u32.to_be_bytes(),
            &group(0, u32::MAX),
        ];
        assert!(codes(&bomb.concat()) > 1 << 31);
        for end in 0..table.len() {
            codes(&table[..end]);
        }
    }

    #[test]
    fn outlines_that_share_bytes_are_seen() {
        let places = |all: &[u32]| all.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<u8>>();
        assert!(!shares(&places(&[0, 50, 100]), &[0; 100], true));
        assert!(shares(&places(&[0, 100, 0, 100, 0, 100]), &[0; 100], true));
    }
}

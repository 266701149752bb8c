//! The smallest pictures, and what can stand in them.

#![allow(dead_code)]

/// A grey JPEG of 16 by 8 pixels, baseline, each block of one value.
pub fn jpeg() -> Vec<u8> {
    jpeg_with(&[], &[])
}

pub fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker][..], &length, data].concat()
}

/// With segments behind its beginning, and bytes behind its end.
pub fn jpeg_with(segments: &[Vec<u8>], tail: &[u8]) -> Vec<u8> {
    let table = [&[0][..], &[1; 64]].concat();
    // One code of one bit for each table: no difference, and the end of a block.
    let huffman = |kind| [&[kind, 1][..], &[0; 15], &[0]].concat();
    [
        vec![0xff, 0xd8],
        segments.concat(),
        segment(0xdb, &table),
        segment(0xc0, &[8, 0, 8, 0, 16, 1, 1, 0x11, 0]),
        segment(0xc4, &huffman(0)),
        segment(0xc4, &huffman(0x10)),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        vec![0x0f],
        vec![0xff, 0xd9],
        tail.to_vec(),
    ]
    .concat()
}

pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = crc32fast::Hasher::new();
    sum.update(kind);
    sum.update(data);
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &sum.finalize().to_be_bytes()]
        .concat()
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn header(width: u32, height: u32, kind: [u8; 5]) -> Vec<u8> {
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &kind].concat())
}

/// A grey PNG of 4 by 4 pixels.
pub fn png() -> Vec<u8> {
    png_with(&[], &[])
}

pub fn png_with(chunks: &[Vec<u8>], tail: &[u8]) -> Vec<u8> {
    let lines: Vec<u8> = (0..4).flat_map(|line| [0, line, 80, 160, 240]).collect();
    let parts =
        [header(4, 4, [8, 0, 0, 0, 0]), chunks.concat(), chunk(b"IDAT", &zlib(&lines)), chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat(), tail].concat()
}

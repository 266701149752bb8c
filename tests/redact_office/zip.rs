//! ZIP archives as other programs write them, with all that they tell, and what is in a copy.

use std::collections::BTreeMap;
use std::io::Read;

/// An archive that is being built; entries are stored.
#[derive(Clone, Default)]
pub struct Zip {
    pub entries: Vec<Entry>,
    pub comment: Vec<u8>,
    pub before: Vec<u8>,
    /// Local entries that the directory does not list.
    pub unlisted: Vec<u8>,
    pub after: Vec<u8>,
}

#[derive(Clone, Default)]
pub struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
    pub extra: Vec<u8>,
    pub comment: Vec<u8>,
    pub date: u16,
    pub flags: u16,
    /// As it is declared, if not as it is.
    pub size: Option<u32>,
    pub deflated: bool,
}

impl Zip {
    pub fn with(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Zip {
        self.entries.retain(|entry| entry.name != name);
        let (name, bytes) = (name.to_owned(), bytes.as_ref().to_vec());
        self.entries.push(Entry { name, bytes, ..Entry::default() });
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut archive = [self.before.clone(), self.unlisted.clone()].concat();
        let mut directory = Vec::new();
        for entry in &self.entries {
            let (method, packed) = match entry.deflated {
                true => (8, deflated(&entry.bytes)),
                false => (0, entry.bytes.clone()),
            };
            let offset = u32::try_from(archive.len() - self.before.len()).unwrap();
            let mut common = Vec::new();
            for field in [20, entry.flags, method, 0x6020, entry.date] {
                common.extend(field.to_le_bytes());
            }
            common.extend(crc32fast::hash(&entry.bytes).to_le_bytes());
            common.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
            common.extend(entry.size.unwrap_or(u32::try_from(entry.bytes.len()).unwrap()).to_le_bytes());
            common.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
            common.extend(u16::try_from(entry.extra.len()).unwrap().to_le_bytes());
            archive
                .extend([b"PK\x03\x04", &common[..], entry.name.as_bytes(), &entry.extra, &packed].concat());
            let tail =
                [&u16::try_from(entry.comment.len()).unwrap().to_le_bytes()[..], &[0, 0, 0, 0, 7, 0, 7, 0]];
            directory
                .extend([b"PK\x01\x02\x14\x03", &common[..], &tail.concat(), &offset.to_le_bytes()].concat());
            directory.extend([entry.name.as_bytes(), &entry.extra, &entry.comment].concat());
        }
        let offset = u32::try_from(archive.len() - self.before.len()).unwrap();
        let count = u16::try_from(self.entries.len()).unwrap().to_le_bytes();
        archive.extend(&directory);
        archive.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count].concat());
        archive.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
        archive.extend(offset.to_le_bytes());
        archive.extend(u16::try_from(self.comment.len()).unwrap().to_le_bytes());
        archive.extend(&self.comment);
        archive.extend(&self.after);
        archive
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What is in a copy, unpacked, after what must hold of every archive that we write.
pub fn unzip(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
    let end = archive.len() - 22;
    assert_eq!(archive[end..end + 4], *b"PK\x05\x06");
    let mut parts = BTreeMap::new();
    let (mut at, mut local) = (u32_at(end + 16), 0);
    for _ in 0..u16_at(end + 10) {
        assert_eq!(
            (u16_at(at + 4), u16_at(at + 12), u16_at(at + 14), u32_at(at + 38)),
            (20, 0, 0x21, 0),
            "C3"
        );
        assert_eq!((u16_at(at + 30), u16_at(at + 32), u32_at(at + 42)), (0, 0, local), "C3");
        let (packed, length) = (u32_at(at + 20), u16_at(at + 28));
        let name = String::from_utf8(archive[at + 46..at + 46 + length].to_vec()).unwrap();
        let start = local + 30 + length;
        let mut bytes = Vec::new();
        flate2::read::DeflateDecoder::new(&archive[start..start + packed]).read_to_end(&mut bytes).unwrap();
        assert_eq!(crc32fast::hash(&bytes) as usize, u32_at(at + 16));
        assert!(parts.insert(name, bytes).is_none());
        local = start + packed;
        at += 46 + length;
    }
    assert_eq!((at, local), (end, u32_at(end + 16)));
    parts
}

/// The parts of any archive.
pub fn parts(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
    let end = archive.windows(4).rposition(|bytes| bytes == b"PK\x05\x06").unwrap();
    let mut at = u32_at(end + 16);
    let mut parts = BTreeMap::new();
    for _ in 0..u16_at(end + 10) {
        let (length, local) = (u16_at(at + 28), u32_at(at + 42));
        let name = String::from_utf8(archive[at + 46..at + 46 + length].to_vec()).unwrap();
        let start = local + 30 + u16_at(local + 26) + u16_at(local + 28);
        let data = &archive[start..start + u32_at(at + 20)];
        let mut bytes = data.to_vec();
        if u16_at(at + 10) == 8 {
            bytes.clear();
            flate2::read::DeflateDecoder::new(data).read_to_end(&mut bytes).unwrap();
        }
        parts.insert(name, bytes);
        at += 46 + length + u16_at(at + 30) + u16_at(at + 32);
    }
    parts
}

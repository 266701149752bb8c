//! The bits of deflated data, and the prefix codes that they are written in (RFC 1951 §3.1, §3.2).

use super::inflate::broken;
use crate::error::Result;

/// The bits of some bytes, the lowest first.
pub(super) struct Bits<'a> {
    pub data: &'a [u8],
    pub at: usize,
    pub held: u64,
    pub count: u32,
}

impl Bits<'_> {
    fn fill(&mut self) {
        while self.count <= 48 {
            let Some(byte) = self.data.get(self.at) else { return };
            self.held |= u64::from(*byte) << self.count;
            self.at += 1;
            self.count += 8;
        }
    }

    pub fn take(&mut self, count: u32) -> Result<usize> {
        if self.count < count {
            self.fill();
            if self.count < count {
                return Err(broken());
            }
        }
        let value = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        usize::try_from(value).map_err(|_| broken())
    }

    pub fn symbol(&mut self, code: &Code) -> Result<usize> {
        if self.count < 15 {
            self.fill();
        }
        let index = usize::try_from(self.held).unwrap_or(usize::MAX) & (code.table.len() - 1);
        let entry = code.table.get(index).copied().unwrap_or_default();
        let length = u32::from(entry & 15);
        // Length 0 marks what no code begins with.
        if length == 0 || length > self.count {
            return Err(broken());
        }
        self.held >>= length;
        self.count -= length;
        Ok(usize::from(entry >> 4))
    }
}

/// A prefix code: for each value of the next bits the symbol, and how many of them are its code.
pub(super) struct Code {
    table: Vec<u16>,
}

impl Code {
    /// From the length of each symbol's code (RFC 1951 §3.2.2). Codes that are not complete are let pass, since some
    /// producers write them for a single distance.
    pub fn new(lengths: &[u8]) -> Result<Code> {
        let longest = lengths.iter().copied().max().unwrap_or_default().max(1);
        let mut table = vec![0_u16; 1 << longest];
        let (mut code, mut step) = (0_usize, 1_usize << longest);
        for length in 1..=longest {
            step >>= 1;
            let width = usize::BITS - u32::from(longest);
            for (symbol, own) in lengths.iter().enumerate() {
                if *own != length {
                    continue;
                }
                // `code` counts from the left of the table's width; the table is read from the right.
                if code >= table.len() {
                    return Err(broken());
                }
                let start = code.reverse_bits() >> width;
                let entry = u16::try_from(symbol << 4).map_err(|_| broken())? | u16::from(length);
                for place in table.iter_mut().skip(start).step_by(1 << length) {
                    *place = entry;
                }
                code += step;
            }
        }
        Ok(Code { table })
    }
}

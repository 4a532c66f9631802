//! Packages: the zip files that office documents are.
//!
//! The same view serves reading and splicing, which is why it is written here: a splice needs the
//! exact extent of every record, and what two readers of a zip file understand must not differ.

use super::limits::{Flaw, Limits};
use flate2::{Decompress, FlushDecompress, Status};
use std::ops::Range;

/// A package and its directory.
pub(super) struct Package<'b> {
    bytes: &'b [u8],
    /// The entries, in the order of the directory.
    pub(super) entries: Vec<Entry>,
    /// The central directory.
    pub(super) directory: Range<usize>,
    /// What a prefix adds to every offset.
    pub(super) shift: usize,
}

/// A record of the central directory.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The name, as UTF-8.
    pub(super) name: String,
    /// The record in the central directory.
    pub(super) record: Range<usize>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: usize,
    pub(super) size: usize,
    /// The offset of the local record.
    pub(super) local: usize,
}

/// The end record's length without its comment.
pub(super) const END: usize = 22;
const DAMAGED: Flaw = Flaw::Damaged("its zip directory is broken");

/// The 16-bit number at `at`.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

/// The 32-bit number at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let number = u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(number).ok()
}

impl<'b> Package<'b> {
    /// Reads the directory.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Package<'b>, Flaw> {
        let end = end_record(bytes).ok_or(Flaw::Damaged("it is cut off or no zip file"))?;
        let field = |at| u32_at(bytes, end + at).ok_or(DAMAGED);
        let count = u16_at(bytes, end + 10).ok_or(DAMAGED)?;
        let (len, start) = (field(12)?, field(16)?);
        if count > limits.entries {
            return Err(Flaw::Limit("entries", limits.entries, "--max-entries"));
        }
        if start == 0xffff_ffff {
            return Err(Flaw::Unsupported("a zip64 package"));
        }
        let from = end.checked_sub(len).ok_or(DAMAGED)?;
        let shift = from.checked_sub(start).ok_or(DAMAGED)?;
        let mut package = Package { bytes, entries: Vec::new(), directory: from..end, shift };
        package.read_directory(count)?;
        Ok(package)
    }

    /// The whole file.
    pub(super) fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    fn read_directory(&mut self, count: usize) -> Result<(), Flaw> {
        let mut at = self.directory.start;
        for _ in 0..count {
            let entry = entry_at(self.bytes, at, self.shift).ok_or(DAMAGED)?;
            at = entry.record.end;
            if at > self.directory.end {
                return Err(DAMAGED);
            }
            self.entries.push(entry);
        }
        Ok(())
    }

    /// The last entry of this name.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        self.entries
            .iter()
            .rev()
            .find(|e| e.name == name)
            .or_else(|| self.entries.iter().rev().find(|e| e.name.eq_ignore_ascii_case(name)))
    }

    /// The unpacked bytes of an entry.
    pub(super) fn read(&self, entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Flaw> {
        if entry.flags & 1 != 0 {
            return Err(Flaw::Encrypted);
        }
        if entry.size > limits.entry {
            return Err(Flaw::Limit("bytes in an entry", limits.entry, "--max-entry"));
        }
        let packed = self.data(entry).ok_or(Flaw::Damaged("an entry lies outside the file"))?;
        let bytes = match entry.method {
            0 => packed.to_vec(),
            8 => inflate(packed, entry.size, limits)?,
            _ => return Err(Flaw::Unsupported("a package of an unknown compression")),
        };
        match bytes.len() == entry.size && crc32fast::hash(&bytes) == entry.crc {
            true => Ok(bytes),
            false => Err(Flaw::Damaged("the checksum of an entry is wrong")),
        }
    }

    /// The packed bytes of an entry.
    pub(super) fn data(&self, entry: &Entry) -> Option<&'b [u8]> {
        let start = self.data_start(entry)?;
        self.bytes.get(start..start.checked_add(entry.packed)?)
    }

    /// Where the packed bytes of an entry begin.
    pub(super) fn data_start(&self, entry: &Entry) -> Option<usize> {
        let signature = self.bytes.get(entry.local..entry.local.checked_add(4)?)?;
        let names = u16_at(self.bytes, entry.local + 26)? + u16_at(self.bytes, entry.local + 28)?;
        (signature == b"PK\x03\x04").then_some(entry.local + 30 + names)
    }
}

/// The offset of the end record: the last one, before a comment that may be there.
fn end_record(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END)?;
    let first = last.saturating_sub(0xffff);
    let tail = &bytes[first..];
    (0..=last - first).rev().find(|at| tail[*at..].starts_with(b"PK\x05\x06")).map(|at| first + at)
}

fn entry_at(bytes: &[u8], at: usize, shift: usize) -> Option<Entry> {
    if bytes.get(at..at + 4)? != b"PK\x01\x02" {
        return None;
    }
    let short = |offset| u16_at(bytes, at + offset);
    let (name, extra, comment) = (short(28)?, short(30)?, short(32)?);
    let end = at + 46 + name + extra + comment;
    Some(Entry {
        name: String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name)?).replace('\\', "/"),
        record: at..bytes.get(at..end).map(|_| end)?,
        flags: short(8)? as u16,
        method: short(10)? as u16,
        crc: u32_at(bytes, at + 16)? as u32,
        packed: u32_at(bytes, at + 20)?,
        size: u32_at(bytes, at + 24)?,
        local: u32_at(bytes, at + 42)?.checked_add(shift)?,
    })
}

/// Unpacks `packed`, which claims to give `size` bytes, and never more than that.
fn inflate(packed: &[u8], size: usize, limits: &Limits) -> Result<Vec<u8>, Flaw> {
    const STEP: usize = 1 << 20;
    const BROKEN: Flaw = Flaw::Damaged("an entry can not be unpacked");
    let mut inflater = Decompress::new(false);
    let mut out = Vec::with_capacity(size.clamp(64, STEP));
    loop {
        limits.check_time()?;
        let read = usize::try_from(inflater.total_in()).map_err(|_| BROKEN)?;
        let before = out.len();
        let status = inflater
            .decompress_vec(&packed[read..], &mut out, FlushDecompress::None)
            .map_err(|_| BROKEN)?;
        if out.len() > size {
            return Err(Flaw::Damaged("an entry is larger than it says"));
        }
        match status {
            Status::StreamEnd => return Ok(out),
            _ if out.len() == out.capacity() => out.reserve(STEP.min(size + 1 - out.len()).max(64)),
            _ if out.len() == before => return Err(BROKEN),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::testing::zip;

    #[test]
    fn entries_are_read_and_checked() {
        let mut bytes = zip(&[("a.xml", b"<a/>"), ("b/c.txt", &[7; 5000])]);
        let limits = Limits::default();
        let package = Package::open(&bytes, &limits).unwrap();
        assert_eq!(package.read(package.find("/b/c.txt").unwrap(), &limits).unwrap(), [7; 5000]);
        let small = Limits { entry: 100, ..Limits::default() };
        let refused = package.read(package.find("b/c.txt").unwrap(), &small);
        assert_eq!(refused, Err(Flaw::Limit("bytes in an entry", 100, "--max-entry")));
        let record = package.entries[0].record.start;
        bytes[record + 16] ^= 1;
        let package = Package::open(&bytes, &limits).unwrap();
        assert_eq!(
            package.read(&package.entries[0], &limits),
            Err(Flaw::Damaged("the checksum of an entry is wrong"))
        );
    }

    #[test]
    fn a_cut_package_is_damaged_wherever_it_is_cut() {
        let bytes = zip(&[("a.xml", b"<a/>")]);
        for len in 0..bytes.len() {
            assert!(Package::open(&bytes[..len], &Limits::default()).is_err(), "{len}");
        }
    }
}

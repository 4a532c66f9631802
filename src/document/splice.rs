//! A package with one entry replaced and every other byte kept.
//!
//! Zip writers rewrite what they copy: times, flags, extra fields, the order. Here the local records
//! are copied as they stand; only the touched entry, its sizes and checksum, and everybody's offsets
//! are new. A package that two readers could understand differently is refused.

use super::limits::{Flaw, Limits};
use super::package::{END, Entry, Package, u16_at, u32_at};
use flate2::{Compress, Compression, FlushCompress, Status};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What makes a package unfit to be changed.
const REFUSED: Flaw = Flaw::Damaged("its package is not plain enough to be changed safely");
/// The bit of the flags that puts sizes behind the data.
const DESCRIPTOR: u16 = 8;

/// A record that was written anew.
struct Written {
    offset: usize,
    sizes: Option<(u32, usize, usize)>,
}

/// The bytes of `package` with these entries replaced.
pub(super) fn splice(
    package: &Package<'_>,
    changed: &[(&str, Vec<u8>)],
    limits: &Limits,
) -> Result<Vec<u8>, Flaw> {
    let records = check(package, limits)?;
    let bytes = package.bytes();
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    let mut written = HashMap::new();
    for (index, extent) in &records {
        let entry = &package.entries[*index];
        let new = changed.iter().find(|(name, _)| *name == entry.name).map(|(_, bytes)| bytes);
        let offset = out.len();
        let sizes = match new {
            Some(new) => Some(local(package, entry, new, &mut out)?),
            None => {
                out.extend_from_slice(&bytes[extent.clone()]);
                None
            }
        };
        written.insert(*index, Written { offset, sizes });
    }
    let last = records.last().map_or(0, |(_, extent)| extent.end);
    out.extend_from_slice(&bytes[last..package.directory.start]);
    directory(package, &written, &mut out)?;
    Ok(out)
}

/// Refuses what could be understood in two ways; the records in the order of the file.
fn check(package: &Package<'_>, limits: &Limits) -> Result<Vec<(usize, Range<usize>)>, Flaw> {
    let bytes = package.bytes();
    let end = package.directory.end;
    let comment = u16_at(bytes, end + 20).ok_or(REFUSED)?;
    let mut names = HashSet::new();
    let signed =
        |e: &Entry| e.name.starts_with("_xmlsignatures/") || e.name.ends_with("signatures.xml");
    let plain = package.shift == 0
        && end + END + comment == bytes.len()
        && package.entries.last().is_none_or(|e| e.record.end == end)
        && u16_at(bytes, end + 4) == Some(0)
        && package.entries.iter().all(|e| names.insert(&e.name) && e.flags & 1 == 0 && !signed(e));
    let mut order: Vec<usize> = (0..package.entries.len()).collect();
    order.sort_by_key(|i| package.entries[*i].local);
    if !plain || order.first().is_none_or(|i| package.entries[*i].local != 0) {
        return Err(REFUSED);
    }
    let mut records = Vec::with_capacity(order.len());
    for (position, index) in order.iter().enumerate() {
        let entry = &package.entries[*index];
        let next =
            order.get(position + 1).map_or(package.directory.start, |i| package.entries[*i].local);
        let data = package.data_start(entry).ok_or(REFUSED)?;
        if data + entry.packed > next || !same_name(bytes, entry) {
            return Err(REFUSED);
        }
        if !entry.name.ends_with('/') {
            package.read(entry, limits)?;
        }
        records.push((*index, entry.local..next));
    }
    Ok(records)
}

/// True when the local record has the name of the central one.
fn same_name(bytes: &[u8], entry: &Entry) -> bool {
    let name = |at: usize, offset: usize| {
        let len = u16_at(bytes, at + offset)?;
        let start = if offset == 26 { at + 30 } else { at + 46 };
        bytes.get(start..start + len)
    };
    name(entry.local, 26) == name(entry.record.start, 28)
}

/// Writes the local record of a changed entry; its checksum and sizes.
fn local(
    package: &Package<'_>,
    entry: &Entry,
    new: &[u8],
    out: &mut Vec<u8>,
) -> Result<(u32, usize, usize), Flaw> {
    let packed = match entry.method {
        0 => new.to_vec(),
        _ => deflate(new)?,
    };
    let sizes = (crc32fast::hash(new), packed.len(), new.len());
    let data = package.data_start(entry).ok_or(REFUSED)?;
    let start = out.len();
    out.extend_from_slice(&package.bytes()[entry.local..data]);
    put(out, start + 6, &(entry.flags & !DESCRIPTOR).to_le_bytes());
    put_sizes(out, start + 14, sizes)?;
    out.extend_from_slice(&packed);
    Ok(sizes)
}

fn deflate(bytes: &[u8]) -> Result<Vec<u8>, Flaw> {
    let mut packer = Compress::new(Compression::default(), false);
    let mut out = Vec::with_capacity(bytes.len() / 2 + 1024);
    loop {
        let read = usize::try_from(packer.total_in()).unwrap_or(usize::MAX).min(bytes.len());
        match packer.compress_vec(&bytes[read..], &mut out, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => return Ok(out),
            Ok(_) => out.reserve(out.capacity().max(1024)),
            Err(_) => return Err(REFUSED),
        }
    }
}

/// Writes the central directory and the end record with the new offsets.
fn directory(
    package: &Package<'_>,
    written: &HashMap<usize, Written>,
    out: &mut Vec<u8>,
) -> Result<(), Flaw> {
    let start = out.len();
    for (index, entry) in package.entries.iter().enumerate() {
        let record = out.len();
        out.extend_from_slice(&package.bytes()[entry.record.clone()]);
        let new = written.get(&index).ok_or(REFUSED)?;
        put(out, record + 42, &number(new.offset)?);
        if let Some(sizes) = new.sizes {
            put(out, record + 8, &(entry.flags & !DESCRIPTOR).to_le_bytes());
            put_sizes(out, record + 16, sizes)?;
        }
    }
    let end = out.len();
    out.extend_from_slice(&package.bytes()[package.directory.end..]);
    put(out, end + 16, &number(start)?);
    match u32_at(out, end + 12) == Some(end - start) {
        true => Ok(()),
        false => Err(REFUSED),
    }
}

fn put(out: &mut [u8], at: usize, bytes: &[u8]) {
    out[at..at + bytes.len()].copy_from_slice(bytes);
}

fn put_sizes(
    out: &mut [u8],
    at: usize,
    (crc, packed, size): (u32, usize, usize),
) -> Result<(), Flaw> {
    put(out, at, &crc.to_le_bytes());
    put(out, at + 4, &number(packed)?);
    put(out, at + 8, &number(size)?);
    Ok(())
}

fn number(value: usize) -> Result<[u8; 4], Flaw> {
    u32::try_from(value).map(u32::to_le_bytes).map_err(|_| REFUSED)
}

//! Containers with nothing of their time or place in them: zip, tar.gz and ar.
//!
//! Entries are sorted, owned by root, and carry one fixed time, so that equal input gives equal
//! bytes.

use flate2::{Compression, GzBuilder};
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A zip with sorted, deflated entries and one fixed time.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut sorted = files.to_vec();
    sorted.sort();
    for (name, bytes) in sorted {
        zip.start_file(name, options).expect("names are distinct and memory is writable");
        zip.write_all(bytes).expect("memory is writable");
    }
    zip.finish().expect("memory is writable").into_inner()
}

/// A gzip without name and time.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer =
        GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
    writer.write_all(bytes).expect("memory is writable");
    writer.finish().expect("memory is writable")
}

/// A file or a link in a tar archive.
#[derive(Clone)]
pub enum Item<'a> {
    /// A file with these bytes, readable by all.
    File(&'a [u8]),
    /// The same, and executable.
    Program(&'a [u8]),
    /// A symbolic link to this path.
    Link(&'a str),
}

/// A POSIX tar (ustar) of items by path, with the folders above them; `time` is in seconds since
/// 1970.
pub fn tar(items: &[(&str, Item<'_>)], time: u64) -> Vec<u8> {
    let paths = items.iter().map(|(path, _)| *path);
    let folders: BTreeSet<&str> =
        paths.flat_map(|p| p.match_indices('/').map(move |(i, _)| &p[..=i])).collect();
    let mut sorted: Vec<(&str, Option<&Item<'_>>)> =
        folders.into_iter().map(|folder| (folder, None)).collect();
    sorted.extend(items.iter().map(|(path, item)| (*path, Some(item))));
    sorted.sort_by_key(|(path, _)| *path);
    let mut archive = Vec::new();
    for (path, item) in sorted {
        let (mode, kind, link, bytes): (_, _, _, &[u8]) = match item {
            None => (0o755, b'5', "", &[]),
            Some(Item::File(bytes)) => (0o644, b'0', "", bytes),
            Some(Item::Program(bytes)) => (0o755, b'0', "", bytes),
            Some(Item::Link(to)) => (0o777, b'2', to, &[]),
        };
        archive.extend(header(path, mode, kind, link, bytes.len(), time));
        archive.extend(bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

fn header(path: &str, mode: u32, kind: u8, link: &str, size: usize, time: u64) -> [u8; 512] {
    let mut block = [0u8; 512];
    let mut put =
        |at: usize, text: &str| block[at..at + text.len()].copy_from_slice(text.as_bytes());
    assert!(path.len() < 100 && link.len() < 100, "{path}: ustar names are short");
    put(0, path);
    put(100, &format!("{mode:07o}\0{:07o}\0{:07o}\0{size:011o}\0{time:011o}\0        ", 0, 0));
    put(157, link);
    put(257, "ustar\u{0}00root");
    put(297, "root");
    block[156] = kind;
    let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// An ar archive, members in the order given.
pub fn ar(members: &[(&str, &[u8])], time: u64) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, bytes) in members {
        let size = bytes.len();
        archive.extend(
            format!("{name:<16}{time:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, "100644").bytes(),
        );
        archive.extend(*bytes);
        if size % 2 == 1 {
            archive.push(b'\n');
        }
    }
    archive
}

/// The time that the entries of a release of this day carry; 1970 for what is no day.
pub fn seconds(day: &str) -> u64 {
    crate::wordlist::seconds(day).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ar_member_is_padded() {
        assert_eq!(ar(&[("a", b"x")], 1).len(), 8 + 60 + 2);
    }
}

//! How large the streams of a file are when they are unpacked, found out without keeping them.
//!
//! The interpreter unpacks a stream whole, and some kilobytes unpack into gigabytes. Streams are
//! found here by their keyword alone, whether a table of the file names them or not.

use super::super::limits::{Flaw, Limits};
use flate2::{Decompress, FlushDecompress, Status};

/// How often an unpacked stream may stand in memory at the same time.
const COPIES: usize = 4;
/// How far before its stream a dictionary may begin.
const REACH: usize = 4096;

/// The most bytes of an unpacked stream.
pub(super) fn most(limits: &Limits) -> usize {
    limits.entry / COPIES
}

/// Fails where a stream is larger than what may be kept.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Flaw> {
    const WORD: &[u8] = b"stream";
    let mut meter =
        Meter { zlib: Decompress::new(true), buffer: vec![0; 64 << 10], most: most(limits) };
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(WORD.len()).position(|w| w == WORD) {
        let packing = Packing::read(&bytes[..at + found]);
        at += found + WORD.len();
        let data = bytes[at..].strip_prefix(b"\r").unwrap_or(&bytes[at..]);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        at += match packing {
            Packing::Twice => return Err(Flaw::Unsupported("a PDF file that is packed twice")),
            Packing::Plain => meter.measure(data)?,
            Packing::Hex => meter.measure(&hex(data)).map(|_| 0)?,
            Packing::Ascii85 => meter.measure(&ascii85(data)).map(|_| 0)?,
        };
        limits.check_time()?;
    }
    Ok(())
}

/// How a dictionary says that its stream is packed.
#[derive(Debug, PartialEq)]
enum Packing {
    /// Once at most.
    Plain,
    /// Written in hexadecimal digits.
    Hex,
    /// Written in base 85.
    Ascii85,
    /// More than once, which only attacks are.
    Twice,
}

impl Packing {
    /// By the dictionary at the end of `before`.
    fn read(before: &[u8]) -> Packing {
        let near = &before[before.len().saturating_sub(REACH)..];
        let start = near.windows(4).rposition(|w| w == b" obj").unwrap_or(0);
        let name = |name: &&[u8]| {
            let end = name.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len());
            String::from_utf8_lossy(&name[..end]).into_owned()
        };
        let names: Vec<_> = near[start..].split(|b| *b == b'/').map(|n| name(&n)).collect();
        let has = |name: &str| names.iter().any(|n| n == name);
        let packed = ["FlateDecode", "LZWDecode", "RunLengthDecode"];
        match names.iter().filter(|n| packed.contains(&n.as_str())).count() {
            0 | 1 if has("ASCII85Decode") => Packing::Ascii85,
            0 | 1 if has("ASCIIHexDecode") => Packing::Hex,
            0 | 1 => Packing::Plain,
            _ => Packing::Twice,
        }
    }
}

struct Meter {
    zlib: Decompress,
    buffer: Vec<u8>,
    most: usize,
}

impl Meter {
    /// Unpacks into nothing; how many bytes of `data` the stream took.
    fn measure(&mut self, data: &[u8]) -> Result<usize, Flaw> {
        let is_zlib = |a: u8, b: u8| a & 15 == 8 && u16::from_be_bytes([a, b]).is_multiple_of(31);
        if !matches!(data, [a, b, ..] if is_zlib(*a, *b)) {
            return Ok(0);
        }
        self.zlib.reset(true);
        loop {
            let (read, made) = (self.zlib.total_in(), self.zlib.total_out());
            let rest = &data[usize::try_from(read).unwrap_or(data.len()).min(data.len())..];
            let status = self.zlib.decompress(rest, &mut self.buffer, FlushDecompress::None);
            let still = (self.zlib.total_in(), self.zlib.total_out()) == (read, made);
            if self.zlib.total_out() > self.most as u64 {
                return Err(Flaw::Limit("bytes in a stream", self.most, "--max-entry"));
            }
            if still || !matches!(status, Ok(Status::Ok | Status::BufError)) {
                return Ok(usize::try_from(self.zlib.total_in()).unwrap_or(0));
            }
        }
    }
}

/// The bytes of hexadecimal digits.
fn hex(data: &[u8]) -> Vec<u8> {
    let digits = data.iter().take_while(|b| **b != b'>');
    let digits: Vec<_> = digits.filter_map(|b| char::from(*b).to_digit(16)).collect();
    digits.chunks(2).map(|d| (d[0] << 4 | d.get(1).unwrap_or(&0)) as u8).collect()
}

/// The bytes of digits in base 85.
fn ascii85(data: &[u8]) -> Vec<u8> {
    let (mut bytes, mut digits) = (Vec::new(), Vec::with_capacity(5));
    for byte in data.iter().take_while(|b| **b != b'~') {
        match byte {
            b'z' if digits.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => digits.push(u32::from(byte - b'!')),
            _ => {}
        }
        if digits.len() == 5 {
            bytes.extend(group(&digits));
            digits.clear();
        }
    }
    if digits.len() > 1 {
        let len = digits.len() - 1;
        digits.resize(5, 84);
        bytes.extend(&group(&digits)[..len]);
    }
    bytes
}

fn group(digits: &[u32]) -> [u8; 4] {
    digits.iter().fold(0u32, |sum, d| sum.wrapping_mul(85).wrapping_add(*d)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(len: usize) -> Vec<u8> {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&vec![b' '; len]).unwrap();
        packed.finish().unwrap()
    }

    fn flaw(filter: &str, data: &[u8]) -> Option<Flaw> {
        let small = Limits { entry: 4 << 20, ..Limits::default() };
        let head = format!("%PDF-1.7 1 0 obj<</Filter{filter}>>stream\r\n");
        check(&[head.as_bytes(), data].concat(), &small).err()
    }

    #[test]
    fn what_unpacks_into_too_much_is_refused() {
        let large = Some(Flaw::Limit("bytes in a stream", 1 << 20, "--max-entry"));
        assert_eq!(flaw("/FlateDecode", &packed(3 << 20)), large);
        assert_eq!(flaw("/FlateDecode", &packed(3 << 16)), None);
        let digits: String = packed(3 << 20).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(flaw("[/ASCIIHexDecode/FlateDecode]", digits.as_bytes()), large);
        let twice = Some(Flaw::Unsupported("a PDF file that is packed twice"));
        assert_eq!(flaw("[/FlateDecode /FlateDecode]", b"x"), twice);
        assert_eq!(flaw("[/FlateDecode /DCTDecode]", b"x"), None);
    }

    #[test]
    fn digits_are_read() {
        assert_eq!(hex(b"48 65 6C6c 7>x"), b"Hellp");
        assert_eq!(ascii85(b"87cUR\nD]i,\"Ebo7~>"), b"Hello World");
    }
}

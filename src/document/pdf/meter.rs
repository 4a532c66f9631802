//! How large the streams of a file are when they are unpacked, found out before anybody keeps them.
//!
//! The interpreter unpacks a stream whole, and some kilobytes unpack into gigabytes. Streams are
//! found here by their keyword alone, whether a table of the file names them or not. What they are
//! packed with is tried rather than believed, as a few bytes tell what it is not: only run lengths
//! fit any bytes. What is encrypted can only be measured once the file is open, which is too late
//! for its tables, but not for its pages.

use super::super::limits::{Flaw, Limits};
use super::census::{Census, is_space, name};
use super::lzw;
use flate2::{Decompress, FlushDecompress, Status};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::Object;

/// How often an unpacked stream may stand in memory at the same time.
const COPIES: usize = 4;
/// How far before its stream a dictionary may begin.
const REACH: usize = 4096;
/// How much is unpacked at a time.
const PIECE: usize = 64 << 10;

/// The most bytes of an unpacked stream.
pub(super) fn most(limits: &Limits) -> usize {
    limits.entry / COPIES
}

/// Fails where a stream is larger than what may be kept, or where there are too many pages.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Flaw> {
    const WORD: &[u8] = b"stream";
    let mut meter = Meter::new(limits);
    meter.census.count(bytes);
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(WORD.len()).position(|w| w == WORD) {
        let before = &bytes[..at + found];
        at += found + WORD.len();
        let data = bytes[at..].strip_prefix(b"\r").unwrap_or(&bytes[at..]);
        at += meter.stream(before, data.strip_prefix(b"\n").unwrap_or(data))?;
        limits.check_time()?;
    }
    meter.census.check(limits)
}

/// The same of the streams of an open file, which are not encrypted any more.
pub(super) fn check_open(pdf: &Pdf, limits: &Limits) -> Result<(), Flaw> {
    let mut meter = Meter::new(limits);
    for object in pdf.objects() {
        if let Object::Stream(stream) = object {
            meter.stream(stream.dict().data(), &stream.raw_data())?;
        }
        limits.check_time()?;
    }
    Ok(())
}

/// How a dictionary says that its stream is packed.
#[derive(Debug, PartialEq)]
enum Packing {
    /// Once at most.
    Plain,
    /// As run lengths.
    RunLength,
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
        let filters = filters(&near[start..]);
        let has = |filter| filters.contains(&filter);
        let packed = [Filter::Packed, Filter::RunLength];
        match filters.iter().filter(|f| packed.contains(f)).count() {
            2.. => Packing::Twice,
            _ if has(Filter::Ascii85) => Packing::Ascii85,
            _ if has(Filter::Hex) => Packing::Hex,
            _ if has(Filter::RunLength) => Packing::RunLength,
            _ => Packing::Plain,
        }
    }
}

/// A filter, as far as it matters here.
#[derive(Clone, Copy, PartialEq)]
enum Filter {
    Packed,
    RunLength,
    Hex,
    Ascii85,
    Other,
}

/// The filters that a dictionary names; the short names count behind `Filter` alone.
fn filters(dictionary: &[u8]) -> Vec<Filter> {
    let mut is_filter = false;
    let read = |text: &[u8]| {
        let (long, filter) = match &name(text).0[..] {
            b"FlateDecode" | b"LZWDecode" => (true, Filter::Packed),
            b"RunLengthDecode" => (true, Filter::RunLength),
            b"ASCIIHexDecode" => (true, Filter::Hex),
            b"ASCII85Decode" => (true, Filter::Ascii85),
            b"Fl" | b"LZW" => (false, Filter::Packed),
            b"RL" => (false, Filter::RunLength),
            b"AHx" => (false, Filter::Hex),
            b"A85" => (false, Filter::Ascii85),
            b"Filter" | b"F" => {
                is_filter = true;
                return Filter::Other;
            }
            _ => (true, Filter::Other),
        };
        is_filter &= filter != Filter::Other;
        if long || is_filter { filter } else { Filter::Other }
    };
    dictionary.split(|b| *b == b'/').skip(1).map(read).collect()
}

struct Meter {
    most: usize,
    inflate: Decompress,
    unpacked: Vec<u8>,
    census: Census,
}

impl Meter {
    fn new(limits: &Limits) -> Meter {
        let (most, inflate) = (most(limits), Decompress::new(true));
        Meter { most, inflate, unpacked: Vec::new(), census: Census::default() }
    }

    /// Measures a stream with its dictionary, which ends what is `before`; how many bytes of `data`
    /// it took, if that is sure.
    fn stream(&mut self, before: &[u8], data: &[u8]) -> Result<usize, Flaw> {
        match Packing::read(before) {
            Packing::Twice => Err(Flaw::Unsupported("a PDF file that is packed twice")),
            Packing::Plain => self.measure(data),
            Packing::RunLength => self.hold(run_length(data)).map(|()| 0),
            Packing::Hex => self.measure(&hex(data)).map(|_| 0),
            Packing::Ascii85 => self.measure(&ascii85(data)).map(|_| 0),
        }
    }

    /// Unpacks, and forgets; how many bytes of `data` the stream took, if it is sure.
    fn measure(&mut self, data: &[u8]) -> Result<usize, Flaw> {
        let is_zlib = |a: u8, b: u8| a & 15 == 8 && u16::from_be_bytes([a, b]).is_multiple_of(31);
        if matches!(data, [a, b, ..] if is_zlib(*a, *b)) {
            return self.inflate(data, true);
        }
        self.inflate(data, false)?;
        for early in [true, false] {
            self.hold(lzw::len(data, early, self.most))?;
        }
        Ok(0)
    }

    /// Unpacks what is packed by deflate, with the header of zlib or without. Only what may hold
    /// objects is kept for the census: it begins with their numbers.
    fn inflate(&mut self, data: &[u8], header: bool) -> Result<usize, Flaw> {
        self.inflate.reset(header);
        self.unpacked.clear();
        let (mut taken, mut made, mut may_hold) = (0, 0, None);
        loop {
            let (rest, old) = (&data[taken..], self.unpacked.len());
            self.unpacked.reserve(PIECE);
            let none = FlushDecompress::None;
            let status = self.inflate.decompress_vec(rest, &mut self.unpacked, none);
            let piece = &self.unpacked[old..];
            let ended = !matches!(status, Ok(Status::Ok | Status::BufError));
            let still = piece.is_empty() && self.inflate.total_in() == taken as u64;
            (taken, made) = (self.inflate.total_in() as usize, made + piece.len());
            self.hold(made)?;
            let first = || piece.iter().find(|b| !is_space(**b));
            may_hold = may_hold.or_else(|| first().map(|b| b.is_ascii_digit() || *b == b'%'));
            if may_hold == Some(false) {
                self.unpacked.clear();
            }
            if ended || still {
                self.census.count(&self.unpacked);
                return Ok(taken);
            }
        }
    }

    /// Fails where a stream of this length is too large.
    fn hold(&self, len: usize) -> Result<(), Flaw> {
        match len > self.most {
            true => Err(Flaw::Limit("bytes in a stream", self.most, "--max-entry")),
            false => Ok(()),
        }
    }
}

/// How long run lengths are when they are unpacked.
fn run_length(data: &[u8]) -> usize {
    let (mut len, mut at) = (0, 0);
    while let Some(byte) = data.get(at).filter(|b| **b != 128) {
        let (taken, made) = match usize::from(*byte) {
            copied @ ..128 => (copied + 2, copied + 1),
            repeated => (2, 257 - repeated),
        };
        (at, len) = (at + taken, len + made);
    }
    len
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
        let raw = &packed(3 << 20)[2..];
        assert_eq!(flaw("/FlateDecode", raw), large);
        assert_eq!(flaw("/FlateDecode", &packed(3 << 16)[2..]), None);
        assert_eq!(flaw("/RunLengthDecode", &[129, b' '].repeat(9000)), large);
        assert_eq!(flaw("[/RL]", &[129, b' '].repeat(8000)), None);
        let twice = Some(Flaw::Unsupported("a PDF file that is packed twice"));
        assert_eq!(flaw("[/FlateDecode /FlateDecode]", b"x"), twice);
        assert_eq!(flaw("[/Fl/LZW]", b"x"), twice);
        assert_eq!(flaw("[/#46lateDecode/Flate#44ecode]", b"x"), twice);
        assert_eq!(flaw("[/FlateDecode /DCTDecode]", b"x"), None);
        assert_eq!(flaw("/Fl/Resources<</Fl 1 0 R/RL 2 0 R>>", b"x"), None);
    }

    #[test]
    fn what_lzw_makes_too_much_of_is_refused() {
        let large = Some(Flaw::Limit("bytes in a stream", 1 << 20, "--max-entry"));
        for early in [true, false] {
            assert_eq!(flaw("/LZWDecode", &lzw::spaces(3 << 20, early)), large);
            assert_eq!(flaw("/LZWDecode", &lzw::spaces(3 << 16, early)), None);
            assert_eq!(flaw("/Filter 9 0 R", &lzw::spaces(3 << 20, early)), large);
        }
    }

    #[test]
    fn an_open_file_is_measured_too() {
        let file = |len: usize| {
            let data = packed(len);
            let head = format!("3 0 obj<</Filter/FlateDecode/Length {}>>stream\n", data.len());
            let tree = "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[<<>>]>>endobj ";
            let head = format!("%PDF-1.7\n{tree}{head}");
            let tail = b"\nendstream endobj trailer<</Root 1 0 R>>";
            Pdf::new([head.as_bytes(), &data, tail].concat()).unwrap()
        };
        let small = Limits { entry: 4 << 20, ..Limits::default() };
        let large = Err(Flaw::Limit("bytes in a stream", 1 << 20, "--max-entry"));
        assert_eq!(check_open(&file(3 << 20), &small), large);
        assert_eq!(check_open(&file(3 << 16), &small), Ok(()));
    }

    #[test]
    fn pages_in_a_stream_are_counted() {
        let mut file = b"%PDF-1.7 1 0 obj<</Filter/FlateDecode/Type/ObjStm>>stream\n".to_vec();
        let mut packed = flate2::write::ZlibEncoder::new(file, flate2::Compression::fast());
        packed.write_all(&[b"2 0 <</Kids[", &b"<<>>".repeat(3000)[..], b"]>>"].concat()).unwrap();
        file = packed.finish().unwrap();
        let small = Limits { total: 4 << 20, ..Limits::default() };
        let refused = Err(Flaw::Limit("pages", 2048, "--max-total"));
        assert_eq!(check(&file, &small), refused);
        assert_eq!(check(&file, &Limits::default()), Ok(()));
    }

    #[test]
    fn digits_are_read() {
        assert_eq!(hex(b"48 65 6C6c 7>x"), b"Hellp");
        assert_eq!(ascii85(b"87cUR\nD]i,\"Ebo7~>"), b"Hello World");
    }
}

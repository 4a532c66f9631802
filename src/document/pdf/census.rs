//! How many pages a file may have, counted before the interpreter keeps a kilobyte for each.
//!
//! The interpreter walks the whole tree of pages before anybody can stop it. The leaves of that
//! tree stand in arrays with the name `Kids`, and where there is no tree, what has `Contents` is
//! taken for a page; so these names are counted, wherever they stand. Other things have them too,
//! outlines and forms, so that the number is too high rather than too low.

use super::super::limits::{Flaw, Limits};

/// What a page takes of memory, in bytes, with room to spare.
const PAGE: usize = 2048;

/// What may be a page.
#[derive(Default)]
pub(super) struct Census {
    /// Members of arrays with the name `Kids`.
    kids: usize,
    /// Things with `Contents`.
    contents: usize,
    dictionaries: usize,
    /// True where such an array stands elsewhere, so that any dictionary may be a member.
    elsewhere: bool,
}

impl Census {
    /// Counts in the bytes of a file, or of an unpacked stream.
    pub(super) fn count(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(found) = mark(&bytes[at..]) {
            at += found + 1;
            match (bytes[at - 1], bytes.get(at)) {
                (b'<', Some(b'<')) => (at, self.dictionaries) = (at + 1, self.dictionaries + 1),
                (b'/', Some(b'K' | b'C' | b'#')) => at += self.name(&bytes[at..]),
                _ => {}
            }
        }
    }

    /// Counts a name, and the array behind it; how many bytes those are.
    fn name(&mut self, bytes: &[u8]) -> usize {
        let (name, len) = name(bytes);
        match &name[..] {
            b"Contents" => self.contents += 1,
            b"Kids" => {
                let space = bytes[len..].iter().take_while(|b| is_space(**b)).count();
                if bytes.get(len + space) == Some(&b'[') {
                    let (members, array) = members(&bytes[len + space..]);
                    self.kids += members;
                    self.dictionaries += members;
                    return len + space + array;
                }
                self.elsewhere = true;
            }
            _ => {}
        }
        len
    }

    /// Fails where there may be more pages than the limit has room for.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), Flaw> {
        let most = limits.total / PAGE;
        let kids = if self.elsewhere { self.dictionaries } else { self.kids };
        match kids.max(self.contents) > most {
            true => Err(Flaw::Limit("pages", most, "--max-total")),
            false => Ok(()),
        }
    }
}

/// The first byte with which a name or a dictionary may begin.
fn mark(bytes: &[u8]) -> Option<usize> {
    let is_mark = |b: &u8| matches!(b, b'/' | b'<');
    let clear = |piece: &&[u8]| !piece.iter().fold(false, |any, b| any | is_mark(b));
    let skipped = bytes.chunks_exact(32).take_while(clear).count() * 32;
    bytes[skipped..].iter().position(is_mark).map(|found| skipped + found)
}

/// The name at the start, its escapes undone, and its length as written.
pub(super) fn name(bytes: &[u8]) -> (Vec<u8>, usize) {
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let (mut name, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at).filter(|b| b.is_ascii_alphanumeric() || **b == b'#') {
        let (byte, len) = match (byte, digit(at + 1), digit(at + 2)) {
            (b'#', Some(a), Some(b)) => ((a << 4 | b) as u8, 3),
            _ => (*byte, 1),
        };
        name.push(byte);
        at += len;
    }
    (name, at)
}

/// How many dictionaries and references an array has at any depth, and its length.
fn members(array: &[u8]) -> (usize, usize) {
    let (mut members, mut depth, mut at) = (0, 0, 0);
    while let Some(byte) = array.get(at) {
        at += 1;
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => break,
            b']' => depth -= 1,
            b'<' if array.get(at) == Some(&b'<') => (at, members) = (at + 1, members + 1),
            b'R' if is_space(array[at - 2]) => members += 1,
            b'(' => at += text(&array[at..]),
            b'%' => at += array[at..].iter().take_while(|b| !b"\r\n".contains(b)).count(),
            _ => {}
        }
    }
    (members, at)
}

/// The length of a text in parentheses, behind the first.
fn text(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (1, 0);
    while let Some(byte) = bytes.get(at).filter(|_| depth > 0) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// True of what is white space in a PDF file.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> (usize, usize, bool) {
        let mut census = Census::default();
        census.count(text.as_bytes());
        (census.kids, census.contents, census.elsewhere)
    }

    #[test]
    fn what_may_be_a_page_is_counted() {
        assert_eq!(counted("<</Kids [1 0 R 2 0\nR]/Count 2>> 3 0 R <<>>"), (2, 0, false));
        assert_eq!(counted("/K#69ds[<<>><</X[0 1]>> (])(\\)]) %]\n<<>>] <<>>"), (3, 0, false));
        assert_eq!(counted("/Contents 5 0 R /Contents[] /ContentsX /Kidsy[<<>>]"), (0, 2, false));
        assert_eq!(counted("/Kids 5 0 R <<>>"), (0, 0, true));
        assert_eq!(counted("/Kids[<<>><<>>"), (2, 0, false));
    }

    #[test]
    fn too_many_are_refused() {
        let small = Limits { total: 3 * PAGE, ..Limits::default() };
        let checked = |text: &str| {
            let mut census = Census::default();
            census.count(text.as_bytes());
            census.check(&small)
        };
        let refused = Err(Flaw::Limit("pages", 3, "--max-total"));
        assert_eq!(checked("/Kids[<<>><<>><<>>]"), Ok(()));
        assert_eq!(checked("/Kids[<<>><<>><<>>]/Kids[1 0 R]"), refused);
        assert_eq!(checked("/Contents/Contents/Contents/Contents"), refused);
        assert_eq!(checked("[<<>><<>><<>><<>>]"), Ok(()));
        assert_eq!(checked("[<<>><<>><<>><<>>]/Kids 1 0 R"), refused);
    }
}

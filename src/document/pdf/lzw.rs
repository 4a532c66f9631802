//! How long a text packed by LZW is, found out by the lengths of its table alone.
//!
//! The table holds 4096 stretches, each one byte longer than another, so that twelve bits can stand
//! for four kilobytes.

/// The codes of the bytes, and the two that say what to do.
const FIRST: usize = 258;
const CLEAR: usize = 256;
const END: usize = 257;
const ENTRIES: usize = 4096;

/// The length of what `data` unpacks into, as far as that is LZW; stops beyond `most`. Codes grow
/// one code early, or not.
pub(super) fn len(data: &[u8], early: bool, most: usize) -> usize {
    let mut table: Vec<usize> = vec![1; FIRST];
    let (mut len, mut previous, mut at) = (0, None, 0);
    while let Some(code) = code(data, &mut at, width(table.len(), early)) {
        match (code, previous) {
            (CLEAR, _) => {
                table.truncate(FIRST);
                previous = None;
                continue;
            }
            (END, _) => break,
            (code, None) if code >= table.len() => break,
            (code, Some(_)) if code > table.len() => break,
            (_, Some(last)) if table.len() < ENTRIES => table.push(table[last] + 1),
            (code, _) if code >= table.len() => break,
            _ => {}
        }
        len += table[code];
        previous = Some(code);
        if len > most {
            break;
        }
    }
    len
}

/// The bits of the next code.
fn width(entries: usize, early: bool) -> usize {
    match entries + usize::from(early) {
        2048.. => 12,
        1024.. => 11,
        512.. => 10,
        _ => 9,
    }
}

/// The code at a bit, the highest first; steps over it.
fn code(data: &[u8], at: &mut usize, width: usize) -> Option<usize> {
    let mut bytes = [0; 4];
    let end = (*at + width).div_ceil(8);
    let found = data.get(*at / 8..end)?;
    bytes[..found.len()].copy_from_slice(found);
    let code = u32::from_be_bytes(bytes) << (*at % 8) >> (32 - width);
    *at += width;
    usize::try_from(code).ok()
}

/// So many spaces or a little more, packed as densely as may be.
#[cfg(test)]
pub(super) fn spaces(count: usize, early: bool) -> Vec<u8> {
    let (mut bits, mut made, mut entries) = (vec![], 0, FIRST);
    let mut put = |code: usize, entries: usize| {
        let width = width(entries, early);
        bits.extend((0..width).rev().map(|bit| (code >> bit & 1) as u8));
    };
    put(CLEAR, entries);
    put(usize::from(b' '), entries);
    while made < count {
        put(entries, entries);
        made += entries - FIRST + 2;
        entries += 1;
        if entries == ENTRIES - 1 {
            put(CLEAR, entries);
            entries = FIRST;
            put(usize::from(b' '), entries);
        }
    }
    put(END, entries);
    bits.chunks(8).map(|b| b.iter().enumerate().map(|(i, b)| b << (7 - i)).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_text() {
        // The example of the specification of PDF, 7.4.4.2: 45 45 45 45 45 65 45 45 45 66.
        let example = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(len(&example, true, 100), 10);
        assert_eq!(len(&example, true, 4), 5);
        assert!(len(b"BT /F1 10 Tf (A text that is not packed) Tj", true, 100) < 5);
    }
}

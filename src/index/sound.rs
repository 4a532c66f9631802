//! Phonetic keys: what two spellings of one sound have in common. Shared with build.rs.
//!
//! A key keeps the consonants as they sound and the place of a vowel only at the beginning:
//! *ocasionaly* and *occasionally* are both `aksnl`. The rules are those of English spelling with
//! the Greek of medicine (*ph*, *rh*, *ps*, *pn*), in the manner of Philips' Metaphone.

/// The key of a folded word; empty when it has no letter that sounds.
pub fn sound(word: &str) -> Vec<u8> {
    let letters: Vec<u8> = word.bytes().filter(u8::is_ascii_alphabetic).collect();
    let mut key: Vec<u8> = Vec::new();
    let mut at = usize::from(silent_start(&letters));
    let start = at;
    while at < letters.len() {
        let (sounded, length) = letter(&letters, at, start);
        if sounded != 0 && (key.last() != Some(&sounded)) {
            key.push(sounded);
        }
        at += length;
    }
    key
}

/// *kn*, *gn*, *pn*, *ps*, *wr*: the first letter is mute.
fn silent_start(letters: &[u8]) -> bool {
    [&b"kn"[..], b"gn", b"pn", b"ps", b"pt", b"wr", b"mn"].iter().any(|s| letters.starts_with(s))
}

/// The sound at a place (0 for none) and how many letters make it.
fn letter(letters: &[u8], at: usize, start: usize) -> (u8, usize) {
    let rest = &letters[at..];
    let soft = |b: Option<&u8>| matches!(b, Some(b'e' | b'i' | b'y'));
    match rest {
        [b'a' | b'e' | b'i' | b'o' | b'u' | b'y', ..] => (if at == start { b'a' } else { 0 }, 1),
        [b'p', b'h', ..] => (b'f', 2),
        [b't', b'c', b'h', ..] => (b'x', 3),
        [b's', b'c', b'h', ..] => (b's', 3),
        [b's', b'h', ..] => (b's', 2),
        [b'c', b'h', b'r' | b'l' | b'o' | b'e' | b'y', ..] => (b'k', 2),
        [b'c', b'h', ..] => (b'x', 2),
        [b'g', b'h', b't', ..] | [b'g', b'h'] => (0, 2),
        [b'd', b'g', b'e' | b'i' | b'y', ..] => (b'j', 2),
        [b's', b'c', next, ..] if soft(Some(next)) => (b's', 2),
        [b't', b'i', b'o' | b'a', ..] => (b's', 2),
        [b'c', next, ..] if soft(Some(next)) => (b's', 1),
        [b'g', next, ..] if soft(Some(next)) => (b'j', 1),
        [b'x', ..] => (if at == start { b's' } else { b'k' }, 1),
        [b'h', ..] => (if at == start { b'h' } else { 0 }, 1),
        [b'w', ..] => (if at == start { b'w' } else { 0 }, 1),
        [b'c' | b'k' | b'q', ..] => (b'k', 1),
        [b'z' | b's', ..] => (b's', 1),
        [b'v' | b'f', ..] => (b'f', 1),
        [b, ..] => (*b, 1),
        [] => (0, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::sound;

    #[test]
    fn what_sounds_alike_has_one_key() {
        for (a, b) in [
            ("ocasionaly", "occasionally"),
            ("newmonia", "pneumonia"),
            ("sirosis", "cirrhosis"),
            ("fisiology", "physiology"),
            ("diarea", "diarrhoea"),
            ("sychology", "psychology"),
            ("hemorage", "haemorrhage"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("cat"), sound("dog"));
        assert!(sound("").is_empty() && sound("'").is_empty());
    }
}

//! Slips of the fingers: how likely one is, which a word suffers, and what Hunspell tries for it.

/// The letters that Hunspell tries, in this order.
pub(super) const TRY: &str = "esianrtolcdugmphbyfvkwzqxjESIANRTOLCDUGMPHBYFVKWZ'-";

/// The rows of the keyboard, as Hunspell has them when an affix file names none.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// A word in letters, without those that it shares with another at both ends.
fn differing<'a>(a: &'a str, b: &'a str) -> (usize, &'a [u8], &'a [u8]) {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (start, &a[..a.len() - end], &b[..b.len() - end])
}

/// How unlikely it is to write `slip` for `word`, in powers of two.
pub(super) fn cost(word: &str, slip: &str) -> i32 {
    let (start, right, wrong) = differing(word, slip);
    let doubled = |letter: u8| start > 0 && word.as_bytes()[start - 1] == letter;
    let cost = match (right, wrong) {
        ([], []) => 0,
        ([letter], []) => 2 - i32::from(doubled(*letter)),
        ([], [letter]) if doubled(*letter) => 2,
        ([a, b], [c, d]) if (a, b) == (d, c) => 2,
        ([a], [b]) if vowel(*a) && vowel(*b) => 3,
        ([a], [b]) if beside(*a, *b) => 4,
        _ => 6,
    };
    cost + if start == 0 { 3 } else { 0 }
}

fn vowel(letter: u8) -> bool {
    b"aeiou".contains(&letter)
}

fn beside(a: u8, b: u8) -> bool {
    ROWS.iter().any(|row| row.as_bytes().windows(2).any(|pair| pair == [a, b] || pair == [b, a]))
}

/// The likely slips of a word: a letter left out (not the first) or doubled, two swapped, another
/// vowel.
pub(super) fn slips(word: &str) -> impl Iterator<Item = String> {
    let inner = 1..word.len();
    let fewer = inner.clone().map(|i| [&word[..i], &word[i + 1..]].concat());
    let doubled = inner.clone().map(|i| [&word[..=i], &word[i..]].concat());
    let vowels = inner
        .filter(|&i| vowel(word.as_bytes()[i]))
        .flat_map(move |i| "aeiou".chars().map(move |v| replaced(word, i, v)));
    fewer.chain(doubled).chain(swaps(word)).chain(vowels).filter(move |slip| slip != word)
}

fn replaced(word: &str, i: usize, letter: char) -> String {
    format!("{}{letter}{}", &word[..i], &word[i + 1..])
}

fn swaps(word: &str) -> impl Iterator<Item = String> {
    (1..word.len()).map(|i| {
        let (before, pair) = word[..=i].split_at(i - 1);
        format!("{before}{}{}{}", &pair[1..], &pair[..1], &word[i + 1..])
    })
}

/// What Hunspell tries for a word of plain letters, in its order (`SuggestMgr::suggest`), without
/// what it tries far afield.
pub(super) fn tried(word: &str) -> impl Iterator<Item = String> {
    let keys = (0..word.len()).flat_map(move |i| {
        let near = "qwertyuiopasdfghjklzxcvbnm".chars();
        near.filter(move |&c| beside(word.as_bytes()[i], c as u8))
            .map(move |c| replaced(word, i, c))
    });
    let fewer = (0..word.len()).rev().map(move |i| [&word[..i], &word[i + 1..]].concat());
    let letters = move || TRY.chars().filter(char::is_ascii_lowercase);
    let more = letters().flat_map(move |c| {
        (0..=word.len()).rev().map(move |i| format!("{}{c}{}", &word[..i], &word[i..]))
    });
    let others =
        letters().flat_map(move |c| (0..word.len()).rev().map(move |i| replaced(word, i, c)));
    swaps(word).chain(keys).chain(fewer).chain(more).chain(others)
}

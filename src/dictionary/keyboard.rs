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

/// How unlikely it is to write `slip` for `word`, in powers of two. Skips cost what they were counted
/// to be worth among 5,800 misspellings beside the other slips.
pub(super) fn cost(word: &str, slip: &str) -> i32 {
    let (start, right, wrong) = differing(word, slip);
    let doubled = |letter: u8| start > 0 && word.as_bytes()[start - 1] == letter;
    let cost = match (right, wrong) {
        ([], []) => 0,
        ([letter], []) => 2 - i32::from(doubled(*letter)),
        ([], [letter]) if doubled(*letter) => 2,
        ([_, letter], []) if doubled(*letter) => 2,
        ([_, _, letter], []) if doubled(*letter) => 4,
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

/// The likely slips of a word: a letter left out (not the first) or doubled, two swapped, a piece
/// skipped.
pub(super) fn slips(word: &str) -> impl Iterator<Item = String> {
    let inner = 1..word.len();
    let fewer = inner.clone().map(|i| spliced(word, i, i + 1, ""));
    let doubled = inner.map(|i| spliced(word, i, i, &word[i..=i]));
    fewer.chain(doubled).chain(swaps(word)).chain(skips(word)).filter(move |slip| slip != word)
}

/// A word without what stands between two like letters near each other, the first included: the eye
/// or the finger goes on from the second (*repetition*, *repetion*).
fn skips(word: &str) -> impl Iterator<Item = String> {
    let letters = word.as_bytes();
    let gaps = [2, 3]
        .into_iter()
        .flat_map(|gap| (1..word.len().saturating_sub(gap)).map(move |i| (i, i + gap)));
    gaps.filter(|(i, j)| letters[*i] == letters[*j]).map(|(i, j)| spliced(word, i, j, ""))
}

/// A word with another text in the place of a piece.
fn spliced(word: &str, start: usize, end: usize, with: &str) -> String {
    [&word[..start], with, &word[end..]].concat()
}

fn swaps(word: &str) -> impl Iterator<Item = String> {
    (1..word.len())
        .map(|i| [&word[..i - 1], &word[i..=i], &word[i - 1..i], &word[i + 1..]].concat())
}

/// What Hunspell tries for a word of plain letters, in its order (`SuggestMgr::suggest`), without
/// what it tries far afield.
pub(super) fn tried(word: &str) -> impl Iterator<Item = String> {
    let all = 0..word.len();
    let letters = || letters(TRY).filter(|c| c.as_bytes()[0].is_ascii_lowercase());
    let keys = all.clone().flat_map(move |i| {
        let near = ROWS.into_iter().flat_map(self::letters);
        let near = near.filter(move |c| beside(word.as_bytes()[i], c.as_bytes()[0]));
        near.map(move |c| spliced(word, i, i + 1, c))
    });
    let fewer = all.clone().rev().map(move |i| spliced(word, i, i + 1, ""));
    let more =
        letters().flat_map(move |c| (0..=word.len()).rev().map(move |i| spliced(word, i, i, c)));
    let others =
        letters().flat_map(move |c| (0..word.len()).rev().map(move |i| spliced(word, i, i + 1, c)));
    swaps(word).chain(keys).chain(fewer).chain(more).chain(others)
}

/// Each letter of an ASCII text, as text.
fn letters(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len()).map(|i| &text[i..=i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_slips_cost_less() {
        let costs = |word: &str, slips: [&str; 4]| slips.map(|slip| cost(word, slip));
        assert_eq!(costs("when", ["whe", "hwen", "whwn", "when"]), [2, 5, 4, 0]);
        assert_eq!(
            costs("swelling", ["sweling", "swwelling", "swalling", "swelling"]),
            [1, 2, 3, 0]
        );
        assert_eq!(costs("pain", ["ain", "plain", "pian", "fain"]), [5, 6, 2, 9]);
        assert_eq!(cost("repetition", "repetion"), 2);
        assert_eq!(cost("frustrated", "frusted"), 4);
        assert_eq!(cost("frustrated", "frustrd"), 6, "no like letters");
    }

    #[test]
    fn hunspell_tries_swaps_first_and_other_letters_last() {
        let tried: Vec<_> = tried("whe").collect();
        let place = |word: &str| tried.iter().position(|w| w == word).expect(word);
        let order = ["hwe", "whw", "we", "wheel", "when", "she"];
        assert_eq!(&tried[..2], ["hwe", "weh"]);
        assert!(!tried.contains(&order[3].to_owned()));
        assert!(place("whw") < place("we") && place("we") < place("when"));
        assert!(place("when") < place("she"));
    }

    #[test]
    fn a_skip_goes_from_a_letter_to_the_next_like_it() {
        let made = |word| skips(word).collect::<Vec<_>>();
        assert_eq!(made("repetition"), ["retition", "repetion", "repetion"]);
        assert_eq!(made("frustrated"), ["frusted"]);
        assert!(made("rash").is_empty() && made("a").is_empty());
    }

    #[test]
    fn the_first_letter_is_never_left_out() {
        let made: Vec<_> = slips("rash").collect();
        assert_eq!(made, ["rsh", "rah", "ras", "raash", "rassh", "rashh", "arsh", "rsah", "rahs"]);
    }
}

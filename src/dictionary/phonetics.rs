//! How English medicine sounds: the table by which Hunspell finds *syringe* for *sighrynge*.
//!
//! Edits of letters do not lead from what was heard to what is written: *newmonia*, *rithm*,
//! *physision*. Hunspell compares the codes of this table, in the notation of Aspell: a pattern, and
//! what it sounds like (`_` is nothing). `^` is the beginning of a word, `$` its end, `(EIY)` one of
//! these letters, and each `-` leaves one letter of the pattern unconsumed. Vowels count only at the
//! beginning; the first pattern of a letter that fits wins, so the longer stand before the shorter.

use std::fmt::Write;

#[rustfmt::skip] // one letter a line
const SOUNDS: [(&str, &str); 84] = [
    ("A^", "*"), ("E^", "*"), ("I^", "*"), ("O^", "*"), ("U^", "*"), ("Y^", "*"),
    ("A", "_"), ("E", "_"), ("I", "_"), ("O", "_"), ("U", "_"), ("Y", "_"),
    ("BB-", "_"),
    ("MB$", "M"),
    ("B", "B"),
    ("CIA", "X"), ("CIO", "X"), ("CHR", "KR"), ("CH", "X"), ("CK", "K"), ("CC(EIY)-", "KS"),
    ("CC-", "_"), ("C(EIY)-", "S"), ("C", "K"),
    ("DG(EIY)-", "J"), ("DD-", "_"), ("D", "T"),
    ("FF-", "_"), ("F", "F"),
    ("GHT", "T"), ("GH(AEIOU)-", "K"), ("GH", "_"), ("GN^", "N"), ("GG-", "_"), ("G(EIY)-", "J"),
    ("G", "K"),
    ("H(AEIOUY)^", "H"), ("H", "_"),
    ("J", "J"),
    ("KN^", "N"), ("KK-", "_"), ("K", "K"),
    ("LL-", "_"), ("L", "L"),
    ("MN^", "N"), ("MM-", "_"), ("M", "M"),
    ("NN-", "_"), ("N", "N"),
    ("PH", "F"), ("PN^", "N"), ("PS^", "S"), ("PT^", "T"), ("PP-", "_"), ("P", "P"),
    ("QU", "KW"), ("Q", "K"),
    ("RRH", "R"), ("RH", "R"), ("RR-", "_"), ("R", "R"),
    ("SCH(EIY)-", "SK"), ("SC(EIY)-", "S"), ("SH", "X"), ("SION", "XN"), ("SSION", "XN"),
    ("STHM", "SM"),
    ("SS-", "_"), ("S", "S"),
    ("TION", "XN"), ("TIA", "X"), ("TCH", "X"), ("TH", "T"), ("TT-", "_"), ("T", "T"),
    ("V", "F"),
    ("WH", "W"), ("WR^", "R"), ("W(AEIOUY)-", "W"), ("W", "_"),
    ("X^", "S"), ("X", "KS"),
    ("ZZ-", "_"), ("Z", "S"),
];

/// The `PHONE` lines of an affix file.
pub(super) fn table() -> String {
    let mut text = format!("PHONE {}\n", SOUNDS.len());
    for (letters, sound) in SOUNDS {
        let _ = writeln!(text, "PHONE {letters} {sound}");
    }
    text
}

//! Inflection: one table for expanding a row and for writing the .aff.
//!
//! A row names the endings that its word takes, and the name *is* the ending (`s`, `ae`, `ed`), so
//! that a contributor needs no code book. Each ending stands for one or more [`Suffix`] classes;
//! a suffix class is one Hunspell flag. Within a class at most one line fits a given stem, or
//! `unmunch` would make words that nobody wrote: a test below holds that for every short stem.

/// One line of a suffix class, as in a Hunspell .aff: take `strip` off, put `add` on, where the
/// stem ends as `condition` says (letters, `[…]`, `[^…]`, `.`).
#[derive(Debug)]
pub struct Line {
    /// Taken off the end of the stem; empty for nothing.
    pub strip: &'static str,
    /// Put on.
    pub add: &'static str,
    /// What the stem must end in.
    pub condition: &'static str,
}

/// One suffix class of the .aff, known by its flag.
#[derive(Debug)]
pub struct Suffix {
    /// The Hunspell flag.
    pub flag: char,
    /// What it makes, for the comment in the .aff.
    pub gloss: &'static str,
    /// Its lines, disjoint by condition.
    pub lines: &'static [Line],
}

/// An ending that a row can name.
#[derive(Debug, PartialEq, Eq)]
pub struct Ending {
    /// The name in the `inflection` column.
    pub name: &'static str,
    /// The suffix classes that it stands for.
    pub flags: &'static str,
    /// The word must end in one of these conditions.
    pub fits: &'static [&'static str],
    /// A plural: its word is a noun and takes the possessive.
    pub plural: bool,
}

/// The flag of the possessive.
pub const POSSESSIVE: char = 'M';

const fn line(strip: &'static str, add: &'static str, condition: &'static str) -> Line {
    Line { strip, add, condition }
}

macro_rules! suffixes {
    ($($flag:literal $gloss:literal { $($strip:literal $add:literal $cond:literal)* })*) => {
        &[$(Suffix { flag: $flag, gloss: $gloss, lines: &[$(line($strip, $add, $cond)),*] }),*]
    };
}

/// Every suffix class, in the order of the .aff.
pub static SUFFIXES: &[Suffix] = suffixes! {
    'M' "possessive" { "" "'s" "." }
    'S' "plural or third person" {
        "y" "ies" "[^aeiou]y"  "" "s" "[aeiou]y"  "" "es" "[sxz]"  "" "es" "[cs]h"
        "" "s" "[^cs]h"  "" "s" "[^hsxyz]"
    }
    'D' "past tense" {
        "" "d" "e"  "y" "ied" "[^aeiou]y"  "" "ed" "[aeiou]y"  "" "ed" "[^ey]"
    }
    'G' "present participle" {
        "ie" "ying" "ie"  "" "ing" "[eoy]e"  "e" "ing" "[^eioy]e"  "" "ing" "[^e]"
    }
    'E' "past tense, consonant doubled" {
        "" "bed" "b"  "" "ded" "d"  "" "ged" "g"  "" "led" "l"  "" "med" "m"  "" "ned" "n"
        "" "ped" "p"  "" "red" "r"  "" "ted" "t"
    }
    'F' "present participle, consonant doubled" {
        "" "bing" "b"  "" "ding" "d"  "" "ging" "g"  "" "ling" "l"  "" "ming" "m"  "" "ning" "n"
        "" "ping" "p"  "" "ring" "r"  "" "ting" "t"
    }
    'N' "noun of action" { "ise" "isation" "ise"  "ize" "ization" "ize"  "ate" "ation" "ate" }
    'X' "nouns of action" { "ise" "isations" "ise"  "ize" "izations" "ize"  "ate" "ations" "ate" }
    'Y' "adverb" {
        "y" "ily" "[^aeiou]y"  "" "ly" "[aeiou]y"  "" "ally" "ic"  "" "ly" "[^i]c"
        "le" "ly" "[^aeiou]le"  "" "ly" "[aeiou]le"  "" "ly" "[^l]e"  "" "y" "ll"  "" "ly" "[^l]l"
        "" "ly" "[^ceyl]"
    }
    'I' "-us, -i" { "us" "i" "us" }
    'A' "-um or -on, -a" { "um" "a" "um"  "on" "a" "on" }
    'a' "-a, -ae" { "" "e" "a" }
    'e' "-is, -es" { "is" "es" "is" }
    'd' "-is, -ides" { "is" "ides" "is" }
    'c' "-ix or -ex, -ices" { "ix" "ices" "ix"  "ex" "ices" "ex" }
    'y' "-yx, -yces" { "yx" "yces" "yx" }
    'g' "-nx, -nges" { "nx" "nges" "nx" }
    'n' "-en, -ina" { "en" "ina" "en" }
    'x' "-ax, -aces" { "ax" "aces" "ax" }
    't' "-ma, -mata" { "" "ta" "ma" }
    'o' "-us, -ora" { "us" "ora" "us" }
};

macro_rules! endings {
    ($($name:literal $flags:literal $plural:literal $fits:expr;)*) => {
        &[$(Ending { name: $name, flags: $flags, fits: &$fits, plural: $plural }),*]
    };
}

/// Every ending that a row can name, in the order in which a row lists them.
pub static ENDINGS: &[Ending] = endings! {
    "s" "S" true ["."];
    "i" "I" true ["us"];
    "a" "A" true ["um", "on"];
    "ae" "a" true ["a"];
    "es" "e" true ["is"];
    "ides" "d" true ["is"];
    "ices" "c" true ["ix", "ex"];
    "yces" "y" true ["yx"];
    "nges" "g" true ["nx"];
    "ina" "n" true ["en"];
    "aces" "x" true ["ax"];
    "ata" "t" true ["ma"];
    "ora" "o" true ["us"];
    "'s" "M" false ["."];
    "ed" "SDG" false ["."];
    "lled" "SEF" false ["l"];
    "bbed" "SEF" false ["b"];
    "dded" "SEF" false ["d"];
    "gged" "SEF" false ["g"];
    "mmed" "SEF" false ["m"];
    "nned" "SEF" false ["n"];
    "pped" "SEF" false ["p"];
    "rred" "SEF" false ["r"];
    "tted" "SEF" false ["t"];
    "ation" "NX" false ["ise", "ize", "ate"];
    "ly" "Y" false ["."];
};

/// One item of the `inflection` column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inflection {
    /// An ending of the table.
    Ending(&'static Ending),
    /// A form written out: `=pedes`.
    Form(String),
}

impl Inflection {
    /// Reads one item; nothing when no ending has that name.
    pub fn parse(item: &str) -> Option<Inflection> {
        match item.strip_prefix('=') {
            Some("") => None,
            Some(form) => Some(Inflection::Form(form.to_owned())),
            None => ENDINGS.iter().find(|e| e.name == item).map(Inflection::Ending),
        }
    }

    /// True when `word` has the ending that this item needs.
    pub fn fits(&self, word: &str) -> bool {
        match self {
            Inflection::Form(_) => true,
            Inflection::Ending(e) => e.fits.iter().any(|c| matches(c, word)),
        }
    }

    /// The forms of `word` under this item, without the possessive.
    pub fn forms(&self, word: &str) -> Vec<String> {
        match self {
            Inflection::Form(form) => vec![form.clone()],
            Inflection::Ending(e) => {
                let flags = e.flags.chars().filter(|&f| f != POSSESSIVE);
                flags.filter_map(|f| suffix(f)?.apply(word)).collect()
            }
        }
    }

    /// Its place in the canonical order: the table's, then written forms.
    pub fn rank(&self) -> usize {
        match self {
            Inflection::Form(_) => ENDINGS.len(),
            Inflection::Ending(e) => ENDINGS.iter().position(|x| x == *e).unwrap_or(0),
        }
    }
}

impl std::fmt::Display for Inflection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Inflection::Form(form) => write!(f, "={form}"),
            Inflection::Ending(e) => f.write_str(e.name),
        }
    }
}

/// The suffix class with this flag.
pub fn suffix(flag: char) -> Option<&'static Suffix> {
    SUFFIXES.iter().find(|s| s.flag == flag)
}

impl Suffix {
    /// The form that this class makes of `stem`, if it fits.
    pub fn apply(&self, stem: &str) -> Option<String> {
        let line = self.lines.iter().find(|l| matches(l.condition, stem))?;
        let base = stem.strip_suffix(line.strip).filter(|base| !base.is_empty())?;
        Some([base, line.add].concat())
    }

    /// The stems of which this class makes `form`.
    pub fn stems<'a>(&'a self, form: &'a str) -> impl Iterator<Item = String> + 'a {
        self.lines.iter().filter_map(move |line| {
            let stem = [form.strip_suffix(line.add)?, line.strip].concat();
            (self.apply(&stem).as_deref() == Some(form)).then_some(stem)
        })
    }
}

/// True when `word` ends as the Hunspell condition says.
pub fn matches(condition: &str, word: &str) -> bool {
    let mut letters = word.chars().rev();
    let mut rest = condition;
    while let Some((head, class)) = last_class(rest) {
        if !letters.next().is_some_and(|c| in_class(class, c)) {
            return false;
        }
        rest = head;
    }
    true
}

/// Splits the last element off a condition: a bracketed class without its brackets, or one letter.
fn last_class(condition: &str) -> Option<(&str, &str)> {
    if let Some(body) = condition.strip_suffix(']') {
        return body.rsplit_once('[');
    }
    let (at, _) = condition.char_indices().next_back()?;
    Some(condition.split_at(at))
}

fn in_class(class: &str, c: char) -> bool {
    match class.strip_prefix('^') {
        Some(not) => !not.contains(c),
        None => class == "." || class.contains(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(word: &str, items: &str) -> Vec<String> {
        let parsed = items.split(' ').map(|i| Inflection::parse(i).unwrap());
        parsed.flat_map(|i| i.forms(word)).collect()
    }

    #[test]
    fn endings_make_what_their_name_says() {
        for (word, items, expected) in [
            ("biopsy", "s ed", "biopsies biopsies biopsied biopsying"),
            ("sinus", "s", "sinuses"),
            ("reflex", "s", "reflexes"),
            ("UTI", "s", "UTIs"),
            ("AXR", "s", "AXRs"),
            ("SHO", "s", "SHOs"),
            ("GUS", "s", "GUSs"),
            ("bronchus", "i", "bronchi"),
            ("diverticulum", "a", "diverticula"),
            ("ganglion", "a", "ganglia"),
            ("vertebra", "ae", "vertebrae"),
            ("diagnosis", "es", "diagnoses"),
            ("arthritis", "ides", "arthritides"),
            ("cervix", "ices", "cervices"),
            ("cortex", "ices", "cortices"),
            ("calyx", "yces", "calyces"),
            ("larynx", "nges", "larynges"),
            ("foramen", "ina", "foramina"),
            ("thorax", "aces", "thoraces"),
            ("stoma", "ata", "stomata"),
            ("corpus", "ora", "corpora"),
            ("label", "lled", "labels labelled labelling"),
            ("swab", "bbed", "swabs swabbed swabbing"),
            (
                "catheterise",
                "ed ation",
                "catheterises catheterised catheterising \
              catheterisation catheterisations",
            ),
            ("ablate", "ation", "ablation ablations"),
            ("dye", "ed", "dyes dyed dyeing"),
            ("clinic", "ly", "clinically"),
            ("surgical", "ly", "surgically"),
            ("possible", "ly", "possibly"),
            ("full", "ly", "fully"),
            ("easy", "ly", "easily"),
            ("sole", "ly", "solely"),
            ("severe", "ly", "severely"),
            ("foot", "=feet", "feet"),
            ("die", "ed", "dies died dying"),
            ("wash", "ed", "washes washed washing"),
        ] {
            assert_eq!(forms(word, items).join(" "), expected, "{word} {items}");
        }
    }

    #[test]
    fn an_ending_must_fit() {
        assert!(!Inflection::parse("i").unwrap().fits("septum"));
        assert!(!Inflection::parse("lled").unwrap().fits("swab"));
        assert!(Inflection::parse("ation").unwrap().fits("oxidise"));
        assert!(Inflection::parse("ions").is_none() && Inflection::parse("=").is_none());
    }

    #[test]
    fn at_most_one_line_of_a_class_fits_a_stem() {
        let letters = "abcdefghijklmnopqrstuvwxyzéYS5";
        for tail in letters.chars().flat_map(|a| letters.chars().map(move |b| [a, b])) {
            for end in letters.chars() {
                let stem = format!("pr{}{}{end}", tail[0], tail[1]);
                for s in SUFFIXES {
                    let fitting = s.lines.iter().filter(|l| matches(l.condition, &stem)).count();
                    assert!(fitting <= 1, "{} fires {fitting} lines of {}", stem, s.flag);
                }
            }
        }
    }

    #[test]
    fn stems_undo_apply() {
        for (flag, stem) in [('S', "biopsy"), ('G', "ablate"), ('Y', "gentle"), ('I', "focus")] {
            let s = suffix(flag).unwrap();
            let form = s.apply(stem).unwrap();
            assert!(s.stems(&form).any(|x| x == stem), "{form}");
        }
    }
}

//! Word lists: CSV ⇄ [`Entry`], with the place of every mistake.
//!
//! One grammar serves all lists (`wordlists/README.md` explains it to contributors). Reading never
//! stops at the first mistake: each becomes a [`Finding`], and all are reported.

mod confusable;
mod inflection;
mod read;
mod sources;

pub use confusable::{CONFUSABLE_COLUMNS, Confusable, canonical_pairs, parse_pairs};
pub use inflection::{
    ENDINGS, Ending, Inflection, Line, POSSESSIVE, SUFFIXES, Suffix, matches, suffix,
};
pub use read::{Words, read};
pub use sources::{Source, Sources, seconds};

use crate::normalise::{fold, normalise};
use std::fmt;
use std::path::{Path, PathBuf};

/// The columns of a word list, in order. A file may leave out trailing ones.
pub const COLUMNS: [&str; 8] =
    ["word", "inflection", "class", "us", "status", "use", "evidence", "note"];

/// Declares a closed choice that is written as a lower-case word.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every choice, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// How it is written in a list.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }

            /// Reads it.
            pub fn parse(text: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|c| c.as_str() == text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

choice! {
    /// What kind of word it is.
    Class {
        /// Structures, tissues, cells, embryology.
        Anatomy = "anatomy",
        /// Diagnoses.
        Disease = "disease",
        /// Symptoms and findings.
        Sign = "sign",
        /// Operations, imaging, therapies.
        Procedure = "procedure",
        /// Instruments and implants.
        Device = "device",
        /// Analytes, genes, laboratory methods.
        Lab = "lab",
        /// International and British names of medicines, and classes of them.
        Drug = "drug",
        /// Trade names.
        Brand = "brand",
        /// Taxa and their vernacular names.
        Organism = "organism",
        /// Names of people and places in medical terms.
        Eponym = "eponym",
        /// Abbreviations and acronyms; they never take the possessive.
        Abbreviation = "abbreviation",
        /// Units of measure: only this very case is right (`mmHg`).
        Unit = "unit",
        /// Everything else.
        General = "general",
    }
}

choice! {
    /// How the word stands in British usage.
    Status {
        /// The form to write.
        Preferred = "",
        /// Accepted; `use` names the preferred form.
        Variant = "variant",
        /// Superseded; `use` names the current one. Not in the dictionary.
        Former = "former",
        /// Shorthand of notes; only in a dictionary built with it.
        Informal = "informal",
        /// A known misspelling of `use`.
        Misspelt = "misspelt",
        /// A false British form of `use` (*neutropaenia*).
        Hypercorrect = "hypercorrect",
        /// An American word for `use` (*acetaminophen*).
        American = "american",
    }
}

impl Status {
    /// True of forms that the default dictionary accepts.
    pub fn is_accepted(self) -> bool {
        matches!(self, Status::Preferred | Status::Variant)
    }
}

/// One row of a word list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The headword, normalised.
    pub word: String,
    /// The endings that it takes.
    pub inflection: Vec<Inflection>,
    /// What kind of word it is.
    pub class: Class,
    /// The American base form or forms.
    pub us: Vec<String>,
    /// How it stands in British usage.
    pub status: Status,
    /// What to write instead, for a status that needs it.
    pub instead: String,
    /// Keys of the references that have the word.
    pub evidence: Vec<String>,
    /// A remark, and the reason of an exemption.
    pub note: String,
    /// The line in its file, counted from 1.
    pub line: u64,
}

/// A word list as read: its entries and what was wrong with the others.
#[derive(Clone, Debug, Default)]
pub struct WordList {
    /// Where it was read from.
    pub path: PathBuf,
    /// The rows that could be read.
    pub entries: Vec<Entry>,
    /// The rows that could not.
    pub findings: Vec<Finding>,
}

/// A mistake in a word list, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// The rule that found it.
    pub rule: &'static str,
    /// The word of the row; empty for what is wrong with the file.
    pub word: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { path, line, rule, word, message } = self;
        let gap = if word.is_empty() { "" } else { ": " };
        write!(f, "{}:{line}: {word}{gap}{message} [{rule}]", path.display())
    }
}

impl Entry {
    /// Every form of the word, itself first, without possessives.
    pub fn forms(&self) -> Vec<String> {
        self.inflect(&self.word)
    }

    /// Every American form with the British one that it stands for: of the `us` bases, and for a
    /// doubled *l* the single one (*labeled*). Another word (*acetaminophen*) inflects no further.
    pub fn us_forms(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for base in &self.us {
            pairs.push((base.clone(), self.word.clone()));
            if same_word(&self.word, base) {
                pairs.extend(self.parallel(base));
            }
        }
        if self.us.is_empty() {
            let doubled = |i: &&Inflection| matches!(i, Inflection::Ending(e) if e.name == "lled");
            pairs.extend(
                self.inflection.iter().filter(doubled).flat_map(|i| self.pairs(i, &self.word)),
            );
        }
        let own = self.forms();
        pairs.retain(|(us, _)| !own.contains(us));
        pairs
    }

    /// Every form of a row whose status points elsewhere, with what to write instead.
    pub fn redirected(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<_> =
            self.forms().into_iter().map(|f| (f, self.instead.clone())).collect();
        if !self.instead.contains([' ', '|']) {
            for (right, wrong) in self.parallel(&self.instead) {
                pairs.iter_mut().filter(|p| p.0 == wrong).for_each(|p| p.1.clone_from(&right));
            }
        }
        pairs
    }

    /// True when the headword takes *'s*: a noun by its plural, a drug or a brand by its class, or
    /// because the row says so; never an abbreviation or a unit.
    pub fn is_possessive(&self) -> bool {
        let noun = |i: &Inflection| matches!(i, Inflection::Ending(e) if e.plural || e.flags.contains(POSSESSIVE));
        match self.class {
            Class::Abbreviation | Class::Unit => false,
            Class::Drug | Class::Brand => true,
            _ => self.inflection.iter().any(noun),
        }
    }

    /// True when the row's note releases it from `rule`: `allow RULE: the reason`.
    pub fn allows(&self, rule: &str) -> bool {
        self.note.split("; ").any(|part| {
            let reason = part.strip_prefix("allow ").and_then(|p| p.strip_prefix(rule));
            reason.and_then(|r| r.strip_prefix(": ")).is_some_and(|r| !r.trim().is_empty())
        })
    }

    fn inflect(&self, base: &str) -> Vec<String> {
        let derived = self.inflection.iter().flat_map(|i| i.forms(base));
        std::iter::once(base.to_owned()).chain(derived).collect()
    }

    /// The inflected forms of `other`, a spelling of the same word, each beside the word's own.
    fn parallel(&self, other: &str) -> Vec<(String, String)> {
        self.inflection.iter().flat_map(|i| self.pairs(i, other)).collect()
    }

    /// The forms of `other` under one item, each beside the word's own form. A doubled British *l*
    /// stands beside the plain ending (*labelled*, *labeled*).
    fn pairs(&self, item: &Inflection, other: &str) -> Vec<(String, String)> {
        let Inflection::Ending(ending) = item else { return Vec::new() };
        let flags = if ending.name == "lled" { "SDG" } else { ending.flags };
        if ending.name != "lled" && !item.fits(other) {
            return Vec::new();
        }
        let form = |flag, word| suffix(flag).and_then(|s: &Suffix| s.apply(word));
        let both = flags.chars().zip(ending.flags.chars()).filter(|(flag, _)| *flag != POSSESSIVE);
        both.filter_map(|(theirs, ours)| Some((form(theirs, other)?, form(ours, &self.word)?)))
            .collect()
    }
}

/// True when two spellings are of one word, British and American: they agree once the differences
/// that the two spelling systems are known for are taken away.
pub fn same_word(british: &str, american: &str) -> bool {
    skeleton(british) == skeleton(american)
}

/// What remains of a word without the letters in which British and American spelling differ.
fn skeleton(word: &str) -> String {
    const LEVEL: [(&str, &str); 20] = [
        ("ae", "e"),
        ("oe", "e"),
        ("our", "or"),
        ("ou", "o"),
        ("tre", "ter"),
        ("bre", "ber"),
        ("ph", "f"),
        ("sc", "s"),
        ("sk", "s"),
        ("ck", "k"),
        ("yz", "is"),
        ("ys", "is"),
        ("iz", "is"),
        ("c", "s"),
        ("k", "s"),
        ("ogue", "og"),
        ("ue", "u"),
        ("ll", "l"),
        ("y", "i"),
        ("-", ""),
    ];
    let folded = fold(word).into_owned();
    let level = LEVEL.iter().fold(folded, |w, (from, to)| w.replace(from, to));
    level.trim_end_matches(['e', 'm']).replace("e", "").to_owned()
}

/// The most bytes of a word, far from the 255 of a form that the index has room for.
const LONGEST: usize = 100;

/// Reads a word list from its bytes. `path` is only for the messages.
pub fn parse(path: &Path, bytes: &[u8]) -> WordList {
    let mut list = WordList { path: path.to_path_buf(), ..WordList::default() };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let width = match reader.headers() {
        Ok(header) if is_header(header) => header.len(),
        Ok(_) => return list.refuse(1, format!("the header must be {}", COLUMNS.join(","))),
        Err(e) => return list.refuse(1, e.to_string()),
    };
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => list.read_row(&record, line_at(bytes, record.position()), width),
            Ok(false) => return list,
            Err(e) => {
                list = list.refuse(line_at(bytes, e.position()), e.to_string());
            }
        }
    }
}

/// The line on which a record begins. The reader's position stands before the ends of lines that it
/// steps over to get there: blank lines, and the second half of a CRLF.
fn line_at(bytes: &[u8], position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX).min(bytes.len());
    let skipped = bytes[from..].iter().take_while(|b| matches!(b, b'\r' | b'\n'));
    position.line() + skipped.filter(|b| **b == b'\n').count() as u64
}

fn is_header(header: &csv::StringRecord) -> bool {
    header.len() >= 3 && header.iter().eq(COLUMNS.iter().copied().take(header.len()))
}

impl WordList {
    fn refuse(mut self, line: u64, message: String) -> WordList {
        self.find(line, "", message);
        self
    }

    fn find(&mut self, line: u64, word: &str, message: String) {
        let path = self.path.clone();
        self.findings.push(Finding { path, line, rule: "syntax", word: word.to_owned(), message });
    }

    fn read_row(&mut self, record: &csv::StringRecord, line: u64, width: usize) {
        let cell = |i: usize| record.get(i).unwrap_or("").trim();
        let mut wrong = Vec::new();
        if record.len() > width {
            wrong.push(format!("the row has {} cells, the header {width}", record.len()));
        }
        let entry = read_entry(cell, line, &mut wrong);
        if entry.word.is_empty() {
            wrong.push("the word is empty".to_owned());
        }
        if [0, 1, 3].iter().flat_map(|i| cell(*i).split_whitespace()).any(|w| w.len() > LONGEST) {
            wrong.push(format!("a word of more than {LONGEST} bytes"));
        }
        if wrong.is_empty() {
            self.entries.push(entry);
        }
        wrong.into_iter().for_each(|message| self.find(line, cell(0), message));
    }
}

/// Reads the cells of one row; what cannot be read is said in `wrong`.
fn read_entry<'a>(cell: impl Fn(usize) -> &'a str, line: u64, wrong: &mut Vec<String>) -> Entry {
    let words = |i: usize| cell(i).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut inflection = Vec::new();
    for item in cell(1).split_whitespace() {
        match Inflection::parse(item) {
            Some(i) => inflection.push(i),
            None => wrong.push(format!("unknown ending `{item}`; write a form out as `={item}`")),
        }
    }
    let class = Class::parse(cell(2)).unwrap_or_else(|| {
        wrong.push(format!("unknown class `{}`; it is one of {}", cell(2), names(Class::ALL)));
        Class::General
    });
    let status = Status::parse(cell(4)).unwrap_or_else(|| {
        wrong.push(format!(
            "unknown status `{}`; it is empty or one of {}",
            cell(4),
            names(&Status::ALL[1..])
        ));
        Status::Preferred
    });
    Entry {
        word: normalise(cell(0)).into_owned(),
        inflection,
        class,
        us: words(3),
        status,
        instead: cell(5).to_owned(),
        evidence: words(6),
        note: cell(7).to_owned(),
        line,
    }
}

/// An entry from its cells, in the order of [`COLUMNS`]; nothing when they are no entry.
pub fn entry_from(word: &str, rest: &[&str]) -> Option<Entry> {
    let mut wrong = Vec::new();
    let cell = |i: usize| if i == 0 { word } else { rest.get(i - 1).copied().unwrap_or("") };
    let entry = read_entry(cell, 0, &mut wrong);
    wrong.is_empty().then_some(entry)
}

fn names(all: &[impl fmt::Display]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The canonical bytes of a list: sorted, single spaces, endings in table order, no trailing empty
/// columns. `lint` compares with it, `lint --fix` writes it.
pub fn canonical(entries: &[Entry]) -> Vec<u8> {
    let mut rows: Vec<[String; 8]> = entries.iter().map(cells).collect();
    rows.sort_by(|a, b| (fold(&a[0]), &a[0], a).cmp(&(fold(&b[0]), &b[0], b)));
    rows.dedup();
    let used = |i: &usize| rows.iter().any(|row| !row[*i].is_empty());
    let width = (3..COLUMNS.len()).rfind(used).map_or(3, |i| i + 1);
    let mut text = COLUMNS[..width].join(",");
    for row in &rows {
        text.push('\n');
        let quoted: Vec<_> = row[..width].iter().map(|cell| quote(cell)).collect();
        text.push_str(&quoted.join(","));
    }
    text.push('\n');
    text.into_bytes()
}

fn cells(e: &Entry) -> [String; 8] {
    let mut inflection = e.inflection.clone();
    inflection.sort_by_key(Inflection::rank);
    inflection.dedup();
    let items: Vec<_> = inflection.iter().map(ToString::to_string).collect();
    let spaced = |text: &str| normalise(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut evidence = e.evidence.clone();
    evidence.sort();
    evidence.dedup();
    [
        e.word.clone(),
        items.join(" "),
        e.class.to_string(),
        spaced(&e.us.join(" ")),
        e.status.to_string(),
        spaced(&e.instead),
        evidence.join(" "),
        spaced(&e.note),
    ]
}

/// Quotes a cell only when it must be (RFC 4180).
fn quote(cell: &str) -> String {
    match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(row: &str) -> Entry {
        let text = format!("{}\n{row}\n", COLUMNS.join(","));
        let list = parse(Path::new("t.csv"), text.as_bytes());
        assert_eq!(list.findings, [], "{row}");
        list.entries[0].clone()
    }

    #[test]
    fn every_mistake_is_reported_with_its_line() {
        let text =
            "word,inflection,class\nheart,s,anatomy\nlung,z,organ\n\"two\nlines\",,anatomy,x\n";
        let list = parse(Path::new("t.csv"), text.as_bytes());
        assert_eq!(list.entries.len(), 1);
        let lines: Vec<_> = list.findings.iter().map(|f| f.line).collect();
        assert_eq!(lines, [3, 3, 4]);
        for (text, expected) in [
            (
                "word,inflection,class\r\nlung,z,anatomy\r\n\u{ff},,anatomy\r\nlung,z,anatomy\r\n",
                [2, 3, 4],
            ),
            (
                "word,inflection,class\n\nlung,z,anatomy\n\n\nlung,z,anatomy\nlung,z,anatomy",
                [3, 6, 7],
            ),
        ] {
            let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
            let lines: Vec<_> =
                parse(Path::new("t.csv"), &bytes).findings.iter().map(|f| f.line).collect();
            assert_eq!(lines, expected, "{text}");
        }
    }

    #[test]
    fn a_word_that_no_one_writes_is_refused() {
        let (most, long) = ("a".repeat(LONGEST), "a".repeat(LONGEST + 1));
        for (word, inflection, us) in
            [(&*long, "", ""), ("heart", &*format!("={long}"), ""), ("heart", "", &*long)]
        {
            let text = format!(
                "word,inflection,class,us\n{most},,anatomy,\n{word},{inflection},anatomy,{us}\n"
            );
            let list = parse(Path::new("t.csv"), text.as_bytes());
            assert_eq!((list.entries.len(), list.findings[0].line), (1, 3));
        }
    }

    #[test]
    fn us_forms_follow_the_inflection() {
        for (row, expected) in [
            ("anaemia,s,disease,anemia", "anemia>anaemia anemias>anaemias"),
            ("label,lled,general,", "labeled>labelled labeling>labelling"),
            ("enrol,lled,general,enroll", "enroll>enrol enrolls>enrols"),
            ("paracetamol,s,drug,acetaminophen", "acetaminophen>paracetamol"),
            (
                "anaesthetise,ation,procedure,anesthetize",
                "anesthetize>anaesthetise \
              anesthetization>anaesthetisation anesthetizations>anaesthetisations",
            ),
        ] {
            let pairs = entry(&format!("{row},,,,")).us_forms();
            let shown: Vec<_> = pairs.iter().map(|(us, uk)| format!("{us}>{uk}")).collect();
            assert_eq!(shown.join(" "), expected);
        }
    }

    #[test]
    fn a_redirected_row_inflects_on_both_sides() {
        let pairs = entry("neutropaenia,s,disease,,hypercorrect,neutropenia,,").redirected();
        assert_eq!(pairs[1], ("neutropaenias".into(), "neutropenias".into()));
    }

    #[test]
    fn possessive_by_noun_never_by_abbreviation() {
        assert!(entry("heart,s,anatomy,,,,,").is_possessive());
        assert!(entry("metformin,,drug,,,,,").is_possessive());
        assert!(entry("Crohn,'s,eponym,,,,,").is_possessive());
        assert!(!entry("UTI,s,abbreviation,,,,,").is_possessive());
        assert!(!entry("cardiac,,anatomy,,,,,").is_possessive());
        assert!(!entry("ablate,ed,procedure,,,,,").is_possessive());
    }

    #[test]
    fn one_word_in_two_spellings() {
        for (uk, us) in [
            ("haemoglobin", "hemoglobin"),
            ("oesophagus", "esophagus"),
            ("tumour", "tumor"),
            ("litre", "liter"),
            ("analyse", "analyze"),
            ("anaesthetise", "anesthetize"),
            ("catalogue", "catalog"),
            ("programme", "program"),
            ("manoeuvre", "maneuver"),
            ("defence", "defense"),
            ("sulphur", "sulfur"),
            ("instil", "instill"),
            ("diarrhoea", "diarrhea"),
            ("discectomy", "diskectomy"),
            ("mould", "mold"),
        ] {
            assert!(same_word(uk, us), "{uk} {us}: {} {}", skeleton(uk), skeleton(us));
        }
        assert!(!same_word("paracetamol", "acetaminophen"));
        assert!(!same_word("appendicectomy", "appendectomy"));
    }

    #[test]
    fn canonical_is_sorted_and_stable() {
        let text = "word,inflection,class,us,note\n\"zinc\",,lab,,\nECG, s ,abbreviation,,\n\
                    anaemia,,disease,anemia,\"a, b\"\n";
        let list = parse(Path::new("t.csv"), text.replace("us,note", "us").as_bytes());
        let bytes = canonical(&list.entries);
        assert!(bytes.starts_with(b"word,inflection,class"));
        assert_eq!(canonical(&parse(Path::new("t.csv"), &bytes).entries), bytes);
    }

    #[test]
    fn an_exemption_needs_a_reason() {
        assert!(entry("gray,s,unit,,,,,allow american: the unit").allows("american"));
        assert!(!entry("gray,s,unit,,,,,allow american:").allows("american"));
    }
}

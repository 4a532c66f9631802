//! The checker against the oracles: spellbook and hunspell read the Hunspell pair that the build
//! makes, and must say of every word what the checker says.
//!
//! Where they differ, ours has to be the right answer for a reason that [`Difference::of`] knows;
//! any other difference fails. `MEDSPELL_TEXT="a.txt b.txt"` adds running text to the comparison.

use medspell::release::{Licences, Options, artefacts};
use medspell::{Casing, Checker, Index, Lexicon, Severity, Verdict, capitalise, casing, wordlist};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Oracle {
    checker: Checker,
    spellbook: spellbook::Dictionary,
    lexicon: Lexicon,
    aff: String,
    dic: String,
}

impl Oracle {
    fn new() -> Oracle {
        let words = wordlist::read(Path::new("wordlists")).unwrap();
        let licences = Licences { words: String::new(), general: String::new() };
        let made = artefacts(&words, &licences, &Options::default(), &mut |_| ()).unwrap();
        let text = |path: &str| {
            let found = made.iter().find(|a| a.path == path).unwrap();
            String::from_utf8(found.bytes.clone()).unwrap()
        };
        let (aff, dic) = (text("hunspell/en_GB-medical.aff"), text("hunspell/en_GB-medical.dic"));
        Oracle {
            checker: Checker::new(Index::embedded()),
            spellbook: spellbook::Dictionary::new(&aff, &dic).unwrap(),
            lexicon: Lexicon::merge(&words.lists),
            aff,
            dic,
        }
    }

    fn accepts(&self, word: &str) -> bool {
        self.checker.verdict(word).severity() == Severity::Note
    }

    /// True when every piece between separators is right for the oracle, or for a reason of ours.
    fn pieces_are_right(&self, token: &str) -> bool {
        let trim = |c: char| !c.is_alphanumeric();
        let pieces = token.split(is_separator).flat_map(|p| p.split("'-"));
        pieces.map(|piece| piece.trim_matches(trim)).filter(|p| p.chars().count() > 1).all(
            |piece| {
                self.spellbook.check(piece)
                    || piece.contains(char::is_numeric)
                    || Difference::of(self, &self.checker.verdict(piece), piece).is_some()
            },
        )
    }

    /// Every form, right or wrong, in every case and with both apostrophes.
    fn words(&self) -> BTreeSet<String> {
        self.lexicon.iter().flat_map(|(form, _)| variants(form)).collect()
    }
}

fn variants(form: &str) -> [String; 6] {
    [
        form.to_owned(),
        form.to_lowercase(),
        capitalise(form),
        form.to_uppercase(),
        format!("{form}’s"),
        format!("{form}'s"),
    ]
}

/// Why the checker and an oracle may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    /// *pre-op*: a row says that it is shorthand; Hunspell sees two words that it knows.
    Shorthand,
    /// *curb-65*: right but for its capitals; Hunspell takes the number for a word of its own, and
    /// *10mwt* for the hidden capitalised form of 10MWT.
    CapitalsAndNumber,
    /// *CNSS*, *DECED*: the form CNSs or DECed in capitals; Hunspell tries the suffix on *cns*,
    /// which ends in *s* and takes another one.
    InflectedInCapitals,
    /// *500mg*, *CA15-3’s*: numbers and codes are left alone.
    Number,
    /// *mg/dL*, *e.g*: words between separators are checked one by one.
    Separator,
    /// *Fitz-Hugh-Curtis*: a known compound and a word; Hunspell breaks at the first hyphen only.
    Compound,
    /// *www.nhs.uk*, *a.b@nhs.net*, *scan.pdf*: addresses and names of files are no prose.
    Address,
    /// *β-carotene*: a single letter is left alone, whatever its script.
    Letter,
    /// *русский*: a word of another script is left alone.
    Script,
}

impl Difference {
    /// The reason for a difference on this word, when there is one.
    fn of(o: &Oracle, verdict: &Verdict, word: &str) -> Option<Difference> {
        let number = word.chars().any(char::is_numeric);
        let mixed = |word: &str| {
            o.checker.index().get(word).iter().any(|h| casing(&h.form) == Casing::Mixed)
        };
        let mut parts = word.split(|c: char| !c.is_alphabetic());
        match verdict {
            Verdict::Informal { .. } => Some(Difference::Shorthand),
            Verdict::Case { .. } if number => Some(Difference::CapitalsAndNumber),
            v if v.severity() != Severity::Note => None,
            _ if is_address(word) => Some(Difference::Address),
            _ if is_separated(word) => o.pieces_are_right(word).then_some(Difference::Separator),
            _ if number => Some(Difference::Number),
            _ if word.matches('-').count() > 1 => Some(Difference::Compound),
            _ if casing(word) == Casing::Upper && mixed(word) => {
                Some(Difference::InflectedInCapitals)
            }
            _ if parts.any(|p| p.chars().count() == 1 && !p.is_ascii()) => Some(Difference::Letter),
            _ if !word.chars().any(is_latin) => Some(Difference::Script),
            _ => None,
        }
    }
}

/// Letters of the Latin script; the ordinal signs ª and º are none.
fn is_latin(c: char) -> bool {
    c.is_alphabetic() && c < '\u{250}' && !matches!(c, 'ª' | 'º')
}

fn is_separator(c: char) -> bool {
    !c.is_alphanumeric() && !"'’-".contains(c)
}

fn is_address(word: &str) -> bool {
    const MARKS: [&str; 8] = ["@", "://", ":\\", "www.", ".uk", ".com", ".org", ".net"];
    const FILES: [&str; 5] = [".csv", ".docx", ".html", ".pdf", ".txt"];
    let lower = word.to_lowercase();
    MARKS.iter().any(|mark| word.contains(mark)) || FILES.iter().any(|kind| lower.ends_with(kind))
}

fn is_separated(word: &str) -> bool {
    word.contains(is_separator) || word.contains("'-")
}

/// Fails when a difference has no reason; prints how many have which.
fn judge(differences: impl Iterator<Item = (String, Option<Difference>)>) {
    let mut by_reason: BTreeMap<Option<Difference>, Vec<String>> = BTreeMap::new();
    differences.for_each(|(word, reason)| by_reason.entry(reason).or_default().push(word));
    for (reason, words) in &by_reason {
        println!("{reason:?}: {} {:?}", words.len(), &words[..words.len().min(20)]);
    }
    assert_eq!(by_reason.get(&None), None, "differences without a reason");
}

#[test]
fn every_form_in_every_case_agrees_with_spellbook() {
    let o = Oracle::new();
    let words = o.words();
    assert!(words.len() > 500_000, "{} words", words.len());
    judge(words.into_iter().filter(|w| o.accepts(w) != o.spellbook.check(w)).map(|word| {
        let reason = Difference::of(&o, &o.checker.verdict(&word), &word);
        (word, reason)
    }));
}

#[test]
fn every_form_in_every_case_agrees_with_hunspell() {
    let o = Oracle::new();
    let whole = |w: &String| w.chars().all(|c| c.is_alphanumeric() || c == '\'');
    let words: Vec<String> =
        o.words().into_iter().filter(|w| whole(w) && !w.starts_with('\'')).collect();
    let flagged = hunspell(&o, &words);
    assert!(flagged.len() > 1000 && flagged.len() < words.len());
    judge(words.into_iter().filter(|w| o.accepts(w) == flagged.contains(w)).map(|word| {
        let reason = Difference::of(&o, &o.checker.verdict(&word), &word);
        (word, reason)
    }));
}

/// The words that `hunspell -l` flags (the tests' packages have it).
fn hunspell(o: &Oracle, words: &[String]) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.aff"), &o.aff).unwrap();
    fs::write(folder.path().join("m.dic"), &o.dic).unwrap();
    let mut child = Command::new("hunspell")
        .args(["-i", "utf-8", "-l", "-d"])
        .arg(folder.path().join("m"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("install the Debian package hunspell");
    let (mut stdin, text) = (child.stdin.take().unwrap(), words.join("\n"));
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn every_token_of_text_agrees_with_spellbook() {
    let o = Oracle::new();
    let tokens: BTreeSet<String> = texts()
        .iter()
        .flat_map(|path| {
            tokens(&fs::read_to_string(path).unwrap_or_else(|e| panic!("{path:?}: {e}")))
        })
        .collect();
    assert!(tokens.len() > 10_000, "{} tokens", tokens.len());
    let findings = |token: &str| o.checker.check(token).map(|m| m.verdict).collect::<Vec<_>>();
    judge(tokens.into_iter().filter_map(|token| {
        let found = findings(&token);
        let worst = found.into_iter().max_by_key(Verdict::severity).unwrap_or(Verdict::Correct);
        let ours = worst.severity() == Severity::Note;
        let differs = ours != o.spellbook.check(&token);
        differs
            .then(|| (Difference::of(&o, &worst, &token), token))
            .map(|(why, token)| (token, why))
    }));
}

/// The repository's own texts, and those that `MEDSPELL_TEXT` names.
fn texts() -> Vec<PathBuf> {
    let own = ["wordlists", "src"].iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let own = own.map(|item| item.unwrap().path()).filter(|path| path.is_file());
    let named = std::env::var("MEDSPELL_TEXT").unwrap_or_default();
    own.chain(named.split_whitespace().map(PathBuf::from)).collect()
}

/// What stands between white space, without the punctuation around it.
fn tokens(text: &str) -> Vec<String> {
    let cores = text.split_whitespace().map(|run| run.trim_matches(|c: char| !c.is_alphanumeric()));
    cores.filter(|core| !core.is_empty()).map(str::to_owned).collect()
}

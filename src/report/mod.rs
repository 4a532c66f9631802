//! Findings → what a person, a terminal, an editor or a build service reads.
//!
//! One file a format. A report is a stream: something at the beginning, every finding as it comes,
//! something at the end, so that a document with a million mistakes costs no more memory than one.
//! Nothing is written that could steer a terminal or command a build service, and with redaction
//! nothing of the document at all.

mod checkstyle;
mod github;
mod human;
mod json;
mod junit;
mod line;
mod place;
mod printable;
mod rdjson;
mod sarif;

pub use place::{Place, Places};
pub use printable::{json as printable_json, printable};

use crate::check::{Caution, Severity};
use crate::document::Region;
use crate::rule::{CONFUSABLE, NAME};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::rc::Rc;

/// The version of the JSON forms. Raised when a field changes or goes; new fields may come without.
pub const SCHEMA: u32 = 1;

/// A word that is worth a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The part of the package; empty for the file itself.
    pub part: String,
    /// The kind of place.
    pub region: Region,
    /// The place.
    pub place: Place,
    /// Its bytes in the file, or in the part.
    pub range: Range<usize>,
    /// What stands there.
    pub source: Vec<u8>,
    /// The word as it reads.
    pub word: String,
    /// The name of the rule.
    pub rule: &'static str,
    /// What is wrong, for a person.
    pub gloss: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What to write instead, best first.
    pub suggestions: Rc<[String]>,
    /// The look-alike pairs among them, each with its note.
    pub cautions: Rc<[Caution]>,
    /// True when `fix` would replace it.
    pub fixable: bool,
    /// Its block, and where it stands in the text of that.
    pub text: (usize, Range<usize>),
    /// What stands before and behind it in its line.
    pub context: (String, String),
}

impl Finding {
    /// The same without anything of the document: `w•••`.
    pub fn redact(mut self) -> Finding {
        let first = self.word.chars().next().map_or(String::new(), String::from);
        self.word = first + "•••";
        self.source = Vec::new();
        self.suggestions = Rc::default();
        self.cautions = Rc::default();
        self.context = (String::new(), String::new());
        self
    }

    /// One sentence: `American: write oedema`; behind it the notes of look-alike pairs.
    pub fn message(&self) -> String {
        let notes = self.cautions.iter().map(|c| format!(" ({})", printable(&c.note)));
        self.advice() + &notes.collect::<String>()
    }

    fn advice(&self) -> String {
        let gloss = self.gloss;
        match (self.rule, &*self.suggestions) {
            (_, []) => format!("{}: {gloss}", printable(&self.word)),
            ("unknown" | "case" | NAME, all) => {
                format!(
                    "{}: {gloss}; perhaps {}",
                    printable(&self.word),
                    printable(&all.join(", "))
                )
            }
            (CONFUSABLE, all) => {
                format!("{}: {gloss} {}", printable(&self.word), printable(&all.join(", ")))
            }
            (_, all) => {
                format!(
                    "{}: {gloss}; write {}",
                    printable(&self.word),
                    printable(&all.join(" or "))
                )
            }
        }
    }
}

/// How to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The word with its advice; with `true` also its line and a mark under the word.
    Human(bool),
    /// `path:loc: severity: word → suggestion [rule]`.
    Line,
    /// The words alone.
    List,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub.
    Github,
    /// Reviewdog.
    Rdjson,
    /// Checkstyle XML.
    Checkstyle,
    /// JUnit XML.
    Junit,
}

/// What was read and found in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were read.
    pub documents: usize,
    /// Documents that could not be read.
    pub unread: usize,
    /// Documents that were not checked to their end in time.
    pub unfinished: usize,
    /// Findings that were counted and not listed.
    pub unlisted: usize,
    /// Words, where they were counted.
    pub words: usize,
    /// Findings by rule.
    pub rules: BTreeMap<&'static str, usize>,
    /// Findings by severity.
    pub severities: BTreeMap<Severity, usize>,
    /// Words that were skipped, by language.
    pub skipped: BTreeMap<String, usize>,
    /// Tokens that were too long to be words.
    pub long: usize,
}

impl Summary {
    /// Adds what another one counted.
    pub fn add(&mut self, other: &Summary) {
        self.documents += other.documents;
        self.unread += other.unread;
        self.unfinished += other.unfinished;
        self.unlisted += other.unlisted;
        self.words += other.words;
        self.long += other.long;
        other.rules.iter().for_each(|(k, n)| *self.rules.entry(k).or_default() += n);
        other.severities.iter().for_each(|(k, n)| *self.severities.entry(*k).or_default() += n);
        let skipped = other.skipped.iter();
        skipped.for_each(|(k, n)| *self.skipped.entry(k.clone()).or_default() += n);
    }

    /// Counts a finding.
    pub fn count(&mut self, finding: &Finding) {
        *self.rules.entry(finding.rule).or_default() += 1;
        *self.severities.entry(finding.severity).or_default() += 1;
    }

    /// Takes back findings that were counted and then not reported.
    pub fn subtract(&mut self, hidden: &Summary) {
        hidden.rules.iter().for_each(|(k, n)| *self.rules.entry(k).or_default() -= n);
        hidden.severities.iter().for_each(|(k, n)| *self.severities.entry(*k).or_default() -= n);
        self.rules.retain(|_, n| *n > 0);
    }

    /// How many findings of a severity.
    pub fn of(&self, severity: Severity) -> usize {
        self.severities.get(&severity).copied().unwrap_or(0)
    }
}

impl Style {
    /// What stands between the output of two documents.
    pub fn separator(self) -> &'static str {
        match self {
            Style::Json | Style::Sarif | Style::Rdjson => ",\n",
            _ => "",
        }
    }

    /// What stands before everything.
    pub fn begin(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Style::Json => json::begin(out),
            Style::Sarif => sarif::begin(out),
            Style::Rdjson => rdjson::begin(out),
            Style::Checkstyle => checkstyle::begin(out),
            Style::Junit => junit::begin(out),
            Style::Human(_) | Style::Line | Style::List | Style::Jsonl | Style::Github => Ok(()),
        }
    }

    /// What stands behind everything.
    pub fn end(self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Style::Json => json::end(summary, out),
            Style::Sarif => sarif::end(out),
            Style::Rdjson => rdjson::end(out),
            Style::Checkstyle => checkstyle::end(out),
            Style::Junit => junit::end(out),
            Style::Human(_) | Style::Line | Style::List | Style::Jsonl | Style::Github => Ok(()),
        }
    }

    /// What was found in the document `name`.
    pub fn document<'o>(self, name: &'o str, out: &'o mut dyn Write) -> Report<'o> {
        Report { style: self, name, out, found: 0 }
    }
}

/// The report on one document.
pub struct Report<'o> {
    style: Style,
    name: &'o str,
    out: &'o mut dyn Write,
    found: usize,
}

impl Report<'_> {
    /// Writes a finding.
    ///
    /// # Errors
    /// When the output refuses.
    pub fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let first = self.found == 0;
        self.found += 1;
        let (name, out) = (self.name, &mut *self.out);
        match self.style {
            Style::Human(context) => human::finding(name, finding, context, out),
            Style::Line => line::finding(name, finding, out),
            Style::List => writeln!(out, "{}", printable(&finding.word)),
            Style::Json => json::finding(name, finding, first, out),
            Style::Jsonl => json::line(name, finding, out),
            Style::Sarif => sarif::finding(name, finding, first, out),
            Style::Github => github::finding(name, finding, out),
            Style::Rdjson => rdjson::finding(name, finding, first, out),
            Style::Checkstyle => checkstyle::finding(name, finding, first, out),
            Style::Junit => junit::finding(name, finding, first, out),
        }
    }

    /// Ends the document; `problem` says why it could not be read.
    ///
    /// # Errors
    /// When the output refuses.
    pub fn finish(self, problem: Option<&str>) -> io::Result<()> {
        let (name, empty, out) = (self.name, self.found == 0, self.out);
        match self.style {
            Style::Json => json::document(name, problem, empty, out),
            Style::Checkstyle => checkstyle::document(name, problem, empty, out),
            Style::Junit => junit::document(name, problem, empty, out),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Finding {
        Finding {
            part: String::new(),
            region: Region::Body,
            place: Place::Line(3, 5, 6),
            range: 20..25,
            source: b"ed\xe9ma".to_vec(),
            word: "ed\u{e9}ma\u{1b}".into(),
            rule: "american",
            gloss: "American",
            severity: Severity::Error,
            suggestions: Rc::new(["oedema".to_owned()]),
            cautions: Rc::default(),
            fixable: true,
            text: (0, 0..0),
            context: ("No ".into(), " <&> today".into()),
        }
    }

    fn written(style: Style, name: &str) -> String {
        let mut out = Vec::new();
        style.begin(&mut out).unwrap();
        let mut report = style.document(name, &mut out);
        report.finding(&finding()).unwrap();
        report.finding(&finding()).unwrap();
        report.finish(None).unwrap();
        style.end(&Summary::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_form_gives_the_note_of_a_look_alike() {
        let caution = Caution { offered: "oedema".into(), note: "what tells them apart".into() };
        let finding = Finding { cautions: Rc::new([caution]), ..finding() };
        for style in [
            Style::Human(true),
            Style::Line,
            Style::Json,
            Style::Jsonl,
            Style::Sarif,
            Style::Github,
            Style::Rdjson,
            Style::Checkstyle,
            Style::Junit,
        ] {
            let mut out = Vec::new();
            style.document("a", &mut out).finding(&finding).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.contains("what tells them apart"), "{style:?}: {text}");
        }
        assert!(finding.redact().cautions.is_empty());
    }

    #[test]
    fn json_forms_are_json() {
        for style in [Style::Json, Style::Sarif, Style::Rdjson] {
            // serde_json refuses the lone surrogate that stands for a byte.
            let text = written(style, "a \"b\".txt").replace("\\udce9", "?");
            serde_json::from_str::<serde_json::Value>(&text)
                .unwrap_or_else(|e| panic!("{e}: {text}"));
        }
        let lines = written(Style::Jsonl, "a");
        assert!(lines.lines().next().unwrap().contains(r#""source":"ed\udce9ma""#), "{lines}");
    }

    #[test]
    fn xml_forms_are_well_formed() {
        for style in [Style::Checkstyle, Style::Junit] {
            let text = written(style, "a<b>&.txt");
            let mut reader = quick_xml::Reader::from_str(&text);
            while reader.read_event().unwrap_or_else(|e| panic!("{e}: {text}"))
                != quick_xml::events::Event::Eof
            {}
        }
    }

    #[test]
    fn nothing_steers_or_commands() {
        for style in [Style::Human(true), Style::Line, Style::List, Style::Github, Style::Junit] {
            let text = written(style, "::error x");
            assert!(!text.replace("\u{1b}[", "").contains("a\u{1b}"), "{text}");
        }
        assert!(written(Style::Line, "::error x").starts_with("./::error x"));
    }

    #[test]
    fn reviewdog_may_write_what_it_is_offered() {
        let text = written(Style::Rdjson, "a");
        let range = r#""range":{"end":{"column":11,"line":3},"start":{"column":6,"line":3}}"#;
        assert!(text.contains(&format!(r#"{range},"text":"oedema""#)), "{text}");
        for other in [
            Finding { place: Place::Paragraph(3, 5), ..finding() },
            Finding { rule: CONFUSABLE, ..finding() },
        ] {
            let mut out = Vec::new();
            Style::Rdjson.document("a", &mut out).finding(&other).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.contains(r#""suggestions":[]"#), "{text}");
        }
    }

    #[test]
    fn redaction_leaves_no_text() {
        let text = format!("{:?}", finding().redact());
        assert!(!text.contains("today") && !text.contains("oedema"), "{text}");
        assert!(text.contains("e•••"));
    }
}

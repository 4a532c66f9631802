//! The figures of the word lists, as the table in `wordlists/README.md`.

use crate::error::{Error, Result};
use crate::lexicon::GENERAL;
use crate::wordlist::{Entry, Status, WordList};
use serde::Deserialize;
use std::path::Path;

/// What a reader did with a list: one row of `readings.tsv`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The list, by file stem.
    pub list: String,
    /// Which reading: 2 is the second reader of the drafts, 3 and 4 the readers of what no reference has.
    pub reading: u32,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// Rows read.
    pub rows: usize,
    /// Inflections corrected.
    pub inflection: usize,
    /// Classes corrected.
    pub class: usize,
    /// `us` cells corrected.
    pub us: usize,
    /// Statuses corrected.
    pub status: usize,
    /// Rows dropped.
    pub dropped: usize,
    /// Rows added by the reader.
    pub added: usize,
}

/// Reads `readings.tsv`.
///
/// # Errors
/// When a row is no reading; the message has its line.
pub fn readings(path: &Path, bytes: &[u8]) -> Result<Vec<Reading>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_reader(bytes);
    let rows: std::result::Result<_, _> = reader.deserialize().collect();
    rows.map_err(|e| Error::input(path, e.to_string(), "see wordlists/README.md"))
}

/// The table: a row a list, sums at the end.
pub fn table(lists: &[WordList], readings: &[Reading]) -> String {
    let mut text = String::from(
        "| list | rows | headwords | forms | with evidence | last read | corrections: inflection, class, us, status, dropped, added |\n\
         |---|---|---|---|---|---|---|\n",
    );
    let mut all = Counts::default();
    for list in lists {
        let counts = Counts::of(list);
        let name = list.path.file_stem().unwrap_or_default().to_string_lossy();
        text.push_str(&counts.row(&name, readings.iter().filter(|r| r.list == name)));
        if name != GENERAL {
            all.add(&counts);
        }
    }
    text + &all.row("all medical lists", readings.iter())
}

/// The figures of one list.
#[derive(Clone, Debug, Default)]
struct Counts {
    rows: usize,
    headwords: usize,
    forms: usize,
    evidenced: usize,
}

impl Counts {
    fn of(list: &WordList) -> Counts {
        let right = |e: &&Entry| e.status.is_accepted() || e.status == Status::Informal;
        let headwords: Vec<&Entry> = list.entries.iter().filter(right).collect();
        Counts {
            rows: list.entries.len(),
            headwords: headwords.len(),
            forms: headwords.iter().map(|e| e.forms().len()).sum(),
            evidenced: headwords.iter().filter(|e| !e.evidence.is_empty()).count(),
        }
    }

    fn add(&mut self, other: &Counts) {
        self.rows += other.rows;
        self.headwords += other.headwords;
        self.forms += other.forms;
        self.evidenced += other.evidenced;
    }

    fn row<'a>(&self, name: &str, readings: impl Iterator<Item = &'a Reading>) -> String {
        let readings: Vec<&Reading> = readings.collect();
        let last = readings.iter().map(|r| r.date.as_str()).max().unwrap_or("–");
        let sum = |count: fn(&Reading) -> usize| readings.iter().map(|r| count(r)).sum::<usize>();
        let kinds = [
            sum(|r| r.inflection),
            sum(|r| r.class),
            sum(|r| r.us),
            sum(|r| r.status),
            sum(|r| r.dropped),
            sum(|r| r.added),
        ];
        let corrections = kinds.map(|n| n.to_string()).join(", ");
        let share = match (self.evidenced, self.headwords) {
            (0, _) | (_, 0) => "–".to_owned(),
            (n, all) => format!("{:.1} %", 100.0 * n as f64 / all as f64),
        };
        format!(
            "| {name} | {} | {} | {} | {share} | {last} | {corrections} |\n",
            self.rows, self.headwords, self.forms
        )
    }
}

/// Where the table stands in a page.
const MARKS: (&str, &str) =
    ("<!-- figures: written by medspell stats --fix -->\n", "<!-- end of figures -->\n");

/// The page with the table put between its marks; nothing when the marks are not there.
pub fn put(page: &str, table: &str) -> Option<String> {
    let (head, rest) = page.split_once(MARKS.0)?;
    let (_, tail) = rest.split_once(MARKS.1)?;
    Some([head, MARKS.0, table, MARKS.1, tail].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wordlist::parse;

    #[test]
    fn the_table_counts_right_words() {
        let rows = b"word,inflection,class,us,status,use,evidence\nheart,s,anatomy,,,,x\nhaert,,anatomy,,misspelt,heart,\n";
        let reading = b"list\treading\tdate\trows\tinflection\tclass\tus\tstatus\tdropped\tadded\na\t2\t2026-11-22\t2\t1\t0\t0\t0\t3\t0\n";
        let readings = readings(Path::new("r.tsv"), reading).unwrap();
        let text = table(&[parse("a.csv".as_ref(), rows)], &readings);
        assert!(
            text.contains("| a | 2 | 1 | 2 | 100.0 % | 2026-11-22 | 1, 0, 0, 0, 3, 0 |"),
            "{text}"
        );
    }

    #[test]
    fn the_table_goes_between_its_marks() {
        let page = format!("a\n{}old\n{}b\n", MARKS.0, MARKS.1);
        assert_eq!(put(&page, "new\n").unwrap(), format!("a\n{}new\n{}b\n", MARKS.0, MARKS.1));
        assert_eq!(put("no marks", "x"), None);
    }
}

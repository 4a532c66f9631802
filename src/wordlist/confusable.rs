//! `confusables.csv`: pairs of right words that are taken for each other.

use super::{Class, Finding, line_at, quote};
use crate::normalise::{fold, normalise};
use std::path::Path;

/// The columns of the table, in order.
pub const CONFUSABLE_COLUMNS: [&str; 4] = ["word", "with", "kind", "note"];

/// One look-alike pair. Both words are right; `note` tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusable {
    /// The first word, in byte order.
    pub word: String,
    /// The other one.
    pub with: String,
    /// The class of both.
    pub kind: Class,
    /// What tells them apart.
    pub note: String,
    /// The line in the file, from 1.
    pub line: u64,
}

/// Reads the table; every row that cannot be read is a finding.
pub fn parse_pairs(path: &Path, bytes: &[u8]) -> (Vec<Confusable>, Vec<Finding>) {
    let (mut pairs, mut findings) = (Vec::new(), Vec::new());
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().is_ok_and(|h| h.iter().eq(CONFUSABLE_COLUMNS));
    let mut wrong = |line, word: &str, message: String| {
        let (path, word) = (path.to_path_buf(), word.to_owned());
        findings.push(Finding { path, line, rule: "syntax", word, message });
    };
    if !header {
        wrong(1, "", format!("the header must be {}", CONFUSABLE_COLUMNS.join(",")));
        return (pairs, findings);
    }
    for record in reader.records() {
        let place = |position: Option<&csv::Position>| line_at(bytes, position);
        match record
            .map_err(|e| (place(e.position()), e.to_string()))
            .and_then(|record| read(&record, place(record.position())))
        {
            Ok(pair) => pairs.push(pair),
            Err((line, message)) => wrong(line, "", message),
        }
    }
    (pairs, findings)
}

fn read(record: &csv::StringRecord, line: u64) -> Result<Confusable, (u64, String)> {
    let cell = |i: usize| normalise(record.get(i).unwrap_or("").trim()).into_owned();
    let kind = Class::parse(&cell(2)).ok_or((line, format!("unknown kind `{}`", cell(2))))?;
    let pair = Confusable { word: cell(0), with: cell(1), kind, note: cell(3), line };
    match pair.word.is_empty() || pair.with.is_empty() || pair.note.is_empty() || record.len() != 4
    {
        true => Err((line, "a pair needs two words, a kind and a note".to_owned())),
        false => Ok(pair),
    }
}

/// The canonical bytes of the table: each pair in order, the pairs sorted.
pub fn canonical_pairs(pairs: &[Confusable]) -> Vec<u8> {
    let ordered = |p: &Confusable| {
        let (a, b) = (p.word.clone(), p.with.clone());
        let (a, b) = if (fold(&b), &b) < (fold(&a), &a) { (b, a) } else { (a, b) };
        [a, b, p.kind.to_string(), p.note.clone()]
    };
    let mut rows: Vec<_> = pairs.iter().map(ordered).collect();
    rows.sort_by(|a, b| (fold(&a[0]), a).cmp(&(fold(&b[0]), b)));
    rows.dedup();
    let mut text = CONFUSABLE_COLUMNS.join(",");
    for row in rows {
        text.push('\n');
        text.push_str(&row.map(|cell| quote(&cell)).join(","));
    }
    text.push('\n');
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_ordered_and_sorted() {
        let text = "word,with,kind,note\nperoneal,perineal,anatomy,fibula; perineum\nileum,ilium,anatomy,bowel; bone\n";
        let (pairs, findings) = parse_pairs(Path::new("c.csv"), text.as_bytes());
        assert_eq!(findings, []);
        let bytes = canonical_pairs(&pairs);
        assert!(
            String::from_utf8(bytes)
                .unwrap()
                .ends_with("perineal,peroneal,anatomy,fibula; perineum\n")
        );
    }

    #[test]
    fn a_pair_without_a_note_is_refused() {
        let (_, findings) =
            parse_pairs(Path::new("c.csv"), b"word,with,kind,note\nileum,ilium,anatomy,\n");
        assert_eq!(findings.len(), 1);
        let text = b"word,with,kind,note\r\nileum,ilium,anatomy,\r\n";
        assert_eq!(parse_pairs(Path::new("c.csv"), text).1[0].line, 2);
    }
}

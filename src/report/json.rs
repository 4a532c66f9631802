//! JSON, as one document or one object a line.
//!
//! The fields of a finding: `schema` (1), `path`, `part` (the entry of a package, the page of a PDF
//! file, or empty), `region`, `loc`, `start` and `end` (bytes of the file or the part; of a page,
//! bytes of its text, which stands nowhere in the file), `source` (what stands there; a byte that
//! is no UTF-8 is a lone surrogate `\udcXX`, as Python's surrogateescape reads it), `word` (as it
//! reads), `rule`, `severity`, `message`, `suggestions`, `cautions` (look-alike pairs among the
//! suggestions, each `offered` and `note`), `fixable`.
//! The document form has `schema`, `documents` (each `path`, `findings`, `problem`) and `summary`.

use super::printable::json as safe;
use super::{Finding, SCHEMA, Summary};
use crate::check::{Caution, Severity};
use serde_json::json;
use std::io::{self, Write};

/// One object on a line of its own.
pub(super) fn line(name: &str, found: &Finding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", object(name, found))
}

/// The beginning of a document.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{\"schema\":{SCHEMA},\"documents\":[")
}

/// A finding; the first one opens its document.
pub(super) fn finding(
    name: &str,
    found: &Finding,
    first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    match first {
        true => write!(out, "{{\"path\":{},\"findings\":[\n{}", json!(name), object(name, found)),
        false => write!(out, ",\n{}", object(name, found)),
    }
}

/// The end of a document.
pub(super) fn document(
    name: &str,
    problem: Option<&str>,
    empty: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if empty {
        write!(out, "{{\"path\":{},\"findings\":[", json!(name))?;
    }
    write!(out, "],\"problem\":{}}}", json!(problem))
}

/// The end of everything.
pub(super) fn end(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let of = |severity| summary.of(severity);
    let counts = json!({
        "documents": summary.documents, "unread": summary.unread, "unfinished": summary.unfinished, "unlisted": summary.unlisted, "words": summary.words,
        "errors": of(Severity::Error), "warnings": of(Severity::Warning), "notes": of(Severity::Note),
        "rules": summary.rules, "skipped_words": summary.skipped, "long_tokens": summary.long,
    });
    writeln!(out, "\n],\"summary\":{counts}}}")
}

fn object(name: &str, found: &Finding) -> String {
    let caution = |c: &Caution| json!({"offered": c.offered, "note": c.note});
    let cautions: Vec<_> = found.cautions.iter().map(caution).collect();
    let head = json!({
        "schema": SCHEMA, "path": name, "part": found.part, "region": found.region.as_str(),
        "loc": found.place.to_string(), "start": found.range.start, "end": found.range.end,
        "word": found.word, "rule": found.rule, "severity": found.severity.as_str(),
        "message": found.message(), "suggestions": *found.suggestions, "cautions": cautions, "fixable": found.fixable,
    });
    let head = safe(&head);
    let head: &str = head.strip_suffix("}").unwrap_or(&head);
    format!("{head},\"source\":{}}}", bytes(&found.source))
}

/// Bytes as a JSON string.
fn bytes(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        let valid = safe(&json!(chunk.valid()));
        out.push_str(&valid[1..valid.len() - 1]);
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\udc{byte:02x}")));
    }
    out.push('"');
    out
}

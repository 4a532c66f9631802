//! The diagnostic format of reviewdog, which counts columns in bytes and writes the suggestions that
//! a reader takes into the file: only those that can stand there are given.

use super::printable::json as safe;
use super::{Finding, Place};
use crate::check::Severity;
use crate::rule::CONFUSABLE;
use serde_json::json;
use std::io::{self, Write};

/// What stands before the diagnostics.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{\"source\":{{\"name\":\"medspell\"}},\"diagnostics\":[")
}

/// Writes a diagnostic.
pub(super) fn finding(
    name: &str,
    found: &Finding,
    first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let severity = match found.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Note => "INFO",
    };
    let (line, column) = match found.place {
        Place::Line(line, _, byte) => (line, byte),
        ref place => place.line(),
    };
    let end = column + found.range.len();
    let range =
        json!({"start": {"line": line, "column": column}, "end": {"line": line, "column": end}});
    let is_word = matches!(found.place, Place::Line(..)) && found.rule != CONFUSABLE;
    let all = found.suggestions.iter().filter(|_| is_word);
    let all = all.map(|s| json!({"range": range, "text": s}));
    let diagnostic = json!({
        "message": found.message(), "severity": severity, "code": {"value": found.rule},
        "location": {"path": name, "range": range}, "suggestions": all.collect::<Vec<_>>(),
    });
    write!(out, "{}{}", if first { "" } else { ",\n" }, safe(&diagnostic))
}

/// What stands behind the diagnostics.
pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n]}}")
}

//! For a person: the word, what is wrong, what to write; with context, a mark under it.

use super::{Finding, printable};
use crate::check::Severity;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// Writes a finding.
pub(super) fn finding(
    name: &str,
    found: &Finding,
    context: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let colour = match found.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    let (bold, mark, dim) =
        (Style::new().bold(), colour.on_default().bold(), Style::new().dimmed());
    let message = found.message();
    let word = printable(&found.word);
    let rest = message.strip_prefix(word.as_ref()).unwrap_or(&message);
    let (place, rule) = (&found.place, found.rule);
    let name = super::line::quiet(name);
    let inside = super::line::inside(found);
    writeln!(out, "{bold}{name}:{place}{bold:#}{inside}: {mark}{word}{mark:#}{rest} [{rule}]")?;
    if !context || (found.context.0.is_empty() && found.context.1.is_empty()) {
        return Ok(());
    }
    let (before, after) = (printable(&found.context.0), printable(&found.context.1));
    let indent = " ".repeat(before.chars().count());
    writeln!(out, "  {dim}{before}{dim:#}{word}{dim}{after}{dim:#}")?;
    writeln!(out, "  {indent}{mark}{}{mark:#}", "^".repeat(word.chars().count()))
}

//! Checkstyle XML, which most build servers read.

use super::Finding;
use super::printable::xml;
use crate::check::Severity;
use std::io::{self, Write};

/// What stands before the files.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"10.0\">")
}

/// A finding; the first one opens its file.
pub(super) fn finding(
    name: &str,
    found: &Finding,
    first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if first {
        writeln!(out, "<file name=\"{}\">", xml(name))?;
    }
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "info",
    };
    let (line, column) = found.place.line();
    let message = xml(&format!("{} ({})", found.message(), found.place));
    let rule = found.rule;
    writeln!(
        out,
        "<error line=\"{line}\" column=\"{column}\" severity=\"{severity}\" message=\"{message}\" source=\"medspell.{rule}\"/>"
    )
}

/// The end of a file.
pub(super) fn document(
    name: &str,
    problem: Option<&str>,
    empty: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if empty && problem.is_some() {
        writeln!(out, "<file name=\"{}\">", xml(name))?;
    }
    if let Some(problem) = problem {
        writeln!(
            out,
            "<error line=\"1\" severity=\"error\" message=\"{}\" source=\"medspell.unread\"/>",
            xml(problem)
        )?;
    }
    match empty && problem.is_none() {
        true => Ok(()),
        false => writeln!(out, "</file>"),
    }
}

/// What stands behind the files.
pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</checkstyle>")
}

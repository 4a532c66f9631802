//! JUnit XML: a document is a test suite, a finding a failed case.

use super::Finding;
use super::printable::xml;
use crate::check::Severity;
use std::io::{self, Write};

/// What stands before the suites.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"medspell\">")
}

/// A finding; the first one opens its suite.
pub(super) fn finding(
    name: &str,
    found: &Finding,
    first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if first {
        writeln!(out, "<testsuite name=\"{}\">", xml(name))?;
    }
    let (message, rule) = (xml(&found.message()), found.rule);
    let case = xml(&format!("{}: {}", found.place, found.word));
    let inside = match found.severity {
        Severity::Note => format!("<skipped message=\"{message}\"/>"),
        _ => format!("<failure type=\"{rule}\" message=\"{message}\"/>"),
    };
    writeln!(out, "<testcase name=\"{case}\" classname=\"{}\">{inside}</testcase>", xml(name))
}

/// The end of a suite; a document without findings is a case that passed.
pub(super) fn document(
    name: &str,
    problem: Option<&str>,
    empty: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    if empty {
        writeln!(out, "<testsuite name=\"{}\">", xml(name))?;
    }
    match problem {
        Some(problem) => {
            let error = format!("<error type=\"unread\" message=\"{}\"/>", xml(problem));
            writeln!(
                out,
                "<testcase name=\"read\" classname=\"{}\">{error}</testcase>",
                xml(name)
            )?;
        }
        None if empty => {
            writeln!(out, "<testcase name=\"spelling\" classname=\"{}\"/>", xml(name))?
        }
        None => {}
    }
    writeln!(out, "</testsuite>")
}

/// What stands behind the suites.
pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</testsuites>")
}

//! Workflow commands of GitHub: annotations on the lines of a pull request.

use super::{Finding, Place};
use crate::check::Severity;
use std::io::{self, Write};

/// Writes a finding.
pub(super) fn finding(name: &str, found: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let name = property(name);
    let message = data(&found.message());
    match &found.place {
        Place::Line(line, column, _) => {
            let end = column + found.word.chars().count();
            let title = format!("medspell {}", found.rule);
            writeln!(
                out,
                "::{level} file={name},line={line},col={column},endColumn={end},title={title}::{message}"
            )
        }
        place => writeln!(
            out,
            "::{level} file={name},title=medspell {}::{}: {message}",
            found.rule,
            data(&place.to_string())
        ),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

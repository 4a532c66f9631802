//! One line a finding, for grep and for editors: `path:loc: severity: word → suggestion [rule]`, with the note
//! of a look-alike pair behind the suggestion: `→ ileum (ileum: bowel; ilium: bone)`.

use super::{Finding, printable};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a finding.
pub(super) fn finding(name: &str, found: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let best = found.suggestions.first().map_or(String::new(), |s| offer(found, s));
    let (place, rule, severity) = (&found.place, found.rule, found.severity.as_str());
    let (name, word, inside) = (quiet(name), printable(&found.word), inside(found));
    writeln!(out, "{name}:{place}{inside}: {severity}: {word}{best} [{rule}]")
}

/// ` → suggestion (note)`.
fn offer(found: &Finding, suggestion: &str) -> String {
    let own = found.cautions.iter().filter(|c| c.offered == suggestion);
    let notes: String = own.map(|c| format!(" ({})", printable(&c.note))).collect();
    format!(" → {}{notes}", printable(suggestion))
}

/// ` (footnote)` for what is not running text.
pub(super) fn inside(found: &Finding) -> String {
    match found.region {
        crate::document::Region::Body => String::new(),
        region => format!(" ({})", region.as_str()),
    }
}

/// A name at the start of a line, where `::error` and `##vso` would command a build service.
pub(super) fn quiet(name: &str) -> Cow<'_, str> {
    match name.trim_start().starts_with([':', '#']) {
        true => Cow::Owned(format!("./{name}")),
        false => Cow::Borrowed(name),
    }
}

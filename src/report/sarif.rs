//! SARIF 2.1.0, which code scanning services read.

use super::printable::json as safe;
use super::{Finding, Place};
use serde_json::json;
use std::io::{self, Write};

/// What stands before the results.
pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    let driver = json!({"driver": {
        "name": "medspell", "version": env!("CARGO_PKG_VERSION"),
        "rules": RULES.map(|(id, text)| json!({"id": id, "shortDescription": {"text": text}})),
    }});
    writeln!(
        out,
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{driver},\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )
}

const RULES: [(&str, &str); 12] = [
    ("american", "American spelling"),
    ("case", "Wrong capitals"),
    ("confusable", "A right word that is easily taken for another"),
    ("correct", "A right word, listed with --all-words"),
    ("former", "A former name"),
    ("hypercorrect", "Falsely British"),
    ("informal", "Shorthand of notes"),
    ("misspelling", "A known misspelling"),
    ("oxford", "Oxford spelling"),
    ("unknown", "Not in the dictionary"),
    ("unknown-name", "Perhaps a name"),
    ("variant", "Another form is preferred"),
];

/// Writes a result.
pub(super) fn finding(
    name: &str,
    found: &Finding,
    first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let level = found.severity.as_str();
    let region = match (&found.place, found.part.is_empty()) {
        (Place::Line(line, column, _), _) => json!({
            "startLine": line, "startColumn": column, "endColumn": column + found.word.chars().count(),
        }),
        (_, true) => json!({"byteOffset": found.range.start, "byteLength": found.range.len()}),
        (_, false) => json!({"startLine": 1}),
    };
    let result = json!({
        "ruleId": found.rule, "level": level, "message": {"text": found.message()},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": uri(name)}, "region": region},
            "logicalLocations": [{"name": found.place.to_string(), "fullyQualifiedName": found.part}],
        }],
    });
    write!(out, "{}{}", if first { "" } else { ",\n" }, safe(&result))
}

/// What stands behind the results.
pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n]}}]}}")
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

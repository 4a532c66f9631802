//! `sources.toml`: the references that `evidence` keys stand for, and the date of the lists.

use crate::error::{Error, Result};
use serde::Deserialize;
use std::path::Path;

/// One reference that was looked at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The key in the `evidence` column.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its version or date.
    pub version: String,
    /// Its licence, as an SPDX expression where there is one.
    pub licence: String,
    /// The file that `medspell audit` looks for; empty for a source that gave no evidence.
    #[serde(default)]
    pub file: String,
    /// What it was used for.
    #[serde(default)]
    pub used: String,
}

/// The whole of `sources.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The day of the last change to the lists, `YYYY-MM-DD`: the date of every artefact.
    pub updated: String,
    /// The references, by key.
    #[serde(default, rename = "source")]
    pub sources: Vec<Source>,
}

impl Sources {
    /// Reads the file's text. `path` is only for the message.
    pub fn parse(path: &Path, text: &str) -> Result<Sources> {
        const REMEDY: &str = "see wordlists/README.md";
        let sources: Sources = toml::from_str(text).map_err(Error::toml(path, text, REMEDY))?;
        match seconds(&sources.updated) {
            Some(_) => Ok(sources),
            None => Err(Error::input(path, "`updated` is no date YYYY-MM-DD", REMEDY)),
        }
    }

    /// True when some source has this key.
    pub fn has(&self, key: &str) -> bool {
        self.sources.iter().any(|s| s.key == key)
    }
}

/// Midnight UTC of a day such as `2026-11-22`, in seconds since 1970.
pub fn seconds(day: &str) -> Option<u64> {
    let mut parts = day.splitn(3, '-').map(|p| p.parse::<i64>().ok());
    let (y, m, d) = (parts.next()??, parts.next()??, parts.next()??);
    let valid = (1970..=9999).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d);
    valid.then(|| days_since_1970(y, m, d)).and_then(|days| u64::try_from(days * 86_400).ok())
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms").
fn days_since_1970(y: i64, m: i64, d: i64) -> i64 {
    let y = if m <= 2 { y - 1 } else { y };
    let (era, shifted) = (y.div_euclid(400), (m + 9) % 12);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * shifted + 2) / 5 + d - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_seconds() {
        for (day, expected) in [
            ("1970-01-01", Some(0)),
            ("2000-03-01", Some(951_868_800)),
            ("2026-11-22", Some(1_795_305_600)),
            ("2026-13-01", None),
            ("today", None),
        ] {
            assert_eq!(seconds(day), expected, "{day}");
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        let text = "updated = \"2026-11-22\"\nlicense = \"x\"\n";
        let wrong = Sources::parse(Path::new("sources.toml"), text).unwrap_err().to_string();
        assert!(wrong.starts_with("sources.toml: line 2: unknown field `license`"), "{wrong}");
        assert_eq!(wrong.lines().count(), 1, "{wrong}");
    }
}

//! `site/changes.toml` → the page of changes and the Atom feed.
//!
//! Words and tool apart: who uses the dictionary wants to know the words, who deploys it the tool.

use super::frame::{Frame, file_of};
use super::{Facts, markdown};
use crate::dictionary::Artefact;
use askama::Template;
use serde::Deserialize;

const CHANGES: &str = include_str!("../../site/changes.toml");

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    release: Vec<Release>,
}

/// One release.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    version: String,
    /// `YYYY-MM-DD`.
    date: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    tool: Vec<String>,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct Page<'a> {
    f: Frame<'a>,
    releases: &'a [Release],
}

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed<'a> {
    f: &'a Frame<'a>,
    releases: &'a [Release],
}

impl Frame<'_> {
    fn inline(&self, text: &str) -> String {
        markdown::inline(text, &self.root)
    }

    /// HTML for the feed, where a link has no page to start from.
    fn absolute_inline(&self, text: &str) -> String {
        markdown::inline(text, &self.absolute("").unwrap_or_default())
    }

    fn url(&self, path: &str) -> String {
        self.absolute(path).unwrap_or_default()
    }
}

/// The page, and the feed when the site has an address.
pub(super) fn pages(facts: &Facts<'_>) -> Vec<Artefact> {
    let changes = read();
    let page = Page { f: Frame::new(facts, "changes/"), releases: &changes.release };
    let feed = Feed { f: &page.f, releases: &changes.release };
    let mut files = vec![page.f.page(&page)];
    if facts.site_url.is_some() {
        files.push(file_of("changes/feed.xml", &feed));
    }
    files
}

fn read() -> Changes {
    toml::from_str(CHANGES).expect("a test reads site/changes.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_release_is_this_one() {
        let releases = read().release;
        assert_eq!(releases[0].version, env!("CARGO_PKG_VERSION"));
        assert!(releases.is_sorted_by(|a, b| a.date > b.date));
    }
}

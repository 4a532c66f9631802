//! What every page shares: its address, the way back to the root, the version.
//!
//! All links are relative, so that the folder works under any address and on a memory stick; only
//! with a site address are there absolute ones (canonical, feed, sitemap), because only then are
//! they true.

use super::Facts;
use crate::dictionary::Artefact;
use askama::Template;

/// The pages of the navigation, in order: address and label.
const NAVIGATION: [(&str, &str); 6] = [
    ("install/", "Install"),
    ("search/", "Look up"),
    ("words/", "Words"),
    ("try/", "Try it"),
    ("it/", "For IT"),
    ("changes/", "Changes"),
];

/// One page's place in the site.
pub(super) struct Frame<'a> {
    /// Its address below the root, `install/vim/` or empty.
    pub(super) address: String,
    /// From there to the root: `../../` or empty.
    pub(super) root: String,
    /// The version of words and tool.
    pub(super) version: &'a str,
    /// The day of the words.
    pub(super) updated: &'a str,
    site_url: Option<&'a str>,
}

impl<'a> Frame<'a> {
    /// The frame of the page at an address that ends in `/` or is empty.
    pub(super) fn new(facts: &Facts<'a>, address: &str) -> Frame<'a> {
        Frame {
            address: address.to_owned(),
            root: "../".repeat(address.matches('/').count()),
            version: facts.version,
            updated: facts.updated,
            site_url: facts.site_url,
        }
    }

    /// The frame of the page for wrong addresses. A server sends it for any of them, so its links
    /// must not be relative to where it was asked for.
    pub(super) fn of_missing(facts: &Facts<'a>) -> Frame<'a> {
        let root = match facts.site_url {
            Some(url) => url.trim_end_matches('/').to_owned() + "/",
            None => "/".to_owned(),
        };
        Frame { root, ..Frame::new(facts, "404.html") }
    }

    /// The absolute address of a path below the root.
    pub(super) fn absolute(&self, path: &str) -> Option<String> {
        self.site_url.map(|url| format!("{}/{path}", url.trim_end_matches('/')))
    }

    pub(super) fn canonical(&self) -> Option<String> {
        self.absolute(&self.address).filter(|_| self.address != "404.html")
    }

    pub(super) fn has_feed(&self) -> bool {
        self.site_url.is_some()
    }

    pub(super) fn navigation(
        &self,
    ) -> impl Iterator<Item = (&'static str, &'static str, bool)> + '_ {
        NAVIGATION.into_iter().map(|(to, label)| (to, label, self.address == to))
    }

    /// The page as a file of the site.
    pub(super) fn page(&self, template: &impl Template) -> Artefact {
        let file = match self.address.is_empty() || self.address.ends_with('/') {
            true => format!("{}index.html", self.address),
            false => self.address.clone(),
        };
        file_of(&file, template)
    }
}

/// A template as a file of the site.
pub(super) fn file_of(path: &str, template: &impl Template) -> Artefact {
    let text = template.render().expect("the templates have no fallible part");
    Artefact::new(&format!("site/{path}"), text)
}

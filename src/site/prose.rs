//! The pages that are only text: one Markdown file each, its first line the title.

use super::frame::Frame;
use super::{Facts, markdown};
use crate::dictionary::Artefact;
use askama::Template;

/// Address, what search engines are told, text.
const PAGES: [(&str, &str, &str); 4] = [
    (
        "accessibility/",
        "What was tested so that everyone can use this site, and what is known to be wrong.",
        include_str!("../../site/accessibility.md"),
    ),
    (
        "compare/",
        "medspell beside other spelling dictionaries, in figures that you can measure yourself.",
        include_str!("../../site/compare.md"),
    ),
    (
        "contribute/",
        "How to report a missing or wrong word, and how a row of the word lists is written.",
        include_str!("../../site/contribute.md"),
    ),
    (
        "privacy/",
        "This site sets no cookie and loads nothing from elsewhere; your text stays with you.",
        include_str!("../../site/privacy.md"),
    ),
];

#[derive(Template)]
#[template(path = "prose.html")]
struct Prose<'a> {
    f: Frame<'a>,
    title: &'a str,
    description: &'a str,
    html: String,
}

/// All of them.
pub(super) fn pages(facts: &Facts<'_>) -> Vec<Artefact> {
    PAGES
        .iter()
        .map(|(address, description, text)| page(facts, address, description, text))
        .collect()
}

fn page(facts: &Facts<'_>, address: &str, description: &str, text: &str) -> Artefact {
    let f = Frame::new(facts, address);
    let title = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or(address);
    let html = markdown::blocks(text, &f.root);
    let page = Prose { f, title, description, html };
    page.f.page(&page)
}

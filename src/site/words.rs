//! The word pages: every medical word with what the lists know of it, at most 500 on a page.
//!
//! A page holds the words between two prefixes, is named by the first, and says so; a page for each
//! of forty thousand words would be mostly frame.

use super::frame::Frame;
use super::{Facts, thousands};
use crate::dictionary::Artefact;
use crate::lexicon::GENERAL;
use crate::wordlist::{Entry, Status};
use askama::Template;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// The most words of a page.
pub(super) const MOST: usize = 500;

/// One word with its rows.
struct Word<'a> {
    key: String,
    word: &'a str,
    rows: Vec<Row>,
}

impl Word<'_> {
    /// Its anchor on the page; an anchor has no space.
    fn id(&self) -> String {
        self.word.replace(' ', "_")
    }
}

/// What one row says.
struct Row {
    class: &'static str,
    facts: Vec<(&'static str, String)>,
}

/// Some words in order, named by their first prefix.
struct Shard<'a, 'w> {
    slug: String,
    words: &'w [Word<'a>],
}

/// A line of the page that lists the pages.
struct Line {
    slug: String,
    first: String,
    last: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "words.html")]
struct Contents<'a> {
    f: Frame<'a>,
    total: String,
    lines: Vec<Line>,
    sources: &'a [crate::wordlist::Source],
}

#[derive(Template)]
#[template(path = "shard.html")]
struct Page<'a, 'w> {
    f: Frame<'a>,
    first: &'w str,
    last: &'w str,
    words: &'w [Word<'a>],
    before: Option<&'w str>,
    after: Option<&'w str>,
}

/// The pages of the words, the list of them, and their names for the search.
pub(super) fn pages(facts: &Facts<'_>) -> Vec<Artefact> {
    let words = words(facts);
    let shards = shards(&words);
    let slugs: Vec<&str> = shards.iter().map(|s| &*s.slug).collect();
    let contents = Contents {
        f: Frame::new(facts, "words/"),
        total: thousands(words.len()),
        lines: shards.iter().map(line).collect(),
        sources: &facts.words.sources.sources,
    };
    let mut pages = vec![
        contents.f.page(&contents),
        Artefact::new("site/words/pages.json", serde_json::json!(slugs).to_string()),
    ];
    pages.extend(shards.iter().enumerate().map(|(i, shard)| {
        let neighbour = |i: Option<usize>| i.and_then(|i| slugs.get(i)).copied();
        let f = Frame::new(facts, &format!("words/{}/", shard.slug));
        let (before, after) = (neighbour(i.checked_sub(1)), neighbour(Some(i + 1)));
        let (first, last) = ends(shard);
        f.page(&Page {
            f: Frame::new(facts, &f.address),
            first,
            last,
            words: shard.words,
            before,
            after,
        })
    }));
    pages
}

fn line(shard: &Shard<'_, '_>) -> Line {
    let (first, last) = ends(shard);
    Line {
        slug: shard.slug.clone(),
        first: first.to_owned(),
        last: last.to_owned(),
        count: shard.words.len(),
    }
}

fn ends<'w>(shard: &Shard<'_, 'w>) -> (&'w str, &'w str) {
    let word = |w: Option<&'w Word<'_>>| w.map_or("", |w| w.word);
    (word(shard.words.first()), word(shard.words.last()))
}

/// The words of the medical lists in order. Known misspellings are left out: nobody looks for them
/// in a list of words, and the search knows them.
fn words<'a>(facts: &Facts<'a>) -> Vec<Word<'a>> {
    let mut rows: BTreeMap<(String, &str), Vec<Row>> = BTreeMap::new();
    let medical =
        facts.words.lists.iter().filter(|l| l.path.file_stem().is_none_or(|s| s != GENERAL));
    let right = |e: &&Entry| e.status != Status::Misspelt;
    for e in medical.flat_map(|list| &list.entries).filter(right) {
        rows.entry((key(&e.word), &e.word)).or_default().push(row(e));
    }
    rows.into_iter().map(|((key, word), rows)| Word { key, word, rows }).collect()
}

fn row(e: &Entry) -> Row {
    let us: Vec<String> = e.us_forms().into_iter().map(|(us, _)| us).collect();
    let facts = [
        ("forms", e.forms()[1..].join(", ")),
        ("American", us.join(", ")),
        ("status", e.status.to_string()),
        ("write", e.instead.replace('|', " or ")),
        ("evidence", e.evidence.join(", ")),
        ("note", remark(&e.note)),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    Row { class: e.class.as_str(), facts }
}

/// A note without what it says to the linter.
fn remark(note: &str) -> String {
    let technical = |part: &&str| part.starts_with("allow ") || part.starts_with("nosuggest: ");
    note.split("; ").filter(|part| !technical(part)).collect::<Vec<_>>().join("; ")
}

/// The letters and digits by which a word is sorted and found; `site/search.js` has the same rule.
pub(super) fn key(word: &str) -> String {
    word.nfd().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The words in pages: by first letter, a letter that has too many by its second, and so on; small
/// neighbours share a page.
fn shards<'a, 'w>(words: &'w [Word<'a>]) -> Vec<Shard<'a, 'w>> {
    let mut cuts = Vec::new();
    cut(words, 0, 1, &mut cuts);
    let ends = cuts.iter().skip(1).map(|c| c.1).chain([words.len()]);
    cuts.iter()
        .zip(ends)
        .map(|((slug, from), to)| Shard { slug: slug.clone(), words: &words[*from..to] })
        .collect()
}

/// Adds the places where pages begin, with their prefixes of up to `depth` letters.
fn cut(words: &[Word<'_>], offset: usize, depth: usize, cuts: &mut Vec<(String, usize)>) {
    let (mut at, mut room) = (offset, 0);
    for group in words.chunk_by(|a, b| prefix(a, depth) == prefix(b, depth)) {
        if group.len() > MOST && group[0].key.len() >= depth {
            cut(group, at, depth + 1, cuts);
            room = 0;
        } else {
            if group.len() > room {
                cuts.push((slug(&group[0], depth), at));
                room = MOST;
            }
            room = room.saturating_sub(group.len());
        }
        at += group.len();
    }
}

fn prefix<'w>(word: &'w Word<'_>, depth: usize) -> &'w str {
    &word.key[..depth.min(word.key.len())]
}

fn slug(word: &Word<'_>, depth: usize) -> String {
    match prefix(word, depth) {
        "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_all_words_and_no_more_than_fit() {
        let names: Vec<String> = (0..4000).map(|i| format!("{:04}", i * 7 % 4000)).collect();
        let mut words: Vec<Word<'_>> =
            names.iter().map(|w| Word { key: key(w), word: w, rows: Vec::new() }).collect();
        words.sort_by(|a, b| a.key.cmp(&b.key));
        let shards = shards(&words);
        assert_eq!(shards.iter().map(|s| s.words.len()).sum::<usize>(), 4000);
        assert!(shards.iter().all(|s| (1..=MOST).contains(&s.words.len())));
        assert!(shards.is_sorted_by(|a, b| a.slug < b.slug));
        assert!(shards.iter().all(|s| s.words[0].key >= s.slug));
    }

    #[test]
    fn keys_are_plain() {
        assert_eq!(key("Ménière's"), "menieres");
        assert_eq!(key("5-HT"), "5ht");
    }
}

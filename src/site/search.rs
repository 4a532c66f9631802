//! The data of the look-up page: every form of the dictionary in small JSON files.
//!
//! A browser fetches one file for a word. Files are cut by the *skeleton* of a word (its consonants
//! with the usual confusions levelled), so that a misspelling and what was meant mostly lie in the
//! same file: *hemorrage* beside *haemorrhage*. `site/search.js` has the same rule.

use super::words::key;
use super::{Facts, Frame};
use crate::dictionary::Artefact;
use crate::lexicon::{Form, GENERAL, Kind};
use askama::Template;
use std::collections::BTreeMap;

/// The most forms of a file, unless their skeletons are the same.
const MOST: usize = 2_000;

#[derive(Template)]
#[template(path = "search.html")]
struct Search<'a> {
    f: Frame<'a>,
}

/// The page, its data, and the list of the data files.
pub(super) fn pages(facts: &Facts<'_>) -> Vec<Artefact> {
    let page = Search { f: Frame::new(facts, "search/") };
    let heads = heads(facts);
    let mut forms: Vec<(String, &str, String)> = facts
        .lexicon
        .iter()
        .map(|(text, form)| (skeleton(text), text, answer(text, form, &heads)))
        .collect();
    forms.sort();
    let mut files = Vec::new();
    split(&forms, 1, &mut files);
    let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
    let list = Artefact::new("site/search/files.json", serde_json::json!(names).to_string());
    let data = files.iter().map(|(name, json)| {
        Artefact::new(&format!("site/search/{name}.json"), json.as_bytes().to_vec())
    });
    [page.f.page(&page), list].into_iter().chain(data).collect()
}

/// The headword of every form of a medical row.
fn heads<'a>(facts: &Facts<'a>) -> BTreeMap<String, &'a str> {
    let medical =
        facts.words.lists.iter().filter(|l| l.path.file_stem().is_none_or(|s| s != GENERAL));
    let right = medical.flat_map(|l| &l.entries).filter(|e| e.status.is_accepted());
    right.flat_map(|e| e.forms().into_iter().map(|form| (form, &*e.word))).collect()
}

/// What the file says of a form: nothing for a right general word, `=headword` for a medical one,
/// else the name of its kind and what to write.
fn answer(text: &str, form: &Form, heads: &BTreeMap<String, &str>) -> String {
    match (form.kind, heads.get(text)) {
        (Kind::Correct, Some(head)) => format!("={head}"),
        (Kind::Correct, None) => String::new(),
        (kind, _) => format!("{}:{}", kind.name(), form.instead.join("|")),
    }
}

/// Cuts sorted forms into files, by ever longer prefixes of the skeleton.
fn split(forms: &[(String, &str, String)], depth: usize, files: &mut Vec<(String, String)>) {
    let prefix = |s: &str| s[..depth.min(s.len())].to_owned();
    for group in forms.chunk_by(|a, b| prefix(&a.0) == prefix(&b.0)) {
        match group.len() > MOST && group[0].0.len() >= depth {
            true => split(group, depth + 1, files),
            false => files.push((format!("f-{}", prefix(&group[0].0)), json(group))),
        }
    }
}

fn json(forms: &[(String, &str, String)]) -> String {
    let map: BTreeMap<&str, &str> = forms.iter().map(|(_, text, said)| (*text, &**said)).collect();
    serde_json::json!(map).to_string()
}

/// The consonants of a word, with what people confuse made one.
fn skeleton(word: &str) -> String {
    const LEVEL: [(&str, &str); 9] = [
        ("ph", "f"),
        ("ch", "k"),
        ("ck", "k"),
        ("qu", "k"),
        ("c", "k"),
        ("x", "k"),
        ("z", "s"),
        ("h", ""),
        ("y", "i"),
    ];
    let level = LEVEL.iter().fold(key(word), |w, (from, to)| w.replace(from, to));
    let mut letters: Vec<char> = level.chars().filter(|c| !"aeiou".contains(*c)).collect();
    letters.dedup();
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_confused_has_one_skeleton() {
        for (a, b) in [
            ("hemorrage", "haemorrhage"),
            ("hemoglobin", "haemoglobin"),
            ("diarrhea", "diarrhoea"),
            ("tracitis", "tracheitis"),
            ("Ménière", "Meniere"),
        ] {
            let level = |w: &str| skeleton(w).replace('k', "");
            assert_eq!(level(a), level(b), "{a} {b}");
        }
        assert_eq!(skeleton("frusemide"), "frsmd");
    }

    #[test]
    fn no_file_is_too_long_and_none_is_twice() {
        let words: Vec<String> = (10_000..15_000).map(|i| i.to_string()).collect();
        let forms: Vec<(String, &str, String)> =
            words.iter().map(|w| (w.clone(), w.as_str(), String::new())).collect();
        let mut files = Vec::new();
        split(&forms, 1, &mut files);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["f-10", "f-11", "f-12", "f-13", "f-14"]);
        let sizes: Vec<usize> = files
            .iter()
            .map(|(_, json)| serde_json::from_str::<BTreeMap<String, String>>(json).unwrap().len())
            .collect();
        assert!(sizes.iter().all(|size| *size <= MOST), "{sizes:?}");
        assert_eq!(sizes.iter().sum::<usize>(), words.len(), "every form has its place");
    }
}

//! The picture of what the lists cover: a bar for each specialty, as SVG.
//!
//! No number is hidden in the picture: the page has the same as a table.

use super::thousands;
use crate::lexicon::GENERAL;
use crate::normalise::capitalise;
use crate::release::headwords;
use crate::wordlist::WordList;
use askama::Template;

/// One specialty.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) words: usize,
    /// From the top of the picture, in its units.
    y: usize,
    /// Of the bar, in units of the picture.
    width: usize,
}

impl Bar {
    pub(super) fn number(&self) -> String {
        thousands(self.words)
    }
}

#[derive(Template)]
#[template(path = "chart.svg")]
struct Chart<'a> {
    bars: &'a [Bar],
    height: usize,
}

/// Units from bar to bar, and the longest bar.
const STEP: usize = 32;
const LONGEST: usize = 320;

/// The bars, longest first.
pub(super) fn bars(lists: &[WordList]) -> Vec<Bar> {
    let mut counts: Vec<(usize, String)> = lists
        .iter()
        .filter_map(|list| Some((list.path.file_stem()?.to_str()?, list)))
        .filter(|(stem, _)| *stem != GENERAL)
        .map(|(stem, list)| (headwords(std::slice::from_ref(list)), label(stem)))
        .filter(|(words, _)| *words > 0)
        .collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let most = counts.first().map_or(1, |c| c.0);
    let bar = |(i, (words, label)): (usize, (usize, String))| Bar {
        label,
        words,
        y: i * STEP,
        width: (words * LONGEST / most).max(1),
    };
    counts.into_iter().enumerate().map(bar).collect()
}

/// The bars as a picture.
pub(super) fn svg(bars: &[Bar]) -> String {
    let chart = Chart { bars, height: bars.len() * STEP };
    chart.render().expect("the templates have no fallible part")
}

/// The name of a list for people: `ent-dental` is *ENT and dental*.
fn label(stem: &str) -> String {
    let words: Vec<&str> = stem.split('-').collect();
    let joined = match words.as_slice() {
        ["ent", rest @ ..] => format!("ENT and {}", rest.join(" ")),
        ["general" | "former" | "misspelt", ..] => words.join(" "),
        ["radiology", ..] => "radiology, critical care and anaesthesia".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
        [] => String::new(),
    };
    capitalise(&joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_for_people() {
        assert_eq!(label("ent-dental"), "ENT and dental");
        assert_eq!(label("general-clinical"), "General clinical");
        assert_eq!(
            label("obstetrics-gynaecology-neonatal"),
            "Obstetrics, gynaecology and neonatal"
        );
    }
}

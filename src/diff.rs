//! Two indexes → what changed in the words: the text of a release's *Words*.

use crate::index::{Hit, Index};
use crate::lexicon::Kind;
use std::collections::BTreeMap;
use std::fmt;

/// One form that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the new index has it.
    Added {
        /// The form.
        form: String,
        /// What it is.
        kind: Kind,
    },
    /// Only the old index has it.
    Removed {
        /// The form.
        form: String,
        /// What it was.
        kind: Kind,
    },
    /// Another verdict, or another word to write instead.
    Changed {
        /// The form.
        form: String,
        /// What it was.
        before: String,
        /// What it is.
        after: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Added { form, kind } => write!(f, "+ {form} ({})", kind.name()),
            Change::Removed { form, kind } => write!(f, "- {form} ({})", kind.name()),
            Change::Changed { form, before, after } => write!(f, "~ {form} ({before} → {after})"),
        }
    }
}

/// Every change from `old` to `new`, in byte order of the forms.
pub fn diff(old: &Index, new: &Index) -> Vec<Change> {
    let (before, after) = (said(old), said(new));
    let forms = before.keys().chain(after.keys().filter(|form| !before.contains_key(*form)));
    let mut changes: Vec<(&String, Change)> = forms
        .filter_map(|form| Some((form, change(form, before.get(form), after.get(form))?)))
        .collect();
    changes.sort_by_key(|(form, _)| *form);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// What an index says of each form: its kind and what to write.
type Said = (Kind, Vec<String>);

fn said(index: &Index) -> BTreeMap<String, Said> {
    let one = |hit: Hit<'_>| (hit.form.to_string(), (hit.kind, index.instead(&hit)));
    index.forms().into_iter().map(one).collect()
}

fn change(form: &str, before: Option<&Said>, after: Option<&Said>) -> Option<Change> {
    let form = form.to_owned();
    match (before, after) {
        (None, Some((kind, _))) => Some(Change::Added { form, kind: *kind }),
        (Some((kind, _)), None) => Some(Change::Removed { form, kind: *kind }),
        (Some(a), Some(b)) if a != b => {
            Some(Change::Changed { form, before: told(a), after: told(b) })
        }
        _ => None,
    }
}

/// `former: furosemide`
fn told((kind, instead): &Said) -> String {
    match instead.is_empty() {
        true => kind.name().to_owned(),
        false => format!("{}: {}", kind.name(), instead.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Parts, build};
    use crate::lexicon::Lexicon;
    use crate::wordlist::{COLUMNS, parse};

    fn index(rows: &str) -> Index {
        let text = format!("{}\n{rows}\n", COLUMNS.join(","));
        let lists = [parse("a.csv".as_ref(), text.as_bytes())];
        let lexicon = Lexicon::merge(&lists);
        let parts =
            Parts { lexicon: &lexicon, lists: &lists, confusables: &[], version: "1", updated: "" };
        Index::open(build(&parts)).expect("it was just built")
    }

    #[test]
    fn every_kind_of_change_is_told() {
        let old = index("mRNA,,lab,,,,,\nblepharitis,,disease,,,,,\nfrusemide,,drug,,,,,");
        let new =
            index("mRNA,,lab,,,,,\nuveitis,,disease,,,,,\nfrusemide,,drug,,former,furosemide,,");
        let told: Vec<String> = diff(&old, &new).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "- blepharitis (correct)",
                "~ frusemide (correct → former: furosemide)",
                "+ uveitis (correct)"
            ]
        );
        assert_eq!(diff(&new, &new), []);
    }
}

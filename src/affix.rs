//! Munch and unmunch: forms ⇄ stems with flags.
//!
//! Both work on the one suffix table. `unmunch(munch(forms)) == forms` is a property test, and the
//! real hunspell confirms it over the whole dictionary. Forms that differ in an attribute (not to
//! be suggested, case kept) never share a stem.

use crate::wordlist::{POSSESSIVE, SUFFIXES, suffix};
use std::collections::{BTreeMap, BTreeSet};

/// A stem and the flags of the suffix classes that it takes, in table order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stem {
    /// The word itself, a form of its own.
    pub word: String,
    /// Its flags.
    pub flags: String,
}

/// The forms of a dictionary, each with whether it takes the possessive.
pub type Forms = BTreeMap<String, bool>;

/// Groups forms under stems. A form that takes the possessive is always a stem (suffixes do not
/// chain); any other form is a stem only when no stem makes it.
pub fn munch(forms: &Forms) -> Vec<Stem> {
    let mut stems: BTreeSet<&str> = BTreeSet::new();
    for (form, possessive) in forms {
        if *possessive || makers(form, forms).next().is_none() {
            stems.insert(form);
        }
    }
    let mut rest: Vec<&str> =
        forms.keys().map(String::as_str).filter(|f| !stems.contains(f)).collect();
    rest.sort_by_key(|form| (form.len(), *form));
    for form in rest {
        if !makers(form, forms).any(|stem| stems.contains(stem.as_str())) {
            stems.insert(form);
        }
    }
    stems
        .into_iter()
        .map(|stem| Stem { word: stem.to_owned(), flags: flags(stem, forms) })
        .collect()
}

/// Expands stems to forms.
pub fn unmunch(stems: &[Stem]) -> Forms {
    let mut forms = Forms::new();
    for Stem { word, flags } in stems {
        *forms.entry(word.clone()).or_default() |= flags.contains(POSSESSIVE);
        let made =
            flags.chars().filter(|&f| f != POSSESSIVE).filter_map(|f| suffix(f)?.apply(word));
        for form in made {
            forms.entry(form).or_default();
        }
    }
    forms
}

/// The forms of which a suffix makes `form`.
fn makers<'a>(form: &'a str, forms: &'a Forms) -> impl Iterator<Item = String> + 'a {
    let plain = SUFFIXES.iter().filter(|s| s.flag != POSSESSIVE);
    plain
        .flat_map(move |s| s.stems(form))
        .filter(move |stem| stem != form && forms.contains_key(stem))
}

/// The flags of a stem: every class whose form is there.
fn flags(stem: &str, forms: &Forms) -> String {
    let has = |flag| match flag {
        POSSESSIVE => forms.get(stem) == Some(&true),
        _ => suffix(flag).and_then(|s| s.apply(stem)).is_some_and(|form| forms.contains_key(&form)),
    };
    SUFFIXES.iter().map(|s| s.flag).filter(|&flag| has(flag)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn forms(text: &str) -> Forms {
        text.split(' ').map(|w| (w.trim_end_matches('+').to_owned(), w.ends_with('+'))).collect()
    }

    #[test]
    fn a_verb_is_one_stem() {
        let stems = munch(&forms(
            "catheterise catheterised catheterises catheterising \
                                  catheterisation catheterisations",
        ));
        assert_eq!(stems, [Stem { word: "catheterise".into(), flags: "SDGNX".into() }]);
    }

    #[test]
    fn a_possessive_form_stays_a_stem() {
        let stems = munch(&forms("child+ children+ focus+ foci"));
        let shown: Vec<_> = stems.iter().map(|s| format!("{}/{}", s.word, s.flags)).collect();
        assert_eq!(shown, ["child/M", "children/M", "focus/MI"]);
    }

    proptest! {
        #[test]
        fn unmunch_undoes_munch(set in proptest::collection::btree_map("[a-cilnosu]{1,3}(y|e|is|ise|um|us|s|ed|ing|ation)?", any::<bool>(), 0..60)) {
            prop_assert_eq!(unmunch(&munch(&set)), set);
        }
    }
}

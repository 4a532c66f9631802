//! A dictionary of the user's in the place of the general list: `--base FILE.dic`.
//!
//! Its forms and the medical lists, which every index carries as rows, are merged and built into an
//! index of the ordinary format, as build.rs does with the general list. The other way, a checker
//! that asks two indexes, would cost every look-up a second one and would have to weave two lists of
//! suggestions together; this way checking is as fast as always, and the price, a fraction of a
//! second, is paid once: the command line keeps what is built (`cli/base.rs`).
//!
//! What the lists say of a word wins over the dictionary, as it does over the general list: a former
//! or an American name stays one, though the dictionary has it.

use crate::error::{Error, Result};
use crate::hunspell::{self, Dictionary};
use crate::index::Index;
use crate::lexicon::{Form, Kind, Lexicon};
use crate::normalise::fold;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// The bytes of an index whose general words are those of a Hunspell dictionary, and whose medical
/// lists are those of `medical`; `path` is that of the .dic and only for messages.
///
/// ```
/// use medspell::{Checker, Index, Verdict};
///
/// let (aff, dic) = (b"SFX S N 1\nSFX S 0 s .\n", b"2\nwidget/S\nfrusemide\n");
/// let bytes = medspell::rebase("x.dic".as_ref(), aff, dic, &Index::embedded())?;
/// let checker = Checker::new(Index::open(bytes)?);
/// assert_eq!(checker.verdict("Widgets"), Verdict::Correct);
/// assert_eq!(checker.verdict("haemoglobin"), Verdict::Correct);
/// assert_eq!(checker.verdict("frusemide"), Verdict::Former { current: vec!["furosemide".into()] });
/// assert_eq!(checker.verdict("window"), Verdict::Unknown);
/// # Ok::<(), medspell::Error>(())
/// ```
///
/// # Errors
/// When the dictionary cannot be read, compounds freely or is too large.
pub fn rebase(path: &Path, aff: &[u8], dic: &[u8], medical: &Index) -> Result<Vec<u8>> {
    let (dictionary, mut lexicon) = std::thread::scope(|scope| {
        let lists = scope.spawn(|| Lexicon::merge(&medical.lists()));
        (Dictionary::parse(path, aff, dic), lists.join().expect("merging lists does not panic"))
    });
    let Dictionary { forms, orthography } = dictionary?;
    for (text, form) in general(forms) {
        lexicon.add_under(text, form);
    }
    lexicon.add_oxford();
    let lexicon = lexicon.with_frequency(|folded| medical.frequency(folded));
    let built = medical.rebase(&lexicon, &orthography.lines());
    built.map_err(|problem| Error::input(path, problem, hunspell::OTHER))
}

/// The forms as the lexicon has them: *'s* is a property of the form before it, unless another form
/// with the same letters has it for itself (*fiddler's* beside *Fiddler's*).
fn general(forms: BTreeMap<String, hunspell::Form>) -> Vec<(String, Form)> {
    let follows = |text: &str, form: &hunspell::Form| {
        let base = text.strip_suffix("'s").filter(|base| !base.ends_with("'s"));
        base.is_some_and(|base| forms.get(base) == Some(form))
    };
    let possessives = || forms.iter().filter(|(text, _)| text.ends_with("'s"));
    let alone = possessives().filter(|(text, form)| !follows(text, form));
    let alone: HashSet<Cow<'_, str>> = alone.map(|(text, _)| fold(text)).collect();
    let derived = possessives()
        .filter(|(text, form)| follows(text, form) && !alone.contains(&fold(text)))
        .map(|(text, _)| text.as_str());
    let derived: HashSet<&str> = derived.collect();
    let owners: HashSet<&str> = derived.iter().map(|text| &text[..text.len() - 2]).collect();
    let own = forms.iter().filter(|(text, _)| !derived.contains(text.as_str()));
    own.map(|(text, form)| (text.clone(), lexicon_form(text, form, owners.contains(text.as_str()))))
        .collect()
}

fn lexicon_form(text: &str, form: &hunspell::Form, possessive: bool) -> Form {
    let kind = if form.forbidden { Kind::Misspelt } else { Kind::Correct };
    let no_suggest = form.no_suggest || text.contains(char::is_whitespace);
    Form { kind, possessive, no_suggest, keep_case: form.keep_case, ..Form::plain() }
}

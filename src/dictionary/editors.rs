//! Vim, Neovim and Emacs.
//!
//! Vim compiles a word list (`:mkspell`) into a language of its own that stands beside en_gb; the
//! name must not look like a region (`xx_yy`). `/!` marks a bad word. Emacs talks to hunspell, so it
//! gets the pair and the few lines that make it known.

use super::{Artefact, Material, lines};

const LISP: &str = include_str!("../../extension/packaging/emacs/medspell.el");

/// The folders `vim/` and `emacs/`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    vec![
        Artefact::new("emacs/en_GB-medical.aff", material.aff),
        Artefact::new("emacs/en_GB-medical.dic", material.dic),
        Artefact::new("emacs/medspell.el", LISP),
        Artefact::new("vim/spell/medgb.words", vim(material)),
    ]
}

/// The source of the language `medgb`: `:mkspell medgb medgb.words`.
fn vim(material: &Material<'_>) -> String {
    let american = material.american().into_iter().map(|(wrong, _)| [wrong, "/!"].concat());
    let medical = material.medical().into_iter().filter(|word| !word.contains(['/', '#']));
    ["/encoding=utf-8\n", &lines(medical), &lines(american)].concat()
}

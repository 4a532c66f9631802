//! # medspell: the spelling of British medicine
//!
//! Curated word lists on one side, a dictionary for every program and a checker on the other. This
//! page is the tour; data flows down it and never back up.
//!
//! ```text
//! read lists → normalise → lint → inflect → merge ─┬→ munch → Hunspell pair → .oxt and the others
//!    (bytes)     (Entry)  (Finding)  (forms)  (Lexicon)└→ index (fst) → embedded, shipped, searched
//! text → runs → tokens → verdicts → report
//! ```
//!
//! A [`Checker`] on the embedded [`Index`] needs no file. [`Checker::verdict`] judges one word:
//!
//! ```
//! use medspell::{Checker, Index, Verdict};
//!
//! let checker = Checker::new(Index::embedded());
//! assert_eq!(checker.verdict("haemoglobin"), Verdict::Correct);
//! assert_eq!(checker.verdict("hemoglobin"), Verdict::American { british: vec!["haemoglobin".into()] });
//! assert_eq!(checker.verdict("frusemide"), Verdict::Former { current: vec!["furosemide".into()] });
//! ```
//!
//! [`Checker::check`] reads a text and yields each word that is not simply right, with its place:
//!
//! ```
//! # use medspell::{Checker, Index};
//! # let checker = Checker::new(Index::embedded());
//! let text = "No edema of the colon; frusemide stopped.";
//! let found: Vec<_> = checker.check(text).map(|m| (m.token.start, m.verdict.rule())).collect();
//! assert_eq!(found, [(3, "american"), (23, "former")]);
//! ```
//!
//! [`Checker::suggest`] says what may have been meant, best first, and [`Checker::cautions`] which of
//! those words is easily taken for another one that may have been meant too:
//!
//! ```
//! # use medspell::{Checker, Index};
//! # let checker = Checker::new(Index::embedded());
//! let offers = checker.suggest("illeum", 3);
//! assert_eq!(offers[0], "ileum");
//! let cautions = checker.cautions("illeum", &offers);
//! assert!(cautions.iter().any(|c| c.offered == "ileum" && c.note.contains("ilium")));
//! ```
//!
//! [`Checker::explain`] gives everything that the lists know of a word: an [`Explanation`].
//!
//! ```
//! # use medspell::{Checker, Index};
//! # let checker = Checker::new(Index::embedded());
//! let known = checker.explain("frusemide");
//! assert_eq!(known.instead, ["furosemide"]);
//! assert_eq!(known.rows[0].list, "former-names");
//! ```
//!
//! From words to an index, as build.rs does it:
//!
//! ```
//! use medspell::{Checker, Index, Lexicon, Verdict, wordlist};
//!
//! let list = wordlist::parse("a.csv".as_ref(), b"word,inflection,class\nbronchus,i,anatomy\n");
//! let lexicon = Lexicon::merge(&[list.clone()]);
//! let parts = medspell::Parts {
//!     lexicon: &lexicon, lists: &[list], confusables: &[], version: "1", updated: "2026-11-22",
//! };
//! let index = Index::open(medspell::build_index(&parts))?;
//! assert_eq!(Checker::new(index).verdict("Bronchi"), Verdict::Correct);
//! # Ok::<(), medspell::Error>(())
//! ```

mod affix;
#[cfg(feature = "cli")]
pub mod audit;
#[cfg(feature = "cli")]
mod base;
mod check;
mod cut;
#[cfg(feature = "cli")]
pub mod dictionary;
mod diff;
#[cfg(feature = "cli")]
pub mod document;
mod error;
mod explain;
#[cfg(feature = "cli")]
mod hunspell;
#[cfg(feature = "cli")]
mod import;
mod index;
#[cfg(feature = "cli")]
pub mod install;
mod lexicon;
#[cfg(feature = "cli")]
pub mod lint;
#[cfg(feature = "cli")]
pub mod masking;
mod normalise;
mod orthography;
mod quiet;
#[cfg(feature = "cli")]
pub mod release;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(any(test, feature = "cli", target_arch = "wasm32"))]
mod rule;
#[cfg(feature = "cli")]
mod sample;
#[cfg(feature = "cli")]
pub mod scan;
#[cfg(feature = "cli")]
pub mod settings;
#[cfg(feature = "cli")]
mod site;
#[cfg(feature = "cli")]
pub mod stats;
mod suspect;
mod token;
#[cfg(any(test, target_arch = "wasm32"))]
mod wasm;
pub mod wordlist;

pub use affix::{Forms, Stem, munch, unmunch};
#[cfg(feature = "cli")]
pub use base::rebase;
pub use check::{Caution, Checker, Misspelling, Severity, Verdict};
pub use diff::{Change, diff};
pub use error::{Error, Result};
pub use explain::Explanation;
#[cfg(feature = "cli")]
pub use import::{Imported, LeftOut, import, left_out};
pub use index::{Flags, Hit, Index, Parts, Row, Suggestion, build as build_index, slim};
pub use lexicon::{Form, Kind, Lexicon, Profile};
pub use normalise::{Casing, capitalise, casing, fold, normalise, recase};
#[cfg(feature = "cli")]
pub use sample::sample;
pub use suspect::Memory;
pub use token::Token;

//! The built artefacts in the programs that they are for, one module a program.
//!
//! Each loads its artefact as a user would and is asked about the same words: 40 of medicine and 20
//! of general English must be right; 20 American forms (where the program can tell) and a nonsense
//! word must be wrong. A program that is missing fails its test with the command that installs it.

#[path = "../common/mod.rs"]
mod common;

mod chromium;
mod editors;
mod mozilla;
mod node;
mod packages;
mod postgresql;
mod speller;
mod words;

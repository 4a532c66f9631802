//! `site/install.toml` → a page for every program: what to download, how to install it, how to see
//! that it works, how to remove it.
//!
//! A program is offered when the build made every file that it needs; a test names those that wait.

use super::frame::Frame;
use super::{Download, Facts, download, markdown};
use crate::dictionary::Artefact;
use crate::dictionary::archive::zip;
use askama::Template;
use serde::Deserialize;

const PROGRAMS: &str = include_str!("../../site/install.toml");

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Programs {
    program: Vec<Program>,
}

/// Where a program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum System {
    Windows,
    #[serde(rename = "macOS")]
    Macos,
    Linux,
    Android,
}

impl System {
    pub(super) fn name(self) -> &'static str {
        match self {
            System::Windows => "Windows",
            System::Macos => "macOS",
            System::Linux => "Linux",
            System::Android => "Android",
        }
    }
}

/// Which part of the list a program stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Group {
    Office,
    Browser,
    Editor,
    System,
    Server,
}

impl Group {
    const ALL: [Group; 5] =
        [Group::Office, Group::Browser, Group::Editor, Group::System, Group::Server];

    fn title(self) -> &'static str {
        match self {
            Group::Office => "Letters and documents",
            Group::Browser => "Browsers and mail",
            Group::Editor => "Editors",
            Group::System => "The whole computer",
            Group::Server => "Search servers and style checkers",
        }
    }
}

/// One program of the table. The texts are Markdown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    pub(super) slug: String,
    pub(super) name: String,
    group: Group,
    pub(super) systems: Vec<System>,
    /// The downloads: paths of artefacts, or folders of them that end in `/`.
    files: Vec<String>,
    /// The folder that the archive of all files is of; without it there is none.
    #[serde(default)]
    archive: String,
    /// One sentence: what one gets.
    pub(super) summary: String,
    /// On what it was tried, or that it was not.
    tested: String,
    steps: Vec<String>,
    check: String,
    remove: Vec<String>,
    #[serde(default)]
    note: String,
}

impl Program {
    /// The artefacts that it needs; nothing when the build made not all of them.
    fn downloads<'a>(&self, artefacts: &'a [Artefact]) -> Option<Vec<&'a Artefact>> {
        let mut all = Vec::new();
        for wanted in &self.files {
            let fits = |a: &&Artefact| match wanted.ends_with('/') {
                true => a.path.starts_with(wanted),
                false => a.path == *wanted,
            };
            let before = all.len();
            all.extend(artefacts.iter().filter(fits));
            (all.len() > before).then_some(())?;
        }
        Some(all)
    }

    /// The systems, for the script that knows the visitor's.
    pub(super) fn system_list(&self) -> String {
        self.systems.iter().map(|s| s.name()).collect::<Vec<_>>().join(", ")
    }
}

/// The programs of one group.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) programs: Vec<Program>,
}

#[derive(Template)]
#[template(path = "install.html")]
struct Contents<'a> {
    f: Frame<'a>,
    sections: &'a [Section],
}

#[derive(Template)]
#[template(path = "program.html")]
struct Page<'a> {
    f: Frame<'a>,
    p: &'a Program,
    /// All files in one, for who would have to take many.
    archive: Option<Download>,
    downloads: Vec<Download>,
}

impl Page<'_> {
    /// A text of the table as HTML, with the names of files put in.
    fn inline(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for d in &self.downloads {
            if let Some((_, ending)) = d.name.rsplit_once('.') {
                text = text.replace(&format!("{{.{ending}}}"), &d.name);
            }
        }
        markdown::inline(&text, &self.f.root)
    }
}

/// The programs that this build has the files for, by group.
pub(super) fn offered(artefacts: &[Artefact]) -> Vec<Section> {
    let mut programs = read();
    programs.retain(|p| p.downloads(artefacts).is_some());
    let mut sections = Vec::new();
    for group in Group::ALL {
        let (here, rest) = programs.into_iter().partition(|p| p.group == group);
        sections.push(Section { title: group.title(), programs: here });
        programs = rest;
    }
    sections.retain(|s| !s.programs.is_empty());
    sections
}

/// The list of programs and their pages.
pub(super) fn pages(
    facts: &Facts<'_>,
    sections: &[Section],
    artefacts: &[Artefact],
) -> Vec<Artefact> {
    let contents = Contents { f: Frame::new(facts, "install/"), sections };
    let programs = sections.iter().flat_map(|s| &s.programs);
    let pages = programs.flat_map(|p| program(facts, p, artefacts));
    std::iter::once(contents.f.page(&contents)).chain(pages).collect()
}

/// The page of a program, and its archive.
fn program(facts: &Facts<'_>, p: &Program, artefacts: &[Artefact]) -> Vec<Artefact> {
    let f = Frame::new(facts, &format!("install/{}/", p.slug));
    let files = p.downloads(artefacts).unwrap_or_default();
    let packed = (!p.archive.is_empty()).then(|| pack(p, &files));
    let archive = packed.as_ref().map(download).map(|d| Download { href: d.name.clone(), ..d });
    let page = Page { f, p, archive, downloads: files.into_iter().map(download).collect() };
    std::iter::once(page.f.page(&page)).chain(packed).collect()
}

/// The files in a zip, by their paths below the program's folder.
fn pack(p: &Program, files: &[&Artefact]) -> Artefact {
    let below = |a: &'_ Artefact| a.path.strip_prefix(&p.archive).unwrap_or(&a.path).to_owned();
    let names: Vec<String> = files.iter().map(|a| below(a)).collect();
    let entries: Vec<(&str, &[u8])> =
        names.iter().zip(files).map(|(name, a)| (&**name, &*a.bytes)).collect();
    Artefact::new(&format!("site/install/{0}/medspell-{0}.zip", p.slug), zip(&entries))
}

fn read() -> Vec<Program> {
    let programs: Programs = toml::from_str(PROGRAMS).expect("a test reads site/install.toml");
    programs.program
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_program_is_told_in_full() {
        let programs = read();
        let slugs: BTreeSet<_> = programs.iter().map(|p| &p.slug).collect();
        assert_eq!(slugs.len(), programs.len());
        assert!(programs.len() >= 20);
        for p in &programs {
            assert!(
                !p.steps.is_empty() && !p.remove.is_empty() && !p.check.is_empty(),
                "{}",
                p.slug
            );
            assert!(!p.systems.is_empty() && !p.files.is_empty(), "{}", p.slug);
        }
    }
}

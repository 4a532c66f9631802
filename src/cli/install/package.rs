//! LibreOffice, which knows only the extensions that its own installer, `unopkg`, has put in place.
//!
//! The installer makes and keeps files of its own in the user's profile; we remember the package
//! alone. It refuses root, and to work beside a running office: what it says is passed on.

use super::{Health, Session, artefact, run};
use medspell::Result;
use medspell::dictionary::libreoffice::IDENTIFIER;
use medspell::install::Consumer;
use std::path::Path;
use std::process::Output;

const PACKAGE: &str = "libreoffice/medspell.oxt";

impl Session {
    /// Adds the extension, unless LibreOffice has it from somebody else.
    pub(super) fn give_package(&mut self, consumer: Consumer, dist: &Path) -> Result<bool> {
        let bytes = artefact(dist, PACKAGE)?;
        let path = dist.join(PACKAGE).display().to_string();
        self.say(&format!("add {path} with {}", consumer.program()));
        if self.dry_run {
            return Ok(true);
        }
        let is_ours = self.record.packages.contains_key(IDENTIFIER);
        match is_listed(consumer)? {
            true if !is_ours => {
                self.say("libreoffice: left alone: it has the extension already, and not from us");
                return Ok(false);
            }
            true if self.record.has_package(IDENTIFIER, &bytes) => return Ok(true),
            _ => {}
        }
        let added = unopkg(consumer, &["add", "--force", "--suppress-license", &path])?;
        if !is_listed(consumer)? {
            self.complain(&added);
            return Ok(false);
        }
        self.record.remember_package(IDENTIFIER, &bytes);
        Ok(true)
    }

    /// Removes the extension.
    pub(super) fn take_package(&mut self, consumer: Consumer) -> Result<bool> {
        self.say(&format!("remove {IDENTIFIER} with {}", consumer.program()));
        if self.dry_run {
            return Ok(true);
        }
        let removed = unopkg(consumer, &["remove", IDENTIFIER])?;
        if !removed.status.success() && is_listed(consumer)? {
            self.complain(&removed);
            return Ok(false);
        }
        self.record.packages.remove(IDENTIFIER);
        Ok(true)
    }

    pub(super) fn examine_package(&self, consumer: Consumer) -> Result<Health> {
        if !self.record.packages.contains_key(IDENTIFIER) {
            return Ok(Health::Bare);
        }
        Ok(match is_listed(consumer)? {
            true => Health::Well("its installer lists the extension as registered"),
            false => Health::Ill("installed, but unopkg does not list it as registered".into()),
        })
    }

    /// Says what the installer said, which is the only reason that there is.
    fn complain(&mut self, output: &Output) {
        let said = String::from_utf8_lossy(&output.stderr);
        let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
        let reason = lines().find(|line| line.starts_with("ERROR")).or_else(|| lines().next_back());
        self.say(&format!(
            "libreoffice: {}",
            reason.unwrap_or("unopkg failed and does not say why")
        ));
    }
}

/// True when LibreOffice lists the extension as registered.
fn is_listed(consumer: Consumer) -> Result<bool> {
    let listed = unopkg(consumer, &["list", IDENTIFIER])?;
    let said = String::from_utf8_lossy(&listed.stdout);
    Ok(listed.status.success() && said.contains("is registered: yes"))
}

fn unopkg(consumer: Consumer, arguments: &[&str]) -> Result<Output> {
    let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
    run(consumer.program(), &arguments, Vec::new())
}

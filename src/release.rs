//! `medspell build`, as the readable list of steps that it is.
//!
//! [`artefacts`] is pure: word lists in, files as values out. [`write()`] is the only code that puts
//! anything into `dist/`.

use crate::dictionary::{
    Artefact, Material, android, aspell, chromium, cspell, debian, editors, enchant, firefox,
    hunspell, libreoffice, npm, plain, prose, sbom, search, windows, word,
};
use crate::error::{Error, Result};
use crate::index::{Parts, build};
use crate::lexicon::{GENERAL, Lexicon, Profile};
use crate::site::{self, sha256};
use crate::wordlist::{Status, WordList, Words};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What a build can be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which spellings the dictionaries accept.
    pub profile: Profile,
    /// Where the site will be served; without it nothing refers to an address.
    pub site_url: Option<String>,
    /// The checker as WebAssembly, for the page that tries it; `site/wasm.sh` makes it.
    pub wasm: Option<Vec<u8>>,
}

/// The licences that travel with the words.
pub struct Licences {
    /// Of the medical words.
    pub words: String,
    /// Of the general list.
    pub general: String,
}

/// Everything that a build writes, sorted by path. `step` is told what is being made.
///
/// # Errors
/// When an artefact fails its own verifier.
pub fn artefacts(
    words: &Words,
    licences: &Licences,
    options: &Options,
    step: &mut dyn FnMut(&str),
) -> Result<Vec<Artefact>> {
    let version = env!("CARGO_PKG_VERSION");
    step("merging the word lists");
    let lexicon = Lexicon::merge(&words.lists).with_frequencies(&words.frequencies);
    step("writing the Hunspell dictionaries");
    let aff = hunspell::aff(version, &lexicon, options.profile);
    let dic = hunspell::dic(&lexicon, options.profile);
    let add_on = hunspell::add_on(&lexicon, options.profile);
    let licence = [&*licences.words, "\n", &licences.general].concat();
    let site_url = options.site_url.as_deref();
    let material = Material {
        lexicon: &lexicon,
        profile: options.profile,
        version,
        updated: &words.sources.updated,
        licence: &licence,
        aff: &aff,
        dic: &dic,
        add_on: &add_on,
    };
    step("packing the LibreOffice extensions");
    let mut all = libreoffice::artefacts(&material, site_url)?;
    step("writing for the other programs");
    all.extend(consumers(&material)?);
    step("building the index");
    all.push(index(words, &lexicon));
    all.extend([
        Artefact::new("hunspell/LICENCE.txt", licence),
        Artefact::new("hunspell/en_GB-medical-addon.dic", add_on),
        Artefact::new("hunspell/en_GB-medical.aff", aff),
        Artefact::new("hunspell/en_GB-medical.dic", dic),
        sbom::artefact(version, &words.sources.updated),
    ]);
    if let Some(url) = site_url {
        all.push(Artefact::new("site/update.xml", libreoffice::update_feed(version, url)));
    }
    step("making the site");
    let facts = site::Facts {
        version,
        updated: &words.sources.updated,
        site_url,
        words,
        lexicon: &lexicon,
        licences,
        wasm: options.wasm.as_deref(),
    };
    all.extend(site::pages(&facts, &all));
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all.push(sums(&all));
    Ok(all)
}

fn index(words: &Words, lexicon: &Lexicon) -> Artefact {
    let parts = Parts {
        lexicon,
        lists: &words.lists,
        confusables: &words.confusables,
        version: env!("CARGO_PKG_VERSION"),
        updated: &words.sources.updated,
    };
    Artefact::new("index/medspell.idx", build(&parts))
}

/// What every program but Hunspell and LibreOffice loads.
///
/// # Errors
/// When a format cannot hold the words.
pub fn consumers(material: &Material<'_>) -> Result<Vec<Artefact>> {
    let infallible = [
        android::artefacts(material),
        aspell::artefacts(material),
        chromium::artefacts(material),
        cspell::artefacts(material),
        debian::artefacts(material),
        editors::artefacts(material),
        enchant::artefacts(material),
        firefox::artefacts(material),
        npm::artefacts(material),
        plain::artefacts(material),
        prose::artefacts(material),
        search::artefacts(material),
    ];
    let mut all = infallible.concat();
    all.extend(windows::artefacts(material)?);
    all.extend(word::artefacts(material)?);
    Ok(all)
}

/// The medical rows that are right words.
pub fn headwords(lists: &[WordList]) -> usize {
    let medical = lists.iter().filter(|l| l.path.file_stem().is_none_or(|s| s != GENERAL));
    let right = |s: Status| s.is_accepted() || s == Status::Informal;
    medical.flat_map(|l| &l.entries).filter(|e| right(e.status)).count()
}

fn sums(all: &[Artefact]) -> Artefact {
    let lines: String = all.iter().map(|a| format!("{}  {}\n", sha256(&a.bytes), a.path)).collect();
    Artefact::new("SHA256SUMS", lines)
}

/// The file by which a later build knows that a folder is its own.
const MARK: &str = "SHA256SUMS";

/// Writes the artefacts to `out`, whole or not at all: into a folder beside it that then takes its
/// place. A folder that no build made is never replaced: many things have a `SHA256SUMS`, but theirs
/// lists no index of ours. A link stays one.
///
/// # Errors
/// When `out` holds something else, or the disk refuses.
pub fn write(out: &Path, artefacts: &[Artefact]) -> Result<()> {
    if out.file_name().is_none() {
        let remedy = "name a folder of its own with --out, such as dist";
        return Err(Error::input(out, "it can not be replaced from within", remedy));
    }
    let foreign = fs::read_dir(out).is_ok_and(|mut items| items.next().is_some()) && !is_build(out);
    if foreign || (out.exists() && !out.is_dir()) {
        return Err(Error::input(
            out,
            "it exists and no build of medspell made it",
            "name another folder with --out",
        ));
    }
    let place = fs::canonicalize(out).unwrap_or_else(|_| out.to_path_buf());
    let fresh = beside(&place, "new");
    remove(&fresh)?;
    let (site, first): (Vec<_>, Vec<_>) =
        artefacts.iter().partition(|a| a.path.starts_with("site/"));
    first.into_iter().chain(site).try_for_each(|artefact| put(&fresh, artefact))?;
    let old = beside(&place, "old");
    remove(&old)?;
    if place.exists() {
        fs::rename(&place, &old).map_err(Error::io(out, "replace"))?;
    }
    fs::rename(&fresh, &place).map_err(Error::io(out, "create"))?;
    remove(&old)
}

/// True of a folder that a build made.
fn is_build(folder: &Path) -> bool {
    let sums = fs::read_to_string(folder.join(MARK)).unwrap_or_default();
    sums.lines().any(|line| line.ends_with("  index/medspell.idx"))
}

fn put(out: &Path, artefact: &Artefact) -> Result<()> {
    let path = out.join(&artefact.path);
    let folder = path.parent().unwrap_or(out);
    fs::create_dir_all(folder).map_err(Error::io(folder, "create"))?;
    match is_linked(out, artefact, &path) {
        true => Ok(()),
        false => fs::write(&path, &artefact.bytes).map_err(Error::io(&path, "write")),
    }
}

/// The site holds every artefact a second time: where the disk can, as a link to the first, which
/// was written before it. False when the bytes are still to be written.
fn is_linked(folder: &Path, artefact: &Artefact, path: &Path) -> bool {
    let first = artefact.path.strip_prefix("site/").map(|first| folder.join(first));
    first.is_some_and(|first| {
        fs::read(&first).is_ok_and(|bytes| bytes == artefact.bytes)
            && fs::hard_link(&first, path).is_ok()
    })
}

fn remove(folder: &Path) -> Result<()> {
    match folder.exists() {
        true => fs::remove_dir_all(folder).map_err(Error::io(folder, "remove")),
        false => Ok(()),
    }
}

/// `dist` → `.dist.new`, on the same disk.
fn beside(out: &Path, ending: &str) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.{ending}"))
}

/// Replaces one file whole: a temporary file beside it, as readable to others as it was, synced,
/// then renamed over it. A link stays one.
///
/// # Errors
/// When the disk refuses; the old file is then untouched, and nothing is left beside it.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let fresh = beside(&place, "new");
    let written = fs::File::create(&fresh).and_then(|mut file| {
        if let Ok(old) = fs::metadata(&place) {
            file.set_permissions(old.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, &place)
    });
    written.map_err(|e| {
        // It may never have been made.
        let _ = fs::remove_file(&fresh);
        Error::io(path, "write")(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let items = fs::read_dir(folder).unwrap().map(|item| item.unwrap().file_name());
        items.map(|name| name.to_string_lossy().into_owned()).collect()
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_keeps_its_rights_and_its_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("list"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        symlink("list", &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("list")).unwrap();
        let error = write_atomically(&folder.path().join("list"), b"new").unwrap_err();
        assert!(error.to_string().contains("list: cannot write"), "{error}");
        assert_eq!(names(folder.path()), ["list"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_build_goes_where_its_link_leads_and_never_into_itself() {
        let folder = tempfile::tempdir().unwrap();
        let (place, link) = (folder.path().join("www"), folder.path().join("dist"));
        std::os::unix::fs::symlink("www", &link).unwrap();
        fs::create_dir(&place).unwrap();
        write(&link, &[Artefact::new("a", "b")]).unwrap();
        assert!(link.is_symlink() && place.join("a").is_file());
        assert_eq!(names(folder.path()).len(), 2);
        assert!(write(Path::new("."), &[]).is_err() && write(&place.join(".."), &[]).is_err());
    }

    #[test]
    fn sums_of_somebody_else_make_no_build() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MARK), "00  debian-12.iso\n").unwrap();
        assert!(write(folder.path(), &[]).is_err());
        assert_eq!(names(folder.path()), [MARK]);
    }
}

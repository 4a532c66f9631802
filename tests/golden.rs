//! The bytes of every text format, for a list of a few words: `tests/golden/`, one file a format.
//!
//! After a change that is meant, `UPDATE=1 cargo test --test golden` writes them anew; read the
//! difference before it is committed.

mod common;

use common::root;
use medspell::dictionary::{Artefact, Material, hunspell, libreoffice};
use medspell::{Lexicon, Profile, release, wordlist};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use zip::ZipArchive;

const GENERAL: &str =
    "word,inflection,class\nhouse,s ed,general\nmetre,s,general\nprogram,,general\n";
const MEDICAL: &str = "word,inflection,class,us,status,use,evidence,note\n\
    bronchus,i,anatomy,,,,,\n\
    Crohn,'s,eponym,,,,,\n\
    furosemide,,drug,,,,,\n\
    frusemide,,drug,,former,furosemide,,\n\
    haemoglobin,s,lab,hemoglobin,,,,\n\
    heamoglobin,,lab,,misspelt,haemoglobin,,\n\
    mg/kg,,unit,,,,,\n\
    Ménière,'s,eponym,,,,,\n\
    mRNA,s,abbreviation,,,,,\n\
    paracetamol,,drug,acetaminophen,,,,\n\
    TNF-α,,lab,,,,,\n\
    cretin,,disease,,,,,nosuggest: insulting\n";

const SITE: &str = "https://medspell.example";

/// What a program reads in a package beside the words: its settings, and the list of a veto.
fn unpacked(package: &Artefact) -> Vec<Artefact> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(&package.bytes)) else { return Vec::new() };
    let mut all = Vec::new();
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("it unpacks");
        if name.starts_with("wb/") || [".xml", ".xcu", ".json"].iter().any(|e| name.ends_with(e)) {
            all.push(Artefact::new(&format!("{}/{name}", package.path), bytes));
        }
    }
    all
}

fn made() -> Vec<Artefact> {
    let lists = [("general.csv", GENERAL), ("medical.csv", MEDICAL)]
        .map(|(name, text)| wordlist::parse(name.as_ref(), text.as_bytes()));
    assert!(lists.iter().all(|list| list.findings.is_empty()), "{lists:?}");
    let (lexicon, profile) = (Lexicon::merge(&lists), Profile::default());
    let aff = hunspell::aff("2026.11.0", &lexicon, profile);
    let dic = hunspell::dic(&lexicon, profile);
    let add_on = hunspell::add_on(&lexicon, profile);
    let material = Material {
        lexicon: &lexicon,
        profile,
        version: "2026.11.0",
        updated: "2026-11-22",
        licence: "The notice.\n",
        aff: &aff,
        dic: &dic,
        add_on: &add_on,
    };
    let mut all = release::consumers(&material).expect("a short list fits everywhere");
    all.push(Artefact::new("hunspell/en_GB-medical.aff", aff.clone()));
    all.push(Artefact::new("hunspell/en_GB-medical.dic", dic.clone()));
    all.push(Artefact::new("hunspell/en_GB-medical-addon.dic", add_on.clone()));
    all.extend(libreoffice::artefacts(&material, Some(SITE)).expect("sound packages"));
    all.extend(all.iter().flat_map(unpacked).collect::<Vec<_>>());
    all.push(Artefact::new("site/update.xml", libreoffice::update_feed("2026.11.0", SITE)));
    let archive = |a: &Artefact| [".deb", ".oxt", ".xpi"].iter().any(|e| a.path.ends_with(e));
    let copy = |a: &Artefact| {
        !a.path.starts_with("hunspell/") && a.bytes == aff.as_bytes()
            || a.bytes == dic.as_bytes() && !a.path.starts_with("hunspell/")
    };
    all.retain(|a| !archive(a) && !copy(a) && !a.path.ends_with(".ps1"));
    all
}

#[test]
fn every_text_format_is_as_it_was() {
    let folder = root().join("tests/golden");
    let write = env::var_os("UPDATE").is_some();
    let made = made();
    assert!(made.len() > 30, "{}", made.len());
    for artefact in &made {
        let path = folder.join(&artefact.path);
        if write {
            fs::create_dir_all(path.parent().expect("a folder")).expect("created");
            fs::write(&path, &artefact.bytes).expect("written");
        }
        let expected = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            expected == artefact.bytes,
            "{} differs; expected\n{}\nmade\n{}",
            artefact.path,
            text(&expected),
            text(&artefact.bytes)
        );
    }
}

/// The files below a folder, by their paths in it.
fn files(folder: &Path, below: &str) -> BTreeSet<String> {
    let items = fs::read_dir(folder).expect("a folder").map(|item| item.expect("an item").path());
    let found = items.flat_map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        match path.is_dir() {
            true => files(&path, &format!("{below}{name}/")),
            false => [format!("{below}{name}")].into(),
        }
    });
    found.collect()
}

#[test]
fn no_golden_file_is_left_of_a_format_that_is_gone() {
    let made: BTreeSet<String> = made().into_iter().map(|artefact| artefact.path).collect();
    assert_eq!(files(&root().join("tests/golden"), ""), made);
}

/// The checksum under Chromium's custom dictionary, by another program.
#[test]
fn the_custom_dictionary_ends_with_its_sum() {
    let made = made();
    let file = made.iter().find(|a| a.path == "chromium/Custom Dictionary.txt").expect("the file");
    let text = String::from_utf8(file.bytes.clone()).expect("UTF-8");
    let (body, sum) = text.split_once("checksum_v1 = ").expect("a sum");
    let said = common::feed(&mut common::tool("md5sum", "coreutils"), body);
    assert_eq!(common::text(&said).split(' ').next(), Some(sum));
}

//! LibreOffice: the .oxt, its update feed, and a verifier for what LibreOffice fails at silently.
//!
//! Three facts shape the package (measured on LibreOffice 7.4). A locale that any extension serves
//! loses the distribution's own dictionaries, so the package carries *all* of British English and a
//! second node for the distribution's files. Dictionaries are asked in the order of their nodes'
//! names, shorter ones first, so that ours suggests before the bundled `HunSpellDic_en-GB`. And a
//! wrong name or media type is never reported: [`verify`] does that.

use crate::error::{Error, Result};
use askama::Template;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The identifier under which LibreOffice knows the extension.
pub const IDENTIFIER: &str = "uk.medspell.en-GB";

const MANIFEST: &str = include_str!("../../extension/manifest.xml");
const DICTIONARIES: &str = include_str!("../../extension/dictionaries.xcu");
const LICENCE: &str = include_str!("../../extension/LICENCE.txt");
const DESCRIPTION_TEXT: &str = include_str!("../../extension/description.txt");
const ICON: &[u8] = include_bytes!("../../extension/icon.png");
const ICON_HIGH_CONTRAST: &[u8] = include_bytes!("../../extension/icon-hc.png");

/// What the extension is made of.
pub struct Extension<'a> {
    /// The affix file of the merged pair.
    pub aff: &'a str,
    /// The word file of the merged pair.
    pub dic: &'a str,
    /// Digits and dots.
    pub version: &'a str,
    /// The notices of the word lists, in full.
    pub notice: &'a str,
    /// Where the download site will be, if anywhere; without it there is no update feed.
    pub site_url: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "description.xml")]
struct Description<'a> {
    version: &'a str,
    home: &'a str,
    feed: Option<String>,
}

#[derive(Template)]
#[template(path = "update.xml")]
struct Update<'a> {
    version: &'a str,
    download: String,
}

/// The bytes of the .oxt.
///
/// # Errors
/// When the package would not pass [`verify`].
pub fn oxt(extension: &Extension<'_>) -> Result<Vec<u8>> {
    let base = extension.site_url.map(|url| url.trim_end_matches('/'));
    let description = Description {
        version: extension.version,
        home: base.unwrap_or("https://www.libreoffice.org/"),
        feed: base.map(|url| format!("{url}/update.xml")),
    };
    let description = description.render().expect("the template has no fallible part");
    let files: [(&str, &[u8]); 10] = [
        ("META-INF/manifest.xml", MANIFEST.as_bytes()),
        ("LICENCE.txt", LICENCE.as_bytes()),
        ("NOTICE.txt", extension.notice.as_bytes()),
        ("description.txt", DESCRIPTION_TEXT.as_bytes()),
        ("description.xml", description.as_bytes()),
        ("dictionaries.xcu", DICTIONARIES.as_bytes()),
        ("en_GB-medical.aff", extension.aff.as_bytes()),
        ("en_GB-medical.dic", extension.dic.as_bytes()),
        ("icon-hc.png", ICON_HIGH_CONTRAST),
        ("icon.png", ICON),
    ];
    let bytes = pack(&files);
    match verify(&bytes).first() {
        None => Ok(bytes),
        Some(problem) => Err(Error::input(
            Path::new("medspell.oxt"),
            problem,
            "mend the templates in extension/",
        )),
    }
}

/// The update feed that the extension points to, for a site at `site_url`.
pub fn update_feed(version: &str, site_url: &str) -> String {
    let download = format!("{}/libreoffice/medspell.oxt", site_url.trim_end_matches('/'));
    Update { version, download }.render().expect("the template has no fallible part")
}

/// A zip with sorted, deflated ASCII entries and one fixed time, so that equal input gives equal
/// bytes and LibreOffice takes it.
pub fn pack(files: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut sorted = files.to_vec();
    sorted.sort();
    for (name, bytes) in sorted {
        zip.start_file(name, options).expect("names are distinct and memory is writable");
        zip.write_all(bytes).expect("memory is writable");
    }
    zip.finish().expect("memory is writable").into_inner()
}

/// Everything about a package that LibreOffice would swallow without a word, or refuse.
pub fn verify(oxt: &[u8]) -> Vec<String> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(oxt)) else {
        return vec!["no zip archive".into()];
    };
    let names: Vec<String> = zip.file_names().flatten().map(Cow::into_owned).collect();
    let mut problems = Vec::new();
    for i in 0..zip.len() {
        match zip.by_index_raw(i) {
            Ok(entry)
                if entry.compression() == CompressionMethod::Deflated
                    && entry.name().is_ok_and(|n| n.is_ascii()) => {}
            _ => problems.push(format!("entry {i} is not deflated or has no ASCII name")),
        }
    }
    let mut text = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).ok().and_then(|mut f| f.read_to_string(&mut text).ok()).map(|_| text)
    };
    match text("META-INF/manifest.xml") {
        Some(manifest) => problems.extend(verify_manifest(&manifest, &names)),
        None => problems.push("no META-INF/manifest.xml".into()),
    }
    match text("dictionaries.xcu") {
        Some(xcu) => problems.extend(verify_dictionaries(&xcu, &names, &mut text)),
        None => problems.push("no dictionaries.xcu".into()),
    }
    match text("description.xml") {
        Some(description) => problems.extend(verify_description(&description, &names)),
        None => problems.push("no description.xml".into()),
    }
    problems
}

fn verify_manifest(manifest: &str, names: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    let entries: Vec<_> =
        elements(manifest).into_iter().filter(|e| e.name == "manifest:file-entry").collect();
    if entries.is_empty() {
        problems.push("the manifest names no file".into());
    }
    for entry in entries {
        let path = entry.attribute("manifest:full-path");
        if !names.contains(&path) {
            problems.push(format!("the manifest names {path}, which is not in the package"));
        }
        if entry.attribute("manifest:media-type") != "application/vnd.sun.star.configuration-data" {
            problems.push(format!("wrong media type for {path}"));
        }
    }
    problems
}

fn verify_dictionaries(
    xcu: &str,
    names: &[String],
    read: &mut dyn FnMut(&str) -> Option<String>,
) -> Vec<String> {
    let all = elements(xcu);
    let value = |prop: &str| {
        let named = all.iter().enumerate().filter(move |(_, e)| e.attribute("oor:name") == prop);
        named.filter_map(|(i, _)| all.get(i + 1)).map(|e| e.text.clone()).collect::<Vec<_>>()
    };
    let mut problems = Vec::new();
    if value("Format").iter().any(|f| f != "DICT_SPELL") || value("Format").is_empty() {
        problems.push("a Format is not DICT_SPELL".into());
    }
    if value("Locales")
        .iter()
        .any(|l| l.contains(['_', ';', ',']) || !l.split(' ').any(|x| x == "en-GB"))
    {
        problems.push("Locales want hyphens and spaces, and en-GB among them".into());
    }
    for location in value("Locations").iter().flat_map(|l| l.split(' ')) {
        match location.strip_prefix("%origin%/") {
            Some(file) if !names.iter().any(|n| n == file) => {
                problems.push(format!("{file} is not in the package"))
            }
            Some(file) if file.ends_with(".dic") => problems.extend(verify_dic(file, read(file))),
            Some(file) => problems.extend(verify_aff(file, read(file))),
            None if location.starts_with("file:///") => {}
            None => problems.push(format!("{location} does not start with %origin%/")),
        }
    }
    problems
}

fn verify_dic(file: &str, text: Option<String>) -> Option<String> {
    let count: usize = text.as_deref()?.lines().next()?.parse().unwrap_or(0);
    (count == 0 || text?.lines().count() != count + 1)
        .then(|| format!("{file} has no true count line"))
}

fn verify_aff(file: &str, text: Option<String>) -> Option<String> {
    let utf8 = text.is_some_and(|t| t.lines().any(|l| l == "SET UTF-8"));
    (!utf8).then(|| format!("{file} is not SET UTF-8"))
}

fn verify_description(description: &str, names: &[String]) -> Vec<String> {
    let all = elements(description);
    let version =
        all.iter().find(|e| e.name == "version").map(|e| e.attribute("value")).unwrap_or_default();
    let mut problems = Vec::new();
    if version.is_empty() || !version.chars().all(|c| c.is_ascii_digit() || c == '.') {
        problems.push(format!("the version `{version}` is not digits and dots"));
    }
    if all.iter().any(|e| e.name.contains("LibreOffice-minimal-version")) {
        problems.push("LibreOffice-minimal-version cannot be satisfied".into());
    }
    let local = all
        .iter()
        .map(|e| e.attribute("xlink:href"))
        .filter(|h| !h.is_empty() && !h.contains("://"));
    problems
        .extend(local.filter(|h| !names.contains(h)).map(|h| format!("{h} is not in the package")));
    problems
}

/// An element of an XML file, with its attributes and the text that follows its tag.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> String {
        self.attributes.iter().find(|(n, _)| n == name).map_or_else(String::new, |(_, v)| v.clone())
    }
}

/// The elements of a document in order; a document that is no XML has none.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    let mut elements: Vec<Element> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let attributes = tag.attributes().flatten();
                let attributes =
                    attributes.map(|a| (a.key.as_ref().to_owned(), a.value.into_owned()));
                let (name, attributes) = (tag.name().as_ref().to_owned(), attributes.collect());
                elements.push(Element { name, attributes, text: String::new() });
            }
            Ok(Event::Text(t)) => {
                if let Some(last) = elements.last_mut() {
                    last.text.push_str(t.trim());
                }
            }
            Ok(Event::Eof) => return elements,
            Ok(_) => {}
            Err(_) => return Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(dic: &str) -> Extension<'_> {
        Extension {
            aff: "SET UTF-8\n",
            dic,
            version: "2026.11.0",
            notice: "x",
            site_url: Some("https://example.org/"),
        }
    }

    #[test]
    fn the_package_passes_its_own_verifier() {
        let bytes = oxt(&extension("1\nhaem\n")).unwrap();
        assert_eq!(verify(&bytes), [""; 0]);
        assert_eq!(bytes, oxt(&extension("1\nhaem\n")).unwrap());
    }

    #[test]
    fn what_libreoffice_swallows_is_found() {
        assert!(oxt(&extension("haem\n")).is_err(), "no count line");
        assert!(oxt(&extension("0\n")).is_err(), "count 0");
        let files: Vec<(&str, String)> = vec![
            ("META-INF/manifest.xml", MANIFEST.replace("dictionaries.xcu", "Dictionaries.xcu")),
            (
                "dictionaries.xcu",
                DICTIONARIES
                    .replace("DICT_SPELL", "DICT_SPEL")
                    .replace("en-GB ", "en_GB;")
                    .replace("%origin%", "%ORIGIN%"),
            ),
            ("description.xml", "<description><version value=\"1.0-rc1\"/></description>".into()),
        ];
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
        let problems = verify(&pack(&files)).join("\n");
        for expected in ["Dictionaries.xcu", "DICT_SPELL", "Locales", "%ORIGIN%", "1.0-rc1"] {
            assert!(problems.contains(expected), "{expected} in {problems}");
        }
        assert_eq!(verify(b"PK"), ["no zip archive"]);
    }
}

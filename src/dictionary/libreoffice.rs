//! LibreOffice: the .oxt, its update feed, and a verifier for what LibreOffice fails at silently.
//!
//! Three facts shape the package (measured on LibreOffice 7.4). A locale that any extension serves
//! loses the distribution's own dictionaries, so the package carries *all* of British English and a
//! second node for the distribution's files. Dictionaries are asked in the order of their nodes'
//! names, shorter ones first, so that ours suggests before the bundled `HunSpellDic_en-GB`. And a
//! wrong name or media type is never reported: [`verify`] does that.

use super::{Artefact, Material, archive, is_word};
use crate::error::{Error, Result};
use crate::lexicon::Kind;
use askama::Template;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::path::Path;
use zip::{CompressionMethod, ZipArchive};

/// The identifier under which LibreOffice knows the full extension.
pub const IDENTIFIER: &str = "uk.medspell.en-GB";

const MANIFEST: &str = include_str!("../../extension/manifest.xml");
const VETO_MANIFEST: &str = include_str!("../../extension/veto-manifest.xml");
const DICTIONARIES: &str = include_str!("../../extension/dictionaries.xcu");
const PATHS: &str = include_str!("../../extension/Paths.xcu");
const LICENCE: &str = include_str!("../../extension/LICENCE.txt");
const ICON: &[u8] = include_bytes!("../../extension/icon.png");
const ICON_HIGH_CONTRAST: &[u8] = include_bytes!("../../extension/icon-hc.png");

/// The extensions that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// General and medical English: the one for everybody.
    Full,
    /// Medical words alone, where LibreOffice bundles a British dictionary.
    Supplement,
    /// The list of wrong words that overrules every dictionary, installed switched off.
    Veto,
}

impl Variant {
    /// The file in `libreoffice/`.
    fn file(self) -> &'static str {
        match self {
            Variant::Full => "medspell.oxt",
            Variant::Supplement => "medspell-supplement.oxt",
            Variant::Veto => "medspell-veto.oxt",
        }
    }

    fn identifier(self) -> &'static str {
        match self {
            Variant::Full => IDENTIFIER,
            Variant::Supplement => "uk.medspell.en-GB.supplement",
            Variant::Veto => "uk.medspell.en-GB.veto",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Variant::Full => "medspell: British medical spelling",
            Variant::Supplement => "medspell: British medical words",
            Variant::Veto => "medspell: American spellings are wrong",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Variant::Full => include_str!("../../extension/description.txt"),
            Variant::Supplement => include_str!("../../extension/supplement.txt"),
            Variant::Veto => include_str!("../../extension/veto.txt"),
        }
    }
}

#[derive(Template)]
#[template(path = "description.xml")]
struct Description<'a> {
    identifier: &'a str,
    name: &'a str,
    version: &'a str,
    /// The site: a publisher has a name and an address, or is left out.
    home: Option<&'a str>,
    feed: Option<String>,
}

#[derive(Template)]
#[template(path = "update.xml")]
struct Update<'a> {
    version: &'a str,
    download: String,
}

/// The folder `libreoffice/`. Without a site there is no update feed.
///
/// # Errors
/// When a package would not pass [`verify`].
pub fn artefacts(material: &Material<'_>, site_url: Option<&str>) -> Result<Vec<Artefact>> {
    let medical = super::hunspell::medical_dic(material.lexicon, material.profile);
    let veto = veto(material);
    let pair = |dic| vec![("en_GB-medical.aff", material.aff), ("en_GB-medical.dic", dic)];
    let made = [
        oxt(material, site_url, Variant::Full, &pair(material.dic)),
        oxt(material, site_url, Variant::Supplement, &pair(&medical)),
        oxt(material, site_url, Variant::Veto, &[("wb/medspell-american.dic", &veto)]),
    ];
    made.into_iter().collect()
}

/// One extension with its words.
fn oxt(
    material: &Material<'_>,
    site_url: Option<&str>,
    variant: Variant,
    words: &[(&str, &str)],
) -> Result<Artefact> {
    let description = description(material.version, site_url, variant);
    let (manifest, settings) = match variant {
        Variant::Full | Variant::Supplement => (MANIFEST, ("dictionaries.xcu", DICTIONARIES)),
        Variant::Veto => (VETO_MANIFEST, ("Paths.xcu", PATHS)),
    };
    let texts = [
        ("META-INF/manifest.xml", manifest),
        ("LICENCE.txt", LICENCE),
        ("NOTICE.txt", material.licence),
        ("description.txt", variant.description()),
        ("description.xml", &description),
        settings,
    ];
    let mut files: Vec<(&str, &[u8])> =
        texts.iter().chain(words).map(|(name, text)| (*name, text.as_bytes())).collect();
    files.extend([("icon-hc.png", ICON_HIGH_CONTRAST), ("icon.png", ICON)]);
    let bytes = archive::zip(&files);
    match verify(&bytes).first() {
        None => Ok(Artefact::new(&format!("libreoffice/{}", variant.file()), bytes)),
        Some(problem) => Err(Error::input(
            Path::new(variant.file()),
            problem,
            "mend the templates in extension/",
        )),
    }
}

fn description(version: &str, site_url: Option<&str>, variant: Variant) -> String {
    let base = site_url.map(|url| url.trim_end_matches('/'));
    let description = Description {
        identifier: variant.identifier(),
        name: variant.name(),
        version,
        home: base,
        // The feed is about the full extension alone.
        feed: base
            .filter(|_| matches!(variant, Variant::Full))
            .map(|url| format!("{url}/update.xml")),
    };
    description.render().expect("the template has no fallible part")
}

/// The update feed that the full extension points to, for a site at `site_url`.
pub fn update_feed(version: &str, site_url: &str) -> String {
    let download = format!("{}/libreoffice/medspell.oxt", site_url.trim_end_matches('/'));
    Update { version, download }.render().expect("the template has no fallible part")
}

/// The first lines of a negative user dictionary.
const VETO_HEAD: &str = "OOoUserDict1\nlang: en-GB\ntype: negative\n---\n";
/// What LibreOffice reads of one.
const VETO_LIMIT: usize = 30_000;

/// American forms and former names, each with what to write instead.
fn veto(material: &Material<'_>) -> String {
    let former =
        material.lexicon.iter().filter(|(text, form)| form.kind == Kind::Former && is_word(text));
    let former = former.filter_map(|(text, form)| Some((text, form.instead.first()?.as_str())));
    let mut wrong: Vec<(&str, &str)> = material.american().into_iter().chain(former).collect();
    wrong.sort_unstable();
    wrong.iter().fold(VETO_HEAD.to_owned(), |text, (a, b)| text + a + "==" + b + "\n")
}

/// Everything about a package that LibreOffice would swallow without a word, or refuse.
pub fn verify(oxt: &[u8]) -> Vec<String> {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(oxt)) else {
        return vec!["no zip archive".into()];
    };
    let names: Vec<String> = zip.file_names().flatten().map(Cow::into_owned).collect();
    let mut problems = verify_zip(oxt, &mut zip);
    let mut text = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).ok().and_then(|mut f| f.read_to_string(&mut text).ok()).map(|_| text)
    };
    match text("META-INF/manifest.xml") {
        Some(manifest) => problems.extend(verify_manifest(&manifest, &names)),
        None => problems.push("no META-INF/manifest.xml".into()),
    }
    match (text("dictionaries.xcu"), text("Paths.xcu")) {
        (Some(xcu), _) => problems.extend(verify_dictionaries(&xcu, &names, &mut text)),
        (None, Some(xcu)) => problems.extend(verify_veto(&xcu, &names, &mut text)),
        (None, None) => problems.push("no dictionaries.xcu".into()),
    }
    match text("description.xml") {
        Some(description) => problems.extend(verify_description(&description, &names)),
        None => problems.push("no description.xml".into()),
    }
    problems
}

/// What newer versions refuse in the archive itself, and older ones read as nothing.
fn verify_zip(oxt: &[u8], zip: &mut ZipArchive<Cursor<&[u8]>>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut first = u64::MAX;
    for i in 0..zip.len() {
        let Ok(entry) = zip.by_index_raw(i) else {
            problems.push(format!("entry {i} cannot be read"));
            continue;
        };
        let name = entry.name().map(Cow::into_owned).unwrap_or_default();
        first = first.min(entry.header_start());
        if entry.compression() != CompressionMethod::Deflated {
            problems.push(format!("{name} is not deflated"));
        }
        if !name.is_ascii() || name.contains('\\') || name.ends_with('/') || name.is_empty() {
            problems.push(format!("entry {i} has no plain ASCII name"));
        }
        let header = oxt.get(entry.header_start() as usize..).unwrap_or_default();
        if header.get(6).is_none_or(|flags| flags & DESCRIPTOR != 0) {
            problems.push(format!("{name} has its size behind it, in a data descriptor"));
        }
        if header.get(NAME..NAME + name.len()) != Some(name.as_bytes()) {
            problems.push(format!("{name} has another name in its own header"));
        }
    }
    if first != 0 {
        problems.push("something stands before the first entry".into());
    }
    let listed = oxt.len().checked_sub(END).and_then(|end| oxt.get(end + 10..end + 12));
    if listed.is_none_or(|count| count != (zip.len() as u16).to_le_bytes()) {
        problems.push("a name is there twice, or something stands behind the last entry".into());
    }
    problems
}

/// The bit of a local header's flags that announces a data descriptor (APPNOTE.TXT 4.4.4).
const DESCRIPTOR: u8 = 1 << 3;
/// Where the name begins in a local header, and the length of an end record without comment.
const NAME: usize = 30;
const END: usize = 22;

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
    for pair in value("Locations") {
        let stems: Vec<_> =
            pair.split(' ').filter_map(|file| Some(file.rsplit_once('.')?.0)).collect();
        if stems.len() != 2 || stems[0] != stems[1] {
            problems.push(format!("`{pair}` is no .aff and .dic of one stem"));
        }
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

/// A negative user dictionary: its folder is named, its head is right, and it is not too long.
fn verify_veto(
    xcu: &str,
    names: &[String],
    read: &mut dyn FnMut(&str) -> Option<String>,
) -> Vec<String> {
    let mut problems = Vec::new();
    if !elements(xcu).iter().any(|e| e.attribute("oor:name") == "%origin%/wb") {
        problems.push("Paths.xcu does not name %origin%/wb".into());
    }
    let files: Vec<_> =
        names.iter().filter(|n| n.starts_with("wb/") && n.ends_with(".dic")).collect();
    if files.is_empty() {
        problems.push("no user dictionary in wb/".into());
    }
    for file in files {
        let text = read(file).unwrap_or_default();
        let entries = text.strip_prefix(VETO_HEAD).map_or(0, |body| body.lines().count());
        if entries == 0 || entries > VETO_LIMIT {
            problems.push(format!("{file}: {entries} entries, where 1 to {VETO_LIMIT} are read"));
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
    use crate::lexicon::{Lexicon, Profile};
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn package(variant: Variant, words: &[(&str, &str)]) -> Result<Artefact> {
        let material = Material {
            lexicon: &Lexicon::default(),
            profile: Profile::default(),
            version: "2026.11.0",
            updated: "2026-11-22",
            licence: "x",
            aff: "",
            dic: "",
            add_on: "",
        };
        oxt(&material, Some("https://example.org/"), variant, words)
    }

    fn full(dic: &str) -> Result<Artefact> {
        package(Variant::Full, &[("en_GB-medical.aff", "SET UTF-8\n"), ("en_GB-medical.dic", dic)])
    }

    #[test]
    fn the_package_passes_its_own_verifier() {
        assert_eq!(full("1\nhaem\n").unwrap(), full("1\nhaem\n").unwrap());
    }

    #[test]
    fn a_veto_has_a_head_and_a_limit() {
        let veto = |text: &str| package(Variant::Veto, &[("wb/x.dic", text)]);
        assert!(veto(&[VETO_HEAD, "edema==oedema\n"].concat()).is_ok());
        assert!(veto("edema==oedema\n").is_err(), "no head");
        let long = "edema==oedema\n".repeat(VETO_LIMIT + 1);
        assert!(veto(&[VETO_HEAD, &long].concat()).is_err(), "too long");
    }

    /// The files of a package that is right.
    fn files() -> Vec<(String, String)> {
        let description = description("2026.11.0", None, Variant::Full);
        [
            ("META-INF/manifest.xml", MANIFEST),
            ("LICENCE.txt", LICENCE),
            ("description.txt", "x"),
            ("description.xml", &*description),
            ("dictionaries.xcu", DICTIONARIES),
            ("en_GB-medical.aff", "SET UTF-8\n"),
            ("en_GB-medical.dic", "1\nhaem\n"),
            ("icon-hc.png", "x"),
            ("icon.png", "x"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
    }

    fn pack(files: &[(String, String)]) -> Vec<u8> {
        let files: Vec<_> = files.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
        archive::zip(&files)
    }

    /// The verifier says `expected` of a package in which one text is another in one file.
    fn finds(file: &str, text: &str, other: &str, expected: &str) {
        let mut files = files();
        assert_eq!(verify(&pack(&files)), [""; 0]);
        let found = files.iter_mut().find(|(name, _)| name == file).expect("a file");
        assert!(found.1.contains(text), "{text} in {file}");
        found.1 = found.1.replace(text, other);
        let problems = verify(&pack(&files)).join("\n");
        assert!(problems.contains(expected), "{expected} in {problems}");
    }

    /// The same, of a package in which one file has another name.
    fn finds_name(file: &str, other: &str, expected: &str) {
        let mut files = files();
        let found = files.iter_mut().find(|(name, _)| name == file).expect("a file");
        found.0 = other.to_owned();
        let problems = verify(&pack(&files)).join("\n");
        assert!(problems.contains(expected), "{expected} in {problems}");
    }

    /// A name without an address would not be valid, and no address but that of a site is ours.
    #[test]
    fn without_a_site_there_is_no_link() {
        let links = |site, variant| {
            let text = description("2026.11.0", site, variant);
            ["<publisher>", "<update-information>", "libreoffice.org"]
                .map(|part| text.contains(part))
        };
        let site = Some("https://medspell.example/");
        assert_eq!(links(None, Variant::Full), [false; 3]);
        assert_eq!(links(site, Variant::Full), [true, true, false]);
        assert_eq!(links(site, Variant::Veto), [true, false, false]);
    }

    #[test]
    fn a_missing_count_line_is_found() {
        finds("en_GB-medical.dic", "1\n", "", "no true count line");
        finds("en_GB-medical.dic", "1\nhaem\n", "0\n", "no true count line");
        finds("en_GB-medical.dic", "1\n", "2\n", "no true count line");
    }

    #[test]
    fn a_missing_manifest_or_its_wrong_case_is_found() {
        finds_name("META-INF/manifest.xml", "META-INF/Manifest.xml", "no META-INF/manifest.xml");
        finds_name("META-INF/manifest.xml", "manifest.xml", "no META-INF/manifest.xml");
    }

    #[test]
    fn a_top_level_folder_is_found() {
        let inside = files().into_iter().map(|(name, text)| (format!("medspell/{name}"), text));
        let problems = verify(&pack(&inside.collect::<Vec<_>>())).join("\n");
        assert!(problems.contains("no META-INF/manifest.xml"), "{problems}");
    }

    #[test]
    fn a_wrong_media_type_is_found() {
        finds("META-INF/manifest.xml", "configuration-data", "configuration", "wrong media type");
    }

    #[test]
    fn a_path_in_the_wrong_case_is_found() {
        finds("META-INF/manifest.xml", "dictionaries.xcu", "Dictionaries.xcu", "Dictionaries.xcu");
        finds("dictionaries.xcu", "%origin%/en_GB", "%origin%/en_gb", "en_gb-medical.dic");
        finds("dictionaries.xcu", "%origin%", "%ORIGIN%", "does not start with %origin%");
    }

    #[test]
    fn a_wrong_format_or_locale_is_found() {
        finds("dictionaries.xcu", "DICT_SPELL", "DICT_SPEL", "DICT_SPELL");
        finds("dictionaries.xcu", "en-GB en-BS", "en_GB en-BS", "Locales");
        finds("dictionaries.xcu", "en-GB en-BS", "en-GB;en-BS", "Locales");
    }

    #[test]
    fn two_stems_are_found() {
        finds("dictionaries.xcu", "en_GB-medical.aff", "en_GB-other.aff", "of one stem");
    }

    #[test]
    fn an_unknown_character_set_is_found() {
        finds("en_GB-medical.aff", "SET UTF-8", "SET UTF8", "not SET UTF-8");
    }

    #[test]
    fn a_description_that_is_not_satisfied_is_found() {
        finds("description.xml", "2026.11.0", "1.0.0-rc1", "1.0.0-rc1");
        finds("description.xml", "icon.png", "Icon.png", "Icon.png");
        let (other, asked) = ("OpenOffice.org-minimal-version", "LibreOffice-minimal-version");
        finds("description.xml", other, asked, "cannot be satisfied");
    }

    #[test]
    fn broken_xml_is_found() {
        finds("META-INF/manifest.xml", "</manifest:manifest>", "</other>", "names no file");
        finds("dictionaries.xcu", "</oor:component-data>", "</other>", "a Format is not");
        finds("description.xml", "</description>", "</other>", "the version ``");
    }

    #[test]
    fn a_name_that_is_not_plain_is_found() {
        finds_name("icon.png", "icons\\icon.png", "no plain ASCII name");
        finds_name("icon.png", "icón.png", "no plain ASCII name");
    }

    #[test]
    fn an_archive_that_is_cut_or_grown_is_found() {
        let good = pack(&files());
        assert_eq!(verify(&good[..good.len() / 2]), ["no zip archive"]);
        assert!(!verify(&[b"junk", &*good].concat()).is_empty(), "leading junk");
        assert!(!verify(&[&*good, b"junk"].concat()).is_empty(), "trailing junk");
    }

    #[test]
    fn a_stored_entry_is_found() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, text) in files() {
            zip.start_file(name, stored).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let problems = verify(&zip.finish().unwrap().into_inner()).join("\n");
        assert!(problems.contains("is not deflated"), "{problems}");
    }

    /// Headers that say other things than the directory does.
    #[test]
    fn a_header_that_disagrees_is_found() {
        let good = pack(&files());
        let mut descriptor = good.clone();
        descriptor[6] |= DESCRIPTOR;
        assert!(verify(&descriptor).join("\n").contains("data descriptor"));
        let mut renamed = good.clone();
        renamed[NAME] ^= 1;
        assert!(verify(&renamed).join("\n").contains("another name"));
    }

    #[test]
    fn a_name_that_is_there_twice_is_found() {
        let mut files = files();
        files.push(("icon-hd.png".into(), "y".into()));
        let mut bytes = pack(&files);
        let name = b"icon-hd.png";
        while let Some(at) = bytes.windows(name.len()).position(|w| w == name) {
            bytes[at + 6] = b'c'; // icon-hc.png, in its header and in the directory
        }
        assert!(verify(&bytes).join("\n").contains("there twice"));
    }
}

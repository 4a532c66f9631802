//! The site, as bytes: budgets, links, anchors, checksums, and nothing from elsewhere. What only a
//! browser can tell is in tests/site/browser.mjs.

use medspell::dictionary::Artefact;
use medspell::release::{Licences, Options, artefacts};
use medspell::wordlist::{Words, read};
use medspell::{Checker, Index, Verdict};
use regex::Regex;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// Stands for the checker; its real size is a budget that `browser.mjs` holds.
const WASM: &[u8] = b"\0asm";
const ADDRESS: &str = "https://medspell.example/spelling";

/// Programs whose files no build makes yet. Whoever makes them takes the name out.
const WAITING: [&str; 0] = [];

fn build(site_url: Option<&str>, wasm: Option<&[u8]>) -> Vec<Artefact> {
    let folder = Path::new("wordlists");
    let words: Words = read(folder).expect("the word lists can be read");
    let text = |name: &str| fs::read_to_string(folder.join(name)).expect("the licence is there");
    let licences = Licences { words: text("LICENCE"), general: text("general.NOTICE") };
    let options = Options {
        site_url: site_url.map(str::to_owned),
        wasm: wasm.map(<[u8]>::to_vec),
        ..Options::default()
    };
    artefacts(&words, &licences, &options, &mut |_| {}).expect("the build succeeds")
}

/// The files of the full site, by path below its root.
fn site() -> &'static BTreeMap<String, Vec<u8>> {
    static SITE: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    SITE.get_or_init(|| files(build(Some(ADDRESS), Some(WASM))))
}

fn files(all: Vec<Artefact>) -> BTreeMap<String, Vec<u8>> {
    let below = |a: Artefact| Some((a.path.strip_prefix("site/")?.to_owned(), a.bytes));
    all.into_iter().filter_map(below).collect()
}

fn text(path: &str) -> &'static str {
    std::str::from_utf8(&site()[path]).expect("text is UTF-8")
}

fn paths(ending: &str) -> Vec<&'static str> {
    let found: Vec<&str> =
        site().keys().map(String::as_str).filter(|p| p.ends_with(ending)).collect();
    assert!(!found.is_empty(), "no file ends in {ending}");
    found
}

fn found<'t>(pattern: &str, text: &'t str) -> Vec<&'t str> {
    let pattern = Regex::new(pattern).expect("a valid pattern");
    pattern.captures_iter(text).map(|c| c.get(1).expect("one group").as_str()).collect()
}

/// The path below the root that a relative address means on a page.
fn resolve(page: &str, to: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            ".." => drop(parts.pop().expect("no link leaves the site")),
            "." => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[test]
fn budgets_are_kept() {
    let sum = |paths: Vec<&str>| paths.iter().map(|p| site()[*p].len()).sum::<usize>();
    let landing = ["index.html", "style.css", "home.js", "icon.png", "picture.png"];
    let loaded = found(r#"(?:src|rel="(?:stylesheet|icon)" href)="([^"]*)""#, text("index.html"));
    assert!(loaded.iter().all(|file| landing.contains(file)), "{loaded:?}");
    assert!(sum(landing.to_vec()) <= 50_000, "the landing page with all that it loads");
    assert!(site()["style.css"].len() <= 10_000);
    let script = sum(paths(".js").into_iter().filter(|path| !path.starts_with("npm/")).collect());
    assert!(script <= 15_360, "{script} bytes of script");
    assert!(sum(paths(".idx.gz")) <= 1_300_000, "leave 200 kB for the program of the checker");
}

#[test]
fn every_link_leads_somewhere() {
    let (mut links, mut anchors) = (0, 0);
    for page in paths(".html") {
        let html = text(page);
        for to in found(r#"(?:href|src)="([^"]*)""#, html) {
            if to.starts_with(ADDRESS) {
                continue;
            }
            let to = to.replace("&#38;", "&").replace("%20", " ");
            assert!(!to.contains("://"), "{page}: {to} is elsewhere");
            let (path, anchor) = to.split_once('#').unwrap_or((&to, ""));
            let target = if path.is_empty() { page.to_owned() } else { resolve(page, path) };
            let target = match target.is_empty() || target.ends_with('/') {
                true => target + "index.html",
                false => target,
            };
            assert!(site().contains_key(&target), "{page}: {to} is missing");
            links += 1;
            if !anchor.is_empty() {
                let id = format!("id=\"{anchor}\"");
                assert!(text(&target).contains(&id), "{page}: {to} has no such place");
                anchors += 1;
            }
        }
    }
    assert!(links > 1_000 && anchors > 100, "{links} links, {anchors} anchors");
}

#[test]
fn absolute_addresses_are_those_of_the_site() {
    for path in paths(".html").into_iter().chain(paths(".xml")) {
        let pattern = format!(r#"(?:href="|src="|<loc>)({ADDRESS}/[^"<]*)"#);
        for url in found(&pattern, text(path)) {
            let below = url[ADDRESS.len() + 1..].split('#').next().expect("a first part");
            let file = match below.is_empty() || below.ends_with('/') {
                true => format!("{below}index.html"),
                false => below.to_owned(),
            };
            assert!(site().contains_key(&file), "{path}: {url} is missing");
        }
    }
    assert_eq!(
        found("<loc>([^<]*)<", text("sitemap.xml")).len(),
        paths("index.html").len(),
        "every page is in the sitemap"
    );
    let it = text("it/index.html");
    assert!(it.contains(&format!("{ADDRESS}/update.xml")));
    assert!(!it.contains("nothing calls home."), "LibreOffice looks for updates there");
}

#[test]
fn without_an_address_nothing_is_absolute() {
    let plain = files(build(None, None));
    assert!(!plain.contains_key("sitemap.xml") && !plain.contains_key("changes/feed.xml"));
    assert!(plain.keys().all(|path| !path.starts_with("try/") || path == "try/index.html"));
    for (path, bytes) in plain.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).expect("pages are UTF-8");
        assert!(!html.contains("canonical"), "{path}");
        assert!(!html.contains("href=\"http"), "{path}");
    }
    let page = |path: &str| std::str::from_utf8(&plain[path]).expect("pages are UTF-8");
    assert!(page("it/index.html").contains("nothing calls home."));
    let page = page("try/index.html");
    assert!(page.contains("built without the checker") && !page.contains("<script"));
}

#[test]
fn nothing_comes_from_elsewhere_and_nothing_is_inline() {
    for page in paths(".html") {
        let html = text(page);
        for forbidden in [" style=\"", "<style", "<iframe", "javascript:", " onclick=", "<base"] {
            assert!(!html.contains(forbidden), "{page}: {forbidden}");
        }
        assert!(found("(<script[^>]*>)", html).iter().all(|tag| tag.contains(" src=")), "{page}");
        assert!(html.contains("default-src 'none'"), "{page}");
        assert!(html.contains("Not affiliated with or endorsed by the NHS"), "{page}");
        assert_eq!(html.contains("wasm-unsafe-eval"), page == "try/index.html", "{page}");
    }
    let own = paths(".js").into_iter().filter(|path| !path.starts_with("npm/"));
    for path in own.chain(paths(".css")) {
        for forbidden in
            ["://", "@import", "url(", "localStorage", "sessionStorage", "cookie", "eval("]
        {
            assert!(!text(path).contains(forbidden), "{path}: {forbidden}");
        }
    }
}

#[test]
fn checksums_are_those_of_the_files() {
    let sum = |bytes: &[u8]| -> String {
        Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
    };
    let lines: Vec<(&str, &str)> =
        text("SHA256SUMS.txt").lines().map(|l| l.split_once("  ").expect("two cells")).collect();
    assert!(lines.len() >= 6);
    for (hash, path) in &lines {
        assert_eq!(*hash, sum(&site()[*path]), "{path}");
        assert!(text("it/index.html").contains(hash), "{path} on the page for IT");
    }
    let shown_sum = Regex::new(
        r#"href="([^"]*)" download>[^<]*</a>[^<]*</p>\s*<p class="sum">SHA-256 <code>([0-9a-f]{64})<"#,
    )
    .expect("a valid pattern");
    let mut shown = 0;
    for page in paths("index.html").into_iter().filter(|p| p.starts_with("install/")) {
        let html = text(page);
        for c in shown_sum.captures_iter(html) {
            let file = resolve(page, &c[1].replace("%20", " "));
            assert_eq!(c[2], sum(&site()[&file]), "{page}: {file}");
            shown += 1;
        }
        assert_eq!(shown_sum.captures_iter(html).count(), html.matches("class=\"sum\"").count());
    }
    assert!(shown >= 40, "{shown} checksums on install pages");
}

#[test]
fn every_program_has_a_page_or_waits() {
    let table = fs::read_to_string("site/install.toml").expect("the table is there");
    let all: BTreeSet<&str> = found("\nslug = \"([^\"]*)\"", &table).into_iter().collect();
    let waiting: BTreeSet<&str> = all
        .iter()
        .copied()
        .filter(|s| !site().contains_key(&format!("install/{s}/index.html")))
        .collect();
    assert_eq!(waiting, BTreeSet::from(WAITING), "see WAITING in this test");
    for page in paths("index.html").into_iter().filter(|p| p.starts_with("install/")) {
        assert!(!text(page).contains("{."), "{page}: a file name is not filled in");
    }
}

#[test]
fn every_medical_word_is_on_one_page_of_at_most_500() {
    let mut words = BTreeSet::new();
    for page in paths("index.html")
        .into_iter()
        .filter(|p| p.starts_with("words/") && *p != "words/index.html")
    {
        let here = found("<dt id=\"w-([^\"]*)\"", text(page));
        assert!((1..=500).contains(&here.len()), "{page}: {} words", here.len());
        for word in here {
            assert!(words.insert(word), "{word} is on two pages");
        }
    }
    for word in ["haemoglobin", "Ménière", "furosemide", "frusemide", "HbA1c"] {
        assert!(words.contains(word), "{word}");
    }
    assert!(!words.contains("abcess"), "known misspellings are no words");
}

#[test]
fn the_look_up_has_every_kind_of_answer() {
    let data: BTreeMap<String, String> = paths(".json")
        .into_iter()
        .filter(|path| path.starts_with("search/f-"))
        .flat_map(|path| {
            serde_json::from_str::<BTreeMap<String, String>>(text(path)).expect("JSON")
        })
        .collect();
    for (word, said) in [
        ("house", ""),
        ("haemoglobins", "=haemoglobin"),
        ("hemoglobin", "american:haemoglobin"),
        ("frusemide", "former:furosemide"),
        ("abcess", "misspelt:abscess"),
        ("organize", "oxford:organise"),
    ] {
        assert_eq!(data.get(word).map(String::as_str), Some(said), "{word}");
    }
    let index = Index::embedded();
    assert_eq!(data.len(), index.forms().len(), "every form of the index");
}

#[test]
fn the_examples_of_the_landing_page_are_true() {
    let checker = Checker::new(Index::embedded());
    for (word, rule) in [
        ("oedema", "correct"),
        ("co-amoxiclav", "correct"),
        ("Ménière’s", "correct"),
        ("edema", "american"),
        ("hemoglobin", "american"),
        ("frusemide", "former"),
        ("diarrohea", "misspelling"),
        ("qzxw", "unknown"),
    ] {
        assert_eq!(checker.verdict(word).rule(), rule, "{word}");
    }
    assert!(matches!(checker.verdict("organize"), Verdict::Oxford { .. }));
}

#[test]
fn two_builds_are_the_same() {
    let again = files(build(Some(ADDRESS), Some(WASM)));
    let differing: Vec<&String> =
        again.iter().filter(|(p, b)| site()[*p] != **b).map(|(p, _)| p).collect();
    assert_eq!((again.len(), differing), (site().len(), vec![]));
}

//! Documents as people write them, and as attackers do: what the unit tests beside the formats
//! cannot show because it takes a file system, signals or system calls.

mod common;

use common::office::{
    BODY, Folder, docx, docx_with, fodt, odf_package, odt, p, pptx, said, xlsx, zip,
};
use common::{FORMATS, feed, medspell, text, tool};
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

/// A page with a word over two lines, one in another language and one with an unreadable glyph.
const PDF: &[u8] = include_bytes!("fuzz/seeds/pdf/letter.pdf");

#[test]
fn every_format_has_its_places() {
    let folder = Folder::new();
    folder.file("a.docx", docx(BODY));
    folder.file("b.odt", odt("<text:p>One<text:s/>more <text:span text:style-name=\"D\">Edema</text:span> edema.</text:p>"));
    folder.file("c.rtf", "{\\rtf1\\ansi x\\par no {\\b ede}ma}");
    folder.file("d.html", "<p lang=de>Edema</p>\n<p>hemo<b>globin</b>");
    folder.file("e.md", "# Notes\n\n`edema` and edema\n");
    folder.file("f.csv", "a,\"no \"\"edema\"\"\"\n");
    folder.file("g.eml", "Subject: edema\n\nLow hemoglobin\n");
    folder.file("h.tex", "% edema\nThe \\emph{ede}ma $edema$\n");
    folder.file(
        "i.txt",
        "\u{feff}no edema\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
    );
    folder.file("j.xlsx", zip(&[
        ("_rels/.rels", "<Relationships><Relationship Id='r' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>"),
        ("xl/workbook.xml", "<workbook xmlns:r='x'><sheets><sheet name='Ward 7' r:id='r1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='s.xml'/><Relationship Id='r2' Type='x/sharedStrings' Target='t.xml'/></Relationships>"),
        ("xl/t.xml", "<sst><si><r><t>ede</t></r><r><t>ma</t></r></si></sst>"),
        ("xl/s.xml", "<worksheet><sheetData><row r='7'><c r='B7' t='s'><v>0</v></c><c r='C7'><f>edema</f><v>1</v></c></row></sheetData></worksheet>"),
    ]));
    folder.file("k.pptx", zip(&[
        ("_rels/.rels", "<Relationships><Relationship Id='r' Type='x/officeDocument' Target='p.xml'/></Relationships>"),
        ("p.xml", "<p:presentation xmlns:p='p' xmlns:r='r'><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>"),
        ("_rels/p.xml.rels", "<Relationships><Relationship Id='r1' Type='x/slide' Target='s.xml'/></Relationships>"),
        ("s.xml", "<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:rPr lang='de-DE'/><a:t>Edema </a:t></a:r><a:r><a:rPr lang='en-US'/><a:t>edema</a:t></a:r></a:p></p:sld>"),
    ]));
    folder.file("l.pdf", PDF);
    let output = folder.check(&["--format", "line", "."]);
    let found: Vec<String> = text(&output).lines().map(str::to_owned).collect();
    assert_eq!(
        found,
        [
            "./a.docx:¶1:4: error: edema → oedema [american]",
            "./a.docx:¶1:5 (header): error: anemia → anaemia [american]",
            "./b.odt:¶1:16: error: edema → oedema [american]",
            "./c.rtf:¶2:4: error: edema → oedema [american]",
            "./d.html:2:4: error: hemoglobin → haemoglobin [american]",
            "./e.md:3:13: error: edema → oedema [american]",
            "./f.csv:1:9: error: edema → oedema [american]",
            "./g.eml:1:10 (header): error: edema → oedema [american]",
            "./g.eml:3:5: error: hemoglobin → haemoglobin [american]",
            "./h.tex:2:11: error: edema → oedema [american]",
            "./i.txt:1:4: error: edema → oedema [american]",
            "./j.xlsx:Ward 7!B7: error: edema → oedema [american]",
            "./k.pptx:slide 1: error: edema → oedema [american]",
            "./l.pdf:p.1: error: edema → oedema [american]",
        ]
    );
}

/// The `line` report without the path and the severity: `place: word`.
fn places(output: &Output) -> Vec<String> {
    let line = |l: &str| {
        let (head, tail) = l.split_once(": error: ").expect("an error");
        let word = tail.split(" →").next().expect("a word");
        format!("{} {word}", head.split_once(':').expect("a path").1)
    };
    text(output).lines().map(line).collect()
}

#[test]
fn every_part_of_a_document_is_named() {
    let folder = Folder::new();
    let boxed = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:docPr descr=\"An edema\"/><w:txbxContent><w:p><w:r><w:t>tumor</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>tumor</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    let parts = ["header", "footer", "footnotes", "endnotes", "comments"];
    let words = ["anemia", "leukemia", "hematuria", "diarrhea", "ischemia"].map(p);
    let parts: Vec<_> =
        parts.iter().zip(&words).map(|(kind, word)| (*kind, *kind, &**word)).collect();
    folder.file("a.docx", docx_with(boxed, &parts));
    let found = places(&folder.check(&["--format", "line", "a.docx"]));
    let expected = [
        "¶1:4 (alt text) edema",
        "¶2:1 (text box) tumor",
        "¶1:1 (header) anemia",
        "¶1:1 (footer) leukemia",
        "¶1:1 (note) hematuria",
        "¶1:1 (note) diarrhea",
        "¶1:1 (comment) ischemia",
    ];
    assert_eq!(found, expected);

    let header = "<office:master-styles><style:master-page style:name=\"S\"><style:header><text:p>anemia</text:p></style:header><style:footer><text:p>leukemia</text:p></style:footer></style:master-page></office:master-styles>";
    let body = "<text:p>Low<office:annotation><dc:creator>Edema</dc:creator><text:p>ischemia</text:p></office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>hematuria</text:p></text:note-body></text:note></text:p><draw:frame><draw:text-box><text:p>tumor</text:p></draw:text-box><svg:desc>An edema</svg:desc></draw:frame><text:tracked-changes><text:changed-region><text:deletion><text:p>edema</text:p></text:deletion></text:changed-region></text:tracked-changes>";
    folder.file("a.odt", odf_package("text", body, header));
    let found = places(&folder.check(&["--format", "line", "a.odt"]));
    let expected = [
        "¶2:1 (comment) ischemia",
        "¶3:1 (note) hematuria",
        "¶4:1 (text box) tumor",
        "¶5:4 (alt text) edema",
        "¶1:1 (header) anemia",
        "¶2:1 (footer) leukemia",
    ];
    assert_eq!(found, expected);

    let paragraph = |word: &str| format!("<a:p><a:r><a:t>{word}</a:t></a:r></a:p>");
    folder.file("a.pptx", pptx(&paragraph("edema"), &paragraph("anemia")));
    let found = places(&folder.check(&["--format", "line", "a.pptx"]));
    let expected = [
        "slide 1 (alt text) leukemia",
        "slide 1 edema",
        "slide 1 (alt text) leukemia",
        "slide 1 (speaker notes) anemia",
    ];
    assert_eq!(
        found.iter().collect::<std::collections::BTreeSet<_>>(),
        expected.map(String::from).iter().collect()
    );

    let rows = "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>anemia</t></is></c><c r=\"D2\" t=\"s\"><v>0</v></c><c r=\"E2\" t=\"str\"><f>\"ed\"&amp;\"ema\"</f><v>tumor</v></c></row>";
    folder.file("a.xlsx", xlsx("<si><t>edema</t></si>", rows));
    let found = places(&folder.check(&["--format", "line", "a.xlsx"]));
    let expected = [
        "Ward 7!B2 edema",
        "Ward 7!C2 anemia",
        "Ward 7!D2 edema",
        "Ward 7!E2 tumor",
        "Ward 7!A1 (comment) diarrhea",
    ];
    assert_eq!(found, expected);

    let cell = "<table:table-cell><text:p>edema</text:p></table:table-cell>";
    let sheet = format!(
        "<table:table table:name=\"Ward 7\"><table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated=\"2000000000\"/></table:table-row><table:table-row><table:table-cell/>{cell}</table:table-row></table:table>"
    );
    folder.file("a.ods", odf_package("spreadsheet", &sheet, ""));
    assert_eq!(places(&folder.check(&["--format", "line", "a.ods"])), ["Ward 7!B4 edema"]);
    let slides = "<draw:page><draw:frame><draw:text-box><text:p>x</text:p></draw:text-box></draw:frame></draw:page><draw:page><draw:frame><draw:text-box><text:p>edema</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>anemia</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>";
    folder.file("a.odp", odf_package("presentation", slides, ""));
    let found = places(&folder.check(&["--format", "line", "a.odp"]));
    assert_eq!(found, ["slide 2 edema", "slide 2 (speaker notes) anemia"]);
}

/// What is in the middle of words, between them, and no prose at all.
#[test]
fn markup_inside_words_is_understood() {
    let folder = Folder::new();
    let extract = |name: &str| text(&folder.run(&["extract", name]));
    let run = |inner: &str| format!("<w:r>{inner}</w:r>");
    let body = [
        "<w:p>",
        &run(
            "<w:t>co</w:t><w:noBreakHyphen/><w:t>operate</w:t><w:tab/><w:t>ede</w:t><w:softHyphen/><w:t>ma</w:t><w:br/><w:t xml:space=\"preserve\">no </w:t>",
        ),
        "<w:proofErr w:type=\"spellStart\"/>",
        &run("<w:t>tu</w:t>"),
        "<w:bookmarkStart w:id=\"0\" w:name=\"x\"/><w:proofErr w:type=\"spellEnd\"/>",
        &run("<w:t>mor</w:t><w:sym w:font=\"Symbol\" w:char=\"F061\"/>"),
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo>",
        "<w:ins><w:r><w:t>&#233;t&amp;</w:t></w:r></w:ins></w:p>",
    ];
    folder.file("a.docx", docx_with(&body.concat(), &[]));
    assert_eq!(extract("a.docx"), "co\u{2011}operate\tedema\nno tumor\u{fffc}hereét&\n");

    let body = "<text:p>ede<text:soft-page-break/>ma<text:s text:c=\"2000000000\"/>tu<text:bookmark text:name=\"x\"/>mor<text:tab/><text:change-start text:change-id=\"c\"/>new<text:change-end text:change-id=\"c\"/><text:line-break/><text:span>o<text:span>n</text:span></text:span>e &amp; t<![CDATA[wo]]><text:ruby><text:ruby-base>kan</text:ruby-base><text:ruby-text>no</text:ruby-text></text:ruby></text:p>";
    folder.file("a.odt", odt(body));
    let spaces = " ".repeat(64);
    assert_eq!(extract("a.odt"), format!("edema{spaces}tumor\tnew\none & twokan\n"));

    let strings = "<si><t>漢<t/></t><rPh sb=\"0\" eb=\"1\"><t>kan</t></rPh></si><si><r><t>ede</t></r><r><t>ma</t></r></si>";
    let row =
        "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c><f>\"tumor\"</f><v>12</v></c></row>";
    folder.file("a.xlsx", xlsx(strings, row));
    assert_eq!(extract("a.xlsx"), "漢\nedema\nNo diarrhea\n");

    folder.file("a.rtf", "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset161 B;}}{\\*\\generator edema;}{\\b ede}ma caf\\'e9 {\\f1 \\'e1}\\uc1\\u945?\\u-10179?\\u-8704?\\bin3 xyz.\\par}");
    assert_eq!(extract("a.rtf"), "edema café αα😀.\n");
}

/// A part in UTF-16, and one with a byte order mark: places are those of the bytes.
#[test]
fn parts_in_other_encodings_keep_their_places() {
    let folder = Folder::new();
    let xml = fodt("<text:p>café edema</text:p>");
    let utf16 = xml.replace("UTF-8", "UTF-16");
    let utf16: Vec<u8> =
        "\u{feff}".chars().chain(utf16.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    for (name, bytes) in [("a.fodt", format!("\u{feff}{xml}").into_bytes()), ("b.fodt", utf16)] {
        let path = folder.file(name, &bytes);
        let args = ["--format", "jsonl", "--type", "fodt", name];
        let found: serde_json::Value =
            serde_json::from_slice(&folder.check(&args).stdout).expect("one finding");
        let at = |key: &str| found[key].as_u64().expect("a number") as usize;
        let source = &bytes[at("start")..at("end")];
        assert_eq!(
            source.iter().filter(|b| **b != 0).copied().collect::<Vec<_>>(),
            b"edema",
            "{name}"
        );
        let done = folder.run(&["fix", "--apply", "--type", "fodt", name]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let fixed = fs::read(path).expect("the file");
        let step = if name == "b.fodt" { 2 } else { 1 };
        assert_eq!(fixed.len(), bytes.len() + step, "{name}");
    }
}

/// What a folder holds beside documents is passed over, but not in silence where it is text.
#[test]
fn old_documents_in_a_folder_are_counted() {
    let folder = Folder::new();
    folder.file("a/new.txt", "edema\n");
    folder.file("a/letter.DOC", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    folder.file("a/beds.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    folder.file("a/picture.png", "");
    folder.file("b/picture.png", "");
    let output = folder.check(&["--format", "list", "a", "b"]);
    assert_eq!((text(&output), output.status.code()), ("edema\n".to_owned(), Some(1)));
    let expected = "medspell: a: 2 file(s) of Office 97 to 2003 passed over; save them as .docx, .xlsx or .pptx\n\
                    medspell: b: no document in this folder\n";
    assert_eq!(said(&output), expected);
}

/// Text that a document says is in another language is counted, and checked on request.
#[test]
fn declared_languages_are_honoured() {
    let folder = Folder::new();
    let styles = "<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"fr-FR\"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:styleId=\"E\"><w:rPr><w:lang w:val=\"en-US\"/></w:rPr></w:style><w:style w:styleId=\"Sub\"><w:basedOn w:val=\"E\"/></w:style>";
    let styled = |style: &str, run: &str, word: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r>{run}<w:t>{word}</w:t></w:r></w:p>"
        )
    };
    let german = "<w:rPr><w:lang w:val=\"de-DE\"/></w:rPr>";
    let body = [
        styled("Sub", "", "edema"),
        styled("Sub", german, "tumor"),
        styled("None", "", "anemia leukemia"),
        styled("None", "<w:rPr><w:rStyle w:val=\"E\"/></w:rPr>", "ischemia"),
    ];
    folder.file("a.docx", docx_with(&body.concat(), &[("styles", "styles", styles)]));
    let styles = "<office:styles><style:default-style style:family=\"paragraph\"><style:text-properties fo:language=\"fr\"/></style:default-style><style:style style:name=\"E\" style:family=\"paragraph\"><style:text-properties fo:language=\"en\" fo:country=\"GB\"/></style:style><style:style style:name=\"Sub\" style:family=\"paragraph\" style:parent-style-name=\"E\"/></office:styles>";
    let body = "<text:p text:style-name=\"Sub\">edema <text:span text:style-name=\"D\">tumor</text:span></text:p><text:p>anemia leukemia</text:p><text:p text:style-name=\"E\">ischemia</text:p>";
    folder.file("a.odt", odf_package("text", body, styles));
    folder.file("a.html", "<html lang=fr><p lang=en-AU>edema <i xml:lang=de>tumor</i></p><p>anemia leukemia</p><p lang=en>ischemia");
    folder.file("a.rtf", "{\\rtf1\\deflang1036 \\lang2057 edema {\\lang1031 tumor}\\par\\lang1036 anemia leukemia\\par\\lang1033 ischemia}");
    for name in ["a.docx", "a.odt", "a.html", "a.rtf"] {
        let output = folder.check(&["--format", "list", name]);
        assert_eq!(text(&output), "edema\nischemia\n", "{name}");
        let summary = said(&folder.check(&[name]));
        let (counted, languages) = summary
            .lines()
            .find_map(|l| l.split_once(" word(s) in other languages not checked: "))
            .unwrap_or_else(|| panic!("{name}: {summary}"));
        assert_eq!(
            (counted, languages.contains("de") && languages.contains("fr")),
            ("3", true),
            "{name}: {summary}"
        );
        let stats = said(&folder.check(&["--format", "line", "--stats", name]));
        assert!(stats.contains("3 word(s) in other languages"), "{name}: {stats}");
        let all = folder.check(&["--format", "list", "--lang-attr", "ignore", name]);
        assert_eq!(text(&all).lines().count(), 5, "{name}");
        let json: serde_json::Value =
            serde_json::from_slice(&folder.check(&["--format", "json", name]).stdout)
                .expect("JSON");
        let skipped = json["summary"]["skipped_words"].as_object().expect("an object");
        assert_eq!(skipped.values().filter_map(|n| n.as_u64()).sum::<u64>(), 3, "{name}");
    }
}

/// `--all-words` reports right words too, each with the bytes that it came from.
#[test]
fn every_word_holds_its_source() {
    let folder = Folder::new();
    let sentence = "The café’s edema &amp; X-ray";
    folder.file("a.html", format!("<p>{sentence}"));
    folder.file("b.txt", "\u{feff}The café’s edema & X-ray");
    folder.file(
        "c.txt",
        b"\xff\xfeT\0h\0e\0 \0c\0a\0f\0\xe9\0\x19 s\0 \0e\0d\0e\0m\0a\0 \0X\0-\0r\0a\0y\0",
    );
    folder.file("d.txt", b"The caf\xe9\x92s edema & X-ray");
    folder.file("e.docx", docx_with(&p(sentence), &[]));
    folder.file("f.fodt", fodt(&format!("<text:p>{sentence}</text:p>")));
    for name in ["a.html", "b.txt", "c.txt", "d.txt", "e.docx", "f.fodt"] {
        let path = folder.path().join(name);
        let output = folder.check(&["--all-words", "--format", "jsonl", name]);
        let bytes = match name {
            "e.docx" => docx_with_part(&path),
            _ => fs::read(&path).expect("the file"),
        };
        let mut words = Vec::new();
        for line in text(&output).lines() {
            let line = line.replace("\\udce9", "\u{fffd}").replace("\\udc92", "\u{fffd}");
            let line = line.replace("\\udcff", "\u{fffd}").replace("\\udcfe", "\u{fffd}");
            let found: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            let at = |key: &str| found[key].as_u64().expect("a number") as usize;
            let source: String = bytes[at("start")..at("end")]
                .utf8_chunks()
                .map(|c| c.valid().to_owned() + &"\u{fffd}".repeat(c.invalid().len()))
                .collect();
            assert_eq!(found["source"], *source, "{name}");
            words.push(found["word"].as_str().expect("a word").to_owned());
        }
        assert_eq!(words, ["The", "café’s", "edema", "X-ray"], "{name}");
    }
}

/// The unpacked main part of a Word document.
fn docx_with_part(path: &Path) -> Vec<u8> {
    let file = fs::File::open(path).expect("a file");
    let mut package = zip::ZipArchive::new(file).expect("a package");
    let mut bytes = Vec::new();
    let mut part = package.by_name("word/document.xml").expect("its text");
    part.read_to_end(&mut bytes).expect("its bytes");
    bytes
}

#[test]
fn content_and_options_name_the_format() {
    let folder = Folder::new();
    folder.file("a.txt", docx(&p("edema")));
    folder.file("b.bin", "<p>ed<b>ema");
    let list = |args: &[&str]| text(&folder.check(&[&["--format", "list"], args].concat()));
    assert_eq!(list(&["a.txt"]), "edema\nanemia\n", "content goes before the name");
    assert_eq!(list(&["--type", "html", "b.bin"]), "edema\n");
    let mut piped = medspell();
    piped.args(["check", "--format", "line", "--stdin-name", "ward/x.html", "-"]);
    assert_eq!(
        text(&feed(&mut piped, "<p>ed<b>ema")),
        "ward/x.html:1:4: error: edema → oedema [american]\n"
    );
    assert_eq!(folder.check(&["--type", "nothing", "b.bin"]).status.code(), Some(2));
}

/// On a terminal the progress is shown when a second has gone, and the lines of the findings;
/// elsewhere neither.
#[test]
fn progress_is_for_terminals_and_after_a_second() {
    let run = |terminal: bool| {
        let medspell = env!("CARGO_BIN_EXE_medspell");
        let line = format!("(sleep 2; echo no edema) | {medspell} check --no-config -");
        let mut command = match terminal {
            true => tool("script", "bsdutils"),
            false => tool("sh", "dash"),
        };
        let command = if terminal {
            command.args(["-qec", &line, "/dev/null"])
        } else {
            command.args(["-c", &line])
        };
        let output = command.output().expect("it runs");
        text(&output) + &said(&output)
    };
    let watched = run(true);
    assert!(watched.contains("0/1 documents") && watched.contains("^^^^^"), "{watched}");
    let unwatched = run(false);
    assert!(!unwatched.contains("documents") && !unwatched.contains('^'), "{unwatched}");
}

/// Every limit is a flag, and what goes beyond one is said and is exit code 2.
#[test]
fn limits_are_flags_and_reported() {
    let folder = Folder::new();
    folder.file("a.docx", docx(&p("edema")));
    folder.file("a.txt", format!("edema {} hemoglobin edema\n", "x".repeat(40)));
    folder.file("a.fodt", fodt("<text:p a=\"\" b=\"\" c=\"\" d=\"\">edema</text:p>"));
    let pages = "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[";
    let pages = format!("%PDF-1.7\n{pages}{}]>>endobj trailer<</Root 1 0 R>>", "<<>>".repeat(999));
    folder.file("pages.pdf", [pages.as_bytes(), PDF].concat());
    for (flag, value, name) in [
        ("--max-file", "9", "a.txt"),
        ("--max-entry", "9", "a.docx"),
        ("--max-total", "9", "a.docx"),
        ("--max-total", "1000000", "pages.pdf"),
        ("--max-entries", "2", "a.docx"),
        ("--max-depth", "2", "a.docx"),
        ("--max-attributes", "3", "a.fodt"),
        ("--max-findings", "1", "a.txt"),
        ("--timeout", "0", "a.txt"),
    ] {
        let output = folder.check(&[flag, value, name]);
        assert_eq!(output.status.code(), Some(2), "{flag}: {}", said(&output));
        assert!(said(&output).contains(flag), "{flag}: {}", said(&output));
        let none = folder.check(&["--format", "list", name]);
        assert_eq!(none.status.code(), Some(1), "{name}: {}", said(&none));
    }
    let output = folder.check(&["--max-token", "30", "--format", "list", "a.txt"]);
    assert_eq!(text(&output), "edema\nhemoglobin\nedema\n");
    assert!(said(&output).contains("1 token(s) too long"), "{}", said(&output));
}

#[test]
fn folders_are_walked_as_their_ignore_files_say() {
    let folder = Folder::new();
    for name in ["a.txt", "b.txt", "old/c.txt", "new/d.txt", "e.bin", ".hidden.txt"] {
        folder.file(name, "edema\n");
    }
    folder.file(".gitignore", "b.txt\n");
    folder.file(".medspellignore", "old/\n");
    let output = folder.check(&["--format", "line", "."]);
    let found: Vec<String> =
        text(&output).lines().map(|l| l[..l.find(':').expect("a path")].to_owned()).collect();
    assert_eq!(found, ["./a.txt", "./new/d.txt"]);
    assert_eq!(
        text(&folder.check(&["--format", "list", "b.txt"])),
        "edema\n",
        "a file that is named is read"
    );
}

#[test]
fn the_end_says_what_was_read() {
    let folder = Folder::new();
    folder.file("a.txt", "edema and edema, hemoglobin\n");
    folder.file("b.txt", [0; 9]);
    let output = folder.check(&["--format", "list", "--stats", "."]);
    let expected = "1 document(s) read, 1 not, 4 words\n        3 american\n";
    assert!(said(&output).ends_with(expected), "{}", said(&output));
    assert!(said(&folder.check(&["a.txt"])).ends_with("3 finding(s)\n"));
}

#[test]
fn a_pdf_file_is_checked_and_never_fixed() {
    let folder = Folder::new();
    let path = folder.file("a.pdf", PDF);
    let output = medspell().args(["fix", "--apply"]).arg(&path).output().expect("medspell runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("a PDF file can not be fixed in place"), "{}", said(&output));
    assert_eq!(fs::read(&path).expect("the file is there"), PDF);
}

#[test]
fn the_same_at_any_number_of_jobs() {
    let folder = Folder::new();
    for number in 0..40 {
        folder.file(format!("{number:02}.txt"), "edema and hemoglobin\n".repeat(number * 7));
        folder.file(format!("{number:02}.docx"), "no package");
    }
    for format in FORMATS {
        let run = |jobs| folder.check(&["--format", format, "--stats", "--jobs", jobs, "."]);
        let (one, eight) = (run("1"), run("8"));
        assert_eq!(one.status.code(), Some(2));
        assert!(one.stdout == eight.stdout && one.stderr == eight.stderr, "{format}");
    }
}

#[test]
fn what_cannot_be_read_is_one_line_and_exit_2() {
    let folder = Folder::new();
    let whole = docx(BODY);
    folder.file("cut.docx", &whole[..whole.len() / 2]);
    folder.file("deep.rtf", "{\\rtf1 ".to_owned() + &"{".repeat(10_000));
    folder.file("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more");
    folder.file("zeros.txt", [0; 5000]);
    folder.file(
        "locked.odt",
        zip(&[
            ("content.xml", "x"),
            (
                "META-INF/manifest.xml",
                "<manifest:manifest><manifest:encryption-data/></manifest:manifest>",
            ),
        ]),
    );
    for name in ["cut.docx", "deep.rtf", "old.doc", "zeros.txt", "locked.odt", "none.txt", "."] {
        let output = folder.check(&[name]);
        if name != "." {
            assert_eq!(
                (output.status.code(), said(&output).lines().count()),
                (Some(2), 1),
                "{name}"
            );
        }
        assert_eq!(output.status.code(), Some(2), "{name}");
    }
}

#[test]
fn odd_objects_neither_hang_nor_steer_nor_run() {
    let folder = Folder::new();
    let root = folder.path();
    let fifo = root.join("fifo.txt");
    assert!(tool("mkfifo", "coreutils").arg(&fifo).status().expect("mkfifo runs").success());
    symlink(".", root.join("loop")).expect("a link");
    symlink("nowhere", root.join("dangling.txt")).expect("a link");
    symlink("/dev/zero", root.join("zero.txt")).expect("a link");
    let names: [&[u8]; 6] = [
        b"-rf.txt",
        b"new\nline.txt",
        b"\x1b]0;pwn\x07.txt",
        b"bad\xff\xfe.txt",
        b"$(touch PWNED).txt",
        b"\xe2\x80\xaegnp.txt",
    ];
    for name in names {
        folder.file(OsStr::from_bytes(name), "edema \u{1b}[31m \u{202e}\n::error::x\n");
    }
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    paths.push(root.to_path_buf());
    for path in paths {
        let start = Instant::now();
        let output =
            medspell().current_dir(root).arg("check").arg(&path).output().expect("medspell runs");
        assert!(start.elapsed() < Duration::from_secs(10), "{path:?}");
        assert!(matches!(output.status.code(), Some(1 | 2)), "{path:?}: {output:?}");
        for stream in [&output.stdout, &output.stderr] {
            let stream = String::from_utf8(stream.clone()).expect("UTF-8");
            let steers =
                |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!stream.contains(steers), "{path:?}: {stream:?}");
            assert!(!stream.lines().any(|l| l.starts_with("::")), "{path:?}: {stream:?}");
        }
    }
    assert!(!root.join("PWNED").exists());
}

/// The commands as strace sees them: no socket, no child, and nothing written but standard output
/// and what `fix` is asked to write.
#[test]
fn no_network_no_child_no_copy() {
    let folder = Folder::new();
    let log = folder.path().join("log");
    let traced = |args: &[&str], code| {
        let path = folder.file("a.docx", docx(BODY));
        let output = tool("strace", "strace")
            .args(["-f", "-qq", "-e", "trace=%network,%process,%file", "-o"])
            .arg(&log)
            .arg(env!("CARGO_BIN_EXE_medspell"))
            .args(args)
            .arg(&path)
            .output()
            .expect("strace runs");
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        let calls = fs::read_to_string(&log).expect("a log");
        assert!(calls.contains("a.docx"), "the log shows the file: {calls}");
        for line in calls.lines() {
            let forbidden = ["socket(", "connect(", "sendto(", "fork("];
            assert!(!forbidden.iter().any(|call| line.contains(call)), "{line}");
            assert!(!line.contains("execve(") || line.contains("medspell"), "{line}");
            // The call: the folder of the project may have the word in its name.
            let clones = ["clone(", "clone3("].iter().any(|call| line.contains(call));
            assert!(!clones || line.contains("CLONE_THREAD"), "{line}");
        }
        let writes =
            ["O_CREAT", "O_WRONLY", "O_RDWR", "unlink", "rename", "mkdir", " link(", " linkat("];
        let wrote = |line: &&str| {
            writes.iter().any(|call| line.contains(call)) && !line.contains("/dev/tty")
        };
        calls.lines().filter(wrote).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(traced(&["check"], 1), [""; 0]);
    assert_eq!(traced(&["check", "--format", "json", "--stats"], 1), [""; 0]);
    assert_eq!(traced(&["extract"], 0), [""; 0]);
    assert_eq!(traced(&["fix"], 1), [""; 0]);
    let written = traced(&["fix", "--apply"], 0);
    let here = folder.path().to_str().expect("UTF-8");
    let own =
        |line: &String| line.contains(&format!("{here}/.medspell-")) || line.contains("a.docx.bak");
    assert!(!written.is_empty() && written.iter().all(own), "{written:#?}");
    assert!(written.iter().all(|l| !l.contains("O_CREAT") || l.contains("0600")), "{written:#?}");
}

/// A reader that goes away is no fault; a disk that is full is one, in one line.
#[test]
fn output_that_fails_is_understood() {
    let folder = Folder::new();
    folder.file("a.txt", "edema\n".repeat(100_000));
    for command in ["check", "extract"] {
        let run = |target: &str| {
            let line = format!("{} {command} a.txt {target}", env!("CARGO_BIN_EXE_medspell"));
            let mut shell = tool("sh", "dash");
            shell.current_dir(folder.path()).args(["-c", &line]).output().expect("it runs")
        };
        assert!(!said(&run("| head -1")).contains("medspell"), "{command}");
        let full = run("> /dev/full");
        assert_eq!(full.status.code(), Some(2), "{command}");
        let lines: Vec<_> = said(&full).lines().map(str::to_owned).collect();
        assert!(lines.len() == 1 && lines[0].starts_with("medspell: "), "{command}: {lines:?}");
    }
}

#[test]
fn extract_prints_all_text_or_what_is_checked() {
    let folder = Folder::new();
    let path = folder.file("a.docx", docx(BODY));
    let run = |args: &[&str]| {
        text(&medspell().arg("extract").args(args).arg(&path).output().expect("medspell runs"))
    };
    assert_eq!(run(&[]), "No edema today.\nKein Edema heute.\nThe anemia clinic\n");
    assert_eq!(run(&["--checked"]), "No edema today.\n\nThe anemia clinic\n");
    assert!(run(&["--format", "jsonl"]).lines().all(|l| l.contains("\"loc\":\"¶")));
}

/// Counts that no sheet can have do not wrap round to its first cells.
#[test]
fn absurd_counts_do_not_wrap() {
    let folder = Folder::new();
    let most = usize::MAX;
    let cell = |word: &str| format!("<c t=\"str\"><v>{word}</v></c>");
    let rows = format!("<row r=\"{most}\">{}</row><row>{}</row>", cell("edema"), cell("anemia"));
    folder.file("a.xlsx", xlsx("", &rows));
    let found = places(&folder.check(&["--format", "line", "a.xlsx"]));
    let last = |word: &str| format!("Ward 7!A{most} {word}");
    assert_eq!(found[..2], [last("edema"), last("anemia")]);

    let cells = |word: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{most}\"/><table:table-cell table:number-columns-repeated=\"2\"><text:p>{word}</text:p></table:table-cell>"
        )
    };
    let row = |word: &str| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{most}\">{}</table:table-row>",
            cells(word)
        )
    };
    let (first, last) = (row("edema"), row("anemia"));
    let sheet = format!("<table:table table:name=\"W\">{first}{last}</table:table>");
    folder.file("a.ods", odf_package("spreadsheet", &sheet, ""));
    let found = places(&folder.check(&["--format", "line", "a.ods"]));
    let column = found[0].trim_start_matches("W!").trim_end_matches("1 edema");
    assert!(column.len() > 9, "{found:?}");
    let cells = [(1, "edema"), (1, "edema"), (most, "anemia"), (most, "anemia")];
    let expected = cells.map(|(row, word)| format!("W!{column}{row} {word}"));
    assert_eq!(found, expected);
}

/// A document may hold what steers a terminal: it is shown there, and passed on in a pipe.
#[test]
fn extract_steers_no_terminal() {
    let folder = Folder::new();
    let evil = "a\tb\u{1b}[2Jc\u{202e}d";
    let path = folder.file("a.txt", format!("{evil}\n"));
    let medspell = env!("CARGO_BIN_EXE_medspell");
    let on_terminal = |args: &str| {
        let line = format!("{medspell} extract --no-config {args} {}", path.display());
        text(&tool("script", "bsdutils").args(["-qec", &line, "/dev/null"]).output().expect("runs"))
    };
    assert_eq!(on_terminal(""), "a\tb\\u{1b}[2Jc\\u{202e}d\r\n");
    let json = on_terminal("--format jsonl");
    assert!(!json.contains(['\u{1b}', '\u{202e}']) && json.contains("\\u202e"), "{json:?}");
    let piped = common::medspell().args(["extract", "--no-config"]).arg(&path).output();
    assert_eq!(text(&piped.expect("it runs")), format!("{evil}\n"));
}

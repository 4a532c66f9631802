//! Documents as people write them, and as attackers do: what the unit tests beside the formats
//! cannot show because it takes a file system, signals or system calls.

mod common;

use common::{medspell, text, tool};
use std::ffi::OsStr;
use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let method = match *name {
            "mimetype" => zip::CompressionMethod::Stored,
            _ => zip::CompressionMethod::Deflated,
        };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a new entry");
        writer.write_all(content.as_bytes()).expect("memory can be written");
    }
    writer.finish().expect("a whole package").into_inner()
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A Word document with a header, a footnote in German and a word split over runs.
fn docx(body: &str) -> Vec<u8> {
    let part = |root: &str, inner: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{root} xmlns:w=\"{WORD}\">{inner}</w:{root}>"
        )
    };
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/></Types>";
    let relations = |target: &str, kind: &str| {
        format!(
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    zip(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", &relations("word/document.xml", "officeDocument")),
        ("word/_rels/document.xml.rels", &relations("header1.xml", "header")),
        ("word/document.xml", &part("document", &format!("<w:body>{body}</w:body>"))),
        ("word/header1.xml", &part("hdr", "<w:p><w:r><w:t>The anemia clinic</w:t></w:r></w:p>")),
    ])
}

const BODY: &str = "<w:p><w:r><w:t>No ede</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ma today.</w:t></w:r></w:p>\
    <w:p><w:r><w:rPr><w:lang w:val=\"de-DE\"/></w:rPr><w:t>Kein Edema heute.</w:t></w:r></w:p>\
    <w:p><w:del><w:r><w:delText>edema</w:delText></w:r></w:del><w:r><w:instrText>edema</w:instrText></w:r></w:p>";

fn odt(body: &str) -> Vec<u8> {
    let names = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"{names}:office:1.0\" xmlns:text=\"{names}:text:1.0\" xmlns:style=\"{names}:style:1.0\" xmlns:fo=\"{names}:xsl-fo-compatible:1.0\" office:version=\"1.2\"><office:automatic-styles><style:style style:name=\"D\" style:family=\"text\"><style:text-properties fo:language=\"de\" fo:country=\"DE\"/></style:style></office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let manifest = format!(
        "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"{names}:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", &content),
        ("META-INF/manifest.xml", &manifest),
    ])
}

/// A page with a word over two lines, one in another language and one with an unreadable glyph.
const PDF: &[u8] = include_bytes!("fuzz/seeds/pdf/letter.pdf");

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    fn file(&self, name: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name.as_ref());
        fs::write(&path, bytes).expect("a file");
        path
    }

    fn check(&self, args: &[&str]) -> Output {
        medspell()
            .current_dir(self.0.path())
            .arg("check")
            .args(args)
            .output()
            .expect("medspell runs")
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

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
    for format in ["line", "json", "sarif", "junit", "checkstyle", "rdjson", "human"] {
        let run = |jobs| folder.check(&["--format", format, "--jobs", jobs, "."]);
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
    let root = folder.0.path();
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

/// The command as strace sees it: no socket, no child, and nothing written but standard output.
#[test]
fn no_network_no_child_no_copy() {
    let folder = Folder::new();
    let path = folder.file("a.docx", docx(BODY));
    let log = folder.0.path().join("log");
    let output = tool("strace", "strace")
        .args(["-f", "-qq", "-e", "trace=%network,%process,%file,openat", "-o"])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_medspell"))
        .arg("check")
        .arg(&path)
        .output()
        .expect("strace runs");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let calls = fs::read_to_string(&log).expect("a log");
    assert!(calls.contains("a.docx"), "the log shows the file: {calls}");
    for line in calls.lines() {
        let forbidden =
            ["socket(", "connect(", "fork(", "O_CREAT", "O_WRONLY", "O_RDWR", "unlink", "rename"];
        let found = forbidden.iter().find(|call| line.contains(*call));
        assert!(found.is_none() || line.contains("/dev/tty"), "{line}");
        assert!(!line.contains("execve(") || line.contains("medspell"), "{line}");
        assert!(!line.contains("clone") || line.contains("CLONE_THREAD"), "{line}");
    }
}

fn fix(path: &Path, args: &[&str]) -> Output {
    medspell().arg("fix").args(args).arg(path).output().expect("medspell runs")
}

#[test]
fn fix_changes_the_word_and_nothing_else() {
    let folder = Folder::new();
    let before = docx(BODY);
    let path = folder.file("a.docx", &before);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
    let link = folder.0.path().join("link.docx");
    symlink("a.docx", &link).expect("a link");
    let dry = fix(&link, &[]);
    assert_eq!(dry.status.code(), Some(1));
    assert!(text(&dry).contains("-No edema today.\n+No oedema today.\n"), "{}", text(&dry));
    assert_eq!(fs::read(&path).expect("the file"), before, "a dry run changes nothing");
    let done = fix(&link, &["--apply"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(link.symlink_metadata().expect("the link").is_symlink());
    assert_eq!(fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read(folder.0.path().join("a.docx.bak")).expect("the copy"), before);
    let output = folder.check(&["--format", "list", "a.docx"]);
    assert_eq!((text(&output), output.status.code()), (String::new(), Some(0)));
}

/// LibreOffice opens what was fixed, and reads the same but for the words.
#[test]
fn libreoffice_reads_the_fixed_document() {
    let folder = Folder::new();
    let paths = [
        folder.file("a.docx", docx(BODY)),
        folder.file("b.odt", odt("<text:p>No ede<text:span>ma</text:span> today.</text:p>")),
    ];
    let read = |name: &str| {
        let out = folder.0.path().join(name);
        let status = tool("soffice", "libreoffice-writer")
            .arg(format!("-env:UserInstallation=file://{}/profile", folder.0.path().display()))
            .args(["--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir"])
            .arg(&out)
            .args(&paths)
            .output()
            .expect("LibreOffice runs");
        assert!(status.status.success(), "{}", said(&status));
        ["a.txt", "b.txt"].map(|f| fs::read_to_string(out.join(f)).expect("the text"))
    };
    let before = read("before");
    paths.iter().for_each(|path| assert_eq!(fix(path, &["--apply"]).status.code(), Some(0)));
    assert!(before.iter().all(|t| t.contains("edema")), "{before:?}");
    assert_eq!(read("after"), before.map(|t| t.replacen("No edema", "No oedema", 1)));
}

/// Killed at any moment, the original or the finished file is there, never a part.
#[test]
fn fix_survives_being_killed() {
    let folder = Folder::new();
    let (old, new) = ("edema and words\n".repeat(4_000), "oedema and words\n".repeat(4_000));
    let path = folder.file("a.txt", &old);
    let start = Instant::now();
    assert_eq!(fix(&path, &["--apply"]).status.code(), Some(0));
    let whole = start.elapsed();
    let (mut originals, mut finished) = (0, 0);
    for step in 0..40 {
        fs::write(&path, &old).expect("the original");
        let mut child = Command::new(env!("CARGO_BIN_EXE_medspell"))
            .args(["fix", "--apply"])
            .arg(&path)
            .stderr(Stdio::null())
            .spawn()
            .expect("medspell starts");
        std::thread::sleep(whole.mul_f64(f64::from(step) / 25.0));
        child.kill().expect("a signal");
        child.wait().expect("it ends");
        let now = fs::read_to_string(&path).expect("the file is there");
        assert!(now == old || now == new, "a part of {} bytes", now.len());
        *(if now == old { &mut originals } else { &mut finished }) += 1;
    }
    assert!(originals > 0 && finished > 0, "the loop hit both: {originals} and {finished}");
}

#[test]
fn settings_lists_baselines_and_redaction() {
    let folder = Folder::new();
    folder.file("medspell.toml", "ignore-words = [\"edema\"]\nword-lists = [\"ours.txt\"]\n[[files]]\nglob = \"*.log\"\nskip = true\n");
    folder.file("ours.txt", "Xqvarty # the ward's robot\n");
    folder.file("a.txt", "edema xqvarty hemoglobin qqzzx\n");
    folder.file("b.log", "hemoglobin\n");
    let list = |args: &[&str]| text(&folder.check(&[&["--format", "list"], args].concat()));
    assert_eq!(list(&["."]), "hemoglobin\nqqzzx\n");
    assert_eq!(list(&["--ignore-word", "QQZZX", "--ignore-re", "hemo.*n", "a.txt"]), "");
    let redacted = text(&folder.check(&["--format", "jsonl", "--redact", "a.txt"]));
    assert!(redacted.contains("h•••") && !redacted.contains("globin"), "{redacted}");
    assert_eq!(folder.check(&["--write-baseline", "base", "a.txt"]).status.code(), Some(1));
    assert_eq!(folder.check(&["--baseline", "base", "a.txt"]).status.code(), Some(0));
    folder.file("a.txt", "hemoglobin hemoglobin\n");
    assert_eq!(list(&["--baseline", "base", "a.txt"]), "hemoglobin\n");
    folder.file("medspell.toml", "ignore_words = []\n");
    assert_eq!(folder.check(&["a.txt"]).status.code(), Some(2));
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

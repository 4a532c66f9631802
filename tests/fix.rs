//! `medspell fix`: a word and nothing else, at every moment a whole file, and LibreOffice as judge.

mod common;

use common::office::{
    BODY, Folder, docx, docx_with, fodt, odf_package, odt, p, pptx, said, xlsx, zip,
};
use common::{feed, medspell, text, tool};
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn fix(path: &Path, args: &[&str]) -> Output {
    medspell().arg("fix").args(args).arg(path).output().expect("medspell runs")
}

#[test]
fn fix_changes_the_word_and_nothing_else() {
    let folder = Folder::new();
    let before = docx(BODY);
    let path = folder.file("a.docx", &before);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
    let link = folder.path().join("link.docx");
    symlink("a.docx", &link).expect("a link");
    let dry = fix(&link, &[]);
    assert_eq!(dry.status.code(), Some(1));
    assert!(text(&dry).contains("-No edema today.\n+No oedema today.\n"), "{}", text(&dry));
    assert_eq!(fs::read(&path).expect("the file"), before, "a dry run changes nothing");
    let done = fix(&link, &["--apply"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(link.symlink_metadata().expect("the link").is_symlink());
    assert_eq!(fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read(folder.path().join("a.docx.bak")).expect("the copy"), before);
    let output = folder.check(&["--format", "list", "a.docx"]);
    assert_eq!((text(&output), output.status.code()), (String::new(), Some(0)));
}

/// A document of every kind that LibreOffice opens, each with the word and some that stay.
fn one_of_each(folder: &Folder) -> Vec<(PathBuf, &'static str)> {
    let cell = "<table:table-cell office:value-type=\"string\"><text:p>No edema</text:p></table:table-cell>";
    let sheet = format!(
        "<table:table table:name=\"W\"><table:table-row>{cell}</table:table-row></table:table>"
    );
    let slide = "<draw:page draw:name=\"a\"><draw:frame svg:width=\"9cm\" svg:height=\"3cm\"><draw:text-box><text:p>No edema</text:p></draw:text-box></draw:frame></draw:page>";
    let row = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>0</v></c></row>";
    let string = "<si><r><t>No ede</t></r><r><t>ma</t></r></si>";
    let paragraph = "<a:p><a:r><a:t>No ede</a:t></a:r><a:r><a:t>ma</a:t></a:r></a:p>";
    [
        ("a.docx", docx(BODY), "fodt"),
        ("b.odt", odt("<text:p>No ede<text:span>ma</text:span></text:p>"), "fodt"),
        ("c.fodt", fodt("<text:p>No edema</text:p>").into_bytes(), "fodt"),
        ("d.xlsx", xlsx(string, row), "fods"),
        ("e.ods", odf_package("spreadsheet", &sheet, ""), "fods"),
        ("f.pptx", pptx(paragraph, ""), "fodp"),
        ("g.odp", odf_package("presentation", slide, ""), "fodp"),
    ]
    .map(|(name, bytes, kind)| (folder.file(name, bytes), kind))
    .to_vec()
}

/// What LibreOffice reads in a document, a paragraph a line.
fn read_by_libreoffice(folder: &Folder, path: &Path, kind: &str) -> String {
    let done = tool("soffice", "libreoffice-writer libreoffice-calc libreoffice-impress")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.path().display()))
        .args(["--headless", "--convert-to", kind, "--outdir"])
        .arg(folder.path().join("read"))
        .arg(path)
        .output()
        .expect("LibreOffice runs");
    let out =
        folder.path().join("read").join(path.file_name().expect("a name")).with_extension(kind);
    let flat = fs::read_to_string(&out).unwrap_or_else(|e| {
        panic!("{path:?}: {e}: {}; libreoffice-calc and -impress are needed too", said(&done))
    });
    fs::remove_file(out).expect("removed");
    let body = flat.split_once("<office:body>").expect("a body").1.replace("</text:p>", "<>\n");
    body.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text).collect()
}

#[test]
fn libreoffice_reads_the_fixed_document() {
    let folder = Folder::new();
    for (path, kind) in one_of_each(&folder) {
        let before = read_by_libreoffice(&folder, &path, kind);
        assert_eq!(fix(&path, &["--apply"]).status.code(), Some(0), "{path:?}");
        let words =
            [("No edema", "No oedema"), ("diarrhea", "diarrhoea"), ("leukemia", "leukaemia")];
        let expected = words.iter().fold(before.clone(), |text, (old, new)| text.replace(old, new));
        assert!(before != expected, "{path:?}: {before}");
        assert_eq!(read_by_libreoffice(&folder, &path, kind), expected, "{path:?}");
    }
}

/// The entries of a package as they are packed, with their names.
fn packed(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut package = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    (0..package.len())
        .map(|index| {
            let mut entry = package.by_index_raw(index).expect("an entry");
            let mut data = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut data).expect("its bytes");
            (entry.name().expect("UTF-8").into_owned(), data)
        })
        .collect()
}

#[test]
fn every_other_entry_stays_as_it_is_packed() {
    let folder = Folder::new();
    let touched = [
        ("a.docx", vec!["word/document.xml", "word/header1.xml"]),
        ("b.odt", vec!["content.xml"]),
        ("d.xlsx", vec!["xl/strings.xml", "xl/comments.xml"]),
        ("e.ods", vec!["content.xml"]),
        ("f.pptx", vec!["ppt/slide.xml", "ppt/notes.xml"]),
        ("g.odp", vec!["content.xml"]),
    ];
    for (path, _) in one_of_each(&folder) {
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
        let Some((_, touched)) = touched.iter().find(|(n, _)| *n == name) else { continue };
        let before = packed(&fs::read(&path).expect("the file"));
        assert_eq!(fix(&path, &["--apply"]).status.code(), Some(0), "{name}");
        let after = packed(&fs::read(&path).expect("the file"));
        assert_eq!(before.len(), after.len());
        for ((old, packed), (new, repacked)) in before.iter().zip(&after) {
            assert_eq!(old, new);
            assert_eq!(packed != repacked, touched.contains(&&**old), "{name}: {old}");
        }
    }
}

/// Killed at any moment, the original or the finished file is there, never a part; and the copy of
/// the old one is whole or not there.
#[test]
fn fix_survives_being_killed() {
    let folder = Folder::new();
    let old_text = "edema and words\n".repeat(4_000);
    let old_docx = docx(&(p("edema") + &p("plain words").repeat(20_000)));
    for (name, old) in [("a.txt", old_text.into_bytes()), ("a.docx", old_docx)] {
        let path = folder.file(name, &old);
        let backup = folder.path().join(format!("{name}.bak"));
        let start = Instant::now();
        assert_eq!(fix(&path, &["--apply"]).status.code(), Some(0));
        let whole = start.elapsed();
        let new = fs::read(&path).expect("the fixed file");
        let (mut originals, mut finished) = (0, 0);
        // A busy machine takes longer than it did before: on until one has finished.
        for step in 0..400 {
            if step >= 40 && finished > 0 {
                break;
            }
            fs::write(&path, &old).expect("the original");
            let _ = fs::remove_file(&backup);
            kill_after(&path, whole.mul_f64(f64::from(step) / 25.0));
            let now = fs::read(&path).expect("the file is there");
            assert!(now == old || now == new, "{name}: a part of {} bytes", now.len());
            let copy = fs::read(&backup).ok();
            assert!(copy.is_none_or(|copy| copy == old), "{name}: a part of the old file");
            assert!(now == old || backup.exists(), "{name}: replaced before it was copied");
            *(if now == old { &mut originals } else { &mut finished }) += 1;
        }
        assert!(originals > 0 && finished > 0, "{name}: {originals} and {finished}");
    }
}

/// Starts `fix --apply` and sends SIGKILL a while later.
fn kill_after(path: &Path, wait: Duration) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_medspell"))
        .args(["fix", "--apply"])
        .arg(path)
        .stderr(Stdio::null())
        .spawn()
        .expect("medspell starts");
    std::thread::sleep(wait);
    child.kill().expect("a signal");
    child.wait().expect("it ends");
}

/// Pick, skip, ignore, add to the list, quit.
#[test]
fn interactive_asks_for_each() {
    let folder = Folder::new();
    let path =
        folder.file("a.txt", "edema qqone edema qqtwo qqtwo qqsix hemoglobin qqsix tumor edema\n");
    let mut command = medspell();
    command.current_dir(folder.path()).args([
        "fix",
        "--interactive",
        "--personal",
        "ours.txt",
        "a.txt",
    ]);
    let output = feed(&mut command, "1\ns\n\ni\na\n1\nq\n");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(
        fs::read_to_string(&path).expect("the file"),
        "oedema qqone edema qqtwo qqtwo qqsix haemoglobin qqsix tumor edema\n"
    );
    assert_eq!(fs::read_to_string(folder.path().join("ours.txt")).expect("the list"), "qqsix\n");
    assert_eq!(said(&output).matches("q quit >").count(), 7, "{}", said(&output));
    assert!(said(&output).ends_with("2 word(s) replaced\n"), "{}", said(&output));
    let left = folder.check(&["--format", "list", "--word-list", "ours.txt", "a.txt"]);
    assert_eq!(text(&left), "qqone\nedema\nqqtwo\nqqtwo\ntumor\nedema\n");
}

/// A list of the user's may not end its last line, and what it holds is not asked for again.
#[test]
fn a_personal_list_is_read_and_goes_on_in_a_line_of_its_own() {
    let folder = Folder::new();
    let list = folder.file("ours.txt", "qqone # a name");
    folder.file("a.txt", "qqone qqtwo\n");
    let mut command = medspell();
    command.current_dir(folder.path());
    command.args(["fix", "--interactive", "--personal", "ours.txt", "a.txt"]);
    let output = feed(&mut command, "a\n");
    assert_eq!(said(&output).matches("q quit >").count(), 1, "{}", said(&output));
    assert_eq!(fs::read_to_string(list).expect("the list"), "qqone # a name\nqqtwo\n");
}

/// Without a list to add to it says so, and what was answered before is done.
#[test]
fn no_answer_is_lost_for_want_of_a_list() {
    let folder = Folder::new();
    let path = folder.file("a.txt", "edema qqone hemoglobin\n");
    let mut command = medspell();
    command.current_dir(folder.path()).args(["fix", "--interactive", "a.txt"]);
    let output = feed(&mut command, "1\na\n1\n");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("there is no personal list"), "{}", said(&output));
    assert_eq!(fs::read_to_string(&path).expect("the file"), "oedema qqone haemoglobin\n");
}

/// What has nothing to replace comes out of a pipe as it went in.
#[test]
fn a_pipe_loses_nothing() {
    let folder = Folder::new();
    folder.file("medspell.toml", "[[files]]\nglob = \"*.log\"\nskip = true\n");
    let fix = |args: &[&str], input: &str| {
        let mut command = medspell();
        feed(command.current_dir(folder.path()).arg("fix").args(args), input)
    };
    for (args, input) in [
        (&["--apply", "-"][..], "all is well\r\n"),
        (&["--apply", "-"], ""),
        (&["--apply", "--stdin-name", "a.log", "-"], "no edema\n"),
    ] {
        let output = fix(args, input);
        assert_eq!((text(&output), output.status.code()), (input.to_owned(), Some(0)), "{args:?}");
    }
    let asked = fix(&["--interactive", "-"], "no edema\n");
    assert_eq!(asked.status.code(), Some(2));
    assert_eq!(said(&asked).lines().count(), 1, "{}", said(&asked));
}

/// What somebody else has written meanwhile is not overwritten.
#[test]
fn a_file_that_changed_is_left_alone() {
    let folder = Folder::new();
    let path = folder.file("a.txt", "no edema\n");
    let mut child = medspell()
        .args(["fix", "--interactive"])
        .arg(&path)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("medspell starts");
    let mut screen = child.stderr.take().expect("a pipe");
    let mut shown = Vec::new();
    while !shown.ends_with(b"quit > ") {
        let mut byte = [0];
        screen.read_exact(&mut byte).expect("it asks");
        shown.extend(byte);
    }
    fs::write(&path, "no edema, they say\n").expect("a change");
    child.stdin.take().expect("a pipe").write_all(b"1\n").expect("an answer");
    let mut rest = String::new();
    screen.read_to_string(&mut rest).expect("UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(2), "{rest}");
    assert!(rest.contains("changed while it was checked"), "{rest}");
    assert_eq!(fs::read_to_string(&path).expect("the file"), "no edema, they say\n");
}

/// Cells that share a text are asked for once.
#[test]
fn interactive_asks_once_for_a_shared_string() {
    let folder = Folder::new();
    let row = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>0</v></c></row>";
    let path = folder.file("a.xlsx", xlsx("<si><t>edema</t></si>", row));
    let mut command = medspell();
    let output = feed(command.args(["fix", "--interactive"]).arg(&path), "1\ns\n");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(text(&folder.check(&["--format", "list", "a.xlsx"])), "diarrhea\n");
}

/// Only what is single and certain is replaced unasked; the style of the word is kept.
#[test]
fn what_needs_a_judgement_stays() {
    let folder = Folder::new();
    let path = folder.file("a.txt", "EDEMA Hemoglobin’s frusemide qqzzx organize pediatric\n");
    let apply = |args: &[&str]| fix(&path, &[&["--apply", "--no-backup"], args].concat());
    assert_eq!(apply(&[]).status.code(), Some(0));
    let read = || fs::read_to_string(&path).expect("the file");
    assert_eq!(read(), "OEDEMA Haemoglobin’s frusemide qqzzx organize paediatric\n");
    assert!(!folder.path().join("a.txt.bak").exists());
    assert_eq!(apply(&["--former"]).status.code(), Some(0));
    assert_eq!(read(), "OEDEMA Haemoglobin’s furosemide qqzzx organize paediatric\n");
    let piped = feed(medspell().args(["fix", "--apply", "-"]), "no edema\n");
    assert_eq!(text(&piped), "no oedema\n");
}

#[test]
fn what_cannot_be_changed_safely_is_left_alone() {
    let folder = Folder::new();
    let plain = docx_with(&p("edema"), &[]);
    let signed = docx_with(&p("edema"), &[]);
    let signed = {
        let mut writer =
            ::zip::ZipWriter::new_append(std::io::Cursor::new(signed)).expect("a package");
        let options = ::zip::write::SimpleFileOptions::default();
        writer.start_file("_xmlsignatures/sig1.xml", options).expect("an entry");
        writer.finish().expect("a package").into_inner()
    };
    let locked =
        zip(&[("content.xml", "x"), ("META-INF/manifest.xml", "<m><m:encryption-data/></m>")]);
    for (name, bytes) in [
        ("signed.docx", signed),
        ("prefix.docx", [b"MZ", &plain[..]].concat()),
        ("suffix.docx", [&plain[..], b"x"].concat()),
        ("locked.odt", locked),
        ("cut.docx", plain[..plain.len() / 2].to_vec()),
    ] {
        let path = folder.file(name, &bytes);
        let output = fix(&path, &["--apply"]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
        assert_eq!(fs::read(&path).expect("the file"), bytes, "{name}");
        assert!(!folder.path().join(format!("{name}.bak")).exists(), "{name}");
    }
}

/// A folder that may not be written to: the original stays, in one line. Root may write everywhere,
/// so the command runs as an ordinary user.
#[test]
fn a_folder_that_is_read_only_keeps_its_file() {
    let folder = Folder::new();
    let binary = folder.path().join("medspell");
    fs::copy(env!("CARGO_BIN_EXE_medspell"), &binary).expect("a copy");
    let path = folder.file("locked/a.txt", "edema\n");
    for (path, mode) in [(folder.path(), 0o755), (path.parent().expect("a folder"), 0o555)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }
    let mut command = common::ordinary_user(&binary);
    let output = command.args(["fix", "--apply"]).arg(&path).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(fs::read_to_string(&path).expect("the file"), "edema\n");
    fs::set_permissions(path.parent().expect("a folder"), fs::Permissions::from_mode(0o755))
        .expect("a mode");
}

/// The copies beside a file, by name.
fn copies(folder: &Folder) -> Vec<(String, String)> {
    let items = fs::read_dir(folder.path()).expect("a folder").map(|item| item.expect("an item"));
    let named = items.map(|item| (item.file_name().to_string_lossy().into_owned(), item.path()));
    let mut copies: Vec<_> = named
        .filter(|(name, _)| name.contains(".bak"))
        .map(|(name, path)| (name, fs::read_to_string(path).expect("text")))
        .collect();
    copies.sort();
    copies
}

/// The original is never lost, however often a file is put right; the same bytes are kept once.
#[test]
fn a_copy_is_never_replaced() {
    let folder = Folder::new();
    let path = folder.file("a.txt", "edema frusemide\n");
    let apply = |args: &[&str]| assert_eq!(fix(&path, args).status.code(), Some(0));
    apply(&["--apply"]);
    apply(&["--apply", "--former"]);
    let named = |all: &[(&str, &str)]| {
        let owned = all.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned()));
        owned.collect::<Vec<_>>()
    };
    let both = named(&[("a.txt.bak", "edema frusemide\n"), ("a.txt.bak.1", "oedema frusemide\n")]);
    assert_eq!(copies(&folder), both);
    for old in ["oedema frusemide\n", "edema frusemide\n"] {
        fs::write(&path, old).expect("an old state");
        apply(&["--apply", "--former"]);
    }
    assert_eq!(copies(&folder), both, "what is kept already is not kept again");
    fs::remove_file(folder.path().join("a.txt.bak")).expect("removed");
    symlink("elsewhere", folder.path().join("a.txt.bak")).expect("a link");
    fs::write(&path, "anemia\n").expect("a new state");
    apply(&["--apply"]);
    assert_eq!(fs::read_to_string(folder.path().join("a.txt.bak.2")).expect("a copy"), "anemia\n");
    assert!(!folder.path().join("elsewhere").exists(), "nothing goes through a link");
}

/// What the settings skip is not opened: it may be unreadable, or none of our business.
#[test]
fn what_is_skipped_is_not_read() {
    let folder = Folder::new();
    let binary = folder.path().join("medspell");
    fs::copy(env!("CARGO_BIN_EXE_medspell"), &binary).expect("a copy");
    folder.file("medspell.toml", "[[files]]\nglob = \"*.log\"\nskip = true\n");
    let log = folder.file("a.log", "edema\n");
    for (path, mode) in [(folder.path(), 0o755), (&log, 0o000)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }
    let mut command = common::ordinary_user(&binary);
    let output = command.current_dir(folder.path()).args(["fix", "a.log"]).output();
    let output = output.expect("it runs");
    assert_eq!(said(&output), "0 word(s) to replace; --apply does it\n");
    assert_eq!(output.status.code(), Some(0));
}

//! What the user knows better: medspell.toml, word lists, baselines, comments in a document; and
//! what may not be printed.

mod common;

use common::office::{Folder, docx_with, fodt, odt, p, pptx, said, xlsx};
use common::{FORMATS, text};

#[test]
fn settings_lists_and_baselines() {
    let folder = Folder::new();
    folder.file("medspell.toml", "ignore-words = [\"edema\"]\nword-lists = [\"ours.txt\"]\n[[files]]\nglob = \"*.log\"\nskip = true\n");
    folder.file("ours.txt", "Xqvarty # the ward's robot\n");
    folder.file("a.txt", "edema xqvarty hemoglobin qqzzx\n");
    folder.file("b.log", "hemoglobin\n");
    let list = |args: &[&str]| text(&folder.check(&[&["--format", "list"], args].concat()));
    assert_eq!(list(&["."]), "hemoglobin\nqqzzx\n");
    assert_eq!(list(&["--ignore-word", "QQZZX", "--ignore-re", "hemo.*n", "a.txt"]), "");
    assert_eq!(folder.check(&["--write-baseline", "base", "a.txt"]).status.code(), Some(1));
    assert_eq!(folder.check(&["--baseline", "base", "a.txt"]).status.code(), Some(0));
    assert_eq!(folder.check(&["--baseline", "base", "./a.txt"]).status.code(), Some(0));
    assert_eq!(folder.check(&["--write-baseline", "all", "."]).status.code(), Some(1));
    assert_eq!(folder.check(&["--baseline", "all", "a.txt"]).status.code(), Some(0));
    folder.file("a.txt", "hemoglobin hemoglobin\n");
    assert_eq!(list(&["--baseline", "base", "a.txt"]), "hemoglobin\n");
    folder.file("medspell.toml", "ignore_words = []\n");
    assert_eq!(folder.check(&["a.txt"]).status.code(), Some(2));
}

/// One directive of each kind, in whatever a format has for comments.
#[test]
fn directives_are_heard_in_every_format() {
    let folder = Folder::new();
    let comment = |text: &str| format!("<p><!-- {text} --></p>");
    let body = |line: &dyn Fn(&str) -> String, note: &dyn Fn(&str) -> String| {
        [
            note("medspell:ignore hemoglobin"),
            line("hemoglobin and edema"),
            note("medspell:off"),
            line("anemia"),
            note("medspell:on"),
            line("leukemia"),
            note("spellchecker:disable-next-line"),
            line("ischemia"),
            line("tumor"),
        ]
        .concat()
    };
    let line = |text: &str| format!("{text}\n\n");
    folder.file("a.md", body(&line, &|t| format!("<!-- {t} -->\n")));
    folder.file("a.html", body(&|t| format!("<p>{t}</p>\n"), &|t| comment(t) + "\n"));
    folder.file("a.tex", body(&line, &|t| format!("% {t}\n")));
    folder.file("a.txt", body(&|t| format!("{t}\n"), &|t| format!("# {t}\n")));
    folder.file("a.csv", body(&|t| format!("{t},\n"), &|t| format!("# {t}\n")));
    folder.file(
        "a.eml",
        format!("Subject: x\n\n{}", body(&|t| format!("{t}\n"), &|t| format!("{t}\n"))),
    );
    folder.file(
        "a.rtf",
        format!("{{\\rtf1 {}}}", body(&|t| format!("{t}\\par\n"), &|t| format!("{t}\\par\n"))),
    );
    folder.file("a.docx", docx_with(&body(&p, &p), &[]));
    let paragraph = |text: &str| format!("<text:p>{text}</text:p>");
    let note = |text: &str| {
        format!("<text:p><office:annotation><text:p>{text}</text:p></office:annotation></text:p>")
    };
    folder.file("a.odt", odt(&body(&paragraph, &note)));
    folder.file("a.fodt", fodt(&body(&paragraph, &note)));
    let shape = |text: &str| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>");
    folder.file(
        "a.pptx",
        pptx(&format!("{}{}", shape("medspell:ignore leukemia"), body(&shape, &shape)), ""),
    );
    let row = |text: &str| format!("<row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    folder.file(
        "a.xlsx",
        xlsx("", &format!("{}{}", row("medspell:ignore diarrhea"), body(&row, &row))),
    );
    for name in
        ["md", "html", "tex", "txt", "csv", "eml", "rtf", "docx", "odt", "fodt", "pptx", "xlsx"]
    {
        let name = format!("a.{name}");
        let found = text(&folder.check(&["--format", "list", &name]));
        let expected = if name == "a.pptx" { "edema\ntumor\n" } else { "edema\nleukemia\ntumor\n" };
        assert_eq!(found, expected, "{name}");
    }
}

/// A comment of Word holds for the whole document, and `ignore-file` leaves all of it out.
#[test]
fn a_comment_of_word_is_heard_in_the_text() {
    let folder = Folder::new();
    let comment = |text: &str| {
        ("comments", "comments", format!("<w:comment w:id=\"0\">{}</w:comment>", p(text)))
    };
    for (said, left) in [("cspell:ignore edema", "hemoglobin\n"), ("medspell:ignore-file", "")] {
        let (kind, root, inner) = comment(said);
        folder.file("a.docx", docx_with(&p("edema hemoglobin"), &[(kind, root, &inner)]));
        assert_eq!(text(&folder.check(&["--format", "list", "a.docx"])), left, "{said}");
    }
    folder.file("a.html", "<!-- medspell:ignore-file --><p>edema");
    assert_eq!(folder.check(&["a.html"]).status.code(), Some(0));
}

#[test]
fn the_nearest_medspell_toml_counts_and_every_key_of_it() {
    let folder = Folder::new();
    folder.file("a/b/x.txt", "edema organize hx Xqvarty\n");
    folder.file("a/b/x.html", "<p lang=de>edema</p>");
    folder.file("a/b/x.tex", "\\ward{edema}{hemoglobin}\n");
    folder.file("medspell.toml", "ignore-words = [\"nothing\"]\n");
    let run = |args: &[&str]| {
        let mut command = common::medspell();
        command.env("XDG_CACHE_HOME", folder.path().join("cache"));
        command.current_dir(folder.path().join("a/b")).args(["check", "--format", "list"]);
        command.args(args).output().expect("medspell runs")
    };
    let list = |args: &[&str]| text(&run(args));
    assert_eq!(list(&["x.txt"]), "edema\norganize\nhx\nXqvarty\n");
    for (settings, name, expected) in [
        ("ignore-words = [\"EDEMA\"]", "x.txt", "organize\nhx\nXqvarty\n"),
        ("ignore-re = [\"e.*h\"]", "x.txt", "Xqvarty\n"),
        ("oxford = true\ninformal = true", "x.txt", "edema\nXqvarty\n"),
        ("level = \"error\"", "x.txt", "edema\nhx\n"),
        ("redact = true", "x.txt", "e•••\no•••\nh•••\nX•••\n"),
        ("word-lists = [\"names.txt\"]", "x.txt", "edema\norganize\nhx\n"),
        (
            "[[files]]\nglob = \"b/*.txt\"\nignore-words = [\"edema\"]\nignore-re = [\"org\"]",
            "x.txt",
            "hx\nXqvarty\n",
        ),
        ("[[files]]\nglob = \"b/*.txt\"\nskip = true", "x.txt", ""),
        ("lang-attr = \"ignore\"", "x.html", "edema\n"),
        ("[tex.commands]\nward = \"st\"", "x.tex", "hemoglobin\n"),
        ("base = \"own.dic\"", "x.txt", "edema\nhx\n"),
    ] {
        folder.file("a/names.txt", "xqvarty\n");
        folder.file("a/own.dic", "2\norganize\nXqvarty\n");
        folder.file("a/own.aff", "SET UTF-8\n");
        folder.file("a/medspell.toml", format!("{settings}\n"));
        assert_eq!(list(&[name]), expected, "{settings}");
    }
    folder.file(
        "a/medspell.toml",
        "fail-on = \"warning\"\nignore-words = [\"edema\", \"hx\", \"Xqvarty\"]\n",
    );
    assert_eq!(run(&["x.txt"]).status.code(), Some(1));
    let warning = run(&["--fail-on", "error", "x.txt"]);
    assert_eq!((text(&warning), warning.status.code()), ("organize\n".into(), Some(0)));
    assert_eq!(list(&["--no-config", "x.txt"]), "edema\norganize\nhx\nXqvarty\n");
    assert_eq!(
        list(&["--config", "../../medspell.toml", "x.txt"]),
        "edema\norganize\nhx\nXqvarty\n"
    );
    for wrong in [
        "redacted = true",
        "level = \"grave\"",
        "[[files]]\nskip = true",
        "[tex.commands]\nward = \"x\"",
        "ignore-re = [\"(\"]",
        "redact = 1",
        "[",
    ] {
        folder.file("a/medspell.toml", wrong);
        let output = run(&["x.txt"]);
        let code = output.status.code();
        assert_eq!(
            (code, said(&output).lines().count()),
            (Some(2), 1),
            "{wrong}: {}",
            said(&output)
        );
    }
}

/// What is wrong with a setting is said with the file, and with the line or the value.
#[test]
fn a_wrong_setting_is_named() {
    let folder = Folder::new();
    folder.file("a.txt", "edema\n");
    for (settings, named) in [
        ("oxford = true\nredacted = true", "line 2: unknown field `redacted`"),
        ("level = \"grave\"", "level = \"grave\""),
        ("ignore-re = [\"fine\", \"(\"]", "\"(\" is no regular expression: unclosed group"),
        ("ignore-re = [\"x*\"]", "\"x*\" matches everywhere"),
        ("[[files]]\nglob = \"[\"", "the glob [ is broken"),
        ("ignore-words = [\"\u{1b}", "line 1"),
        ("word-lists = [\"none.txt\", \"ours.txt\"]", "none.txt: cannot read"),
    ] {
        folder.file("medspell.toml", settings);
        let output = folder.check(&["a.txt"]);
        let said = said(&output);
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
        assert!(
            said.contains(named) && (said.contains("medspell.toml: ") || said.contains("none")),
            "{said}"
        );
    }
    folder.file("medspell.toml", "word-lists = [\"ours.txt\"]");
    for (args, named) in [
        (["--word-list", "none.txt"], "none.txt: cannot read"),
        (["--ignore-re", "("], "--ignore-re: the pattern \"(\""),
        (["--ignore-re", ""], "matches everywhere"),
        (["--timeout=-1", "--stats"], "--timeout"),
        (["--timeout=NaN", "--stats"], "--timeout"),
    ] {
        let output = folder.check(&[&args[..], &["a.txt"]].concat());
        assert!(said(&output).contains(named), "{}", said(&output));
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    // The list that words are added to need not be there yet, and no limit is none.
    let most = usize::MAX.to_string();
    for args in [["--max-file", &most], ["--timeout", "inf"]] {
        assert_eq!(
            folder.check(&[&args[..], &["a.txt"]].concat()).status.code(),
            Some(1),
            "{args:?}"
        );
    }
}

/// The settings for some documents hold for the name that stands for standard input.
#[test]
fn a_name_for_standard_input_is_matched() {
    let folder = Folder::new();
    folder.file("medspell.toml", "[[files]]\nglob = \"old/*.txt\"\nskip = true\n");
    for (name, code) in [("old/a.txt", 0), ("new/a.txt", 1)] {
        let mut command = common::medspell();
        command.current_dir(folder.path()).args(["check", "--stdin-name", name, "-"]);
        assert_eq!(common::feed(&mut command, "edema\n").status.code(), Some(code), "{name}");
    }
}

/// With redaction, no format prints a word of the document, or what stands around it.
#[test]
fn redaction_holds_in_every_format() {
    let folder = Folder::new();
    folder.file("a.txt", "Mr Xqvarty has hemoglobin of 12; hemorrage was seen.\n");
    for format in FORMATS {
        let args = [
            "--redact",
            "--context",
            "always",
            "--confusables",
            "--stats",
            "--format",
            format,
            "a.txt",
        ];
        let output = folder.check(&args);
        let all = text(&output) + &said(&output);
        assert!(all.contains("h•••"), "{format}: {all}");
        for word in ["emoglobin", "emorrage", "emorrhage", "qvarty", "seen"] {
            assert!(!all.contains(word), "{format}: {all}");
        }
    }
    folder.file("medspell.toml", "redact = true\n");
    let output = folder.run(&["fix", "a.txt"]);
    assert_eq!(text(&output), "--- a.txt\n+++ a.txt\n@@ 1:16 @@\n");
}

/// A damaged document is named, and nothing of it is.
#[test]
fn errors_hold_no_text() {
    let folder = Folder::new();
    folder.file("a.fodt", fodt("<text:p>Xqvarty").replace("</office:text>", ""));
    let output = folder.check(&["a.fodt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!said(&output).contains("Xqvarty"), "{}", said(&output));
}

/// A baseline holds the words of documents, in the clear: none is written where they are redacted.
#[test]
fn redaction_writes_no_baseline() {
    let folder = Folder::new();
    folder.file("a.txt", "Mr Xqvarty has hemoglobin of 12.\n");
    folder.file("redacting.toml", "redact = true\n");
    for flag in [&["--redact"][..], &["--config", "redacting.toml"]] {
        let output = folder.check(&[flag, &["--write-baseline", "base", "a.txt"]].concat());
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("medspell: base: a baseline holds the words"), "{said}");
        assert_eq!((text(&output), said.lines().count()), (String::new(), 1), "{said}");
        assert!(!folder.path().join("base").exists());
    }
    assert_eq!(folder.check(&["--write-baseline", "base", "a.txt"]).status.code(), Some(1));
    let known = folder.check(&["--redact", "--baseline", "base", "a.txt"]);
    assert_eq!((text(&known), known.status.code()), (String::new(), Some(0)));
}

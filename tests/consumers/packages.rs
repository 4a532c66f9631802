//! The Debian package, and the formats of programs that cannot be had here, through other readers.

use crate::common::{dist, medspell, text, tool};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn deb() -> PathBuf {
    let mut found = fs::read_dir(dist().join("debian")).expect("the folder").flatten();
    found.next().expect("the package").path()
}

#[test]
fn lintian_has_nothing_to_say() {
    let run = tool("lintian", "lintian").arg("--fail-on=error,warning").arg(deb()).output();
    let run = run.expect("it runs");
    assert_eq!(text(&run), "");
    assert!(run.status.success());
}

/// In a root of its own, so that the system stays as it is.
#[test]
fn the_package_installs_and_goes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    fs::create_dir_all(root.join("var/lib/dpkg/info")).expect("a folder");
    fs::create_dir_all(root.join("var/lib/dpkg/updates")).expect("a folder");
    fs::write(root.join("var/lib/dpkg/status"), "").expect("a file");
    let dpkg = |arguments: &[&str]| {
        let mut command = tool("dpkg", "dpkg");
        command.arg("--force-not-root").arg(format!("--root={}", root.display()));
        command.arg("--log=/dev/null").args(arguments).env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin");
        let run = command.output().expect("dpkg runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    dpkg(&["-i", &deb().to_string_lossy()]);
    let dictionary = root.join("usr/share/hunspell/en_GB-medical.dic");
    let ours = fs::read(dist().join("hunspell/en_GB-medical.dic")).expect("the words");
    assert_eq!(fs::read(&dictionary).expect("installed"), ours);
    assert_eq!(fs::read(root.join("usr/share/hunspell/en_GB_MED.dic")).expect("the link"), ours);
    dpkg(&["-r", "hunspell-en-gb-medical"]);
    assert!(!dictionary.exists());
}

/// The UTF-16 files for Microsoft's programs, as glibc reads them.
#[test]
fn the_utf16_files_are_utf16() {
    for (name, first, word) in [
        ("word/medspell-1.dic", None, "Parkinson"),
        ("word/ExcludeDictionaryEN0809.lex", None, "hemoglobin"),
        ("windows/medspell.dic", None, "haemoglobin"),
        ("windows/medspell.exc", None, "hemoglobin"),
        ("windows/medspell.acl", Some('|'), "hemoglobin|haemoglobin"),
    ] {
        let bytes = fs::read(dist().join(name)).expect("the file");
        assert_eq!(bytes[..2], [0xff, 0xfe], "{name} has no byte order mark");
        let run = tool("iconv", "libc-bin")
            .args(["-f", "UTF-16", "-t", "UTF-8"])
            .arg(dist().join(name))
            .output();
        let words = text(&run.expect("iconv runs"));
        assert!(
            words.ends_with("\r\n") && words.matches('\n').count() == words.matches("\r\n").count()
        );
        let found: Vec<&str> = words.split("\r\n").filter(|line| !line.is_empty()).collect();
        assert!(found.contains(&word), "{word} in {name}");
        assert!(found.iter().all(|l| first.is_none_or(|c| l.contains(c))), "{name}");
        assert!(found.iter().all(|l| l.trim() == *l && l.chars().count() <= 140), "{name}");
    }
}

#[test]
fn windows_gets_less_than_it_drops() {
    let sizes = ["dic", "exc", "acl"].map(|ending| {
        fs::metadata(dist().join("windows/medspell").with_extension(ending)).expect("a file").len()
    });
    assert!(sizes.iter().sum::<u64>() < 1_000_000, "{sizes:?}");
}

#[test]
fn the_tarball_runs_where_it_is_unpacked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tarball = |name: &str| {
        let path = folder.path().join(name);
        let run = medspell().arg("package").arg(&path).arg("--from").arg(dist()).output();
        assert!(run.expect("it runs").status.success());
        path
    };
    let (one, two) = (tarball("one.tar.gz"), tarball("two.tar.gz"));
    assert!(fs::read(&one).expect("one") == fs::read(two).expect("two"), "not reproducible");
    let unpacked = tool("tar", "tar").arg("-xzf").arg(&one).current_dir(folder.path()).status();
    assert!(unpacked.is_ok_and(|status| status.success()));
    let top = folder.path().join(format!("medspell-{}", env!("CARGO_PKG_VERSION")));
    let said = Command::new(top.join("bin/medspell")).args(["suggest", "hemoglobin"]).output();
    assert_eq!(text(&said.expect("it runs")), "hemoglobin\thaemoglobin\n");
    for name in [
        "share/man/man1/medspell.1",
        "share/man/man1/medspell-check.1",
        "share/zsh/site-functions/_medspell",
        "share/doc/medspell/LICENSE-MIT",
        "share/doc/medspell/LICENSE-APACHE",
        "share/doc/medspell/LICENCE.txt",
        "share/doc/medspell/THIRD-PARTY.txt",
    ] {
        assert!(top.join(name).is_file(), "{name}");
    }
}

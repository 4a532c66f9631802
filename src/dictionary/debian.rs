//! A Debian package, `hunspell-en-gb-medical`: the pair and the add-on in `/usr/share/hunspell`.
//!
//! Written by hand rather than by dpkg-deb, so that a build needs no Debian and gives equal bytes.
//! It stands beside hunspell-en-gb and replaces nothing.

use super::archive::{Item, ar, gzip, seconds, tar};
use super::{Artefact, Material};
use md5::{Digest, Md5};

const CONTROL: &str = include_str!("../../extension/packaging/debian/control");
const CHANGELOG: &str = include_str!("../../extension/packaging/debian/changelog");
const COPYRIGHT: &str = include_str!("../../extension/packaging/debian/copyright");

const DOC: &str = "usr/share/doc/hunspell-en-gb-medical";
const DICTIONARIES: &str = "usr/share/hunspell";

/// The file `debian/hunspell-en-gb-medical_VERSION_all.deb`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let time = seconds(material.updated);
    let files = files(material);
    let mut data: Vec<(String, Item<'_>)> =
        files.iter().map(|(path, bytes)| (format!("./{path}"), Item::File(bytes))).collect();
    for ending in ["aff", "dic"] {
        let link = format!("./{DICTIONARIES}/en_GB_MED.{ending}");
        let target = if ending == "aff" { "en_GB-medical.aff" } else { "en_GB-medical.dic" };
        data.push((link, Item::Link(target)));
    }
    let data: Vec<(&str, Item<'_>)> =
        data.iter().map(|(p, item)| (p.as_str(), item.clone())).collect();
    let (control, sums) = (control(material, &files), sums(&files));
    let control =
        [("./control", Item::File(control.as_bytes())), ("./md5sums", Item::File(sums.as_bytes()))];
    let deb = ar(
        &[
            ("debian-binary", b"2.0\n"),
            ("control.tar.gz", &gzip(&tar(&control, time))),
            ("data.tar.gz", &gzip(&tar(&data, time))),
        ],
        time,
    );
    let path = format!("debian/hunspell-en-gb-medical_{}_all.deb", material.version);
    vec![Artefact::new(&path, deb)]
}

/// What the package installs, by path without the leading slash.
fn files(material: &Material<'_>) -> Vec<(String, Vec<u8>)> {
    let fill = |text: &str| text.replace("@VERSION@", material.version);
    let changelog = fill(CHANGELOG).replace("@DATE@", &rfc2822(seconds(material.updated)));
    let copyright = COPYRIGHT.replace("@NOTICE@\n", &indented(material.licence));
    vec![
        (format!("{DOC}/changelog.gz"), gzip(changelog.as_bytes())),
        (format!("{DOC}/copyright"), copyright.into_bytes()),
        (format!("{DICTIONARIES}/en_GB-medical-addon.dic"), material.add_on.into()),
        (format!("{DICTIONARIES}/en_GB-medical.aff"), material.aff.into()),
        (format!("{DICTIONARIES}/en_GB-medical.dic"), material.dic.into()),
    ]
}

fn control(material: &Material<'_>, files: &[(String, Vec<u8>)]) -> String {
    let kilobytes: usize = files.iter().map(|(_, bytes)| bytes.len().div_ceil(1024)).sum();
    CONTROL.replace("@VERSION@", material.version).replace("@SIZE@", &kilobytes.to_string())
}

fn sums(files: &[(String, Vec<u8>)]) -> String {
    let sum = |bytes| Md5::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
    files.iter().map(|(path, bytes)| format!("{}  {path}\n", sum(bytes))).collect()
}

/// A licence text as a field of a copyright file: each line indented, empty ones a full stop.
fn indented(text: &str) -> String {
    let line = |line: &str| match line.trim_end() {
        "" => " .\n".to_owned(),
        full => format!(" {full}\n"),
    };
    text.lines().map(line).collect()
}

/// A midnight as a changelog writes it.
fn rfc2822(time: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = time / 86_400;
    let starts = |y: u64, m: usize| seconds(&format!("{y}-{m:02}-01")) / 86_400;
    let year = (1970..).take_while(|y| starts(*y, 1) <= days).last().unwrap_or(1970);
    let month = (1..=12).take_while(|m| starts(year, *m) <= days).last().unwrap_or(1);
    let date = days - starts(year, month) + 1;
    let weekday = DAYS[usize::try_from(days % 7).unwrap_or(0)];
    format!("{weekday}, {date:02} {} {year} 00:00:00 +0000", MONTHS[month - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_in_a_changelog() {
        assert_eq!(rfc2822(seconds("2026-11-22")), "Sun, 22 Nov 2026 00:00:00 +0000");
        assert_eq!(rfc2822(seconds("2024-02-29")), "Thu, 29 Feb 2024 00:00:00 +0000");
    }

    #[test]
    fn a_notice_is_a_field() {
        assert_eq!(indented("a\n\n  b\n"), " a\n .\n   b\n");
    }
}

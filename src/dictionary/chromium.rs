//! Chromium and Electron on Linux: the source of a .bdic, and a custom dictionary.
//!
//! Chromium's own `convert-bdic` mistakes several affix classes, so it is fed every form written
//! out, with an affix file that only names the letters. The custom dictionary ends with the MD5 of
//! its body; with a wrong one Chromium empties the file. Chromium splits words at hyphens.

use super::{Artefact, Material, lines};
use md5::{Digest, Md5};

/// The folder `chromium/`.
pub fn artefacts(material: &Material<'_>) -> Vec<Artefact> {
    let accepted = material.accepted();
    let words: Vec<_> = accepted.iter().filter(|word| !word.contains(['/', ' '])).collect();
    let dic = format!("{}\n{}", words.len(), lines(words));
    vec![
        Artefact::new("chromium/Custom Dictionary.txt", custom(&material.medical())),
        Artefact::new("chromium/en-GB-medical.aff", "SET UTF-8\nTRY esianrtolcdugmphbyfvkwzqxj\n"),
        Artefact::new("chromium/en-GB-medical.dic", dic),
    ]
}

/// The words and the checksum line under them. Chromium refuses words of 99 bytes and more.
fn custom(words: &[String]) -> String {
    let body = lines(words.iter().filter(|word| word.len() < 99));
    let sum: String = Md5::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{body}checksum_v1 = {sum}")
}

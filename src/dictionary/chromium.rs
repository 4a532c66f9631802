//! Chromium and Electron on Linux: the source of a .bdic, and a custom dictionary.
//!
//! Chromium's own `convert-bdic` mistakes several affix classes, so it is fed every form written
//! out, with an affix file that only names the letters. The custom dictionary ends with the MD5 of
//! its body; with a wrong one Chromium empties the file. Chromium splits words at hyphens.

use super::{Artefact, Material, lines};
use md5::{Digest, Md5};
use std::collections::BTreeSet;

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

/// A custom dictionary of a user's with our words added; nothing when it is no custom dictionary.
pub fn merged(theirs: &str, ours: &str) -> Option<String> {
    let mut words = words(theirs)?;
    words.extend(self::words(ours)?);
    Some(custom(&words.into_iter().map(str::to_owned).collect::<Vec<_>>()))
}

/// A merged dictionary that changed since, without the words that came by merging; nothing when it
/// is no custom dictionary.
pub fn without(now: &str, ours: &str, before: &str) -> Option<String> {
    let (ours, before) = (words(ours)?, words(before)?);
    let stays = |word: &&str| before.contains(word) || !ours.contains(word);
    let left: Vec<String> = words(now)?.into_iter().filter(stays).map(str::to_owned).collect();
    Some(custom(&left))
}

/// The words of a custom dictionary whose checksum is true; an empty file has none.
fn words(text: &str) -> Option<BTreeSet<&str>> {
    let Some((body, sum)) = text.split_once(CHECKSUM) else {
        return text.is_empty().then(BTreeSet::new);
    };
    (sum.trim_end() == md5(body)).then(|| body.lines().collect())
}

/// True of a custom dictionary that Chromium takes and that has the word.
pub fn has(text: &str, word: &str) -> bool {
    words(text).is_some_and(|words| words.contains(word))
}

const CHECKSUM: &str = "checksum_v1 = ";

fn md5(body: &str) -> String {
    Md5::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The words and the checksum line under them. Chromium refuses words of 99 bytes and more.
fn custom(words: &[String]) -> String {
    let body = lines(words.iter().filter(|word| word.len() < 99));
    format!("{body}{CHECKSUM}{}", md5(&body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> String {
        custom(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn words_are_merged_and_taken_out_again() {
        let (theirs, ours) = (list(&["Ng", "oedema"]), list(&["haem", "oedema"]));
        let both = merged(&theirs, &ours).expect("two dictionaries");
        assert_eq!(both, list(&["Ng", "haem", "oedema"]));
        let since = merged(&both, &list(&["Xu"])).expect("the user added a word");
        assert_eq!(without(&since, &ours, &theirs), Some(list(&["Ng", "Xu", "oedema"])));
        assert_eq!(without(&since, &ours, ""), Some(list(&["Ng", "Xu"])));
        assert!(has(&both, "haem") && !has(&both, "hem"));
    }

    #[test]
    fn a_wrong_checksum_is_no_dictionary() {
        let broken = list(&["oedema"]).replace("oedema", "edema");
        assert_eq!(merged(&broken, &list(&["haem"])), None);
        assert_eq!(merged("", &list(&["haem"])), Some(list(&["haem"])));
    }
}

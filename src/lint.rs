//! The linter: what can be wrong with a word list that can be read.
//!
//! A row-by-row rule is a function `(entry, lexicon) → message`; a row is released from it by its
//! note (`allow RULE: reason`). Rules that look at several rows or at the file as such follow. The
//! rules and their reasons are described for contributors in `wordlists/README.md`.

use crate::lexicon::{Kind, Lexicon, Profile, oxford};
use crate::normalise::{fold, is_invisible, normalise};
use crate::wordlist::{
    Class, Confusable, Entry, Finding, Sources, Status, WordList, canonical, canonical_pairs,
    same_word,
};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

/// What a row-by-row rule sees.
struct Context<'a> {
    lexicon: &'a Lexicon,
    sources: &'a Sources,
    /// Words of more than 20 letters, for the truncation rule.
    long: BTreeSet<&'a str>,
}

type Rule = fn(&Entry, &Context<'_>) -> Option<String>;

/// The row-by-row rules, in the order in which they are reported.
const RULES: [(&str, Rule); 15] = [
    ("nfc", |e, _| {
        let cells = [&e.instead, &e.note];
        (cells.iter().any(|c| !c.is_ascii() && normalise(c) != c.as_str()))
            .then(|| "not in NFC with plain apostrophes; run lint --fix".into())
    }),
    ("invisible", |e, _| {
        e.note
            .chars()
            .chain(e.instead.chars())
            .any(|c| is_invisible(c) || c.is_control())
            .then(|| "an invisible character; delete it".into())
    }),
    ("homoglyph", |e, _| {
        mixed_scripts(&e.word).then(|| "letters of two scripts in one word; retype it".into())
    }),
    ("trailing-dot", |e, _| {
        let dotted = e.word.ends_with('.') && !e.word[..e.word.len() - 1].contains('.');
        dotted.then(|| "ends in a dot; list the word without it".into())
    }),
    ("truncated", |e, c| {
        let mut longer = c.long.range(&*e.word..).take_while(|w| w.starts_with(&e.word));
        let cut = e.word.chars().count() == 20;
        let whole = longer.find(|w| cut && w.len() > e.word.len() + 3);
        whole.map(|w| format!("cut at 20 characters? {w} goes on"))
    }),
    ("ending", |e, _| {
        let misfit = e.inflection.iter().find(|i| !i.fits(&e.word));
        misfit.map(|i| {
            format!(
                "does not end as `{i}` needs; choose another ending or write the form out as =form"
            )
        })
    }),
    ("class", |e, _| {
        let taxon = e.class == Class::Organism
            && e.word.chars().skip(1).any(char::is_uppercase)
            && e.word.chars().next().is_some_and(char::is_lowercase);
        taxon.then(|| "a taxon is lower case or has one capital, at its head".into())
    }),
    ("eponym-case", |e, _| {
        let name = e.class == Class::Eponym && e.status.is_accepted();
        (name && !e.word.chars().any(char::is_uppercase))
            .then(|| "a name without a capital; an adjective has another class".into())
    }),
    ("drug-stem", |e, _| {
        let stem = DRUG_STEM.is_match(&e.word)
            && !matches!(e.class, Class::Drug | Class::Brand | Class::Lab);
        (stem && e.status.is_accepted())
            .then(|| "has the stem of a drug name but another class".into())
    }),
    ("american", |e, c| {
        let us = e.status.is_accepted().then(|| american(&e.word, c.lexicon)).flatten();
        us.map(|uk| format!("American for {uk}; list {uk} with this form under `us`"))
    }),
    ("oxford", |e, _| {
        let ize = e.status.is_accepted() && is_ize(&e.word);
        ize.then(|| "Oxford spelling; list the form in -ise".into())
    }),
    ("hypercorrect", |e, _| {
        let false_british = e.status.is_accepted() && HYPERCORRECT.is_match(&e.word);
        false_british.then(|| "a false British form; the word has no such digraph".into())
    }),
    ("us-cell", us_cell),
    ("use", use_cell),
    ("evidence", |e, c| {
        let unknown = e.evidence.iter().find(|key| !c.sources.has(key));
        unknown.map(|key| format!("evidence `{key}` is no key of sources.toml"))
    }),
];

/// Every finding in the lists, sorted by place.
pub fn lint(lists: &[WordList], sources: &Sources) -> Vec<Finding> {
    let lexicon = Lexicon::merge(lists);
    let words = lists.iter().flat_map(|l| &l.entries).map(|e| e.word.as_str());
    let context =
        Context { lexicon: &lexicon, sources, long: words.filter(|w| w.len() > 20).collect() };
    let mut findings: Vec<Finding> = lists.iter().flat_map(|l| l.findings.clone()).collect();
    for list in lists {
        findings.extend(list.entries.iter().flat_map(|e| lint_row(list, e, &context)));
    }
    findings.extend(duplicates(lists));
    findings.extend(clashes(lists));
    findings.sort();
    findings
}

/// A finding when the file's bytes are not the canonical ones.
pub fn lint_canonical(list: &WordList, bytes: &[u8]) -> Option<Finding> {
    not_canonical(&list.path, bytes, &canonical(&list.entries))
}

/// The findings of the table of look-alike pairs.
pub fn lint_pairs(
    path: &Path,
    pairs: &[Confusable],
    bytes: &[u8],
    lexicon: &Lexicon,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        not_canonical(path, bytes, &canonical_pairs(pairs)).into_iter().collect();
    for pair in pairs {
        for word in [&pair.word, &pair.with] {
            if !is_known(word, lexicon) {
                let message = format!("{word} is in no list; both words of a pair are right words");
                findings.push(finding(path, pair.line, "use", &pair.word, message));
            }
        }
    }
    findings
}

fn not_canonical(path: &Path, bytes: &[u8], canonical: &[u8]) -> Option<Finding> {
    let mut lines = bytes.split(|&b| b == b'\n').zip(canonical.split(|&b| b == b'\n'));
    (bytes != canonical).then(|| {
        let line = lines.position(|(a, b)| a != b).unwrap_or(0) as u64 + 1;
        finding(path, line, "canonical", "", "not in canonical form; run lint --fix".to_owned())
    })
}

fn finding(path: &Path, line: u64, rule: &'static str, word: &str, message: String) -> Finding {
    Finding { path: path.to_path_buf(), line, rule, word: word.to_owned(), message }
}

fn lint_row(list: &WordList, e: &Entry, context: &Context<'_>) -> Vec<Finding> {
    let broken = RULES.iter().filter(|(name, _)| !e.allows(name));
    let messages = broken.filter_map(|(name, rule)| Some((*name, rule(e, context)?)));
    messages.map(|(name, message)| finding(&list.path, e.line, name, &e.word, message)).collect()
}

/// A `us` cell holds what a rule predicts, nothing that is British too, and no Oxford form.
fn us_cell(e: &Entry, c: &Context<'_>) -> Option<String> {
    if e.us.contains(&e.word) {
        return Some("`us` repeats the word".into());
    }
    if let Some(us) = e.us.iter().find(|us| oxford(&e.word).as_ref() == Some(us)) {
        return Some(format!("{us} is Oxford spelling, not American; empty the cell"));
    }
    let derived = e.us_forms().into_iter().map(|(us, _)| us);
    let accepted =
        |us: &String| c.lexicon.get(us).is_some_and(|f| f.kind.is_accepted(Profile::default()));
    if let Some(us) = derived.into_iter().find(accepted) {
        return Some(format!(
            "the American {us} is in the dictionary; empty the cell or take the word out"
        ));
    }
    let latin = e.class == Class::Organism;
    let predicted =
        predicted_us(&e.word).filter(|_| e.us.is_empty() && !latin && e.status.is_accepted())?;
    (c.lexicon.get(&predicted).is_none())
        .then(|| format!("American writers write {predicted}; put it under `us`"))
}

/// A status that points elsewhere needs `use`, shorthand may have it, and every word of it is in the
/// dictionary.
fn use_cell(e: &Entry, c: &Context<'_>) -> Option<String> {
    match (e.status, e.instead.is_empty()) {
        (Status::Preferred, false) => {
            return Some("`use` without a status that points there".into());
        }
        (Status::Preferred | Status::Informal, _) | (_, false) => {}
        (status, true) => {
            return Some(format!("the status `{status}` needs the right word under `use`"));
        }
    }
    let words = e.instead.split([' ', '|']).filter(|w| !w.is_empty());
    let unknown = words.into_iter().find(|w| !is_known(w, c.lexicon));
    unknown.map(|w| format!("`use` names {w}, which is in no list"))
}

/// True when the dictionary has the word, or all its hyphenated parts.
fn is_known(word: &str, lexicon: &Lexicon) -> bool {
    let has = |w: &str| {
        [w, &*fold(w)]
            .iter()
            .any(|w| lexicon.get(w).is_some_and(|f| f.kind.is_accepted(Profile::default())))
    };
    has(word) || (word.contains('-') && word.split('-').all(|part| part.is_empty() || has(part)))
}

/// The British word that an American one stands for, when the lexicon has it.
pub fn american(word: &str, lexicon: &Lexicon) -> Option<String> {
    if same_in_both(word) {
        return None;
    }
    let candidates = US_TO_UK.iter().filter(|(us, _)| us.is_match(word));
    candidates
        .map(|(us, uk)| us.replace_all(word, *uk).into_owned())
        .find(|uk| uk != word && lexicon.get(uk).is_some_and(|f| f.kind == Kind::Correct))
}

fn same_in_both(word: &str) -> bool {
    ["medieval", "encyclop", "estradiol"].iter().any(|part| word.contains(part))
}

/// True of words in *-ize* and *-yze* that do not have it by descent.
pub fn is_ize(word: &str) -> bool {
    IZE.is_match(word) && !IZE_BY_DESCENT.is_match(word)
}

/// The American form that the surest rules predict.
fn predicted_us(word: &str) -> Option<String> {
    let us = UK_TO_US.iter().fold(word.to_owned(), |w, (uk, us)| w.replace(uk, us));
    let us = if us == word { us } else { oxford(&us).unwrap_or(us) };
    (us != word && same_word(word, &us)).then_some(us)
}

/// One word, one row.
fn duplicates(lists: &[WordList]) -> Vec<Finding> {
    let mut seen: BTreeMap<&str, &WordList> = BTreeMap::new();
    let mut findings = Vec::new();
    for list in lists.iter().filter(|l| !is_general(l)) {
        for e in &list.entries {
            if let Some(first) = seen.insert(&e.word, list).filter(|_| !e.allows("duplicate")) {
                let message =
                    format!("has a row in {} too; a word has one home", first.path.display());
                findings.push(finding(&list.path, e.line, "duplicate", &e.word, message));
            }
        }
    }
    findings
}

/// A form that one row accepts and another one rejects.
fn clashes(lists: &[WordList]) -> Vec<Finding> {
    let mut accepted: BTreeMap<String, &str> = BTreeMap::new();
    for e in lists.iter().filter(|l| !is_general(l)).flat_map(|l| &l.entries) {
        if e.status.is_accepted() {
            accepted.extend(e.forms().into_iter().map(|form| (form, e.word.as_str())));
        }
    }
    let mut findings = Vec::new();
    for list in lists {
        for e in
            list.entries.iter().filter(|e| !e.status.is_accepted() && e.status != Status::Informal)
        {
            if let Some((form, by)) = e.forms().iter().find_map(|f| accepted.get_key_value(f)) {
                let message = format!("{form} is rejected here and accepted by the row of {by}");
                findings.push(finding(&list.path, e.line, "clash", &e.word, message));
            }
        }
    }
    findings
}

fn is_general(list: &WordList) -> bool {
    list.path.file_stem().is_some_and(|stem| stem == crate::lexicon::GENERAL)
}

/// True of Cyrillic letters, and of Greek ones inside a Latin word; one Greek letter at either end
/// is a symbol (*μmol*, *PPARγ*).
fn mixed_scripts(word: &str) -> bool {
    let greek = |c: char| matches!(c, '\u{370}'..='\u{3ff}');
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    let inner = |run: &str| {
        let inside = run.trim_start_matches(greek).trim_end_matches(greek);
        inside.contains(greek)
            || (!inside.is_empty() && run.chars().filter(|&c| greek(c)).count() > 1)
    };
    word.contains(cyrillic) || word.split(|c: char| !c.is_alphabetic()).any(inner)
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of this module are valid")
}

/// American → British, for words in which a digraph was levelled. A candidate only counts when the
/// lexicon has it, which takes care of *hemisphere*, *pedicle*, *chemical* and their like.
static US_TO_UK: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let rules = [
        ("hem(a|o|i[cn])", "haem$1"),
        ("emi(a|c)", "aemi$1"),
        ("esoph", "oesoph"),
        ("edem", "oedem"),
        ("rrhe([ai])", "rrhoe$1"),
        ("pne([ai])", "pnoe$1"),
        ("gynec", "gynaec"),
        ("^ped", "paed"),
        ("oped", "opaed"),
        ("esthe", "aesthe"),
        ("etiolog", "aetiolog"),
        ("fec([aeu])", "faec$1"),
        ("cec([aou])", "caec$1"),
        ("celi([ao])", "coeli$1"),
        ("ameb", "amoeb"),
        ("estr([oiu])", "oestr$1"),
        ("pal?eo", "palaeo"),
        ("nev([uio])", "naev$1"),
        ("ph?eochr", "phaeochr"),
        ("cerulo", "caerulo"),
        ("teni", "taeni"),
        ("melen", "melaen"),
        ("spirochet", "spirochaet"),
        ("previa", "praevia"),
        ("homeo", "homoeo"),
        ("maneuv", "manoeuv"),
        ("fiber", "fibre"),
        ("(tum|hum|col|od|vap)or(s|ed|ing|less)?$", "${1}our$2"),
        ("(lys|lyz)e", "lyse"),
        ("iti([cs])", "aiti$1"),
        ("ceph?alo", "cephalo"),
        ("leuc?kemi", "leukaemi"),
    ];
    rules.into_iter().map(|(us, uk)| (pattern(us), uk)).collect()
});

/// British letters that always have an American counterpart, in this order.
const UK_TO_US: [(&str, &str); 26] = [
    ("haemat", "hemat"),
    ("haemo", "hemo"),
    ("aemia", "emia"),
    ("aemic", "emic"),
    ("oesoph", "esoph"),
    ("oedem", "edem"),
    ("rrhoea", "rrhea"),
    ("rrhoeic", "rrheic"),
    ("pnoea", "pnea"),
    ("pnoeic", "pneic"),
    ("gynaec", "gynec"),
    ("anaesth", "anesth"),
    ("paraesth", "paresth"),
    ("aetiolog", "etiolog"),
    ("faeca", "feca"),
    ("caec", "cec"),
    ("coeli", "celi"),
    ("amoeb", "ameb"),
    ("paediatr", "pediatr"),
    ("orthopaed", "orthoped"),
    ("phaeo", "pheo"),
    ("tumour", "tumor"),
    ("haem", "hem"),
    ("palaeo", "paleo"),
    ("naev", "nev"),
    ("melaen", "melen"),
];

static HYPERCORRECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "p(ae|oe)ni[ac]|^haemi(sph|pleg|par|anop|col)|^(ha|hoe)epat|perin(ae|oe)um|^foec|peritonaeum|tumourig|humoural|^(oe|ae)s(otrop|ophor)",
    )
});
static IZE: LazyLock<Regex> = LazyLock::new(|| {
    pattern("[a-z]{3}(iz(e|es|ed|ing|er|ers|able|ation|ations))$|yz(e|es|ed|ing|er)$")
});
static IZE_BY_DESCENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(^|down|up|re|over|under|out|mid|king|cap|as)siz(e|es|ed|ing|er|ers|able)$|seiz|maize|baize|priz",
    )
});
static DRUG_STEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[a-z]{3,}(mab|tinib|sartan|statin|gliptin|gliflozin|ciclovir|floxacin|prazole|triptan|setron|parib|ciclib|oxaban)$",
    )
});

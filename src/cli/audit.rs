//! `medspell audit` and `medspell sample`: what a reader of the lists works with.

use super::render::{print, say};
use clap::{Args, ValueHint};
use medspell::audit::{Audit, Reference, Share, audit};
use medspell::masking::{Mask, masking};
use medspell::wordlist::{Sources, Words, canonical, read};
use medspell::{Error, Lexicon, Profile, Result, release, sample};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Every source of sources.toml that names a file is looked for in the folder: plain text, one term
/// a line. A form that no reference has and that is one edit from a known word blocks, until its
/// row says `allow audit: reason`.
#[derive(Args)]
pub(super) struct AuditArgs {
    /// The folder with the references
    #[arg(value_hint = ValueHint::DirPath, required_unless_present = "masking")]
    references: Option<PathBuf>,
    /// Print instead the rare forms that are one edit from a common word, each with its decision:
    /// `form<TAB>common words<TAB>nosuggest, confusable, released or none`
    #[arg(long, conflicts_with_all = ["references", "fix", "missing"])]
    masking: bool,
    /// Write the evidence cells
    #[arg(long)]
    fix: bool,
    /// Print every form without evidence
    #[arg(long)]
    missing: bool,
    /// The folder of the word lists
    #[arg(long, default_value = "wordlists", value_hint = ValueHint::DirPath)]
    wordlists: PathBuf,
}

/// Round n uses seed n, so that a round can be drawn again.
#[derive(Args)]
pub(super) struct SampleArgs {
    /// The number of the round
    #[arg(long)]
    round: u64,
    /// How many forms
    #[arg(long, default_value_t = 3000)]
    count: usize,
    /// The folder of the word lists
    #[arg(long, default_value = "wordlists", value_hint = ValueHint::DirPath)]
    wordlists: PathBuf,
}

pub(super) fn run(args: &AuditArgs) -> Result<ExitCode> {
    let words = read(&args.wordlists)?;
    let Some(folder) = &args.references else { return mask(&words) };
    let audit = audit(&words.lists, &references(folder, &words.sources)?);
    let changed: Vec<_> = audit
        .lists
        .iter()
        .filter(|list| {
            let before = words.lists.iter().find(|l| l.path == list.path);
            before.is_some_and(|l| canonical(&l.entries) != canonical(&list.entries))
        })
        .collect();
    if args.fix {
        changed
            .iter()
            .try_for_each(|l| release::write_atomically(&l.path, &canonical(&l.entries)))?;
    } else if !changed.is_empty() {
        say(format_args!(
            "the evidence of {} lists is not that of the references; run audit --fix",
            changed.len()
        ));
    }
    print(&text(&audit, args.missing))?;
    let clean = audit.findings.is_empty() && (args.fix || changed.is_empty());
    Ok(ExitCode::from(u8::from(!clean)))
}

/// The masking report; what is undecided is a finding.
fn mask(words: &Words) -> Result<ExitCode> {
    let masks = masking(words);
    let line = |m: &Mask| format!("{}\t{}\t{}\n", m.form, m.common.join(" "), m.decision);
    print(&masks.iter().map(line).collect::<String>())?;
    let undecided: Vec<_> = masks.iter().filter_map(|m| m.finding.as_ref()).collect();
    undecided.iter().for_each(say);
    say(format_args!("{} forms mask a common word, {} undecided", masks.len(), undecided.len()));
    Ok(ExitCode::from(u8::from(!undecided.is_empty())))
}

fn references(folder: &Path, sources: &Sources) -> Result<Vec<Reference>> {
    let named = sources.sources.iter().filter(|s| !s.file.is_empty());
    named
        .map(|source| {
            let path = folder.join(&source.file);
            let bytes = fs::read(&path).map_err(Error::io(&path, "read the reference"))?;
            Ok(Reference::new(&source.key, &String::from_utf8_lossy(&bytes)))
        })
        .collect()
}

fn text(audit: &Audit, missing: bool) -> String {
    let mut text: String = audit.findings.iter().map(|f| format!("{f}\n")).collect();
    if missing {
        text.extend(audit.missing.iter().map(|(list, form)| format!("{list}\t{form}\n")));
    }
    let line = |s: &Share| {
        let percent = 100.0 * s.evidenced as f64 / s.headwords.max(1) as f64;
        format!("{:40} {:6} headwords, {percent:5.1} % with evidence\n", s.list, s.headwords)
    };
    let shares = audit.shares.iter().filter(|s| s.headwords > 0);
    text.extend(shares.map(line));
    let sum = |count: fn(&Share) -> usize| audit.shares.iter().map(count).sum();
    text + &line(&Share {
        list: "all".into(),
        headwords: sum(|s| s.headwords),
        evidenced: sum(|s| s.evidenced),
    })
}

/// Forms of the medical lists, drawn at random: `form,word,list,class,us,status`.
pub(super) fn draw(args: &SampleArgs) -> Result<ExitCode> {
    let words = read(&args.wordlists)?;
    let lexicon = Lexicon::merge(&words.lists);
    let accepted = lexicon.accepted(Profile::default()).filter(|(_, f)| f.medical);
    let forms: Vec<String> = accepted.map(|(form, _)| form.to_owned()).collect();
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for list in words.lists.iter().filter(|l| l.path.file_stem().is_some_and(|s| s != "general")) {
        let name = list.path.file_stem().unwrap_or_default().to_string_lossy();
        for e in list.entries.iter().filter(|e| e.status.is_accepted()) {
            let possessive = if e.is_possessive() { "'s" } else { "" };
            let cells =
                [&e.word, &*name, e.class.as_str(), &e.us.join(" "), e.status.as_str(), possessive]
                    .join(",");
            for form in e.forms() {
                rows.entry(form).or_insert_with(|| cells.clone());
            }
        }
    }
    let drawn = sample(&forms, args.count, args.round);
    let line = |form: &&String| format!("{form},{}\n", rows.get(*form).map_or("", String::as_str));
    print(&drawn.iter().map(line).collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

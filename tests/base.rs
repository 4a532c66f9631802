//! `--base`: Hunspell dictionaries of the English kind, word by word as libhunspell judges them.
//!
//! With `HUNSPELL_TESTS=CHECKOUT/tests` the cases of the Hunspell project's own suite without
//! compounding are scored too (`apt-get source --download-only hunspell` has them).

mod common;

use common::{feed, medspell, root, text, tool};
use medspell::{Casing, Checker, Error, Index, Kind, Lexicon, Parts, Severity};
use medspell::{build_index, casing, rebase};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// An index without a word.
fn nothing() -> Index {
    let lexicon = Lexicon::default();
    let parts =
        Parts { lexicon: &lexicon, lists: &[], confusables: &[], version: "1", updated: "" };
    Index::open(build_index(&parts)).expect("just built")
}

/// A checker that knows a dictionary and nothing else.
fn alone(path: &Path, aff: &[u8], dic: &[u8]) -> Result<Checker, Error> {
    Ok(Checker::new(Index::open(rebase(path, aff, dic, &nothing())?)?))
}

fn accepts(checker: &Checker, word: &str) -> bool {
    checker.verdict(word).severity() == Severity::Note
}

/// What libhunspell says of each word; the words are bytes, as odd as they may be.
fn hunspell(aff: &Path, dic: &Path, words: &[String]) -> Vec<bool> {
    let mut python = tool("python3", "python3 libhunspell-1.7-0");
    python.arg(root().join("tests/hunspell-words.py")).arg(aff).arg(dic);
    let output = feed(&mut python, &words.iter().map(|w| format!("{w}\n")).collect::<String>());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<bool> = text(&output).lines().map(|line| line == "1").collect();
    assert_eq!(answers.len(), words.len());
    answers
}

/// Asks both of every word and says where they differ, or that one of them has the same answer for
/// all.
fn difference(name: &str, aff: &[u8], dic: &[u8], words: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (aff_path, dic_path) = (folder.path().join("x.aff"), folder.path().join("x.dic"));
    fs::write(&aff_path, aff).expect("written");
    fs::write(&dic_path, dic).expect("written");
    let checker = match alone(&dic_path, aff, dic) {
        Ok(checker) => checker,
        Err(e) => return Some(format!("{name}: {e}")),
    };
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let theirs = hunspell(&aff_path, &dic_path, &words);
    let both = words.iter().map(|word| (word, accepts(&checker, word))).zip(&theirs);
    let differ: Vec<_> = both.filter(|((_, ours), theirs)| ours != *theirs).collect();
    let one_sided = !theirs.contains(&true) || !theirs.contains(&false);
    (one_sided || !differ.is_empty())
        .then(|| format!("{name}: ((word, ours), Hunspell's): {differ:?}"))
}

/// Every directive, in its own small dictionary.
#[test]
fn every_directive_is_hunspells() {
    let differ = |(name, aff, dic, words): &(&str, &str, &str, &str)| {
        difference(name, aff.as_bytes(), dic.as_bytes(), words)
    };
    let differ: Vec<String> = FIXTURES.iter().filter_map(differ).collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

const FIXTURES: [(&str, &str, &str, &str); 38] = [
    (
        "suffixes, prefixes and their cross product",
        "SFX D Y 4\nSFX D 0 d e\nSFX D y ied [^aeiou]y\nSFX D 0 ed [^ey]\nSFX D 0 ed [aeiou]y\n\
         PFX U Y 1\nPFX U 0 un .\nPFX R N 1\nPFX R 0 re .\n",
        "4\nbake/DUR\ntry/DU\nplay/D\ntie/U\n",
        "bake baked unbake unbaked rebake rebaked try tried tryed untried unttry played plaied \
         unplayed tied untie untied BAKED Baked bAKED Unbaked UNBAKED unBaked",
    ),
    (
        "two-fold suffixes",
        "SFX Y Y 1\nSFX Y 0 able/SX .\nSFX S Y 1\nSFX S 0 s .\nSFX X N 1\nSFX X 0 x/S .\n\
         PFX U Y 1\nPFX U 0 un .\n",
        "2\ndrink/YU\neat/S\n",
        "drink drinkable drinkables drinkablex drinkablexs drinks undrink undrinkable undrinkables \
         undrinkablex eats eatables uneat ables",
    ),
    (
        "a prefix that a suffix allows, a suffix that a prefix brings",
        "PFX P Y 1\nPFX P 0 re/S .\nPFX Q Y 1\nPFX Q 0 mis .\nSFX S Y 1\nSFX S 0 s .\n\
         SFX T Y 1\nSFX T 0 t/Q .\n",
        "2\nfoo/P\nbar/T\n",
        "foo refoo refoos foos bar bart misbart misbar bars rebar",
    ),
    (
        "a prefix that the second suffix allows",
        "SFX A Y 1\nSFX A 0 a/B .\nSFX B Y 1\nSFX B 0 b/P .\nPFX P Y 1\nPFX P 0 p .\n",
        "1\nfoo/A\n",
        "foo fooa fooab pfooab pfooa pfoo foob",
    ),
    (
        "conditions",
        "SFX A N 3\nSFX A 0 1 [abc]x\nSFX A 0 2 .[^abc]x\nSFX A x 3 [e-g]x\nPFX P N 2\nPFX P 0 q [xy]\n\
         PFX P a A a[^b]\n",
        "6\nax/A\nfex/A\ng-x/A\nxen/P\nabc/P\nacd/P\n",
        "ax1 fex1 fex2 fe3 g-3 g-x2 f3 e3 qxen qabc Abc Acd AAcd Abcd qacd",
    ),
    (
        "FLAG long",
        "FLAG long\nSFX zx Y 1\nSFX zx 0 s/g? .\nSFX g? Y 1\nSFX g? 0 ful .\n",
        "1\nfoo/zx09\n",
        "foo foos foosful fooful fooz",
    ),
    (
        "FLAG num",
        "FLAG num\nSFX 999 Y 1\nSFX 999 0 s/214,216 .\nSFX 214 Y 1\nSFX 214 0 ful .\nPFX 54 Y 1\nPFX 54 0 un .\n",
        "1\nfoo/999,54\n",
        "foo foos foosful unfoosful unfoo fooful un",
    ),
    (
        "FLAG UTF-8",
        "SET UTF-8\nFLAG UTF-8\nSFX ő Y 1\nSFX ő 0 s .\nSFX Ű Y 1\nSFX Ű 0 en .\n",
        "2\nfoo/ő\nbar/Űő\n",
        "foo foos fooen bar bars baren foosen",
    ),
    (
        "flags of one byte in UTF-8",
        "SET UTF-8\nSFX é Y 1\nSFX é 0 s .\n",
        "2\nfoo/é\nbar/A\n",
        "foo foos bar bars",
    ),
    (
        "AF",
        "AF 2\nAF SB\nAF B\nSFX S Y 1\nSFX S 0 s/2 .\nSFX B Y 1\nSFX B 0 b .\n",
        "3\nfoo/1\nbar/2\nbaz/3\n",
        "foo foos foob foosb bar bars barb baz bazs",
    ),
    (
        "AM",
        "AM 2\nAM po:noun\nAM is:plur\nSFX S Y 1\nSFX S 0 s . 2\n",
        "2\nfoo/S\t1\nbar\t1\n",
        "foo foos bar bars 1",
    ),
    (
        "KEEPCASE",
        "KEEPCASE k\nSFX S Y 1\nSFX S 0 s .\n",
        "4\nkg/k\nMhz/kS\nword/S\nPh/k\n",
        "kg Kg KG Mhz MHZ mhz Mhzs MHZS word Word WORDS Ph PH ph",
    ),
    (
        "CHECKSHARPS",
        "SET UTF-8\nCHECKSHARPS\nKEEPCASE k\n",
        "2\nStraße\nmüßig/k\n",
        "Straße STRASSE strasse müßig Müßig MÜSSIG MÜßIG Müssig",
    ),
    (
        "LANG tr",
        "SET UTF-8\nLANG tr_TR\n",
        "3\niç\nışık\nDiyarbakır\n",
        "iç İç İÇ Iç IÇ ışık Işık IŞIK İşık Diyarbakır DİYARBAKIR Diyarbakir DIYARBAKIR",
    ),
    ("WARN", "WARN ?\nFORBIDWARN\n", "2\nfoo/?\nbar\n", "foo bar"),
    ("a dot behind", "", "3\nfoo\netc.\nBros.\n", "foo. foo... etc. etc bros. Bros. bar. FOO."),
    ("KEEPCASE and the same word without", "KEEPCASE k\n", "2\nfoo/k\nfoo\n", "foo Foo FOO bar"),
    (
        "NEEDAFFIX of a stem",
        "NEEDAFFIX N\nSFX S Y 1\nSFX S 0 s .\nPFX P Y 1\nPFX P 0 re .\n",
        "2\nfoo/NSP\nbar/N\n",
        "foo foos refoo refoos bar",
    ),
    (
        "NEEDAFFIX of an affix",
        "NEEDAFFIX X\nSFX A Y 2\nSFX A 0 suf/B .\nSFX A 0 pseudo/XB .\nSFX B Y 1\nSFX B 0 bar .\nPFX C Y 2\nPFX C 0 pre .\nPFX C 0 psi/X .\n",
        "1\nfoo/AC\n",
        "foo prefoo psifoo foosuf prefoosuf psifoosuf foopseudo prefoopseudo psifoopseudo foosufbar foopseudobar prefoopseudobar psifoopseudobar foobar",
    ),
    (
        "FORBIDDENWORD",
        "FORBIDDENWORD !\nSFX S Y 1\nSFX S 0 s .\n",
        "5\nfoo/S\nfoos/!\nijs\nIjs/!\nbar/!S\n",
        "foo foos FOO FOOS ijs Ijs IJS bar bars Bar",
    ),
    (
        "NOSUGGEST and SUBSTANDARD",
        "NOSUGGEST !\nSUBSTANDARD ?\nSFX S Y 1\nSFX S 0 s .\n",
        "2\nfoo/!S\nbar/?\n",
        "foo foos bar bars",
    ),
    (
        "ONLYINCOMPOUND",
        "ONLYINCOMPOUND c\nSFX S Y 2\nSFX S 0 s .\nSFX S 0 n/c .\n",
        "2\nfoo/S\nbar/cS\n",
        "foo foos foon bar bars",
    ),
    (
        "CIRCUMFIX",
        "CIRCUMFIX X\nPFX A Y 1\nPFX A 0 leg/X .\nPFX B Y 1\nPFX B 0 un .\nSFX C Y 2\nSFX C 0 obb .\nSFX C 0 obb/AX .\n",
        "1\nnagy/CB\n",
        "nagy nagyobb legnagyobb legnagy unnagy unnagyobb",
    ),
    (
        "FULLSTRIP",
        "FULLSTRIP\nSFX A Y 2\nSFX A andare vado andare\nSFX A are iamo andare\n",
        "2\nandare/A\nriandare/A\n",
        "andare vado andiamo rivado riandiamo iamo",
    ),
    (
        "no FULLSTRIP",
        "SFX A Y 2\nSFX A andare vado andare\nSFX A are iamo andare\n",
        "2\nandare/A\nriandare/A\n",
        "andare vado andiamo rivado riandiamo",
    ),
    (
        "COMPLEXPREFIXES",
        "COMPLEXPREFIXES\nPFX A Y 1\nPFX A 0 tek .\nPFX B Y 1\nPFX B 0 met/A .\nSFX S Y 1\nSFX S 0 s .\n",
        "1\nouro/BS\n",
        "ouro metouro tekmetouro tekouro metouros tekmetouros ouros",
    ),
    (
        "COMPOUNDRULE of ordinals",
        "COMPOUNDMIN 1\nONLYINCOMPOUND c\nCOMPOUNDRULE 2\nCOMPOUNDRULE n*1t\nCOMPOUNDRULE n*mp\n",
        "22\n0/nm\n1/n1\n2/nm\n3/nm\n4/nm\n5/nm\n6/nm\n7/nm\n8/nm\n9/nm\n0th/pt\n1st/p\n1th/tc\n2nd/p\n2th/tc\n3rd/p\n3th/tc\n4th/pt\n5th/pt\n6th/pt\n7th/pt\n8th/pt\n9th/pt\n",
        "1st 2nd 22nd 22th 12th 11th 11st 101st 113th 113rd 4th 22ND 111TH 21St 2th 1th",
    ),
    (
        "COMPOUNDRULE with FLAG long, * and ?",
        "FLAG long\nCOMPOUNDMIN 1\nCOMPOUNDRULE 2\nCOMPOUNDRULE (aa)*(bb)?(cc)\nCOMPOUNDRULE (bb)(bb)\n",
        "3\na/aa\nb/bb\nc/cc\n",
        "a b c ac aac abc bc bb ab abb cc aabc bbc ca",
    ),
    (
        "COMPOUNDRULE with FLAG num",
        "FLAG num\nCOMPOUNDMIN 1\nCOMPOUNDRULE 1\nCOMPOUNDRULE (1001)*(2002)\n",
        "2\nx/1001\ny/2002\n",
        "x y xy xxy yx yy",
    ),
    (
        "COMPOUNDMIN 3",
        "COMPOUNDRULE 1\nCOMPOUNDRULE AB\n",
        "4\nfoo/A\nfo/A\nbar/B\nba/B\n",
        "foobar foba fobar fooba barfoo foo",
    ),
    (
        "ICONV and OCONV",
        "SET UTF-8\nICONV 3\nICONV ’ '\nICONV ş ș\nICONV _x y\nOCONV 1\nOCONV ' ’\n",
        "4\ndon't\nChișinău\nyes\nox\n",
        "don't don’t Chişinău Chișinău xes yes ox oy dont",
    ),
    (
        "the longest ICONV",
        "ICONV 4\nICONV Da DA\nICONV Ga GA\nICONV Gag GAG\nICONV Na NA\n",
        "3\nGAG\nGANA\nNANDA\n",
        "Gag GaNa GANA Gana ga",
    ),
    (
        "BREAK of one's own",
        "SET UTF-8\nBREAK 3\nBREAK -\nBREAK –\nBREAK #$\nFORBIDDENWORD !\n",
        "5\nfoo\nbar\nfox-bax\nfoo-baz/!\ne-mail\n",
        "foo-bar foo–bar foo–bar-foo foo# #foo -foo foo- fox-bax fox bax fox-bax-foo foo-fox foo-baz e-mail-foo bar-e-mail foo-bar-foo-bar-foo-bar-foo-bar-foo-bar foo-bar-foo-bar-foo-bar-foo-bar-foo-bar-foo",
    ),
    (
        "BREAK by default",
        "",
        "4\nfoo\nbar\nscott\nscot-free\n",
        "foo-bar foo- -foo -foo-bar foo-bar-foo scot-free scot scot-foo foo–bar",
    ),
    ("BREAK 0", "BREAK 0\n", "2\nfoo\nscot-free\n", "foo scot-free foo-foo -foo foo- "),
    (
        "IGNORE",
        "SET UTF-8\nIGNORE ạeo\nPFX A Y 1\nPFX A 0 re .\n",
        "2\nxmpl\nexpression/A\n",
        "xmpl exmplo expression xprssin rexpression rxprssin reexpression example",
    ),
    ("numbers", "", "1\nfoo\n", "1 12 1.5 1,000 1-2 1..2 1.,2 -1 1. .5 12a 1e5 foo-2 2-foo"),
    (
        "capitals",
        "SFX S Y 1\nSFX S 0 's .\n",
        "8\nUNESCO/S\nMcDonald/S\nParis/S\nheart/S\nmRNA\nSant'Elia\nOpenOffice.org\n'tis\n",
        "UNESCO Unesco unesco UNESCO's UNESCO'S Unesco's McDonald MCDONALD Mcdonald mcdonald MCDONALD'S Paris PARIS paris PARIS'S Heart HEART hEART heart's Heart's HEART'S mRNA MRNA Mrna mrna SANT'ELIA Sant'elia OPENOFFICE.ORG Openoffice.org OpenOffice.org 'tis 'TIS 'Tis",
    ),
];

/// What the bytes of the files can be.
#[test]
fn the_files_are_read_as_hunspell_reads_them() {
    let marked = "\u{feff}SET UTF-8\r\nSFX S Y 1\r\nSFX S 0 s .\r\n";
    let comments =
        "# a comment\nSET UTF-8 # another\n\nSFX S Y 1 # third\nSFX S 0 s . # fourth\nFOO bar\n";
    let morphology = "4\nfoo/S\tpo:noun\nbar/S po:noun is:x\nbaz\told morphology\na\\/c\n";
    let files: [(&str, &[u8], &[u8], &str); 4] = [
        (
            "Latin-1",
            b"SET ISO8859-1\nSFX \xe9 Y 1\nSFX \xe9 0 s [\xe9t]\n",
            b"2\ncaf\xe9/\xe9\nna\xefvet\xe9\n",
            "café cafés naïveté naïvetés CAFÉS",
        ),
        ("Latin-2", b"SET ISO8859-2\n", b"1\n\xbfal\n", "żal ŻAL Żal zal ¿al"),
        (
            "BOM and CRLF",
            marked.as_bytes(),
            "\u{feff}2\r\ncafé/S\r\nbar\r\n".as_bytes(),
            "café cafés bar bars",
        ),
        (
            "comments and morphology",
            comments.as_bytes(),
            morphology.as_bytes(),
            "foo foos bar bars baz old a/c c po:noun",
        ),
    ];
    let differ =
        files.iter().filter_map(|(name, aff, dic, words)| difference(name, aff, dic, words));
    assert_eq!(differ.collect::<Vec<_>>(), [""; 0]);
}

/// The suite of the Hunspell project, case by case; at least as good as libhunspell itself.
#[test]
fn hunspells_own_suite() {
    let Ok(folder) = std::env::var("HUNSPELL_TESTS") else { return };
    let mut score = [[0; 3]; 2];
    for case in cases(Path::new(&folder)) {
        for (ending, want) in [("good", true), ("wrong", false)] {
            let words = case_words(&case.with_extension(ending));
            let theirs = hunspell(&case.with_extension("aff"), &case.with_extension("dic"), &words);
            let ours = case_answers(&case, &words);
            let right = |all: &[bool]| all.iter().filter(|&&answer| answer == want).count();
            let [all, ours_right, theirs_right] = &mut score[usize::from(!want)];
            *all += words.len();
            *ours_right += ours.as_deref().map_or(0, right);
            *theirs_right += right(&theirs);
            let wrong = words.iter().zip(ours.unwrap_or_default());
            let wrong: Vec<_> =
                wrong.filter(|(_, answer)| *answer != want).map(|(w, _)| w).collect();
            if !wrong.is_empty() {
                println!("{}.{ending}: {wrong:?}", case.display());
            }
        }
    }
    println!("[words, ours, Hunspell's]: good {:?}, wrong {:?}", score[0], score[1]);
    for [all, ours, theirs] in score {
        assert!(all > 200, "{folder} holds no cases");
        assert!(ours >= theirs, "{ours} of {all}, Hunspell {theirs}");
    }
}

/// The cases whose affix file names no flag of compounds.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let compounding = |aff: &Path| {
        let aff = fs::read(aff).expect("an affix file");
        ["COMPOUNDFLAG", "COMPOUNDBEGIN", "COMPOUNDMIDDLE", "COMPOUNDEND"]
            .iter()
            .any(|key| aff.split(|&b| b == b'\n').any(|line| line.starts_with(key.as_bytes())))
    };
    let all = fs::read_dir(folder).expect("HUNSPELL_TESTS is a folder");
    let all = all.map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<PathBuf> =
        all.filter(|p| p.extension().is_some_and(|e| e == "aff") && !compounding(p)).collect();
    cases.sort();
    cases
}

/// The words of a case, one a line, in UTF-8 or else in Latin-1.
fn case_words(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap_or_default();
    let lines = bytes.split(|&b| b == b'\n').map(|line| {
        let latin = || line.iter().map(|&b| char::from(b)).collect();
        String::from_utf8(line.to_vec()).unwrap_or_else(|_| latin()).trim().to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect()
}

/// What the checker says of the words, or why the case is refused.
fn case_answers(case: &Path, words: &[String]) -> Option<Vec<bool>> {
    let bytes = |ending| fs::read(case.with_extension(ending)).expect("a file of the case");
    match alone(&case.with_extension("dic"), &bytes("aff"), &bytes("dic")) {
        Ok(checker) => Some(words.iter().map(|word| accepts(&checker, word)).collect()),
        Err(why) => {
            if !words.is_empty() {
                println!("refused: {why}");
            }
            None
        }
    }
}

/// A real dictionary of the English kind, read by us and by spellbook.
struct Real {
    checker: Checker,
    spellbook: spellbook::Dictionary,
    path: PathBuf,
}

const REAL: [(&str, &str); 3] =
    [("en_GB", "hunspell-en-gb"), ("en_US", "hunspell-en-us"), ("en_AU", "hunspell-en-au")];

fn real(name: &str, package: &str) -> Real {
    let path = Path::new("/usr/share/hunspell").join(name).with_extension("dic");
    let read = |path: &Path| {
        fs::read(path).unwrap_or_else(|e| panic!("{path:?}: {e}: apt-get install {package}"))
    };
    let (aff, dic) = (read(&path.with_extension("aff")), read(&path));
    let (aff_text, dic_text) = (String::from_utf8_lossy(&aff), String::from_utf8_lossy(&dic));
    Real {
        checker: alone(&path, &aff, &dic).expect("a dictionary of the English kind"),
        spellbook: spellbook::Dictionary::new(aff_text.trim_start_matches('\u{feff}'), &dic_text)
            .expect("spellbook reads it"),
        path,
    }
}

impl Real {
    /// Every form, with its possessive.
    fn forms(&self) -> BTreeSet<String> {
        let right = self.checker.index().forms();
        let right = right.into_iter().filter(|hit| hit.kind == Kind::Correct);
        right
            .flat_map(|hit| {
                let possessive = hit.flags.possessive.then(|| format!("{}'s", hit.form));
                possessive.into_iter().chain([hit.form.into_owned()])
            })
            .collect()
    }

    /// Fails where we differ from spellbook, libhunspell is on its side, and no reason is known.
    fn agree<'w>(&self, words: impl Iterator<Item = &'w String>) {
        let differ = |word: &&String| accepts(&self.checker, word) != self.spellbook.check(word);
        let differ: Vec<String> = words.filter(differ).cloned().collect();
        let theirs = hunspell(&self.path.with_extension("aff"), &self.path, &differ);
        let differ: Vec<_> = differ.iter().zip(theirs).collect();
        let differ =
            differ.into_iter().filter(|(word, right)| accepts(&self.checker, word) != *right);
        let wrong: Vec<_> = differ.filter(|(word, _)| !self.is_explained(word)).collect();
        assert!(wrong.is_empty(), "{}: (word, Hunspell's): {wrong:?}", self.path.display());
    }

    /// Where both are wrong: *CNSS* is the form CNSs in capitals, *3des* is not 3DES, *SHA-256*
    /// loses its capitals before it is broken, and the two micro signs are one letter.
    fn is_explained(&self, word: &str) -> bool {
        let mixed = |hit: &medspell::Hit<'_>| casing(&hit.form) == Casing::Mixed;
        let number = word.contains(char::is_numeric);
        match accepts(&self.checker, word) {
            _ if word.contains(['µ', 'μ']) => true,
            true if casing(word) != Casing::Upper => false,
            true => {
                number && word.contains('-') || self.checker.index().get(word).iter().any(mixed)
            }
            false => number && self.checker.verdict(word).rule() == "case",
        }
    }
}

#[test]
fn every_form_of_real_dictionaries_is_right() {
    for (name, package) in REAL {
        let real = real(name, package);
        let forms: Vec<String> = real.forms().into_iter().collect();
        assert!(forms.len() > 100_000, "{name}: {} forms", forms.len());
        let forms: Vec<String> = forms.into_iter().filter(|form| !form.contains('μ')).collect();
        let wrong: Vec<_> = forms.iter().filter(|form| !real.spellbook.check(form)).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        let theirs = hunspell(&real.path.with_extension("aff"), &real.path, &forms);
        let wrong: Vec<_> = forms.iter().zip(theirs).filter(|(_, right)| !right).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
}

/// No form is missing: what the stems make with affixes of other stems, and forms in other cases.
#[test]
fn near_forms_of_real_dictionaries_agree_with_spellbook() {
    let endings =
        ["s", "'s", "ed", "d", "ing", "er", "ers", "ly", "ness", "ion", "able", "al", "ment"];
    for (name, package) in REAL {
        let real = real(name, package);
        let mut near = BTreeSet::new();
        for (i, form) in real.forms().into_iter().enumerate() {
            near.extend([form.to_uppercase(), medspell::capitalise(&form), form.to_lowercase()]);
            near.insert(format!("{form}{}", endings[i % endings.len()]));
            near.insert(format!("{}{form}", ["un", "re", "in", "dis", "non", "over"][i % 6]));
        }
        near.retain(|word| !word.contains(' '));
        real.agree(near.iter());
    }
}

/// The repository's own texts, and those that `MEDSPELL_TEXT` names.
#[test]
fn tokens_of_text_agree_with_spellbook() {
    let own =
        ["wordlists", "src"].iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let own = own.map(|item| item.expect("an entry").path()).filter(|path| path.is_file());
    let named = std::env::var("MEDSPELL_TEXT").unwrap_or_default();
    let paths = own.chain(named.split_whitespace().map(PathBuf::from));
    let texts: Vec<String> = paths
        .map(|path| fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}")))
        .collect();
    let tokens: BTreeSet<String> = texts
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && !"'’-".contains(c)))
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|token| !token.is_empty())
        .collect();
    assert!(tokens.len() > 10_000, "{} tokens", tokens.len());
    for (name, package) in REAL {
        real(name, package).agree(tokens.iter());
    }
}

/// The medical lists win over the dictionary, and the dictionary over nothing.
#[test]
fn the_medical_lists_stay_on_top() {
    let (aff, dic) =
        (b"SFX S N 1\nSFX S 0 s .\n", b"5\nwidget/S\nfrusemide\nhemoglobin\norganize\ngrommet\n");
    let bytes = rebase(Path::new("x.dic"), aff, dic, &Index::embedded()).expect("a dictionary");
    let checker = Checker::new(Index::open(bytes).expect("an index"));
    let rule = |word| checker.verdict(word).rule();
    assert_eq!(["widgets", "organize", "haemoglobin", "X-ray"].map(rule), ["correct"; 4]);
    assert_eq!(rule("frusemide"), "former");
    assert_eq!(rule("hemoglobin"), "american");
    assert_eq!(rule("window"), "unknown");
    assert_eq!(checker.suggest("haemaglobin", 1), ["haemoglobin"]);
    assert_eq!(checker.index().rows("frusemide").len(), Index::embedded().rows("frusemide").len());
    assert_eq!(checker.index().confusables("ileum"), Index::embedded().confusables("ileum"));
}

/// Runs `medspell check --base` on one word, with its own cache.
fn check(base: &Path, cache: &Path) -> std::process::Output {
    let mut command = medspell();
    command.args(["check", "--format", "list", "--no-config", "--base"]).arg(base).arg("-");
    feed(command.env("XDG_CACHE_HOME", cache), "widgets frusemide qzx\n")
}

#[test]
fn the_cache_is_used_and_never_needed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (dic, cache) = (folder.path().join("x.dic"), folder.path().join("cache"));
    fs::write(dic.with_extension("aff"), "SFX S N 1\nSFX S 0 s .\n").expect("written");
    fs::write(&dic, "1\nwidget/S\n").expect("written");
    let kept = || -> Vec<PathBuf> {
        let entries = fs::read_dir(cache.join("medspell")).expect("the cache");
        entries.map(|entry| entry.expect("an entry").path()).collect()
    };
    let expected = "frusemide\nqzx\n";
    assert_eq!(text(&check(&dic, &cache)), expected);
    let [first] = kept().try_into().expect("one index");
    let good = fs::read(&first).expect("the index");
    for damage in [&good[..good.len() / 2], b"", &[&good[..100], b"x", &good[101..]].concat()] {
        fs::write(&first, damage).expect("written");
        let output = check(&dic, &cache);
        assert_eq!((text(&output).as_str(), output.stderr.as_slice()), (expected, &b""[..]));
        assert!(fs::read(&first).expect("the index") == good, "a damaged index is built again");
    }
    fs::write(&dic, "2\nwidget/S\nqzx\n").expect("written");
    assert_eq!(text(&check(&dic, &cache)), "frusemide\n", "another dictionary, another index");
    assert_eq!(kept().len(), 2);
    let no_folder = folder.path().join("x.dic");
    let output = check(&dic, &no_folder);
    assert_eq!((text(&output).as_str(), output.stderr.as_slice()), ("frusemide\n", &b""[..]));
}

/// Files that are no dictionary, or would cost too much: one line, exit code 2.
#[test]
fn bad_dictionaries_are_refused_in_one_line() {
    let lines = |name: &str, n: usize, then: &str| {
        let line = |i| format!("SFX {name} 0 {i}x{then} .\n");
        format!("SFX {name} Y {n}\n") + &(0..n).map(line).collect::<String>()
    };
    let giant = lines("A", 2000, "/B") + &lines("B", 2000, "");
    let slow = format!("AF 1\nAF {}\n", "A".repeat(20_000));
    let slow_dic = format!("3000\n{}", "foo/1\n".repeat(3000));
    let digits = "0123456789".chars().flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b}")));
    let parts: String =
        digits.flat_map(|w| ('a'..='z').map(move |c| format!("{w}{c}/C\n"))).collect();
    let cases: [(&str, Option<&str>, &[u8], &str); 15] = [
        ("no .aff", None, b"1\nfoo\n", "put it beside the .dic"),
        ("no count", Some(""), b"foo\nbar\n", "no count in its first line"),
        ("empty", Some(""), b"", "no count in its first line"),
        ("garbage", Some("SET UTF-8\n"), b"\x7fELF\x02\0\xff\xfe", "no count in its first line"),
        (
            "garbage behind the count",
            Some("SET UTF-8\n"),
            b"3\n\xff\xfe\0\n",
            "line 2: not in the encoding",
        ),
        ("binary .aff", Some("\0\0\0"), b"1\nfoo\n", "a binary file"),
        ("flag type", Some("FLAG hex\n"), b"1\nfoo\n", "FLAG hex is no known type"),
        ("encoding", Some("SET KLINGON-1\n"), b"1\nfoo\n", "SET KLINGON-1 is no known encoding"),
        (
            "too few lines",
            Some("SFX A Y 2\nSFX A 0 s .\nTRY abc\n"),
            b"1\nfoo\n",
            "line 3: the affix table above has fewer lines",
        ),
        (
            "too few lines at the end",
            Some("SFX A Y 2\nSFX A 0 s .\n"),
            b"1\nfoo\n",
            "fewer lines than its count says",
        ),
        (
            "too many lines",
            Some("SFX A Y 1\nSFX A 0 s .\nSFX A 0 t .\n"),
            b"1\nfoo\n",
            "line 3: an affix table needs",
        ),
        (
            "compounds",
            Some("COMPOUNDFLAG C\n"),
            b"1\nfoo/C\n",
            "put together freely (COMPOUNDFLAG)",
        ),
        (
            "compounds by rule",
            Some("COMPOUNDRULE 1\nCOMPOUNDRULE C*\n"),
            &[b"9999\n", parts.as_bytes()].concat(),
            "put together freely (COMPOUNDRULE)",
        ),
        ("giant", Some(&giant), b"1\nfoo/A\n", "more than 1.5 million forms"),
        ("slow", Some(&slow), slow_dic.as_bytes(), "more than 20 million steps"),
    ];
    for (name, aff, dic_bytes, problem) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        let dic = folder.path().join("x.dic");
        fs::write(&dic, dic_bytes).expect("written");
        aff.iter().for_each(|aff| fs::write(dic.with_extension("aff"), aff).expect("written"));
        let output = check(&dic, folder.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(problem) && said.lines().count() == 1, "{name}: {said}");
        assert!(output.stdout.is_empty(), "{name}");
    }
    let output = check(Path::new("/nowhere/x.dic"), Path::new("/nowhere"));
    assert_eq!(output.status.code(), Some(2));
}

/// What the index has no room for is refused, not cut.
#[test]
fn what_does_not_fit_the_index_is_refused() {
    let cased = |bits: u32| -> String {
        let letter = |(i, c): (usize, char)| match bits >> i & 1 {
            0 => c,
            _ => c.to_ascii_uppercase(),
        };
        "abcdefghi".chars().enumerate().map(letter).collect()
    };
    let same: String = (0..512).map(|bits| cased(bits) + "\n").collect();
    let tail = "x".repeat(180);
    let long: String = (0..100_000).map(|i| format!("a{i:06}B{tail}\n")).collect();
    for (words, problem) in
        [(same, "more than 255 forms of one word"), (long, "more than 16 MB of forms")]
    {
        let dic = format!("1\n{words}");
        let error = alone(Path::new("x.dic"), b"SET UTF-8\n", dic.as_bytes()).err();
        let said = error.map(|e| e.to_string()).unwrap_or_default();
        assert!(said.starts_with("x.dic: ") && said.contains(problem), "{said}");
    }
}

/// Lines that are nearly right: where a reader would trip.
fn aff_line() -> impl Strategy<Value = Vec<u8>> {
    let word = "SET|FLAG|SFX|PFX|AF|KEEPCASE|NEEDAFFIX|CIRCUMFIX|FORBIDDENWORD|ICONV|OCONV|BREAK|IGNORE|\
                COMPOUNDRULE|COMPOUNDMIN|COMPLEXPREFIXES|FULLSTRIP|CHECKSHARPS|long|num|UTF-8|Y|N|0|1|2|A|B|AB|\
                1,2|s/A|0/B|\\[\\^a|\\]|\\.|a|foo|ß|_|\\*|\\(|\\)|\\?|-|\\$|\\^";
    let words = proptest::collection::vec(word, 0..7);
    words.prop_map(|words| words.join(" ").into_bytes())
}

fn dic_line() -> impl Strategy<Value = Vec<u8>> {
    "[a-cA-Cß'’\u{301}/\\\\ \t:-]{0,12}(/[AB12,]{0,4})?".prop_map(String::into_bytes)
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, // tests/ has no lib.rs to keep it beside
        ..ProptestConfig::with_cases(2000)
    })]
    #[test]
    fn no_dictionary_makes_it_panic(
        mut aff in proptest::collection::vec(prop_oneof![9 => aff_line(), 1 => any::<Vec<u8>>()], 0..12),
        dic in proptest::collection::vec(prop_oneof![9 => dic_line(), 1 => any::<Vec<u8>>()], 0..12),
        table in any::<bool>(),
        words in proptest::collection::vec("[a-cA-C0-9ß'-]{0,8}|\\PC{0,6}", 4),
    ) {
        if table {
            aff.push(b"SFX A Y 2\nSFX A 0 s/B .\nSFX A a b [ab]\nPFX B Y 1\nPFX B 0 un .".to_vec());
        }
        let dic = [b"1\n".to_vec(), dic.join(&b'\n')].concat();
        if let Ok(checker) = alone(Path::new("x.dic"), &aff.join(&b'\n'), &dic) {
            for word in &words {
                checker.verdict(word);
                checker.check(word).count();
                checker.suggest(word, 3);
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(aff in any::<Vec<u8>>(), dic in any::<Vec<u8>>()) {
        let _ = alone(Path::new("x.dic"), &aff, &dic);
    }
}

//! TeX and LaTeX: prose between the commands, by a table of which arguments hold prose.
//!
//! TeX can not be read without running it, and running it is out of the question: commands are
//! only looked up here. An unknown command keeps its arguments as prose.

use super::block::{Block, Locus, Region};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The blocks of a text: paragraphs. `own` are commands of the user, before ours.
pub(super) fn read(text: &str, own: &BTreeMap<String, String>, blocks: &mut Vec<Block>) {
    let (macros, pending) = (HashMap::new(), Vec::new());
    let document = text.find("\\begin{document}").unwrap_or(0);
    let mut reader = Reader {
        text,
        at: 0,
        block: empty(),
        done: blocks,
        macros,
        own,
        pending,
        preamble: false,
        searched: 0,
        document,
        title: 0,
    };
    while reader.at < text.len() {
        reader.resume();
        reader.step();
    }
    reader.finish();
}

/// True of what may stand for the arguments of a command: see [`COMMANDS`].
pub(crate) fn is_arguments(kinds: &str) -> bool {
    kinds.chars().all(|kind| matches!(kind, 's' | 'o' | 't'))
}

/// Commands with their arguments: `s` is skipped, `o` is optional and skipped, `t` is prose.
const COMMANDS: [(&str, &str); 93] = [
    ("usepackage", "os"),
    ("RequirePackage", "os"),
    ("input", "s"),
    ("include", "s"),
    ("includegraphics", "oos"),
    ("bibliography", "s"),
    ("bibliographystyle", "s"),
    ("label", "s"),
    ("ref", "s"),
    ("eqref", "s"),
    ("pageref", "s"),
    ("autoref", "s"),
    ("cref", "s"),
    ("Cref", "s"),
    ("cite", "oos"),
    ("citep", "oos"),
    ("citet", "oos"),
    ("citeauthor", "oos"),
    ("citeyear", "oos"),
    ("parencite", "oos"),
    ("textcite", "oos"),
    ("autocite", "oos"),
    ("nocite", "s"),
    ("footcite", "oos"),
    ("url", "s"),
    ("href", "st"),
    ("hyperref", "ot"),
    ("hypersetup", "s"),
    ("vspace", "s"),
    ("hspace", "s"),
    ("vskip", ""),
    ("setlength", "ss"),
    ("addtolength", "ss"),
    ("setcounter", "ss"),
    ("addtocounter", "ss"),
    ("newcounter", "so"),
    ("newlength", "s"),
    ("newenvironment", "sooss"),
    ("renewenvironment", "sooss"),
    ("DeclareMathOperator", "ss"),
    ("gdef", "ds"),
    ("edef", "ds"),
    ("let", ""),
    ("color", "os"),
    ("textcolor", "ost"),
    ("definecolor", "sss"),
    ("colorbox", "st"),
    ("pagestyle", "s"),
    ("thispagestyle", "s"),
    ("pagenumbering", "s"),
    ("geometry", "s"),
    ("fontsize", "ss"),
    ("selectfont", ""),
    ("fontfamily", "s"),
    ("bibitem", "os"),
    ("bibinfo", "s"),
    ("bibfield", "s"),
    ("lstinputlisting", "os"),
    ("lstset", "s"),
    ("lstinline", "o"),
    ("SI", "oss"),
    ("si", "os"),
    ("num", "os"),
    ("ce", "s"),
    ("graphicspath", "s"),
    ("DeclareGraphicsExtensions", "s"),
    ("theoremstyle", "s"),
    ("newtheorem", "sot"),
    ("multicolumn", "sst"),
    ("multirow", "sst"),
    ("cline", "s"),
    ("cmidrule", "s"),
    ("rule", "oss"),
    ("resizebox", "sst"),
    ("scalebox", "st"),
    ("rotatebox", "ost"),
    ("parbox", "ost"),
    ("raisebox", "st"),
    ("makebox", "oot"),
    ("framebox", "oot"),
    ("input@path", "s"),
    ("addbibresource", "os"),
    ("usetikzlibrary", "s"),
    ("tikzset", "s"),
    ("PassOptionsToPackage", "ss"),
    ("inputenc", "s"),
    ("hyphenation", "s"),
    ("index", "s"),
    ("glsresetall", ""),
    ("ensuremath", "s"),
    ("usetheme", "os"),
    ("usecolortheme", "os"),
    ("numberwithin", "ss"),
];
/// Environments without prose.
const SKIPPED: [&str; 4] = ["tikzpicture", "comment", "filecontents", "picture"];
/// Environments of formulas and code.
const CODES: [&str; 13] = [
    "verbatim",
    "lstlisting",
    "minted",
    "Verbatim",
    "equation",
    "align",
    "gather",
    "multline",
    "eqnarray",
    "displaymath",
    "math",
    "flalign",
    "alignat",
];
/// English, as packages of languages name it.
const ENGLISH: [&str; 8] = [
    "english",
    "british",
    "UKenglish",
    "american",
    "USenglish",
    "canadian",
    "australian",
    "newzealand",
];
/// Environments with arguments before their prose.
const ARGUMENTS: [(&str, &str); 9] = [
    ("tabular", "os"),
    ("tabularx", "sos"),
    ("longtable", "os"),
    ("array", "os"),
    ("minipage", "ooos"),
    ("CJK", "ss"),
    ("thebibliography", "s"),
    ("figure", "o"),
    ("table", "o"),
];

struct Reader<'t, 'o> {
    text: &'t str,
    at: usize,
    block: Block,
    done: &'o mut Vec<Block>,
    macros: HashMap<&'t str, &'t str>,
    own: &'o BTreeMap<String, String>,
    /// Commands with arguments to come behind one that is prose: where that ends, and their kinds.
    pending: Vec<(usize, &'o str)>,
    /// True between `\documentclass` and `\begin{document}`.
    preamble: bool,
    /// How many bytes were searched for the ends of groups.
    searched: usize,
    /// Where `\begin{document}` stands.
    document: usize,
    /// Where the last argument ends that is prose although it stands there.
    title: usize,
}

fn empty() -> Block {
    Block::new(0, Region::Body, Locus::Lines)
}

impl<'t, 'o> Reader<'t, 'o> {
    /// Goes on with the arguments of a command when the one that is prose is read.
    fn resume(&mut self) {
        if let Some((end, kinds)) = self.pending.last().copied()
            && self.at >= end
        {
            self.pending.pop();
            self.arguments(kinds);
        }
    }

    /// True where an argument ends and the next one begins, which is another word.
    fn is_between(&self, tail: &str) -> bool {
        let known = self.pending.last().is_some_and(|(end, _)| *end == self.at + 1);
        !known && tail.starts_with("}{") && !tail.starts_with("}{}")
    }

    /// Reads the next thing: a stretch of text, a command, a comment, a formula.
    fn step(&mut self) {
        let tail = &self.text[self.at..];
        match tail.as_bytes()[0] {
            b'\\' => self.command(),
            b'%' => self.at += tail.find('\n').map_or(tail.len(), |len| len + 1),
            b'$' => self.formula(),
            b'}' if self.is_between(tail) => self.mark(" ", 1),
            b'{' | b'}' => self.at += 1,
            b'~' | b'&' => self.mark(" ", 1),
            b'\n' if is_blank(&tail[1..]) => {
                self.finish();
                self.at += 1;
            }
            b'-' if tail.starts_with("---") => self.mark("—", 3),
            b'-' if tail.starts_with("--") => self.mark("–", 2),
            b'`' if tail.starts_with("``") => self.mark("“", 2),
            b'\'' if tail.starts_with("''") => self.mark("”", 2),
            _ => {
                let first = tail.chars().next().map_or(1, char::len_utf8);
                let end =
                    tail[first..].find(['\\', '%', '$', '{', '}', '~', '&', '\n', '-', '`', '\'']);
                let len = end.map_or(tail.len(), |len| first + len);
                self.block.copy(&tail[..len], self.at);
                self.at += len;
            }
        }
    }

    fn mark(&mut self, text: &str, len: usize) {
        self.block.markup(text, self.at..self.at + len);
        self.at += len;
    }

    fn finish(&mut self) {
        let block = std::mem::replace(&mut self.block, empty());
        if !block.text.trim().is_empty() {
            self.done.push(block);
        }
    }

    /// `$…$`, `$$…$$`.
    fn formula(&mut self) {
        let mark = if self.text[self.at..].starts_with("$$") { "$$" } else { "$" };
        let start = self.at;
        let from = start + mark.len();
        let mut end = from;
        while let Some(found) = self.text[end..].find('$') {
            end += found;
            if !self.text[..end].ends_with('\\') {
                break;
            }
            end += 1;
        }
        let far = self.text[from..end].contains("\n\n") || !self.text[end..].starts_with(mark);
        self.at = if far { from } else { (end + mark.len()).min(self.text.len()) };
        self.code(start);
    }

    /// What stands from `start` to here is a formula: text for who extracts, nothing to check.
    fn code(&mut self, start: usize) {
        let from = self.block.text.len();
        self.block.copy(&self.text[start..self.at], start);
        self.block.mark_code(from);
    }

    fn command(&mut self) {
        let start = self.at;
        let tail = &self.text[start + 1..];
        let len = tail.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'@').count();
        if len == 0 {
            return self.symbol(tail);
        }
        let name = &tail[..len];
        self.at = start + 1 + len;
        if self.preamble && names_prose(name) {
            self.enter();
        }
        if let Some(c) = letter(name) {
            self.space();
            return self.block.character(c, start..self.at);
        }
        if self.text[self.at..].starts_with('*') {
            self.at += 1;
        }
        match name {
            _ if self.own.contains_key(name) => self.arguments(&self.own[name]),
            "documentclass" => {
                self.preamble = self.at < self.document;
                self.arguments("os");
            }
            "begin" | "end" => self.environment(name == "begin"),
            "verb" | "lstinline" => self.verbatim(),
            "par" | "item" | "section" | "subsection" | "subsubsection" | "chapter"
            | "paragraph" | "caption" | "title" | "author" | "footnote" | "part" => self.finish(),
            "c" | "v" | "u" | "H" | "k" | "r" => self.accent(name, start),
            "newcommand" | "renewcommand" | "providecommand" | "def" => self.define(),
            "texttt" | "code" => {
                let from = self.at;
                self.group();
                self.code(from);
            }
            "foreignlanguage" => self.foreign(),
            _ if self.macros.contains_key(name) => {
                let words = self.macros[name];
                self.space();
                self.block.markup(words, start..self.at);
            }
            _ => match COMMANDS.iter().find(|(n, _)| *n == name) {
                Some((_, arguments)) => self.arguments(arguments),
                None => self.unknown(name, start),
            },
        }
    }

    /// A command without an entry: its options are no prose, its arguments are.
    fn unknown(&mut self, name: &str, start: usize) {
        let tail = &self.text[self.at..];
        if self.preamble && start >= self.title && !names_prose(name) {
            return self.settings();
        }
        if tail.starts_with('[') {
            self.arguments("o");
        } else if tail.starts_with(' ') {
            self.block.markup(" ", self.at..self.at + 1);
            self.space();
        }
    }

    /// Remembers where the argument at hand ends.
    fn enter(&mut self) {
        let start = self.at;
        self.arguments("os");
        self.title = self.title.max(self.at);
        self.at = start;
    }

    /// Steps over all arguments of a command before the document: they are settings.
    fn settings(&mut self) {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'[') => self.arguments("o"),
                Some(b'{') if self.group().is_some() => {}
                _ => return,
            }
        }
    }

    /// The space behind a command's name belongs to it.
    fn space(&mut self) {
        let tail = &self.text[self.at..];
        self.at += tail.len() - tail.trim_start_matches([' ', '\t']).len();
        if self.text[self.at..].starts_with("{}") {
            self.at += 2;
        }
    }

    fn symbol(&mut self, tail: &str) {
        let start = self.at;
        let Some(c) = tail.chars().next() else {
            self.at = self.text.len();
            return;
        };
        match c {
            '\'' | '`' | '^' | '"' | '~' | '=' | '.' => {
                self.at += 2;
                self.accent(&tail[..1], start);
            }
            '[' | '(' => self.display(if c == '[' { "\\]" } else { "\\)" }),
            '\\' => self.mark("\n", 2),
            '-' | '/' => self.at += 2,
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                self.at += 2;
                self.block.character(&tail[..1], start..self.at);
            }
            _ => self.mark(" ", 1 + c.len_utf8()),
        }
    }

    /// What an unclosed argument may reach: text of others is no reason to search it all again
    /// and again.
    fn near(&self, from: usize) -> &'t str {
        const REACH: usize = 1 << 16;
        let end =
            (from + REACH..).find(|i| *i >= self.text.len() || self.text.is_char_boundary(*i));
        &self.text[from..end.unwrap_or(usize::MAX).min(self.text.len())]
    }

    fn display(&mut self, end: &str) {
        let from = self.at + 2;
        let len = self.near(from).find(end).map_or(0, |len| len + 2);
        let start = self.at;
        self.at = from + len;
        self.code(start);
    }

    /// `\'e`, `\'{e}`, `\c{c}`: one letter with an accent.
    fn accent(&mut self, accent: &str, start: usize) {
        self.space();
        let tail = &self.text[self.at..];
        let braced = tail.starts_with('{');
        let inner = tail[usize::from(braced)..].trim_start_matches('\\');
        let skipped = tail.len() - inner.len();
        let Some(base) = inner.chars().next().filter(|c| c.is_alphabetic()) else { return };
        let close = usize::from(braced && inner[base.len_utf8()..].starts_with('}'));
        self.at += skipped + base.len_utf8() + close;
        let composed: String = [base, combining(accent)].iter().collect();
        self.block.character(&crate::normalise(&composed), start..self.at);
    }

    fn environment(&mut self, begins: bool) {
        let name = self.group().map(|range| &self.text[range]).unwrap_or_default();
        self.finish();
        let plain = name.trim_end_matches('*');
        self.preamble &= plain != "document";
        if !begins {
            return;
        }
        if SKIPPED.contains(&plain) || CODES.contains(&plain) {
            let end = format!("\\end{{{name}}}");
            let (start, tail) = (self.at, &self.text[self.at..]);
            self.at += tail.find(&end).unwrap_or(tail.len());
            if CODES.contains(&plain) {
                self.code(start);
                self.finish();
            }
            self.at = (self.at + end.len()).min(self.text.len());
        } else if let Some((_, arguments)) = ARGUMENTS.iter().find(|(n, _)| *n == plain) {
            self.arguments(arguments);
        } else {
            self.arguments("o");
        }
    }

    /// `\foreignlanguage{german}{…}`.
    fn foreign(&mut self) {
        self.arguments("o");
        let language = self.group().map(|range| &self.text[range]).unwrap_or_default();
        if !ENGLISH.contains(&language) {
            let from = self.at;
            self.group();
            self.code(from);
        }
    }

    /// `\verb|…|`.
    fn verbatim(&mut self) {
        let start = self.at;
        let tail = self.near(start);
        let Some(mark) = tail.chars().next() else { return };
        let close = if mark == '{' { '}' } else { mark };
        let len =
            tail[mark.len_utf8()..].find([close, '\n']).map_or(0, |len| len + close.len_utf8());
        self.at += mark.len_utf8() + len;
        let end = self.at.min(self.text.len());
        self.at = (end..=self.text.len()).find(|i| self.text.is_char_boundary(*i)).unwrap_or(end);
        self.code(start);
    }

    /// Remembers a command without arguments that stands for plain words.
    fn define(&mut self) {
        let start = self.at;
        let name = match self.group() {
            Some(range) => &self.text[range],
            None => {
                self.arguments("s");
                self.text[start..self.at].trim()
            }
        };
        if self.text[self.at..].starts_with('#') {
            return self.arguments("ds");
        }
        let at = self.at;
        let body = self.group().map(|range| self.text[range].trim_end_matches("\\xspace"));
        self.at = at;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '\'');
        let body = body.filter(|b| b.len() <= 100 && !b.is_empty() && b.chars().all(plain));
        if let (Some(name), Some(body)) = (name.strip_prefix('\\'), body) {
            self.macros.insert(name, body);
        }
        self.arguments("oos");
    }

    /// Steps over the arguments that are no prose.
    fn arguments(&mut self, kinds: &'o str) {
        for (index, kind) in kinds.char_indices() {
            let tail = &self.text[self.at..];
            let trimmed = tail.trim_start_matches([' ', '\t', '\n']);
            let gap = tail.len() - trimmed.len();
            match kind {
                'o' if trimmed.starts_with('[') => {
                    let len = self.near(self.at + gap).find(']').map_or(1, |len| len + 1);
                    self.at += gap + len;
                }
                's' if trimmed.starts_with('{') => {
                    self.at += gap;
                    self.group();
                }
                's' if trimmed.starts_with('\\') => {
                    let name = trimmed[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
                    self.at += gap + 1 + name;
                }
                'd' => self.at += tail.find('{').unwrap_or(0),
                't' => return self.prose(gap, &kinds[index + 1..]),
                _ => {}
            }
        }
    }

    /// Steps into an argument that is prose, and remembers what comes behind it.
    fn prose(&mut self, gap: usize, behind: &'o str) {
        if behind.is_empty() {
            return;
        }
        let start = self.at + gap;
        self.at = start;
        if self.group().is_some() {
            self.pending.push((self.at, behind));
        }
        self.at = start;
    }

    /// Steps over a braced group; the range inside. At most the rest of the text.
    fn group(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if !self.text[start..].starts_with('{') {
            return None;
        }
        let (mut depth, mut escaped) = (0usize, false);
        // Groups in groups are searched again and again, but not without end.
        let dear = self.searched > (4 << 20) + 16 * self.text.len();
        let reach = if dear { 1 << 10 } else { usize::MAX };
        for (offset, byte) in self.near(start).bytes().enumerate().take(reach) {
            self.searched += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at = start + offset + 1;
                return Some(start + 1..start + offset);
            }
        }
        self.at = start + 1;
        None
    }
}

fn is_blank(rest: &str) -> bool {
    rest.split('\n').next().is_some_and(|line| line.trim().is_empty())
}

fn combining(accent: &str) -> char {
    match accent {
        "'" => '\u{301}',
        "`" => '\u{300}',
        "^" => '\u{302}',
        "\"" => '\u{308}',
        "~" => '\u{303}',
        "=" => '\u{304}',
        "." => '\u{307}',
        "u" => '\u{306}',
        "v" => '\u{30c}',
        "H" => '\u{30b}',
        "c" => '\u{327}',
        "k" => '\u{328}',
        _ => '\u{30a}',
    }
}

fn letter(name: &str) -> Option<&'static str> {
    Some(match name {
        "ae" => "æ",
        "AE" => "Æ",
        "oe" => "œ",
        "OE" => "Œ",
        "aa" => "å",
        "AA" => "Å",
        "o" => "ø",
        "O" => "Ø",
        "l" => "ł",
        "L" => "Ł",
        "ss" => "ß",
        "i" => "ı",
        "textendash" => "–",
        "textemdash" => "—",
        "ldots" | "dots" => "…",
        "textquoteright" => "’",
        _ => return None,
    })
}

/// True of what classes call the commands for a title page: their arguments are prose, wherever
/// they stand.
fn names_prose(name: &str) -> bool {
    const WORDS: [&str; 16] = [
        "title", "author", "abstract", "keyword", "instit", "affil", "address", "thank", "dedicat",
        "head", "foot", "name", "subject", "caption", "date", "publi",
    ];
    WORDS.iter().any(|word| name.to_ascii_lowercase().contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        read(text, &BTreeMap::new(), &mut blocks);
        blocks.into_iter().map(|b| b.text.trim().to_owned()).collect()
    }

    #[test]
    fn arguments_of_an_unknown_command_are_words_of_their_own() {
        assert_eq!(found("\\foo{a}{b} \\bibinfo{author}{c}{}d"), ["a b cd"]);
    }

    #[test]
    fn settings_before_the_document_are_no_prose() {
        let text = "\\documentclass{x}\n\\IfFileExists{a.sty}{%\n no}{no}\n\\subtitle{One}\n\\title{Two\n\\foo{three}}\n\\begin{document}\n\\bar{four}";
        assert_eq!(found(text), ["One", "Two\nthree", "four"]);
    }

    #[test]
    fn other_languages_are_not_checked() {
        let mut blocks = Vec::new();
        let text = "a \\foreignlanguage{german}{b} c \\foreignlanguage{british}{d}";
        read(text, &BTreeMap::new(), &mut blocks);
        let block = &blocks[0];
        let english: String = block.english().map(|r| &block.text[r]).collect();
        assert_eq!((&block.text[..], &english[..]), ("a {b} c d", "a  c d"));
    }

    #[test]
    fn commands_of_the_user_go_before_ours() {
        let own = [("drug", "ts"), ("textcolor", "t"), ("ward", "os")];
        let own = own.into_iter().map(|(name, kinds)| (name.to_owned(), kinds.to_owned()));
        let mut blocks = Vec::new();
        let text = "\\drug{a \\emph{b}}{no} c \\textcolor{d} \\ward[no]{no}e \\drug{f";
        read(text, &own.collect(), &mut blocks);
        assert_eq!(blocks[0].text, "a b c d e f");
        assert!(is_arguments("sot") && !is_arguments("sd"));
    }

    #[test]
    fn arguments_that_are_no_prose_are_skipped() {
        let text = "\\documentclass[a4]{article}\n\\section{One \\emph{two}}\\label{x}\nM\\'eni\\`{e}re's \\cite[p.~2]{key} % note\n$x^2$ \\SI{5}{mg}\n\n\\begin{verbatim}\ncode\n\\end{verbatim}\nend";
        assert_eq!(found(text), ["One two\nMénière's  $x^2$", "code", "end"]);
    }

    #[test]
    fn plain_commands_stand_for_their_words() {
        let text =
            "\\newcommand{\\bp}{blood pressure\\xspace}\\def\\x#1{no}The \\bp{} is \\verb|code|.";
        assert_eq!(found(text), ["The blood pressure is |code|."]);
    }

    #[test]
    fn broken_tex_is_read_on() {
        assert_eq!(found("a {b $c \\verb|d"), ["a b $c |d"]);
        assert_eq!(found("\\"), [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn every_span_lies_in_the_source(text in "(\\\\|\\{|\\}|\\$|%|\\[|\\]|verb|begin|cite|é|'| |\n|-)*") {
            let mut blocks = Vec::new();
            let own = [("cite".to_owned(), "tot".to_owned())].into();
            read(&text, &own, &mut blocks);
            for block in blocks {
                let range = block.segments.range(0..block.text.len());
                proptest::prop_assert!(text.get(range).is_some());
            }
        }
    }
}

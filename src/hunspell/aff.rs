//! The .aff file: affix tables, the names of properties, conventions.
//!
//! hunspell(5) says what each line means, libhunspell what it does with a line that is not as the
//! manual has it. What only concerns suggestions (REP, MAP, PHONE, TRY …) or Hunspell's own cutting
//! of text (WORDCHARS) is passed over: the checker has its own.

use super::affix::{Affix, Condition};
use super::flag::{Flag, Spelling};
use crate::error::{Error, Result};
use crate::orthography::{Conversions, Orthography, Times};
use encoding_rs::Encoding;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// The affixes of one end of a word, by flag.
pub(super) type Tables = HashMap<Flag, Vec<Affix>>;

/// What an .aff file says.
pub(super) struct Affixes {
    pub(super) text: Text,
    spelling: Spelling,
    aliases: Option<Vec<Vec<Flag>>>,
    /// The affixes of which two may stand one on the other: suffixes, with COMPLEXPREFIXES prefixes.
    pub(super) double: Tables,
    /// Those of the other end.
    pub(super) single: Tables,
    pub(super) properties: Properties,
    pub(super) full_strip: bool,
    pub(super) sharp_s: bool,
    pub(super) dotted_i: bool,
    pub(super) conventions: Orthography,
}

/// The flags of properties.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) keep_case: Option<Flag>,
    pub(super) need_affix: Option<Flag>,
    pub(super) forbidden: Option<Flag>,
    pub(super) no_suggest: Option<Flag>,
    pub(super) only_in_compound: Option<Flag>,
    pub(super) circumfix: Option<Flag>,
    /// WARN, when FORBIDWARN makes it count.
    pub(super) warn: Option<Flag>,
    /// The flags of words that stand in compounds, each with its directive.
    pub(super) compound: HashMap<Flag, &'static str>,
}

/// The bytes of the two files as text.
#[derive(Clone, Copy)]
pub(super) struct Text(&'static Encoding);

impl Text {
    /// The text of some bytes, when they are in the encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        let text = self.0.decode_without_bom_handling_and_without_replacement(bytes)?;
        Some(text.into_owned())
    }
}

/// The longest field, in bytes: of a piece of text or of a rule.
const FIELD: usize = 1000;

const FIX: &str = "put the .aff right, or name another dictionary";

impl Affixes {
    /// Reads the file.
    ///
    /// # Errors
    /// When a line that the words depend on cannot be read, or names something of another kind of
    /// dictionary.
    pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Affixes> {
        let value = |key: &str| {
            let mut fields = lines(bytes).map(|(_, fields)| fields);
            let found = fields.find(|fields| fields[0] == key.as_bytes() && fields.len() > 1);
            found.map(|fields| String::from_utf8_lossy(fields[1]).into_owned())
        };
        let encoding = value("SET").map_or(Ok(encoding_rs::WINDOWS_1252), |name| {
            let problem = || format!("SET {name} is no known encoding");
            encoding(&name).ok_or_else(|| Error::input(path, problem(), "convert it to UTF-8"))
        })?;
        let spelling = value("FLAG").map_or(Ok(Spelling::Byte), |name| {
            let problem = || format!("FLAG {name} is no known type of flags");
            let remedy = "write FLAG long, num or UTF-8, or no such line";
            Spelling::named(&name).ok_or_else(|| Error::input(path, problem(), remedy))
        })?;
        let mut reader = Reader::new(path, Text(encoding), spelling);
        for (number, fields) in lines(bytes) {
            reader.number = number;
            reader.line(&fields)?;
        }
        reader.finish()
    }

    /// The flags of a field, by way of the aliases where there are any.
    pub(super) fn flags(&self, field: &[u8]) -> Vec<Flag> {
        flags(self.spelling, self.aliases.as_deref(), field)
    }
}

/// The lines with fields, by number, without comments.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<&[u8]>)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let fields = |line| -> Vec<&[u8]> {
        let all = <[u8]>::split(line, u8::is_ascii_whitespace);
        all.filter(|field| !field.is_empty()).collect()
    };
    let lines = bytes.split(|&b| b == b'\n').zip(1..).map(move |(line, i)| (i, fields(line)));
    lines.filter(|(_, fields)| fields.first().is_some_and(|first| first[0] != b'#'))
}

fn encoding(name: &str) -> Option<&'static Encoding> {
    let name = name.to_ascii_lowercase();
    Encoding::for_label(name.strip_prefix("microsoft-").unwrap_or(&name).as_bytes())
}

fn flags(spelling: Spelling, aliases: Option<&[Vec<Flag>]>, field: &[u8]) -> Vec<Flag> {
    let Some(aliases) = aliases else { return spelling.flags(field) };
    let number = std::str::from_utf8(field).ok().and_then(|f| f.parse::<usize>().ok());
    let alias = number.and_then(|n| aliases.get(n.checked_sub(1)?));
    alias.cloned().unwrap_or_default()
}

/// The state of reading: an affix table of which lines are still to come.
struct Reader<'p> {
    path: &'p Path,
    number: usize,
    text: Text,
    spelling: Spelling,
    aliases: Option<Vec<Vec<Flag>>>,
    prefixes: Tables,
    suffixes: Tables,
    open: Option<Open>,
    properties: Properties,
    warn: Option<Flag>,
    forbid_warn: bool,
    complex_prefixes: bool,
    full_strip: bool,
    sharp_s: bool,
    dotted_i: bool,
    breaks: Option<BTreeSet<String>>,
    conventions: Orthography,
    /// The lists whose count line was seen.
    counted: BTreeSet<Vec<u8>>,
}

/// An affix table that is being read.
struct Open {
    front: bool,
    flag: Flag,
    cross: bool,
    left: usize,
}

impl<'p> Reader<'p> {
    fn new(path: &'p Path, text: Text, spelling: Spelling) -> Reader<'p> {
        let mut conventions = Orthography::default();
        conventions.compounds.least = 3;
        Reader {
            path,
            number: 0,
            text,
            spelling,
            aliases: None,
            prefixes: Tables::new(),
            suffixes: Tables::new(),
            open: None,
            properties: Properties::default(),
            warn: None,
            forbid_warn: false,
            complex_prefixes: false,
            full_strip: false,
            sharp_s: false,
            dotted_i: false,
            breaks: None,
            conventions,
            counted: BTreeSet::new(),
        }
    }

    fn wrong<T>(&self, problem: &str) -> Result<T> {
        Err(Error::input(self.path, format!("line {}: {problem}", self.number), FIX))
    }

    fn decode(&self, field: &[u8]) -> Result<String> {
        if field.len() > FIELD {
            return self.wrong("longer than 1000 bytes");
        }
        let text = self.text.decode(field).filter(|text| !text.contains('\0'));
        text.map_or_else(|| self.wrong("not in the encoding that SET names"), Ok)
    }

    fn line(&mut self, fields: &[&[u8]]) -> Result<()> {
        if matches!(fields[0], b"PFX" | b"SFX") {
            return self.affix(fields);
        }
        if is_directive(fields[0]) {
            self.closed()?;
        } else if self.open.as_ref().is_some_and(|open| open.left > 0) {
            return self.affix(fields); // its first word misspelt: Hunspell does not look at it
        }
        let flag = fields.get(1).and_then(|f| self.spelling.flag(f));
        let properties = &mut self.properties;
        match fields[0] {
            b"KEEPCASE" => properties.keep_case = flag,
            b"NEEDAFFIX" | b"PSEUDOROOT" => properties.need_affix = flag,
            b"FORBIDDENWORD" => properties.forbidden = flag,
            b"NOSUGGEST" => properties.no_suggest = flag,
            b"ONLYINCOMPOUND" => properties.only_in_compound = flag,
            b"CIRCUMFIX" => properties.circumfix = flag,
            b"WARN" => self.warn = flag,
            b"FORBIDWARN" => self.forbid_warn = true,
            b"COMPLEXPREFIXES" => self.complex_prefixes = true,
            b"FULLSTRIP" => self.full_strip = true,
            b"CHECKSHARPS" => self.sharp_s = true,
            b"COMPOUNDFLAG" => self.compounds(flag, "COMPOUNDFLAG"),
            b"COMPOUNDBEGIN" => self.compounds(flag, "COMPOUNDBEGIN"),
            b"COMPOUNDMIDDLE" => self.compounds(flag, "COMPOUNDMIDDLE"),
            b"COMPOUNDEND" | b"COMPOUNDLAST" => self.compounds(flag, "COMPOUNDEND"),
            b"COMPOUNDMIN" => self.least(fields)?,
            b"COMPOUNDRULE" | b"AF" | b"ICONV" | b"OCONV" | b"BREAK" => self.listed(fields)?,
            b"IGNORE" => self.ignored(fields)?,
            b"LANG" => self.language(fields),
            _ => {}
        }
        Ok(())
    }

    fn compounds(&mut self, flag: Option<Flag>, directive: &'static str) {
        self.properties.compound.extend(flag.map(|flag| (flag, directive)));
    }

    fn least(&mut self, fields: &[&[u8]]) -> Result<()> {
        let number = fields.get(1).and_then(|f| number(f));
        let Some(number) = number else { return self.wrong("COMPOUNDMIN without a number") };
        self.conventions.compounds.least = number.max(1);
        Ok(())
    }

    fn ignored(&mut self, fields: &[&[u8]]) -> Result<()> {
        self.conventions.ignored = self.decode(fields.get(1).unwrap_or(&&b""[..]))?;
        Ok(())
    }

    /// Turkish and its relatives have capitals of their own.
    fn language(&mut self, fields: &[&[u8]]) {
        let code = fields.get(1).map(|f| f.to_ascii_lowercase()).unwrap_or_default();
        let name = code.split(|b| matches!(b, b'_' | b'-')).next();
        self.dotted_i = matches!(name, Some(b"tr" | b"az" | b"crh"));
    }

    /// A line of a list whose first line holds the count.
    fn listed(&mut self, fields: &[&[u8]]) -> Result<()> {
        let first = self.counted.insert(fields[0].to_vec());
        let value = fields.get(1).copied().unwrap_or_default();
        match fields[0] {
            name if first && number(value).is_none() => {
                self.wrong(&format!("{} without a count", String::from_utf8_lossy(name)))
            }
            b"AF" if first => {
                self.aliases = Some(Vec::new());
                Ok(())
            }
            b"BREAK" if first => {
                self.breaks = Some(BTreeSet::new());
                Ok(())
            }
            _ if first => Ok(()),
            b"AF" => {
                self.aliases.get_or_insert_default().push(self.spelling.flags(value));
                Ok(())
            }
            _ => self.convention(fields[0], value, fields.get(2).copied().unwrap_or_default()),
        }
    }

    fn convention(&mut self, name: &[u8], value: &[u8], second: &[u8]) -> Result<()> {
        let (text, shown) = (self.decode(value)?, self.decode(second)?.replace('_', " "));
        let Orthography { input, output, compounds, .. } = &mut self.conventions;
        match name {
            b"COMPOUNDRULE" => compounds.rules.push(rule(self.spelling, value)),
            b"BREAK" => drop(self.breaks.get_or_insert_default().insert(text)),
            name => {
                let Conversions(pairs) = if name == b"ICONV" { input } else { output };
                pairs.push((text, shown));
            }
        }
        Ok(())
    }

    fn closed(&self) -> Result<()> {
        match &self.open {
            Some(Open { left: 1.., .. }) => {
                self.wrong("the affix table above has fewer lines than its count says")
            }
            _ => Ok(()),
        }
    }

    fn affix(&mut self, fields: &[&[u8]]) -> Result<()> {
        let Some(flag) = fields.get(1).and_then(|f| self.spelling.flag(f)) else {
            return self.wrong("an affix without a flag");
        };
        let front = match (fields[0], &self.open) {
            (b"PFX", _) => true,
            (b"SFX", _) => false,
            (_, open) => open.as_ref().is_some_and(|open| open.front),
        };
        match &mut self.open {
            Some(open) if open.left > 0 && open.front == front && open.flag == flag => {
                open.left -= 1;
                let cross = open.cross;
                self.affix_line(fields, front, flag, cross)
            }
            _ => self.affix_head(fields, front, flag),
        }
    }

    fn affix_head(&mut self, fields: &[&[u8]], front: bool, flag: Flag) -> Result<()> {
        self.closed()?;
        let cross = fields.get(2).is_some_and(|f| *f == b"Y");
        let Some(left) = fields.get(3).and_then(|f| number(f)) else {
            return self.wrong(
                "an affix table needs Y or N and a count, or has more lines than its count says",
            );
        };
        self.open = Some(Open { front, flag, cross, left });
        Ok(())
    }

    fn affix_line(&mut self, fields: &[&[u8]], front: bool, flag: Flag, cross: bool) -> Result<()> {
        let [_, _, strip, add, rest @ ..] = fields else {
            return self.wrong("an affix without what it adds");
        };
        let (add, then) = match add.iter().position(|&b| b == b'/') {
            Some(at) => (&add[..at], &add[at + 1..]),
            None => (*add, &b""[..]),
        };
        let piece = |field: &[u8]| {
            let text = self.decode(if field == b"0" { b"" } else { field })?;
            Ok(self.conventions.without_ignored(text))
        };
        let mut then = flags(self.spelling, self.aliases.as_deref(), then);
        then.sort_unstable();
        let condition = Condition::parse(&self.decode(rest.first().unwrap_or(&&b"."[..]))?);
        let affix = Affix { front, cross, strip: piece(strip)?, add: piece(add)?, condition, then };
        let tables = if front { &mut self.prefixes } else { &mut self.suffixes };
        tables.entry(flag).or_default().push(affix);
        Ok(())
    }

    fn finish(mut self) -> Result<Affixes> {
        self.closed()?;
        let usual = || ["-", "^-", "-$"].map(str::to_owned).into();
        self.conventions.breaks = self.breaks.take().unwrap_or_else(usual);
        self.conventions.breaks.remove("");
        self.properties.warn = self.warn.filter(|_| self.forbid_warn);
        let (double, single) = match self.complex_prefixes {
            false => (self.suffixes, self.prefixes),
            true => (self.prefixes, self.suffixes),
        };
        Ok(Affixes {
            text: self.text,
            spelling: self.spelling,
            aliases: self.aliases,
            double,
            single,
            properties: self.properties,
            full_strip: self.full_strip,
            sharp_s: self.sharp_s,
            dotted_i: self.dotted_i,
            conventions: self.conventions,
        })
    }
}

/// True of what can be the first word of a line outside an affix table.
fn is_directive(word: &[u8]) -> bool {
    word.len() > 3 && word.iter().all(u8::is_ascii_uppercase)
        || matches!(word, b"SET" | b"TRY" | b"KEY" | b"REP" | b"MAP" | b"AF" | b"AM")
}

fn number(field: &[u8]) -> Option<usize> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

/// A COMPOUNDRULE: flags, each with `*` or `?` behind it or not; of the longer spellings each flag
/// stands in parentheses.
fn rule(spelling: Spelling, field: &[u8]) -> Vec<(Flag, Times)> {
    let mut rule: Vec<(Flag, Times)> = Vec::new();
    let mut rest = field;
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, rule.last_mut()) {
            (b'*', Some(last)) => last.1 = Times::Any,
            (b'?', Some(last)) => last.1 = Times::Perhaps,
            (b'(', _) if matches!(spelling, Spelling::Long | Spelling::Number) => {
                let end = rest.iter().position(|&b| b == b')').unwrap_or(rest.len());
                rule.extend(spelling.flag(&rest[..end]).map(|flag| (flag, Times::Once)));
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            _ => {
                let long = spelling == Spelling::Utf8;
                let more = rest.iter().take_while(|&&b| long && b & 0xc0 == 0x80).count();
                let flag = spelling.flag(&[&[*first], &rest[..more]].concat());
                rule.extend(flag.map(|flag| (flag, Times::Once)));
                rest = &rest[more..];
            }
        }
    }
    rule
}

//! What the three Office Open XML formats share: relations between parts, and the walk over runs.
//!
//! Parts are found by their relations, never by their usual names, and elements by their local
//! names, because the Strict variant has other namespaces and other producers other prefixes.

use super::block::{Block, Locus, Region};
use super::limits::{Flaw, Limits};
use super::package::Package;
use super::part::Part;
use super::xml::{Node, Tag, Xml};
use std::collections::HashMap;
use std::sync::Arc;

/// A document while it is read.
pub(super) struct Reading<'p, 'b> {
    pub(super) package: &'p Package<'b>,
    pub(super) limits: &'p Limits,
    pub(super) parts: Vec<Part<'b>>,
    pub(super) blocks: Vec<Block>,
    /// Bytes read so far, and text made by repetition.
    pub(super) total: usize,
}

impl<'p, 'b> Reading<'p, 'b> {
    /// Nothing read yet.
    pub(super) fn new(package: &'p Package<'b>, limits: &'p Limits) -> Reading<'p, 'b> {
        Reading { package, limits, parts: Vec::new(), blocks: Vec::new(), total: 0 }
    }

    /// Reads an entry as a part; its index. Nothing when there is none of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<usize>, Flaw> {
        let Some(entry) = self.package.find(name) else { return Ok(None) };
        if let Some(known) = self.parts.iter().position(|p| p.name == entry.name) {
            return Ok(Some(known));
        }
        let bytes = self.package.read(entry, self.limits)?;
        self.spend(bytes.len())?;
        self.parts.push(Part::xml(&entry.name, bytes.into()));
        Ok(Some(self.parts.len() - 1))
    }

    /// Accounts for memory that the document makes us use.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Flaw> {
        self.total += bytes;
        match self.total > self.limits.total {
            true => Err(Flaw::Limit("bytes in all parts", self.limits.total, "--max-total")),
            false => Ok(()),
        }
    }

    /// The text of an entry that holds no prose, such as styles.
    pub(super) fn side(&self, name: &str) -> Result<Option<Part<'b>>, Flaw> {
        let Some(entry) = self.package.find(name) else { return Ok(None) };
        let bytes = self.package.read(entry, self.limits)?;
        Ok(Some(Part::xml(&entry.name, bytes.into())))
    }

    /// The relations of a part; the empty name stands for the package.
    pub(super) fn relations(&self, name: &str) -> Result<Vec<Relation>, Flaw> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let path = match folder {
            "" => format!("_rels/{file}.rels"),
            _ => format!("{folder}/_rels/{file}.rels"),
        };
        let Some(part) = self.side(&path)? else { return Ok(Vec::new()) };
        let mut xml = Xml::new(part.text(), self.limits);
        let mut found = Vec::new();
        while let Some(node) = xml.next()? {
            if let Node::Open(tag) = node
                && tag.local() == "Relationship"
                && tag.get("TargetMode").as_deref() != Some("External")
            {
                found.extend(Relation::read(&tag, folder));
            }
        }
        Ok(found)
    }

    /// Walks over a part.
    pub(super) fn walk(&mut self, part: usize, how: &Walk<'_>) -> Result<(), Flaw> {
        let mut walker = Walker::new(part, how);
        let mut xml = Xml::new(self.parts[part].text(), self.limits);
        while let Some(node) = xml.next()? {
            walker.node(&node);
        }
        self.blocks.append(&mut walker.done);
        Ok(())
    }
}

/// A relation of a part to another.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last step of the type's address: `header`, `styles`.
    pub(super) kind: String,
    pub(super) target: String,
}

impl Relation {
    fn read(tag: &Tag<'_>, folder: &str) -> Option<Relation> {
        let kind = tag.get("Type")?;
        let kind = kind.rsplit('/').next().unwrap_or("").to_owned();
        let id = tag.get("Id").unwrap_or_default().into_owned();
        Some(Relation { id, kind, target: resolve(folder, &tag.get("Target")?) })
    }
}

/// The `r:id` of an element that also has an `id` of its own.
pub(super) fn relation_id(tag: &Tag<'_>) -> Option<String> {
    tag.qualified("id").map(|id| id.into_owned())
}

/// `../media/x` in `word/sub` → `word/media/x`.
fn resolve(folder: &str, target: &str) -> String {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = base.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

/// Languages by style: what a style says itself, and on which it is based.
#[derive(Default)]
pub(super) struct Styles {
    /// The language of the document where no style says one.
    pub(super) default: Option<Arc<str>>,
    /// Style → (language, base).
    pub(super) by_name: HashMap<String, (Option<Arc<str>>, Option<String>)>,
}

impl Styles {
    /// The language that a style has or inherits.
    pub(super) fn language(&self, style: &str) -> Option<&Arc<str>> {
        let mut style = style;
        for _ in 0..32 {
            match self.by_name.get(style)? {
                (Some(language), _) => return Some(language),
                (None, base) => style = base.as_deref()?,
            }
        }
        None
    }
}

/// How to walk over a part.
pub(super) struct Walk<'s> {
    pub(super) region: Region,
    /// The place of a block, by the number of blocks before it.
    pub(super) locus: &'s dyn Fn(usize) -> Locus,
    pub(super) styles: &'s Styles,
    /// Elements that hold a block.
    pub(super) blocks: &'static [&'static str],
    /// Elements that hold text.
    pub(super) texts: &'static [&'static str],
    /// The element whose `descr` describes a picture.
    pub(super) picture: &'static str,
}

/// Elements whose content is no prose, or there twice.
const SKIPPED: [&str; 9] = [
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "delInstrText",
    "Fallback",
    "rPh",
    "oMath",
    "textpath",
];
/// Elements that hold properties, where only languages and styles matter.
const PROPERTIES: [&str; 8] =
    ["pPr", "rPr", "tcPr", "trPr", "tblPr", "sectPr", "bodyPr", "lstStyle"];

struct Walker<'w, 's> {
    how: &'w Walk<'s>,
    part: usize,
    /// The blocks that are open, innermost last, each with its paragraph style.
    open: Vec<(Block, Option<String>)>,
    done: Vec<Block>,
    count: usize,
    skipped: usize,
    properties: usize,
    texts: usize,
    boxes: usize,
    run_language: Option<Arc<str>>,
    run_style: Option<String>,
}

impl<'w, 's> Walker<'w, 's> {
    fn new(part: usize, how: &'w Walk<'s>) -> Walker<'w, 's> {
        Walker {
            how,
            part,
            open: Vec::new(),
            done: Vec::new(),
            count: 0,
            skipped: 0,
            properties: 0,
            texts: 0,
            boxes: 0,
            run_language: None,
            run_style: None,
        }
    }

    fn node(&mut self, node: &Node<'_>) {
        match node {
            Node::Open(_) if self.skipped > 0 => self.skipped += 1,
            Node::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Node::Text(_) if self.skipped > 0 || self.texts == 0 => {}
            Node::Open(tag) if self.properties > 0 => self.property(tag),
            Node::Close(_) if self.properties > 0 => self.properties -= 1,
            Node::Open(tag) => self.open(tag),
            Node::Close(name) => self.close(super::xml::local(name)),
            Node::Text(piece) => {
                if let Some((block, style)) = self.open.last_mut() {
                    let start = block.text.len();
                    piece.add_to(block);
                    let styles = self.how.styles;
                    let inherit =
                        |s: &Option<String>| s.as_deref().and_then(|s| styles.language(s));
                    let language = self.run_language.as_ref();
                    let language = language.or_else(|| inherit(&self.run_style));
                    let language = language.or_else(|| inherit(style)).or(styles.default.as_ref());
                    block.mark_language(start, language);
                }
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let local = tag.local();
        if SKIPPED.contains(&local) {
            self.skipped = 1;
        } else if PROPERTIES.contains(&local) {
            self.properties = 1;
            self.run_language =
                tag.get("lang").map(|l| l.as_ref().into()).or(self.run_language.take());
        }
        if self.how.texts.contains(&local) {
            self.texts += 1;
        }
        if self.how.blocks.contains(&local) {
            self.count += 1;
            let region = if self.boxes > 0 { Region::TextBox } else { self.how.region };
            let block = Block::new(self.part, region, (self.how.locus)(self.count));
            self.open.push((block, None));
        }
        match local {
            "r" => (self.run_language, self.run_style) = (None, None),
            "tab" | "ptab" => self.markup("\t", tag),
            "br" | "cr" => self.markup("\n", tag),
            "noBreakHyphen" => self.markup("\u{2011}", tag),
            "sym" => self.markup("\u{fffc}", tag),
            "txbxContent" => self.boxes += 1,
            _ if local == self.how.picture => self.picture(tag),
            _ => {}
        }
    }

    fn close(&mut self, local: &str) {
        if self.how.texts.contains(&local) {
            self.texts = self.texts.saturating_sub(1);
        }
        if local == "txbxContent" {
            self.boxes = self.boxes.saturating_sub(1);
        }
        if self.how.blocks.contains(&local)
            && let Some((block, _)) = self.open.pop()
            && !block.text.is_empty()
        {
            self.done.push(block);
        }
    }

    fn property(&mut self, tag: &Tag<'_>) {
        self.properties += 1;
        match tag.local() {
            "pStyle" => {
                if let Some((_, style)) = self.open.last_mut() {
                    *style = tag.get("val").map(|v| v.into_owned());
                }
            }
            "rStyle" => self.run_style = tag.get("val").map(|v| v.into_owned()),
            "lang" => self.run_language = tag.get("val").map(|v| v.as_ref().into()),
            _ => {}
        }
    }

    fn markup(&mut self, text: &str, tag: &Tag<'_>) {
        if let Some((block, _)) = self.open.last_mut() {
            block.markup(text, tag.range());
        }
    }

    fn picture(&mut self, tag: &Tag<'_>) {
        let mut block = Block::new(self.part, Region::AltText, (self.how.locus)(self.count.max(1)));
        tag.text("descr", &mut block);
        if is_description(&block.text) {
            self.done.push(block);
        }
    }
}

/// True of words of a person, and not of the file name or the kind that a program puts there.
fn is_description(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_ascii_digit())
        .filter(|w| !w.is_empty())
        .collect();
    let file = !text.trim().contains(' ') && text.contains(['.', '/', '\\', '_']);
    !file && (words.len() > 1 || words.first().is_some_and(|w| !KINDS.contains(w)))
}

/// What programs call a picture that nobody has described.
const KINDS: [&str; 6] = ["Picture", "Image", "Graphic", "Chart", "Shape", "image"];

#[cfg(test)]
mod tests {
    use super::{is_description, resolve};

    #[test]
    fn names_of_files_describe_nothing() {
        assert!(is_description("A red lesion") && is_description("Oedema"));
        assert!(
            !is_description("temp_1.png") && !is_description("Picture 2") && !is_description(" ")
        );
    }

    #[test]
    fn targets_are_resolved_inside_the_package() {
        assert_eq!(resolve("word", "header1.xml"), "word/header1.xml");
        assert_eq!(resolve("ppt/slides", "../notes/n.xml"), "ppt/notes/n.xml");
        assert_eq!(resolve("word", "/xl/x.xml"), "xl/x.xml");
        assert_eq!(resolve("a", "../../../etc/passwd"), "etc/passwd");
    }
}

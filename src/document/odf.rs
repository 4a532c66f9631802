//! OpenDocument: text, sheets, slides, and the flat form in one file.
//!
//! One walk serves all of them: paragraphs are blocks, and where they stand decides the rest
//! (a cell, a slide, a footnote, a page header). Repeat counts are honoured up to a small number,
//! because two billion of them fit into ten bytes.

use super::block::{Block, Locus, Region};
use super::limits::{Flaw, Limits};
use super::ooxml::{Reading, Styles};
use super::part::Part;
use super::xml::{Node, Tag, Xml, local};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most spaces that one element stands for.
const SPACES: usize = 64;
/// The most cells that one repeated cell stands for.
const REPEATS: usize = 1000;

/// Reads a package.
pub(super) fn read(reading: &mut Reading<'_, '_>) -> Result<(), Flaw> {
    if let Some(manifest) = reading.side("META-INF/manifest.xml")?
        && manifest.text().contains("encryption-data")
    {
        return Err(Flaw::Encrypted);
    }
    let content = reading.part("content.xml")?.ok_or(Flaw::Damaged("its text is missing"))?;
    super::root(&reading.parts[content], reading.limits)?;
    let named = reading.part("styles.xml")?;
    let mut styles = Styles::default();
    for part in named.into_iter().chain([content]) {
        read_styles(&reading.parts[part], reading.limits, &mut styles)?;
    }
    let objects = walk(reading, content, &styles, None)?;
    if let Some(named) = named {
        walk(reading, named, &styles, None)?;
    }
    for object in objects {
        if let Some(part) = reading.part(&format!("{object}/content.xml"))? {
            walk(reading, part, &styles, Some(Region::Chart))?;
        }
    }
    Ok(())
}

/// Reads a flat file, which is the only part.
pub(super) fn read_flat(
    part: &Part<'_>,
    limits: &Limits,
    blocks: &mut Vec<Block>,
) -> Result<(), Flaw> {
    super::root(part, limits)?;
    let mut styles = Styles::default();
    read_styles(part, limits, &mut styles)?;
    let mut walker = Walker::new(0, &styles, limits.total);
    walker.walk(Xml::new(part.text(), limits))?;
    blocks.append(&mut walker.done);
    Ok(())
}

/// Reads the text of a part; the folders of the charts in it.
fn walk(
    reading: &mut Reading<'_, '_>,
    part: usize,
    styles: &Styles,
    region: Option<Region>,
) -> Result<BTreeSet<String>, Flaw> {
    let room = reading.limits.total - reading.total;
    let mut walker = Walker::new(part, styles, room);
    walker.regions.extend(region.map(|region| (0, region)));
    walker.walk(Xml::new(reading.parts[part].text(), reading.limits))?;
    reading.blocks.append(&mut walker.done);
    Ok(walker.objects)
}

/// The languages of the styles in a part.
fn read_styles(part: &Part<'_>, limits: &Limits, styles: &mut Styles) -> Result<(), Flaw> {
    let mut xml = Xml::new(part.text(), limits);
    let mut current = None;
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        match tag.name {
            "style:style" => {
                let name = tag.get("name").unwrap_or_default().into_owned();
                let base = tag.get("parent-style-name").map(|b| b.into_owned());
                styles.by_name.insert(name.clone(), (None, base));
                current = Some(name);
            }
            "style:default-style" => {
                let family = tag.get("family").unwrap_or_default();
                current = (family == "paragraph").then(String::new);
            }
            "style:text-properties" => {
                if let (Some(style), Some(language)) = (&current, language(&tag)) {
                    match style.as_str() {
                        "" => styles.default = Some(language),
                        _ => styles.by_name.entry(style.clone()).or_default().0 = Some(language),
                    }
                }
            }
            "office:body" => return Ok(()),
            _ => {}
        }
    }
    Ok(())
}

/// `fo:language`; `none` says that the text is in no language.
fn language(tag: &Tag<'_>) -> Option<Arc<str>> {
    tag.get("language").map(|l| l.as_ref().into())
}

/// What an element is for the walk.
enum Scope {
    /// A paragraph or heading.
    Block,
    /// A stretch with a style of its own.
    Span,
    /// A place where text is not part of the paragraph around it.
    Apart,
    /// Anything else.
    Plain,
}

struct Walker<'s> {
    part: usize,
    styles: &'s Styles,
    room: usize,
    /// What is open, innermost last.
    scopes: Vec<Scope>,
    /// The blocks that are open; nothing inside a place that is apart.
    open: Vec<Option<Block>>,
    languages: Vec<Option<Arc<str>>>,
    regions: Vec<(usize, Region)>,
    done: Vec<Block>,
    skipped: usize,
    paragraphs: usize,
    slide: usize,
    table: Table,
    masters: bool,
    /// The folders of what is embedded: charts, formulas.
    objects: BTreeSet<String>,
}

/// The cell of a sheet that the walk is in.
#[derive(Default)]
struct Table {
    name: String,
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
    /// The first block of the cell in the result.
    first: usize,
    sheet: bool,
    depth: usize,
}

impl<'s> Walker<'s> {
    fn new(part: usize, styles: &'s Styles, room: usize) -> Walker<'s> {
        Walker {
            part,
            styles,
            room,
            scopes: Vec::new(),
            open: Vec::new(),
            languages: Vec::new(),
            regions: Vec::new(),
            done: Vec::new(),
            skipped: 0,
            paragraphs: 0,
            slide: 0,
            table: Table::default(),
            masters: false,
            objects: BTreeSet::new(),
        }
    }

    fn walk(&mut self, mut xml: Xml<'_, '_>) -> Result<(), Flaw> {
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(_) if self.skipped > 0 => self.skipped += 1,
                Node::Close(_) if self.skipped > 0 => self.skipped -= 1,
                Node::Text(_) if self.skipped > 0 => {}
                Node::Open(tag) => self.open(&tag),
                Node::Close(name) => self.close(name)?,
                Node::Text(piece) => {
                    if let Some(Some(block)) = self.open.last_mut() {
                        let start = block.text.len();
                        piece.add_to(block);
                        let own = self.languages.iter().rev().flatten().next();
                        block.mark_language(start, own.or(self.styles.default.as_ref()));
                    }
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if self.is_skipped(tag.name) {
            self.skipped = 1;
            return;
        }
        self.enter(tag);
        if let Some(region) = self.region(tag.name) {
            self.regions.push((self.scopes.len(), region));
        }
        let scope = match tag.name {
            "text:p" | "text:h" | "presentation:header-decl" | "presentation:footer-decl" => {
                self.begin(tag);
                Scope::Block
            }
            "svg:title" | "svg:desc" => {
                self.regions.push((self.scopes.len(), Region::AltText));
                self.begin(tag);
                Scope::Block
            }
            "text:span" | "text:a" => {
                self.languages.push(self.style(tag));
                Scope::Span
            }
            "office:annotation"
            | "text:note-body"
            | "draw:text-box"
            | "draw:frame"
            | "table:table"
            | "text:note-citation"
            | "office:event-listeners"
            | "form:form"
            | "draw:g"
            | "draw:custom-shape"
            | "draw:rect" => {
                self.open.push(None);
                Scope::Apart
            }
            _ => Scope::Plain,
        };
        self.scopes.push(scope);
        match tag.name {
            "text:s" => {
                let count = tag.get("c").and_then(|c| c.parse().ok()).unwrap_or(1).min(SPACES);
                self.markup(&" ".repeat(count), tag);
            }
            "text:tab" => self.markup("\t", tag),
            "text:line-break" => self.markup("\n", tag),
            _ => {}
        }
    }

    /// What is no prose: code, forms, deleted text, reading aids; of masters all but page headers.
    fn is_skipped(&mut self, name: &str) -> bool {
        if self.masters && matches!(name, "style:master-page") {
            return false;
        }
        matches!(
            name,
            "text:tracked-changes"
                | "table:tracked-changes"
                | "office:scripts"
                | "office:settings"
                | "office:meta"
                | "office:binary-data"
                | "office:styles"
                | "office:automatic-styles"
                | "office:font-face-decls"
                | "text:ruby-text"
                | "text:note-citation"
                | "math:math"
                | "dc:creator"
                | "dc:date"
                | "meta:creator-initials"
        ) || (self.masters
            && !name.starts_with("text:")
            && !is_page_part(name)
            && !self.in_page_part())
    }

    fn in_page_part(&self) -> bool {
        self.regions.iter().any(|(_, r)| matches!(r, Region::Header | Region::Footer))
    }

    fn region(&self, name: &str) -> Option<Region> {
        match name {
            "office:annotation" => Some(Region::Comment),
            "text:note-body" => Some(Region::Note),
            "draw:text-box" if self.slide == 0 => Some(Region::TextBox),
            "presentation:notes" => Some(Region::SpeakerNotes),
            "style:header" | "style:header-left" | "style:header-first" => Some(Region::Header),
            "style:footer" | "style:footer-left" | "style:footer-first" => Some(Region::Footer),
            "presentation:header-decl" => Some(Region::Header),
            "presentation:footer-decl" => Some(Region::Footer),
            _ => None,
        }
    }

    /// Keeps count of slides, tables, rows and cells.
    fn enter(&mut self, tag: &Tag<'_>) {
        let repeated =
            |name: &str| tag.get(name).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1).max(1);
        match tag.name {
            "office:master-styles" => self.masters = true,
            "office:spreadsheet" => self.table.sheet = true,
            "draw:page" => self.slide += 1,
            "draw:object" => {
                let folder = tag.get("href").map(|h| h.trim_start_matches("./").to_owned());
                self.objects.extend(folder.filter(|folder| !folder.is_empty()));
            }
            "table:table" if self.table.depth == 0 => {
                let (name, sheet) =
                    (tag.get("name").unwrap_or_default().into_owned(), self.table.sheet);
                self.table = Table { name, sheet, depth: 1, ..Table::default() };
            }
            "table:table" => self.table.depth += 1,
            "table:table-row" if self.table.depth == 1 => {
                self.table.row = self.table.row.saturating_add(self.table.rows.max(1));
                self.table.rows = repeated("number-rows-repeated");
                (self.table.column, self.table.columns) = (0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" if self.table.depth == 1 => {
                self.table.column = self.table.column.saturating_add(self.table.columns.max(1));
                self.table.columns = repeated("number-columns-repeated");
                self.table.first = self.done.len();
            }
            _ => {}
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        self.paragraphs += 1;
        let region = self.regions.last().map_or(Region::Body, |(_, region)| *region);
        self.languages.push(self.style(tag));
        self.open.push(Some(Block::new(self.part, region, self.locus())));
    }

    fn locus(&self) -> Locus {
        match (self.table.sheet, self.slide) {
            (true, _) if self.table.column > 0 => {
                let cell = super::xlsx::cell_name(self.table.column, self.table.row.max(1));
                Locus::Cell(format!("{}!{cell}", self.table.name))
            }
            (true, _) => Locus::Cell(self.table.name.clone()),
            (_, 0) => Locus::Paragraph(self.paragraphs),
            (_, slide) => Locus::Slide(slide),
        }
    }

    fn style(&self, tag: &Tag<'_>) -> Option<Arc<str>> {
        tag.get("style-name").and_then(|style| self.styles.language(&style).cloned())
    }

    fn markup(&mut self, text: &str, tag: &Tag<'_>) {
        if let Some(Some(block)) = self.open.last_mut() {
            block.markup(text, tag.range());
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Flaw> {
        match self.scopes.pop() {
            Some(Scope::Block) => {
                self.languages.pop();
                let block = self.open.pop().flatten();
                self.done.extend(block.filter(|b| !b.text.is_empty()));
            }
            Some(Scope::Span) => drop(self.languages.pop()),
            Some(Scope::Apart) => drop(self.open.pop()),
            _ => {}
        }
        while self.regions.last().is_some_and(|(depth, _)| *depth >= self.scopes.len()) {
            self.regions.pop();
        }
        match local(name) {
            "master-styles" => self.masters = false,
            "spreadsheet" => self.table.sheet = false,
            "table" => self.table.depth = self.table.depth.saturating_sub(1),
            "table-cell" if self.table.depth == 1 => self.repeat()?,
            _ => {}
        }
        Ok(())
    }

    /// Repeats the blocks of a cell that stands for several.
    fn repeat(&mut self) -> Result<(), Flaw> {
        let count = if self.table.sheet { self.table.columns.min(REPEATS) } else { 1 };
        let cell = self.done[self.table.first.min(self.done.len())..].to_vec();
        for step in 1..count {
            let size: usize = cell.iter().map(|b| b.text.len() + 200).sum();
            self.room = self.room.checked_sub(size).ok_or(Flaw::Limit(
                "bytes of repeated cells",
                self.room,
                "--max-total",
            ))?;
            let name = super::xlsx::cell_name(
                self.table.column.saturating_add(step),
                self.table.row.max(1),
            );
            let locus = Locus::Cell(format!("{}!{name}", self.table.name));
            self.done.extend(cell.iter().map(|b| Block { locus: locus.clone(), ..b.clone() }));
        }
        Ok(())
    }
}

fn is_page_part(name: &str) -> bool {
    name.starts_with("style:header") || name.starts_with("style:footer")
}

#[cfg(test)]
mod tests {
    use crate::document::{Limits, Region, open, testing};

    #[test]
    fn what_has_no_element_is_no_document() {
        let refused = |name: &str, bytes: &[u8]| {
            open(name.as_ref(), bytes, None, &Limits::default()).is_err()
        };
        assert!(refused("a.fodt", b"No edema"));
        assert!(refused("a.odt", &testing::zip(&[("content.xml", b"No edema")])));
    }

    #[test]
    fn charts_are_read_where_they_are_used() {
        let part = |body: &str| {
            format!(
                "<office:document-content><office:body>{body}</office:body></office:document-content>"
            )
        };
        let main = part(
            "<office:text><text:p>one<draw:frame><draw:object xlink:href=\"./Object 1\"/></draw:frame></text:p></office:text>",
        );
        let chart = part(
            "<office:chart><chart:chart><chart:title><text:p>Title</text:p></chart:title></chart:chart></office:chart>",
        );
        let unused = part("<office:text><text:p>no</text:p></office:text>");
        let bytes = testing::zip(&[
            ("content.xml", main.as_bytes()),
            ("Object 1/content.xml", chart.as_bytes()),
            ("Object 2/content.xml", unused.as_bytes()),
        ]);
        let document = open("a.odt".as_ref(), &bytes, None, &Limits::default()).unwrap();
        let found: Vec<_> = document.blocks.iter().map(|b| (b.region, b.text.as_str())).collect();
        assert_eq!(found, [(Region::Body, "one"), (Region::Chart, "Title")]);
    }
}

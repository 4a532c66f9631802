//! Workbooks: the text of cells, comments and drawings; no formulas, no numbers.

use super::block::{Block, Locus, Region};
use super::limits::Flaw;
use super::ooxml::{Reading, Styles, Walk};
use super::xml::{Node, Tag, Xml};

/// Reads the workbook whose main part is `main`.
pub(super) fn read(reading: &mut Reading<'_, '_>, main: &str) -> Result<(), Flaw> {
    let book = reading.side(main)?.ok_or(Flaw::Damaged("its sheets are missing"))?;
    let relations = reading.relations(&book.name)?;
    let shared = match relations.iter().find(|r| r.kind == "sharedStrings") {
        Some(relation) => shared_strings(reading, &relation.target)?,
        None => Vec::new(),
    };
    let mut xml = Xml::new(book.text(), reading.limits);
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        if tag.local() != "sheet" {
            continue;
        }
        let name = tag.get("name").unwrap_or_default();
        let id = super::ooxml::relation_id(&tag);
        if let Some(relation) = relations.iter().find(|r| Some(&r.id) == id.as_ref()) {
            sheet(reading, &relation.target, &name, &shared)?;
        }
    }
    Ok(())
}

/// The strings that cells refer to by number, as blocks without a place.
fn shared_strings(reading: &mut Reading<'_, '_>, name: &str) -> Result<Vec<Block>, Flaw> {
    let Some(part) = reading.part(name)? else { return Ok(Vec::new()) };
    let mut xml = Xml::new(reading.parts[part].text(), reading.limits);
    let mut found = Vec::new();
    while let Some(node) = xml.next()? {
        if let Node::Open(tag) = node
            && tag.local() == "si"
        {
            found.push(string(&mut xml, part, "si")?);
        }
    }
    Ok(found)
}

/// The text of a string item up to its end, without the reading aids of Japanese.
fn string(xml: &mut Xml<'_, '_>, part: usize, end: &str) -> Result<Block, Flaw> {
    let mut block = Block::new(part, Region::Body, Locus::Lines);
    let (mut text, mut phonetic) = (false, false);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(tag) => match tag.local() {
                "t" => text = !phonetic,
                "rPh" => phonetic = true,
                _ => {}
            },
            Node::Close(name) => match super::xml::local(name) {
                "t" => text = false,
                "rPh" => phonetic = false,
                local if local == end => break,
                _ => {}
            },
            Node::Text(piece) if text => piece.add_to(&mut block),
            Node::Text(_) => {}
        }
    }
    Ok(block)
}

/// The cell that the reader is in. Rows and cells need not say where they are.
#[derive(Default)]
struct Cursor {
    row: usize,
    column: usize,
    /// `B7`.
    name: String,
    /// What its value is: `s` a shared string, `str` a text.
    kind: String,
}

impl Cursor {
    /// Moves to the next row.
    fn row(&mut self, tag: &Tag<'_>) {
        let stated = tag.get("r").and_then(|r| r.parse().ok());
        self.row = stated.unwrap_or(self.row.saturating_add(1));
        self.column = 0;
    }

    /// Moves to the next cell.
    fn cell(&mut self, tag: &Tag<'_>) {
        self.kind = tag.get("t").unwrap_or_default().into_owned();
        self.column = self.column.saturating_add(1);
        self.name = match tag.get("r").filter(|r| is_cell(r)) {
            Some(name) => {
                let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
                self.column = letters.bytes().fold(0, |n, b| n * 26 + usize::from(b - b'A') + 1);
                name.into_owned()
            }
            None => cell_name(self.column, self.row.max(1)),
        };
    }
}

/// `B7`: at most three letters and seven digits.
fn is_cell(name: &str) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = name.len() - digits.len();
    (1..=3).contains(&letters)
        && (1..=7).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Column and row, both from 1 → `B7`.
pub(super) fn cell_name(column: usize, row: usize) -> String {
    let (mut letters, mut rest) = (Vec::new(), column);
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &row.to_string()
}

fn sheet(
    reading: &mut Reading<'_, '_>,
    name: &str,
    title: &str,
    shared: &[Block],
) -> Result<(), Flaw> {
    let Some(part) = reading.part(name)? else { return Ok(()) };
    let mut found = Vec::new();
    let limits = reading.limits;
    let mut xml = Xml::new(reading.parts[part].text(), limits);
    let (mut cursor, mut value) = (Cursor::default(), false);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(tag) => match tag.local() {
                "row" => cursor.row(&tag),
                "c" => cursor.cell(&tag),
                "v" => value = true,
                "is" => found.push(at(string(&mut xml, part, "is")?, title, &cursor.name)),
                _ => {}
            },
            Node::Close(name) => value &= super::xml::local(name) != "v",
            Node::Text(piece) if value && cursor.kind == "s" => {
                let index = piece.text().trim().parse::<usize>().ok();
                if let Some(block) = index.and_then(|i| shared.get(i)) {
                    reading.total += block.text.len() + 200;
                    if reading.total > limits.total {
                        return Err(Flaw::Limit("bytes in all parts", limits.total, "--max-total"));
                    }
                    found.push(at(block.clone(), title, &cursor.name));
                }
            }
            Node::Text(piece) if value && cursor.kind == "str" => {
                let mut block = Block::new(part, Region::Body, Locus::Lines);
                piece.add_to(&mut block);
                found.push(at(block, title, &cursor.name));
            }
            Node::Text(_) => {}
        }
    }
    reading.blocks.extend(found.into_iter().filter(|b| !b.text.is_empty()));
    related(reading, name, title)
}

fn at(block: Block, sheet: &str, cell: &str) -> Block {
    Block { locus: Locus::Cell(format!("{sheet}!{cell}")), ..block }
}

/// The comments and drawings of a sheet.
fn related(reading: &mut Reading<'_, '_>, name: &str, title: &str) -> Result<(), Flaw> {
    for relation in reading.relations(name)? {
        match relation.kind.as_str() {
            "comments" => comments(reading, &relation.target, title)?,
            "drawing" => {
                drawing(reading, &relation.target, title, Region::TextBox)?;
                for chart in reading.relations(&relation.target)? {
                    if chart.kind == "chart" || chart.kind == "diagramData" {
                        drawing(reading, &chart.target, title, Region::Chart)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn drawing(
    reading: &mut Reading<'_, '_>,
    name: &str,
    title: &str,
    region: Region,
) -> Result<(), Flaw> {
    let Some(part) = reading.part(name)? else { return Ok(()) };
    let how = Walk {
        region,
        locus: &|_| Locus::Cell(title.to_owned()),
        styles: &Styles::default(),
        blocks: &["p"],
        texts: &["t"],
        picture: "cNvPr",
    };
    reading.walk(part, &how)
}

fn comments(reading: &mut Reading<'_, '_>, name: &str, title: &str) -> Result<(), Flaw> {
    let Some(part) = reading.part(name)? else { return Ok(()) };
    let mut found = Vec::new();
    let mut xml = Xml::new(reading.parts[part].text(), reading.limits);
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        if tag.local() == "comment" {
            let cell = tag.get("ref").filter(|r| is_cell(r)).unwrap_or_default();
            let block = string(&mut xml, part, "comment")?;
            found.push(Block { region: Region::Comment, ..at(block, title, &cell) });
        }
    }
    reading.blocks.extend(found);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (column, row, name) in [(1, 1, "A1"), (26, 2, "Z2"), (27, 3, "AA3"), (16384, 9, "XFD9")]
        {
            assert_eq!(cell_name(column, row), name);
            assert!(is_cell(name));
        }
        assert!(!is_cell("XFD99999999") && !is_cell("7") && !is_cell("\u{1b}1"));
    }
}

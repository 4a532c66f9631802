//! Presentations: the slides in their order, each with its notes, comments and charts; no masters.

use super::block::{Locus, Region};
use super::limits::Flaw;
use super::ooxml::{Reading, Styles, Walk};
use super::xml::{Node, Xml};

/// Reads the presentation whose main part is `main`.
pub(super) fn read(reading: &mut Reading<'_, '_>, main: &str) -> Result<(), Flaw> {
    let part = reading.side(main)?.ok_or(Flaw::Damaged("its slides are missing"))?;
    let relations = reading.relations(&part.name)?;
    let mut xml = Xml::new(part.text(), reading.limits);
    let mut slides = Vec::new();
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        if tag.local() == "sldId" {
            slides.push(super::ooxml::relation_id(&tag));
        }
    }
    for (index, id) in slides.iter().enumerate() {
        if let Some(relation) = relations.iter().find(|r| Some(&r.id) == id.as_ref()) {
            slide(reading, &relation.target, index + 1)?;
        }
    }
    Ok(())
}

fn slide(reading: &mut Reading<'_, '_>, name: &str, number: usize) -> Result<(), Flaw> {
    walk(reading, name, number, Region::Body)?;
    for relation in reading.relations(name)? {
        let region = match relation.kind.as_str() {
            "notesSlide" => Region::SpeakerNotes,
            "comments" => Region::Comment,
            "chart" | "diagramData" => Region::Chart,
            _ => continue,
        };
        walk(reading, &relation.target, number, region)?;
    }
    Ok(())
}

fn walk(
    reading: &mut Reading<'_, '_>,
    name: &str,
    number: usize,
    region: Region,
) -> Result<(), Flaw> {
    let Some(part) = reading.part(name)? else { return Ok(()) };
    let how = Walk {
        region,
        locus: &|_| Locus::Slide(number),
        styles: &Styles::default(),
        blocks: if region == Region::Comment { &["p", "cm"] } else { &["p"] },
        texts: if region == Region::Comment { &["t", "text"] } else { &["t"] },
        picture: "cNvPr",
    };
    reading.walk(part, &how)
}

//! Word documents: body, headers, footers, notes, comments, text boxes, charts.

use super::block::{Locus, Region};
use super::limits::{Flaw, Limits};
use super::ooxml::{Reading, Relation, Styles, Walk};
use super::part::Part;
use super::xml::{Node, Xml};

/// Reads the document whose main part is `main`.
pub(super) fn read(reading: &mut Reading<'_, '_>, main: &str) -> Result<(), Flaw> {
    let body = reading.part(main)?.ok_or(Flaw::Damaged("its text is missing"))?;
    let relations = reading.relations(&reading.parts[body].name.clone())?;
    let styles = match relations.iter().find(|r| r.kind == "styles") {
        Some(relation) => read_styles(reading.side(&relation.target)?, reading.limits)?,
        None => Styles::default(),
    };
    walk(reading, body, Region::Body, &styles)?;
    for relation in &relations {
        related(reading, relation, &styles)?;
    }
    Ok(())
}

fn related(reading: &mut Reading<'_, '_>, to: &Relation, styles: &Styles) -> Result<(), Flaw> {
    let Some(region) = region(&to.kind) else { return Ok(()) };
    match reading.part(&to.target)? {
        Some(part) => walk(reading, part, region, styles),
        None => Ok(()),
    }
}

/// What a related part holds, if prose.
fn region(kind: &str) -> Option<Region> {
    match kind {
        "header" => Some(Region::Header),
        "footer" => Some(Region::Footer),
        "footnotes" | "endnotes" => Some(Region::Note),
        "comments" => Some(Region::Comment),
        "chart" | "diagramData" => Some(Region::Chart),
        _ => None,
    }
}

fn walk(
    reading: &mut Reading<'_, '_>,
    part: usize,
    region: Region,
    styles: &Styles,
) -> Result<(), Flaw> {
    let how = Walk {
        region,
        locus: &Locus::Paragraph,
        styles,
        blocks: &["p"],
        texts: &["t"],
        picture: "docPr",
    };
    reading.walk(part, &how)
}

/// The languages of styles.xml: of the defaults, and of each style with its base.
fn read_styles(part: Option<Part<'_>>, limits: &Limits) -> Result<Styles, Flaw> {
    let mut styles = Styles::default();
    let Some(part) = part else { return Ok(styles) };
    let mut xml = Xml::new(part.text(), limits);
    let mut current: Option<String> = None;
    while let Some(node) = xml.next()? {
        let Node::Open(tag) = node else { continue };
        let value = || tag.get("val").map(|v| v.into_owned());
        match (tag.local(), &current) {
            ("style", _) => {
                let id = tag.get("styleId").unwrap_or_default().into_owned();
                styles.by_name.insert(id.clone(), (None, None));
                current = Some(id);
            }
            ("basedOn", Some(style)) => {
                styles.by_name.entry(style.clone()).or_default().1 = value();
            }
            ("lang", Some(style)) => {
                styles.by_name.entry(style.clone()).or_default().0 = value().map(Into::into);
            }
            ("lang", None) => styles.default = value().map(Into::into),
            _ => {}
        }
    }
    Ok(styles)
}

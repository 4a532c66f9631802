//! Markdown: the text of paragraphs, headings, tables and the values of front matter; no code, no
//! addresses, no HTML tags.

use super::block::{Block, Locus, Region};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The blocks of a text. Emphasis inside a word does not split it.
pub(super) fn read(text: &str, blocks: &mut Vec<Block>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reading = Reading { text, block: empty(), blocks, code: false, front: false };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reading.event(&event, range);
    }
    reading.finish();
}

struct Reading<'t, 'o> {
    text: &'t str,
    block: Block,
    blocks: &'o mut Vec<Block>,
    code: bool,
    front: bool,
}

fn empty() -> Block {
    Block::new(0, Region::Body, Locus::Lines)
}

impl Reading<'_, '_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.code = true,
            Event::End(TagEnd::CodeBlock) => self.code = false,
            Event::Start(Tag::MetadataBlock(_)) => self.front = true,
            Event::End(TagEnd::MetadataBlock(_)) => self.front = false,
            Event::Text(_) if self.front => self.front_matter(range),
            Event::Text(_) if self.code => {}
            Event::Text(value) => self.add(value, range),
            Event::SoftBreak | Event::HardBreak => self.block.markup("\n", range),
            Event::Code(_) | Event::FootnoteReference(_) => self.block.markup("\u{fffc}", range),
            Event::Html(_) => self.html(range),
            Event::InlineHtml(_) => {}
            Event::Start(tag) if is_block(tag) => self.finish(),
            Event::End(tag) if !is_inline(*tag) => self.finish(),
            _ => {}
        }
    }

    fn add(&mut self, value: &str, range: Range<usize>) {
        match self.text.get(range.clone()) {
            Some(written) if written == value => self.block.copy(value, range.start),
            _ => self.block.character(value, range),
        }
    }

    /// The text between the tags of an HTML block.
    fn html(&mut self, range: Range<usize>) {
        super::html::read_at(&self.text[range.clone()], range.start, self.blocks);
    }

    /// The values of `key: value` lines.
    fn front_matter(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for line in self.text[range].split_inclusive('\n') {
            let value = line.split_once(": ").map_or(line, |(_, value)| value);
            let value = value.trim_end();
            if line.contains(' ') && !value.is_empty() {
                self.finish();
                self.block.copy(value, at + line.find(value).unwrap_or(0));
            }
            at += line.len();
        }
        self.finish();
    }

    fn finish(&mut self) {
        let block = std::mem::replace(&mut self.block, empty());
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !is_inline(tag.to_end())
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_addresses_are_no_prose() {
        let text = "---\ntitle: Edema\n---\n# H\u{e9}ma&amp;to\n\n`edema` [l*ab*el](https://x.org/edema)\n\n```\nedema\n```\n";
        let mut blocks = Vec::new();
        read(text, &mut blocks);
        let found: Vec<_> = blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(found, ["Edema", "Héma&to", "\u{fffc} label"]);
    }
}

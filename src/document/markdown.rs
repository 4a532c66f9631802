//! Markdown: the text of paragraphs, headings, tables and the values of front matter; no code, no
//! addresses, no HTML tags.

use super::block::{Block, Locus, Region};
use super::html::CODES;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The blocks of a text. Emphasis inside a word does not split it.
pub(super) fn read(text: &str, blocks: &mut Vec<Block>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reading = Reading {
        text,
        block: empty(),
        blocks,
        code: false,
        front: false,
        html: Vec::new(),
        from: None,
    };
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
    /// The lines of the HTML block, without what stands before them in a list or quotation.
    html: Vec<Range<usize>>,
    /// Where an element of code in a line began, in the block.
    from: Option<usize>,
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
            Event::InlineMath(value) if !is_formula(value) => self.dollars(range),
            Event::Code(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => self.block.markup("\u{fffc}", range),
            Event::Html(_) => self.html.push(range),
            Event::End(TagEnd::HtmlBlock) => self.html(),
            Event::InlineHtml(tag) => self.inline(tag),
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

    /// Prose between two sums of money.
    fn dollars(&mut self, range: Range<usize>) {
        self.block.copy(&self.text[range.clone()], range.start);
    }

    /// The text between the tags of an HTML block: a comment or tag may go over many lines.
    fn html(&mut self) {
        let lines = std::mem::take(&mut self.html);
        let Some(start) = lines.first().map(|line| line.start) else { return };
        let mut text = String::new();
        for line in lines {
            text.extend(std::iter::repeat_n(' ', (line.start - start).saturating_sub(text.len())));
            text.push_str(&self.text[line]);
        }
        super::html::read_at(&text, start, self.blocks);
    }

    /// A tag in a line: what stands in an element of code is no prose.
    fn inline(&mut self, tag: &str) {
        let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric());
        if !name.take(1).any(|name| CODES.contains(&name.to_ascii_lowercase().as_str())) {
            return;
        }
        match (self.from.take(), tag.starts_with("</")) {
            (Some(from), true) => self.block.mark_code(from),
            (from, false) => self.from = from.or(Some(self.block.text.len())),
            (None, true) => {}
        }
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
        self.from = None;
        let block = std::mem::replace(&mut self.block, empty());
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
    }
}

/// True of what stands between dollars and is no prose.
fn is_formula(value: &str) -> bool {
    value.contains(['\\', '^', '_', '=', '{']) || !value.contains(' ')
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

    /// What is checked, by block, and that it stands there.
    fn english(text: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        read(text, &mut blocks);
        let mut found = Vec::new();
        for block in blocks {
            let ranges: Vec<_> = block.english().collect();
            let words: String = ranges.iter().map(|r| &block.text[r.clone()]).collect();
            for range in ranges.into_iter().filter(|_| !words.contains('\u{fffc}')) {
                assert_eq!(text[block.segments.range(range.clone())], block.text[range]);
            }
            found.extend(Some(words.trim().to_owned()).filter(|w| !w.is_empty()));
        }
        found
    }

    #[test]
    fn a_comment_and_an_element_go_over_many_lines() {
        let comment = "> <!-- edema\n> edema\n>\n> edema -->\n\n<pre>\nedema\n</pre>\n";
        assert_eq!(english(comment), [""; 0]);
        let tag = "- <div\n    title=\"a node\"\n    class=\"edema\">\n  text\n  </div>\n";
        assert_eq!(english(tag), ["a node", "text"]);
    }

    #[test]
    fn a_formula_is_no_prose_and_a_sum_of_money_is_none() {
        let text = "a $E = mc^2$ b\n\n$$\n\\frac{x}{y}\n$$\n\nfrom $5 to US$9\n";
        assert_eq!(english(text).concat().replace('\u{fffc}', ""), "a  bfrom $5 to US$9");
    }

    #[test]
    fn code_in_a_line_may_be_an_element() {
        assert_eq!(english("a <kbd>edema *edema*</kbd> b\n"), ["a  b"]);
    }
}

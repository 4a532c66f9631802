//! Markdown: the text of paragraphs, headings and tables; no code, no addresses, no HTML.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The spans of prose, adjacent ones joined: emphasis inside a word does not split it.
pub(super) fn prose(text: &str) -> Vec<Range<usize>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut skipped = 0;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => skipped += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => skipped -= 1,
            Event::Text(_) if skipped == 0 => match spans.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => spans.push(range),
            },
            _ => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_addresses_are_no_prose() {
        let text = "# Edema\n\n`edema` [label](https://x.org/edema) text\n\n```\nedema\n```\n";
        let found: Vec<_> = prose(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, ["Edema", " ", "label", " text"]);
    }
}

//! Comma- and tab-separated values: every field is a block, quotes undone.
//!
//! The csv crate gives fields without their places, so that the few rules of RFC 4180 are here.

use super::block::{Block, Locus, Region};

/// The fields of a text.
pub(super) fn read(text: &str, separator: u8, blocks: &mut Vec<Block>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let mut block = Block::new(0, Region::Body, Locus::Lines);
        at = match bytes[at] {
            b'"' => quoted(text, at + 1, &mut block),
            _ => at,
        };
        let end = bytes[at..]
            .iter()
            .position(|b| *b == separator || *b == b'\n' || *b == b'\r')
            .map_or(bytes.len(), |len| at + len);
        block.copy(&text[at..end], at);
        if !block.text.is_empty() {
            blocks.push(block);
        }
        at = end + 1;
    }
}

/// Reads up to the closing quote; the offset behind it.
fn quoted(text: &str, from: usize, block: &mut Block) -> usize {
    let mut at = from;
    loop {
        let end = text[at..].find('"').map_or(text.len(), |len| at + len);
        block.copy(&text[at..end], at);
        if !text[end..].starts_with("\"\"") {
            return (end + 1).min(text.len());
        }
        block.character("\"", end..end + 2);
        at = end + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_apart_and_quotes_undone() {
        let text = "a,\"b, \"\"c\"\"\nd\",e\r\n,f\n\"open";
        let mut blocks = Vec::new();
        read(text, b',', &mut blocks);
        let found: Vec<_> = blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(found, ["a", "b, \"c\"\nd", "e", "f", "open"]);
        let at = blocks[1].segments.range(3..6);
        assert_eq!(&text[at], "\"\"c\"\"");
    }
}

//! Text of others on a terminal or in a log: nothing in it may steer, reorder or command.

use std::borrow::Cow;

/// `text` with control, bidi and invisible characters made visible as `\u{…}`.
///
/// ```
/// assert_eq!(medspell::report::printable("a\u{1b}[31mb\u{202e}c\n"), "a\\u{1b}[31mb\\u{202e}c\\u{a}");
/// assert_eq!(medspell::report::printable("Ménière’s"), "Ménière’s");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|b| (0x20..0x7f).contains(&b));
    match plain || !text.contains(steers) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(
            text.chars()
                .map(|c| if steers(c) { c.escape_unicode().to_string() } else { c.to_string() })
                .collect(),
        ),
    }
}

/// Control characters, and the bidi controls, zero-width characters and soft hyphen that
/// `char::is_control` misses.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// `text` as the content of XML: printable, and with its five characters escaped.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            _ => out.push(c),
        }
    }
    out
}

/// A JSON value on one line, with what steers a terminal as `\\u` escapes.
pub fn json(value: &serde_json::Value) -> String {
    let text = value.to_string();
    match text.is_ascii() && !text.contains('\u{7f}') {
        true => text,
        false => {
            text.chars().map(|c| if steers(c) { escape(c) } else { String::from(c) }).collect()
        }
    }
}

fn escape(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

//! Markdown → HTML, for the texts that people write: install steps, prose pages, changes.
//!
//! Addresses without a scheme are paths below the root of the site; they are made relative here. A
//! link to a file is a download.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// A text as HTML. `root` leads from the page to the root of the site.
pub(super) fn blocks(text: &str, root: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, events(text, root).into_iter());
    out
}

/// One paragraph as HTML, without its `<p>`.
pub(super) fn inline(text: &str, root: &str) -> String {
    let mut out = String::new();
    let outer =
        |e: &Event<'_>| matches!(e, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
    html::push_html(&mut out, events(text, root).into_iter().filter(|e| !outer(e)));
    out
}

fn events<'t>(text: &'t str, root: &str) -> Vec<Event<'t>> {
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES);
    let mut tables = 0;
    parser.flat_map(|event| event_of_site(event, root, &mut tables)).collect()
}

fn event_of_site<'t>(event: Event<'t>, root: &str, tables: &mut usize) -> Vec<Event<'t>> {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => {
            vec![Event::InlineHtml(anchor(&dest_url, root).into())]
        }
        Event::End(TagEnd::Link) => vec![Event::InlineHtml("</a>".into())],
        Event::Start(Tag::Table(columns)) => {
            *tables += 1;
            vec![Event::Html(scroll(*tables).into()), Event::Start(Tag::Table(columns))]
        }
        Event::End(TagEnd::Table) => {
            vec![Event::End(TagEnd::Table), Event::Html(CowStr::from("</div>\n"))]
        }
        other => vec![other],
    }
}

/// Around a table, so that a narrow window scrolls the table and not the page.
fn scroll(number: usize) -> String {
    format!("<div class=\"scroll\" role=\"region\" aria-label=\"Table {number}\" tabindex=\"0\">\n")
}

fn anchor(to: &str, root: &str) -> String {
    let external = to.contains("://") || to.starts_with("mailto:");
    let to = to.replace('&', "&amp;").replace('"', "&quot;");
    match (external, is_file(&to)) {
        (true, _) => format!("<a href=\"{to}\" rel=\"noreferrer\">"),
        (false, _) if to.starts_with('#') => format!("<a href=\"{to}\">"),
        (false, true) => format!("<a href=\"{root}{to}\" download>"),
        (false, false) => format!("<a href=\"{root}{to}\">"),
    }
}

fn is_file(to: &str) -> bool {
    let path = to.split('#').next().unwrap_or(to);
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_root() {
        assert_eq!(
            inline("[a](words/) [b](x/m.oxt) [c](#d) [e](https://x.org/f.zip)", "../../"),
            "<a href=\"../../words/\">a</a> <a href=\"../../x/m.oxt\" download>b</a> \
             <a href=\"#d\">c</a> <a href=\"https://x.org/f.zip\" rel=\"noreferrer\">e</a>"
        );
        assert_eq!(blocks("A *b*.", ""), "<p>A <em>b</em>.</p>\n");
    }
}

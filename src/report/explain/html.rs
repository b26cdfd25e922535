//! Text on a page.

use crate::report::harmless;

/// The text as HTML shows it, inside of an element or of a quoted attribute: no sign of it is taken for a mark.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in harmless(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A sentence with its `code` in elements of its own.
pub fn sentence(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(escape).collect();
    // Without its partner, a backtick is one.
    if parts.len().is_multiple_of(2) {
        return escape(text);
    }
    let part =
        |(index, part): (usize, &String)| if index.is_multiple_of(2) { part.clone() } else { format!("<code>{part}</code>") };
    parts.iter().enumerate().map(part).collect()
}

/// Where something is written: an address is a link, and the rest is text.
pub fn source(text: &str) -> String {
    let (address, rest) = text.split_once(';').unwrap_or((text, ""));
    if !address.starts_with("https://") {
        return escape(text);
    }
    let shown = address.trim_start_matches("https://").split('#').next().unwrap_or_default().trim_end_matches('/');
    let rest = if rest.is_empty() { String::new() } else { format!(";{}", escape(rest)) };
    format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>{rest}", escape(address), escape(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_a_mark() {
        assert_eq!(escape("<script>\"a\" & 'b'\u{1b}"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\\u{1b}");
        assert_eq!(sentence("`a<b>` and c"), "<code>a&lt;b&gt;</code> and c");
        assert_eq!(sentence("a ` b"), "a ` b");
        assert_eq!(source("measured <b>"), "measured &lt;b&gt;");
        assert_eq!(
            source("https://a.example/b\"c#d; measured"),
            "<a href=\"https://a.example/b&quot;c#d\" rel=\"noreferrer\">a.example/b&quot;c</a>; measured"
        );
    }
}

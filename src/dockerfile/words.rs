//! The three ways in which BuildKit cuts arguments into words.

/// Cuts at runs of white space, quotes or not, as `FROM`, `EXPOSE` and the shell form of `COPY` do.
pub(super) fn split_at_blanks(text: &str) -> Vec<&str> {
    let text = text.trim();
    if text.is_empty() { Vec::new() } else { text.split(is_blank).filter(|word| !word.is_empty()).collect() }
}

/// Cuts the first word off: the keyword, or the name in the old form `ENV name value`.
pub(super) fn split_first(text: &str) -> (&str, Option<&str>) {
    match text.find(is_blank) {
        Some(end) => (&text[..end], Some(text[end..].trim_start_matches(is_blank))),
        None => (text, None),
    }
}

/// Cuts at white space outside quotes and escapes, which stay in the words, as `ENV`, `LABEL` and `ARG` do.
pub(super) fn split_quoted(text: &str, escape: char) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        if c == escape && quote != Some('\'') {
            // An escape character at the very end stands for nothing.
            if let Some(escaped) = chars.next() {
                word.extend([c, escaped]);
            }
            continue;
        }
        quote = match quote {
            None if matches!(c, '\'' | '"') => Some(c),
            Some(open) if open == c => None,
            unchanged => unchanged,
        };
        word.push(c);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

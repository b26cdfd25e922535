//! What a preset's template may be written with.

use super::TemplateError;

/// The longest template, in bytes.
const LONGEST: usize = 64 * 1024;

/// The tags that let pass. Not among them are those that keep a value (`set`, `component`, `filter`): what is kept can be
/// doubled, and sixty doublings fill any machine. What is left writes and forgets.
const TAGS: &[&str] = &[
    "block", "break", "continue", "elif", "else", "endblock", "endfor", "endif", "endraw", "extends", "for", "if", "include",
    "raw",
];

const CONTEXT: &str = "__tera_context";

/// Refuses a template that is too long or uses another tag.
///
/// The text is searched and not parsed: every tag begins with `{%` and its name, so none is missed. The same signs inside of
/// a comment or of quotes are refused as well, which costs nobody anything.
pub fn admit(name: &str, text: &str) -> Result<(), TemplateError> {
    if text.len() > LONGEST {
        return Err(TemplateError::new(name, None, format!("it has {} bytes, and a template has {LONGEST} at most", text.len())));
    }
    // The engine's name for all values at once, secrets among them.
    if let Some(offset) = text.find(CONTEXT) {
        let line = 1 + text[..offset].matches('\n').count();
        return Err(TemplateError::new(name, Some(line), format!("`{CONTEXT}` is not for presets: name the values")));
    }
    for (offset, _) in text.match_indices("{%") {
        let inner = text[offset + 2..].trim_start_matches(['-', '+']).trim_start();
        let tag = inner.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        if !TAGS.contains(&tag) {
            let line = 1 + text[..offset].matches('\n').count();
            let problem = format!("the tag `{}` is not for presets: they take {}", tag.escape_debug(), TAGS.join(", "));
            return Err(TemplateError::new(name, Some(line), problem));
        }
    }
    Ok(())
}

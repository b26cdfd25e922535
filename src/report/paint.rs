//! Whether output is coloured, decided once.

use std::ffi::OsString;

use console::Style;
use serde_json::Value;

use crate::knowledge::conceal;
use crate::model::is_hidden;

/// Puts colour on text, or leaves it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    is_on: bool,
}

impl Paint {
    pub const ALWAYS: Self = Self { is_on: true };
    pub const NEVER: Self = Self { is_on: false };

    /// Decides for one stream by the usual conventions: `NO_COLOR` forbids, `CLICOLOR_FORCE` demands, and otherwise a
    /// terminal that is not a dumb one gets colour. A variable that is set to nothing says nothing.
    pub fn decide(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let variable = |name| variable(name).filter(|value| !value.is_empty());
        let is_on = if variable("NO_COLOR").is_some() {
            false
        } else if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            true
        } else {
            is_terminal && variable("TERM").is_none_or(|value| value != "dumb")
        };
        Self { is_on }
    }

    pub fn added(self, text: &str) -> String {
        self.apply(text, Style::new().green())
    }

    pub fn removed(self, text: &str) -> String {
        self.apply(text, Style::new().red())
    }

    pub fn place(self, text: &str) -> String {
        self.apply(text, Style::new().cyan())
    }

    pub fn heading(self, text: &str) -> String {
        self.apply(text, Style::new().bold())
    }

    pub fn warning(self, text: &str) -> String {
        self.apply(text, Style::new().yellow())
    }

    fn apply(self, text: &str, style: Style) -> String {
        if self.is_on { style.force_styling(true).apply_to(text).to_string() } else { text.to_owned() }
    }
}

/// The text without anything that a terminal would act on or that a reader would not see: it is shown as escapes. Tabs stay.
/// Passwords and tokens are not shown: what is printed ends in the logs of pipelines.
pub fn harmless(text: &str) -> String {
    let is_harmful = |c: char| is_hidden(c) && c != '\t';
    let text = conceal(text);
    if !text.contains(is_harmful) {
        return text.into_owned();
    }
    text.chars().map(|c| if is_harmful(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// A document as text, in which the same characters are escapes of JSON, without passwords and tokens.
pub fn document(value: &Value) -> String {
    let text = conceal(&format!("{value:#}\n")).into_owned();
    let is_harmful = |c: char| is_hidden(c) && c != '\n';
    if !text.contains(is_harmful) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) {
            let mut units = [0; 2];
            escaped.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_follows_the_conventions() {
        for (is_terminal, variables, expected) in [
            (true, &[][..], true),
            (false, &[], false),
            (true, &[("NO_COLOR", "1")], false),
            (true, &[("NO_COLOR", "")], true),
            (false, &[("CLICOLOR_FORCE", "1")], true),
            (false, &[("CLICOLOR_FORCE", "0")], false),
            (true, &[("CLICOLOR_FORCE", "0")], true),
            (true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
            (true, &[("TERM", "dumb")], false),
            (true, &[("TERM", "xterm-256color")], true),
            (false, &[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")], true),
        ] {
            let variable =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
            assert_eq!(Paint::decide(is_terminal, variable).is_on, expected, "{is_terminal} {variables:?}");
        }
    }

    #[test]
    fn what_a_terminal_would_act_on_is_escaped() {
        for (given, expected) in [
            ("FROM python\té", "FROM python\té"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\rb", "a\\rb"),
            ("a\u{9b}2J", "a\\u{9b}2J"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("bell\u{7}", "bell\\u{7}"),
            ("a\u{e0041}\u{200d}b", "a\\u{e0041}\\u{200d}b"),
        ] {
            assert_eq!(harmless(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_document_has_escapes_and_means_the_same() {
        let value = serde_json::json!({ "a\u{202e}": "\u{1b}[31m\u{9b}2J\u{e0041}\n\té👩" });
        let text = document(&value);
        assert!(!text.trim_end().contains(|c: char| is_hidden(c) && c != '\n'), "{text}");
        assert!(text.contains("\\u202e") && text.contains("\\udb40\\udc41") && text.contains("é👩"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}

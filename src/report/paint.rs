//! Whether output is coloured, decided once.

use std::ffi::OsString;

use console::Style;

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

/// The text without anything that a terminal would act on: control characters, and the marks that turn the direction of
/// writing, are shown as escapes. Tabs stay.
pub fn harmless(text: &str) -> String {
    let is_harmful = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    if !text.contains(is_harmful) {
        return text.to_owned();
    }
    text.chars().map(|c| if is_harmful(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
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
        ] {
            assert_eq!(harmless(given), expected, "{given:?}");
        }
    }
}

//! What a rule is.

use super::finding::Findings;
use super::{Document, IgnoreDocument};

/// One rule, as its file below `rules` states it.
#[derive(Debug)]
pub struct Rule {
    /// Ex) `apt-no-yes`; "ignore apt-no-yes" reads as a sentence.
    pub name: &'static str,
    pub severity: Severity,
    pub fixes: Fixes,
    /// The same thing by BuildKit's and hadolint's names. Ex) `StageNameCasing`, `DL3014`
    pub relatives: &'static [&'static str],
    /// Whether it is on where nobody has chosen.
    pub is_default: bool,
    /// The four parts, each line with the blank in front that a comment has.
    pub(super) text: &'static str,
    pub check: Check,
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    Dockerfile(fn(&Document<'_>, &mut Findings)),
    Dockerignore(fn(&IgnoreDocument<'_>, &mut Findings)),
    /// The engine makes these findings itself, after all others.
    Engine,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; it fails no run.
    Info,
    Warning,
    /// The build fails, or the image does not do what it is for.
    Error,
}

impl Severity {
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure it is that a finding is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Confidence {
    /// It depends on something that the files do not show; such a finding is shown only where it is asked for.
    Low,
    /// Files of another kind would have to say otherwise.
    #[default]
    Medium,
    /// The file itself says it.
    High,
}

impl Confidence {
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Whether a rule mends what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixes {
    None,
    /// The image stays the same, or does what was meant all along.
    Safe,
    /// What was meant is guessed, so a person should look.
    Unsafe,
}

impl Rule {
    /// The documentation as Markdown: what it does, why is this bad, example, use instead.
    pub fn documentation(&self) -> String {
        self.text.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
    }

    /// The first sentence of the documentation. Ex) "Checks for stage names with upper-case letters."
    pub fn summary(&self) -> String {
        let text = self.documentation();
        let body = text.split_once("## What it does\n").map_or("", |(_, body)| body);
        let paragraph: Vec<&str> = body.lines().take_while(|line| !line.is_empty()).collect();
        paragraph.join(" ")
    }

    /// Whether a person means this rule by this word: its name or that of a relative, in any case.
    pub fn is_called(&self, word: &str) -> bool {
        self.name.eq_ignore_ascii_case(word) || self.relatives.iter().any(|relative| relative.eq_ignore_ascii_case(word))
    }
}

/// States the rule of a file: the documentation, then name, severity, fixes, relatives and check. A rule that is `optional`
/// is on only where somebody selects it; one of the `Engine` has no check of its own.
macro_rules! rule {
    ($(#[doc = $doc:literal])* $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], Engine) => {
        crate::lint::rule::rule!(@ [$($doc)*] [$name, $severity, $fixes] [$($id),*] true, crate::lint::Check::Engine);
    };
    ($(#[doc = $doc:literal])* $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], $kind:ident($check:expr)) => {
        crate::lint::rule::rule!(@ [$($doc)*] [$name, $severity, $fixes] [$($id),*] true, crate::lint::Check::$kind($check));
    };
    (
        $(#[doc = $doc:literal])*
        $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], optional $kind:ident($check:expr)
    ) => {
        crate::lint::rule::rule!(@ [$($doc)*] [$name, $severity, $fixes] [$($id),*] false, crate::lint::Check::$kind($check));
    };
    (
        @ [$($doc:literal)*] [$name:literal, $severity:ident, $fixes:ident] [$($id:literal),*] $default:literal, $check:expr
    ) => {
        $(#[doc = $doc])*
        pub const RULE: crate::lint::Rule = crate::lint::Rule {
            name: $name,
            severity: crate::lint::Severity::$severity,
            fixes: crate::lint::Fixes::$fixes,
            relatives: &[$($id),*],
            is_default: $default,
            text: concat!($($doc, "\n"),*),
            check: $check,
        };
    };
}
pub(crate) use rule;

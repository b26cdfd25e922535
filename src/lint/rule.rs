//! What a rule is.

use std::cmp::Ordering;

use serde::Serialize;

use super::diagnostic::Findings;
use super::{Document, IgnoreDocument};

/// One rule, as its file below `rules` states it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Ex) `apt-no-yes`; "ignore apt-no-yes" reads as a sentence.
    pub name: &'static str,
    pub severity: Severity,
    pub fixes: Fixes,
    /// The same thing by BuildKit's and hadolint's names. Ex) `StageNameCasing`, `DL3014`
    pub relatives: &'static [&'static str],
    /// Names that the rule had in another verb, which are accepted wherever a rule is named.
    pub aliases: &'static [&'static str],
    /// The groups that it belongs to.
    pub groups: &'static [Group],
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
    /// The findings come from outside of the rule: from the engine itself, the simulated build, or a preset's policy.
    Engine,
}

/// What a rule is about, and so which verb asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What `pydock lint` looks at.
    Style,
    /// What `pydock check --build` looks at. A rule of both groups has a check of its own, and the simulated build's finding
    /// takes its place where a build is simulated.
    Build,
    /// What the policy of a preset asks for.
    Team,
}

impl Group {
    pub const ALL: [Self; 3] = [Self::Style, Self::Build, Self::Team];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Style => "style",
            Self::Build => "build",
            Self::Team => "team",
        }
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
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

    /// Whether a person means this rule by this word: its name, an alias or that of a relative, in any case.
    pub fn is_called(&self, word: &str) -> bool {
        self.names().any(|name| name.eq_ignore_ascii_case(word))
    }

    /// Every word that the rule is called by.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied()).chain(self.relatives.iter().copied())
    }

    pub fn is_in(&self, group: Group) -> bool {
        self.groups.contains(&group)
    }
}

/// A rule is its name.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

impl Ord for Rule {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl PartialOrd for Rule {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// States the rule of a file: the documentation, then name, severity, fixes, relatives and check. A rule that is `optional`
/// is on only where somebody selects it; one of the `Engine` has no check of its own, and those of the groups `Build` and
/// `Team` have none either. `also` adds a group and the name that the rule had there.
macro_rules! rule {
    ($(#[doc = $doc:literal])* $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], Engine) => {
        crate::lint::rule::rule!(
            @ [$($doc)*] [$name, $severity, $fixes] [$($id),*] [] [Style] true, crate::lint::Check::Engine
        );
    };
    ($(#[doc = $doc:literal])* $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], Build) => {
        crate::lint::rule::rule!(
            @ [$($doc)*] [$name, $severity, $fixes] [$($id),*] [] [Build] true, crate::lint::Check::Engine
        );
    };
    ($(#[doc = $doc:literal])* $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], Team) => {
        crate::lint::rule::rule!(
            @ [$($doc)*] [$name, $severity, $fixes] [$($id),*] [] [Team] true, crate::lint::Check::Engine
        );
    };
    (
        $(#[doc = $doc:literal])*
        $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], $kind:ident($check:expr)
        $(, also $group:ident as [$($alias:literal),*])?
    ) => {
        crate::lint::rule::rule!(
            @ [$($doc)*] [$name, $severity, $fixes] [$($id),*] [$($($alias),*)?] [Style $(, $group)?] true,
            crate::lint::Check::$kind($check)
        );
    };
    (
        $(#[doc = $doc:literal])*
        $name:literal, $severity:ident, $fixes:ident, [$($id:literal),*], optional $kind:ident($check:expr)
        $(, also $group:ident as [$($alias:literal),*])?
    ) => {
        crate::lint::rule::rule!(
            @ [$($doc)*] [$name, $severity, $fixes] [$($id),*] [$($($alias),*)?] [Style $(, $group)?] false,
            crate::lint::Check::$kind($check)
        );
    };
    (
        @ [$($doc:literal)*] [$name:literal, $severity:ident, $fixes:ident] [$($id:literal),*] [$($alias:literal),*]
        [$($group:ident),*] $default:literal, $check:expr
    ) => {
        $(#[doc = $doc])*
        pub const RULE: crate::lint::Rule = crate::lint::Rule {
            name: $name,
            severity: crate::lint::Severity::$severity,
            fixes: crate::lint::Fixes::$fixes,
            relatives: &[$($id),*],
            aliases: &[$($alias),*],
            groups: &[$(crate::lint::Group::$group),*],
            is_default: $default,
            text: concat!($($doc, "\n"),*),
            check: $check,
        };
    };
}
pub(crate) use rule;

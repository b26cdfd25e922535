//! A marker of a lock file: PEP 508, and PEP 751's two sets `extras` and `dependency_groups`.

use std::str::FromStr;

use pep508_rs::MarkerEnvironment;

use super::{ExtraName, Groups, MarkerTree};

/// A marker as a tree whose leaves `pep508_rs` evaluates, since that crate does not know the two sets.
#[derive(Debug, Clone)]
pub enum LockMarker {
    Any(Vec<Self>),
    All(Vec<Self>),
    /// `"name" in extras`, or `not in`.
    Extra {
        name: String,
        is_in: bool,
    },
    /// `"name" in dependency_groups`, or `not in`.
    Group {
        name: String,
        is_in: bool,
    },
    Standard(MarkerTree),
}

/// What a marker is evaluated in.
pub struct MarkerContext<'a> {
    pub environment: &'a MarkerEnvironment,
    /// The values of `extra`.
    pub active: Vec<ExtraName>,
    /// The values of `extras`.
    pub extras: &'a [ExtraName],
    /// The values of `dependency_groups`, with `default_groups`.
    pub groups: &'a Groups,
    pub default_groups: &'a [String],
}

impl LockMarker {
    /// A marker that cannot be read counts as true: it keeps its package, since leaving a package out is worse.
    pub fn parse(text: &str) -> Self {
        Self::parse_at(text, 0)
    }

    /// The text is cut at `or` and `and` outside of parentheses and quotes until a part is free of the two sets.
    fn parse_at(text: &str, depth: usize) -> Self {
        const DEEPEST: usize = 64;
        let text = text.trim();
        if depth > DEEPEST || !(text.contains("dependency_groups") || text.contains("extras")) {
            return Self::Standard(standard(text));
        }
        let of = |part: &str| Self::parse_at(part, depth + 1);
        if let Some((left, right)) = cut(text, "or") {
            return Self::Any(vec![of(left), of(right)]);
        }
        if let Some((left, right)) = cut(text, "and") {
            return Self::All(vec![of(left), of(right)]);
        }
        if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return of(inner);
        }
        let (quoted, set) = text.rsplit_once("in").unwrap_or((text, ""));
        let is_in = !quoted.trim_end().ends_with("not");
        let name = quoted.trim_start().trim_start_matches(['"', '\'']).split(['"', '\'']).next().unwrap_or_default().to_owned();
        match set.trim() {
            "dependency_groups" => Self::Group { name, is_in },
            _ => Self::Extra { name, is_in },
        }
    }

    pub fn holds(&self, context: &MarkerContext<'_>) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(context)),
            Self::All(parts) => parts.iter().all(|part| part.holds(context)),
            Self::Extra { name, is_in } => context.extras.iter().any(|extra| extra.as_ref() == name) == *is_in,
            Self::Group { name, is_in } => (context.groups.contains(name) || context.default_groups.contains(name)) == *is_in,
            Self::Standard(tree) => tree.evaluate(context.environment, &context.active),
        }
    }
}

/// `pep508_rs` follows parentheses without a limit of its own.
fn standard(text: &str) -> MarkerTree {
    const MOST_PARENTHESES: usize = 100;
    if text.matches('(').count() > MOST_PARENTHESES {
        return MarkerTree::TRUE;
    }
    MarkerTree::from_str(text).unwrap_or(MarkerTree::TRUE)
}

/// Cuts at the first word `operator` that stands outside of parentheses and quotes.
fn cut<'m>(marker: &'m str, operator: &str) -> Option<(&'m str, &'m str)> {
    let (mut depth, mut quote) = (0_i32, None);
    for (offset, c) in marker.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, ' ') if depth == 0 => {
                if let Some(right) = marker[offset + 1..].strip_prefix(operator).filter(|rest| rest.starts_with([' ', '('])) {
                    return Some((&marker[..offset], right));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::linux_environment;

    #[test]
    fn groups_and_extras_are_evaluated_beside_the_standard_variables() {
        let environment = linux_environment("3.13".parse().unwrap(), "aarch64");
        let context = MarkerContext {
            environment: &environment,
            active: Vec::new(),
            extras: &["tls".parse().unwrap()],
            groups: &Groups::Named(vec!["Docs".parse().unwrap()]),
            default_groups: &["default".to_owned()],
        };
        for (marker, expected) in [
            ("'default' in dependency_groups", true),
            ("'docs' in dependency_groups", true),
            ("\"dev\" in dependency_groups", false),
            ("'dev' not in dependency_groups", true),
            ("'x' in extras", false),
            ("'tls' in extras", true),
            ("'x' not in extras", true),
            ("sys_platform == 'win32' and 'default' in dependency_groups", false),
            ("(sys_platform == 'linux') and ('default' in dependency_groups or 'x' in extras)", true),
            ("'dev' in dependency_groups or 'x' in extras", false),
            ("python_version >= '3.8'", true),
            ("platform_machine == 'aarch64'", true),
            ("platform_machine == 'x86_64'", false),
            ("what is this", true),
        ] {
            assert_eq!(LockMarker::parse(marker).holds(&context), expected, "{marker}");
        }
        LockMarker::parse(&format!("{}'x' in extras", "(".repeat(10_000))).holds(&context);
    }
}

//! `pydock rule`: the documentation that is in the rule's own file.

use crate::lint::{Fixes, Group, Rule};

/// The page of one rule, as Markdown.
pub fn page(rule: &Rule) -> String {
    let fix = match rule.fixes {
        Fixes::None => "There is no automatic fix.",
        Fixes::Safe => "`--fix` fixes it.",
        Fixes::Unsafe => "`--unsafe-fixes` fixes it.",
    };
    let names: Vec<&str> = rule.aliases.iter().chain(rule.relatives).copied().collect();
    let relatives = if names.is_empty() { String::new() } else { format!("Also known as {}. ", names.join(", ")) };
    let mut state = Vec::new();
    if rule.is_in(Group::Style) {
        state.push(if rule.is_default { "on by default" } else { "off unless selected" });
    }
    if rule.is_in(Group::Build) {
        state.push("on in `pydock check --build`");
    }
    if rule.is_in(Group::Team) {
        state.push("on where the policy of a preset asks for it");
    }
    let state = state.join(", ");
    format!("# {}\n\n{}, {state}. {relatives}{fix}\n\n{}", rule.name, capitalised(rule.severity.as_str()), rule.documentation())
}

/// One line for each rule.
pub fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    rules
        .iter()
        .map(|rule| {
            let state = if rule.is_default { rule.severity.as_str() } else { "off" };
            format!("{:width$}  {state:7}  {}\n", rule.name, rule.summary())
        })
        .collect()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

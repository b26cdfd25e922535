//! The pages of the rules that only a policy has: the example breaks the rule and the remedy keeps it.

use serde::Deserialize;

use super::*;
use crate::lint::tests::rules::files;
use crate::lint::{ALL, Group};

#[derive(Deserialize)]
struct Preset {
    policy: Policy,
}

#[test]
fn the_example_breaks_the_rule_and_the_remedy_keeps_it() {
    for rule in ALL.iter().filter(|rule| rule.groups == [Group::Team]) {
        let page = rule.documentation();
        for (heading, is_broken) in [("## Example\n", true), ("## Use instead\n", false)] {
            let files = files(&page, heading);
            let text = |name: &str| files.iter().find(|(path, _)| path == name).map(|(_, text)| text.as_str()).unwrap();
            let preset: Preset = toml::from_str(text("preset.toml")).unwrap();
            let broken = preset.policy.check(&Dockerfile::parse(text("Dockerfile")).unwrap());
            let names: Vec<&str> = broken.iter().map(|broken| broken.page.name).collect();
            assert_eq!(names.contains(&rule.name), is_broken, "{} {}: {broken:?}", rule.name, heading.trim());
        }
    }
}

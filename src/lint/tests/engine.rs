//! Suppressions, settings and the order of findings.

use super::*;

/// The names of the rules that find something, with the lines.
#[track_caller]
fn check(text: &str, expected: &[(&str, usize)]) {
    let found = findings(&[("Dockerfile", text)], &chosen());
    let lines = crate::lint::Lines::new(text);
    let found: Vec<(&str, usize)> = found.iter().map(|finding| (finding.rule.name, lines.line_of(finding.span.start))).collect();
    assert_eq!(found, expected, "{text}");
}

fn chosen() -> Settings {
    let mut settings = Settings::default();
    for word in ["stage-name-casing", "from-as-casing", "legacy-key-value", "unused-ignore"] {
        settings.select(word).unwrap();
    }
    settings
}

#[test]
fn comments_silence_what_is_below_them() {
    let both = [("from-as-casing", 1), ("stage-name-casing", 1)];
    check("FROM scratch as A\n", &both);
    check("# pydock: ignore=from-as-casing\nFROM scratch as A\n", &[("stage-name-casing", 2)]);
    check("# pydock: ignore=from-as-casing, StageNameCasing they know why\nFROM scratch as A\n", &[]);
    check("# pydock: ignore=all\nFROM scratch as A\nFROM scratch as b\n", &[("from-as-casing", 3)]);
    check("# pydock: ignore-file=FromAsCasing\nFROM scratch as a\n\nFROM scratch as b\n", &[]);
    check("#check=skip=FromAsCasing,StageNameCasing;error=true\nFROM scratch as A\n", &[]);
    check("# check=skip=all\nFROM scratch as A\n", &[]);
    check("# hadolint ignore=DL3024\nFROM scratch as A\n", &[("from-as-casing", 2), ("stage-name-casing", 2)]);
    check("FROM scratch AS a\nENV A \\\n# pydock: ignore=legacy-key-value\n b\n", &[]);
}

#[test]
fn a_suppression_that_silences_nothing_is_found() {
    check("# pydock: ignore=from-as-casing\nFROM scratch\n", &[("unused-ignore", 1)]);
    check("# pydock: ignore=misspelt\nFROM scratch\n", &[("unused-ignore", 1)]);
    check("# pydock: ignore=from-as-casing,stage-name-casing\nFROM scratch AS A\n", &[("unused-ignore", 1)]);
    check("# pydock: ignore=unused-ignore\nFROM scratch\n", &[("unused-ignore", 1)]);
}

#[test]
fn rules_are_chosen_by_any_of_their_names() {
    let mut settings = Settings::default();
    settings.select("DL3024").unwrap();
    settings.ignore("DuplicateStageName").unwrap();
    assert_eq!(settings.rules().count(), 0);
    assert!(settings.select("DL9999").is_err());
    assert!(ALL.len() > Settings::default().rules().count());
}

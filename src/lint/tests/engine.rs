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

/// What the finding of `sudo` underlines.
#[track_caller]
fn check_span(text: &str, expected: Option<&str>) {
    let mut settings = Settings::default();
    settings.select("sudo").unwrap();
    settings.set_min_confidence(Confidence::Low);
    let found = findings(&[("Dockerfile", text)], &settings);
    assert_eq!(found.first().map(|finding| &text[finding.span.clone()]), expected, "{text}");
}

#[test]
fn commands_are_found_in_every_form_with_their_places() {
    check_span("FROM a\nRUN sudo x\n", Some("sudo x"));
    check_span("FROM a\nRUN --mount=type=tmpfs,target=/t a && \\\n  # why\n  sudo x y \\\n  && b\n", Some("sudo x y"));
    check_span("FROM a\nRUN [\"sudo\", \"x\"]\n", Some("RUN [\"sudo\", \"x\"]"));
    check_span("FROM a\nRUN <<EOF\nset -e\nsudo x\nEOF\n", Some("sudo x"));
    check_span("FROM a\nRUN <<-EOF bash\n\tif a; then\n\tsudo x\n\tfi\n\tEOF\n", Some("sudo x"));
    check_span("FROM a\nONBUILD RUN a && sudo x\n", Some("sudo x"));
    check_span("# escape=`\nFROM a\nRUN a && `\n  sudo x\n", Some("sudo x"));
    check_span("FROM a\r\nRUN a && \\\r\n  sudo x\r\n", Some("sudo x"));
    check_span("FROM a\nRUN A=1 env B=2 sudo -u root x\n", Some("A=1 env B=2 sudo -u root x"));
    check_span("FROM a\nRUN echo \"$(sudo x)\"\n", Some("sudo x"));
    check_span("FROM a\nSHELL [\"powershell\", \"-Command\"]\nRUN sudo x\n", None);
    check_span("FROM a\nRUN echo sudo x\n", None);
    check_span("FROM a\nRUN python <<EOF\nsudo = 1\nEOF\n", None);
    check_span("FROM a\nRUN <<EOF cat > /x\nsudo x\nEOF\n", None);
    check_span("FROM a\nRUN <<EOF sudo x\nsudo y\nEOF\n", Some("sudo x"));
    check_span("FROM a\nRUN echo 'a; sudo x'\n", None);
}

#[test]
fn a_tag_of_no_known_form_is_not_mended_over_and_over() {
    let text = "FROM python:3.14-alpine--x,3\n";
    let fixed = crate::lint::fix(FileKind::Dockerfile, text, &Context::unknown(), &everything(), true);
    assert_eq!(fixed.text, text);
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

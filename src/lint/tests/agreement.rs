//! What BuildKit and hadolint have said about the same files, and why pydock says something else where it does.
//!
//! `scripts/refresh-lint-oracles.py` asks them; what they said is in `tests/lint/*.json`, and the reasons in `tests/lint/*.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reasons {
    #[serde(default)]
    disagreement: Vec<Disagreement>,
    /// Checks of theirs that pydock does not have.
    #[serde(default)]
    absent: Vec<Absent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disagreement {
    rule: String,
    /// Who finds something: `pydock` or the other one.
    by: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Absent {
    rule: String,
    reason: String,
}

/// What was said about each file: the name of a rule and a line.
type Recorded = BTreeMap<String, Vec<(String, usize)>>;

/// How many of the public files the two agreed about, and where only one of them found something.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Public {
    files: usize,
    rules: BTreeMap<String, PublicRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PublicRule {
    both: usize,
    hadolint: usize,
    pydock: usize,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint")
}

fn recorded(name: &str) -> Recorded {
    serde_json::from_str(&fs::read_to_string(root().join(name)).unwrap()).unwrap()
}

fn reasons(name: &str) -> Reasons {
    toml::from_str(&fs::read_to_string(root().join(name)).unwrap()).unwrap()
}

/// The text that a record is about: a file, or a part of a rule's documentation.
fn text(key: &str) -> (String, Option<String>) {
    if key.ends_with(".Dockerfile") {
        let path = root().join("buildkit").join(key);
        let ignore = fs::read_to_string(format!("{}.dockerignore", path.display())).ok();
        return (fs::read_to_string(path).unwrap(), ignore);
    }
    let (name, heading) = key.split_once('/').unwrap();
    let rule = ALL.iter().find(|rule| rule.name == name).unwrap_or_else(|| panic!("{key}: no such rule"));
    let files = rules::files(&rule.documentation(), &format!("## {heading}\n"));
    let file = files.into_iter().find(|(path, _)| path == "Dockerfile");
    (file.unwrap_or_else(|| panic!("{key}: no Dockerfile")).1, None)
}

/// The ids of the findings' relatives that `is_theirs`, each as often as it was found.
fn ours(key: &str, is_theirs: impl Fn(&str) -> bool) -> Vec<String> {
    let (text, ignore) = text(key);
    let mut files = vec![("Dockerfile", text.as_str())];
    files.extend(ignore.as_deref().map(|ignore| ("Dockerfile.dockerignore", ignore)));
    let found = findings(&files, &everything());
    let mut ids: Vec<String> =
        found.iter().flat_map(|finding| finding.rule.relatives).filter(|id| is_theirs(id)).map(|&id| id.to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn buildkit_finds_the_same_in_the_cases_of_its_checks() {
    let reasons = reasons("buildkit.toml");
    let mut used = BTreeSet::new();
    for (key, said) in recorded("buildkit.json") {
        let mut theirs: Vec<String> = said.into_iter().map(|(rule, _)| rule).collect();
        theirs.sort();
        let ours = ours(&key, |id| !id.starts_with("DL"));
        let names: BTreeSet<&String> = theirs.iter().chain(&ours).collect();
        for name in names {
            let count = |list: &[String]| list.iter().filter(|other| *other == name).count();
            let by = match count(&ours).cmp(&count(&theirs)) {
                std::cmp::Ordering::Equal => continue,
                std::cmp::Ordering::Less => "buildkit",
                std::cmp::Ordering::Greater => "pydock",
            };
            let row = reasons.disagreement.iter().position(|row| row.rule == *name && row.by == by);
            used.insert(row.unwrap_or_else(|| panic!("{key}: only {by} finds {name} (ours {ours:?}, theirs {theirs:?})")));
        }
    }
    assert_eq!(used.len(), reasons.disagreement.len(), "a reason that nothing needs");
    assert!(reasons.disagreement.iter().all(|row| !row.reason.is_empty()));
}

/// The checks of BuildKit's rule set; each has a rule here, with a case for it, or a reason why not.
const BUILDKIT: [&str; 22] = [
    "ConsistentInstructionCasing",
    "CopyIgnoredFile",
    "DuplicateStageName",
    "ExposeInvalidFormat",
    "ExposeProtoCasing",
    "FromAsCasing",
    "FromPlatformFlagConstDisallowed",
    "InvalidBaseImagePlatform",
    "InvalidDefaultArgInFrom",
    "InvalidDefinitionDescription",
    "JSONArgsRecommended",
    "LegacyKeyValueFormat",
    "MaintainerDeprecated",
    "MultipleInstructionsDisallowed",
    "NoEmptyContinuation",
    "RedundantTargetPlatform",
    "ReservedStageName",
    "SecretsUsedInArgOrEnv",
    "StageNameCasing",
    "UndefinedArgInFrom",
    "UndefinedVar",
    "WorkdirRelativePath",
];

#[test]
fn every_check_of_buildkit_has_a_rule_that_catches_and_leaves_alone() {
    let recorded = recorded("buildkit.json");
    let absent: Vec<String> = reasons("buildkit.toml").absent.into_iter().map(|row| row.rule).collect();
    for check in BUILDKIT {
        if absent.iter().any(|name| name == check) {
            continue;
        }
        let is_theirs = |id: &str| id == check;
        let (catches, leaves) = (format!("{check}/catches.Dockerfile"), format!("{check}/leaves-alone.Dockerfile"));
        assert!(recorded[&catches].iter().any(|(rule, _)| rule == check), "BuildKit does not catch {check}");
        assert!(!ours(&catches, is_theirs).is_empty(), "pydock does not catch {check}");
        assert!(ours(&leaves, is_theirs).is_empty(), "pydock does not leave {check} alone");
    }
}

#[test]
fn hadolint_finds_the_same_or_there_is_a_reason() {
    let reasons = reasons("hadolint.toml");
    let absent = |id: &str| reasons.absent.iter().any(|row| row.rule == id);
    let mut used = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    let mut note =
        |rule: &str, by: &str, place: &str| match reasons.disagreement.iter().position(|row| row.rule == rule && row.by == by) {
            Some(row) => drop(used.insert(row)),
            None => drop(wrong.insert(format!("{place}: only {by} finds {rule}"))),
        };
    for (key, said) in recorded("hadolint.json") {
        // A file that hadolint cannot read is one about which it says nothing.
        if said.iter().any(|(rule, _)| rule == "DL1000") {
            continue;
        }
        let theirs: BTreeSet<String> = said.into_iter().map(|(rule, _)| rule).filter(|rule| !absent(rule)).collect();
        let ours: BTreeSet<String> = ours(&key, |id| id.starts_with("DL")).into_iter().collect();
        theirs.difference(&ours).for_each(|rule| note(rule, "hadolint", &key));
        ours.difference(&theirs).for_each(|rule| note(rule, "pydock", &key));
    }
    let public: Public = serde_json::from_str(&fs::read_to_string(root().join("public.json")).unwrap()).unwrap();
    assert!(public.files >= 300);
    for (rule, counts) in public.rules.iter().filter(|(rule, _)| !absent(rule)) {
        assert!(counts.both + counts.hadolint + counts.pydock > 0, "{rule}");
        if counts.hadolint > 0 {
            note(rule, "hadolint", "public files");
        }
        if counts.pydock > 0 {
            note(rule, "pydock", "public files");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let unused: Vec<String> = (0..reasons.disagreement.len())
        .filter(|row| !used.contains(row))
        .map(|row| format!("{} {}", reasons.disagreement[row].rule, reasons.disagreement[row].by))
        .collect();
    assert!(unused.is_empty(), "reasons that nothing needs: {unused:?}");
    let is_explained =
        |row: &Absent| !row.reason.is_empty() && ALL.iter().all(|rule| !rule.relatives.contains(&row.rule.as_str()));
    assert!(reasons.absent.iter().all(is_explained));
}

//! One function for each rule, or for those that look at the same things.

use super::images::{ImagePattern, Name};
use super::ports::exposed;
use super::programs::{Programs, called};
use super::stages::{Reading, Setting, Usage};
use super::values::listed;
use super::{Broken, Policy};
use crate::lint::team;

/// `registries`, `base-images` and `digests`. Nothing comes from nowhere, so `FROM scratch` breaks none of them.
pub(super) fn images(policy: &Policy, reading: &Reading<'_>, broken: &mut Vec<Broken>) {
    let matchers: Vec<_> = policy.base_images.iter().flatten().filter_map(ImagePattern::matcher).collect();
    for image in &reading.images {
        let setting = &image.setting;
        let name = setting.value.known().and_then(Name::read);
        let mut add = |rule, page, expected: String, hint: &str| {
            let (found, hint) = match (&setting.value.missing, &name) {
                (Some(_), _) if image.usage == Usage::Copied => (
                    format!("`{}`", shown(&setting.written)),
                    "a variable has no value here; write the name out, or name a stage".to_owned(),
                ),
                (Some(variable), _) => (
                    format!("`{}`", shown(&setting.written)),
                    format!("give `ARG {}` a default before the first FROM", shown(variable)),
                ),
                (None, None) => (format!("`{}`, which is not an image name", shown(&setting.value.text)), hint.to_owned()),
                (None, Some(_)) => (format!("`{}`", shown(&setting.value.text)), hint.to_owned()),
            };
            broken.push(Broken { rule, page, line: setting.line, found, expected, hint });
        };
        if let Some(registries) = &policy.registries
            && !name.as_ref().is_some_and(|name| registries.iter().any(|registry| registry.as_str() == name.registry))
        {
            let expected = match registries.as_slice() {
                [] => "no image from any registry".to_owned(),
                registries => format!("an image from {}", listed(registries, |registry| registry.as_str().to_owned())),
            };
            add("registries", &team::registries::RULE, expected, "name an image there, or have this one mirrored");
        }
        if let Some(patterns) = policy.base_images.as_ref().filter(|_| image.usage == Usage::Base)
            && !name.as_ref().is_some_and(|name| name.is_like(&matchers))
        {
            let expected = match patterns.as_slice() {
                [] => "no base image but `scratch`".to_owned(),
                patterns => format!("a base image like {}", listed(patterns, |pattern| pattern.as_str().to_owned())),
            };
            add("base-images", &team::base_images::RULE, expected, "start from an image that the preset allows");
        }
        if policy.digests && !name.as_ref().is_some_and(|name| name.has_digest) {
            let hint = "`docker buildx imagetools inspect` prints the digest of a tag";
            add("digests", team::NO_DIGEST, "an image with its digest, such as `name:tag@sha256:…`".to_owned(), hint);
        }
    }
}

/// `labels`: a label without a value is as good as none; one that takes its value from a build argument is taken at its word.
pub(super) fn labels(policy: &Policy, reading: &Reading<'_>, broken: &mut Vec<Broken>) {
    for key in &policy.labels {
        let key = key.as_str();
        let (line, found) = match reading.last.labels.get(key) {
            None => (reading.last.line, format!("no label `{key}` in the last stage")),
            Some(setting) if setting.value.known().is_some_and(|text| text.trim().is_empty()) => {
                (setting.line, format!("`{key}` without a value"))
            }
            Some(_) => continue,
        };
        let (expected, hint) = (format!("the label `{key}`"), format!("add `LABEL {key}=\"…\"` to the last stage"));
        broken.push(Broken { rule: "labels", page: &team::labels::RULE, line, found, expected, hint });
    }
}

/// `no-package-manager`
pub(super) fn package_managers(policy: &Policy, reading: &Reading<'_>, broken: &mut Vec<Broken>) {
    if policy.no_package_manager == Programs::default() {
        return;
    }
    for run in &reading.last.runs {
        for program in called(run) {
            let Some(name) = policy.no_package_manager.forbidden(&program) else { continue };
            broken.push(Broken {
                rule: "no-package-manager",
                page: &team::no_package_manager::RULE,
                line: run.line,
                found: format!("a RUN of the last stage, or of one below it, that calls `{}`", shown(&program)),
                expected: format!("no `{name}` in the image that runs"),
                hint: "install in a separate stage and copy the result into the last stage".to_owned(),
            });
        }
    }
}

/// `numeric-user`: Kubernetes' `runAsNonRoot` takes a number only.
pub(super) fn user(policy: &Policy, reading: &Reading<'_>, broken: &mut Vec<Broken>) {
    if !policy.numeric_user {
        return;
    }
    let is_numeric =
        |text: &str| text.split(':').next().and_then(|user| user.trim().parse::<u32>().ok()).is_some_and(|user| user > 0);
    let (line, found) = match &reading.last.user {
        None => (reading.last.line, "no USER in the last stage".to_owned()),
        Some(Setting { value, .. }) if value.known().is_some_and(is_numeric) => return,
        Some(setting) => (setting.line, format!("`USER {}`", shown(&setting.written))),
    };
    let (expected, hint) = ("a user by number, and not root".to_owned(), "end the last stage as `USER 10001`".to_owned());
    broken.push(Broken { rule: "numeric-user", page: team::USER_NOT_NUMERIC, line, found, expected, hint });
}

/// `ports`
pub(super) fn ports(policy: &Policy, reading: &Reading<'_>, broken: &mut Vec<Broken>) {
    let Some(allowed) = &policy.ports else { return };
    let is_allowed = |port: u16| allowed.iter().any(|range| range.contains(port));
    for setting in &reading.ports {
        if setting.value.known().and_then(exposed).is_some_and(|mut ports| ports.all(is_allowed)) {
            continue;
        }
        let expected = match allowed.as_slice() {
            [] => "no EXPOSE".to_owned(),
            allowed => format!("a port of {}", listed(allowed, ToString::to_string)),
        };
        let found = format!("`EXPOSE {}`", shown(&setting.written));
        let hint = "let the application listen on a port that the preset allows".to_owned();
        broken.push(Broken { rule: "ports", page: &team::ports::RULE, line: setting.line, found, expected, hint });
    }
}

/// What stands in the file, fit for a terminal and for one line.
fn shown(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut shown: String =
        text.chars().take(LONGEST).flat_map(|c| if c == '"' { vec![c] } else { c.escape_debug().collect() }).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

//! What `pydock check` tells.

use serde_json::json;

use super::{Paint, harmless};
use crate::model::{Origin, product};
use crate::policy::{Broken, BrokenRule};
use crate::record::{Drift, FileState, Moved, PinDrift, PinState, Presence};

/// The version of the JSON document's shape; it grows when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

type Is = fn(&FileState) -> bool;

pub fn text(drift: &Drift, paint: Paint) -> String {
    let mut lines: Vec<String> = Vec::new();
    let is_outdated = drift.files.iter().any(|file| file.is_outdated);
    if is_outdated {
        let widest = drift.facts.iter().map(|moved| moved.id.len()).max().unwrap_or(0);
        for moved in &drift.facts {
            let name = paint.heading(&format!("{:<widest$}", moved.id));
            lines.push(format!("{name}  {}{}", values(moved, paint), place(moved, paint)));
        }
        for (source, before, after) in &drift.presets {
            let short = |commit: &str| commit.chars().take(10).collect::<String>();
            lines.push(format!("{}  {} \u{2192} {}", paint.heading(&harmless(source)), short(before), short(after)));
        }
        if let Some(before) = &drift.pydock {
            lines.push(format!("{}  {before} \u{2192} {}", paint.heading("pydock"), product::VERSION));
        }
    }
    if let Some(tag) = &drift.newer_preset {
        lines.push(format!("the preset has a newer version, {0}: `pydock update --preset-version {0}`", harmless(tag)));
    }
    let named = |is: Is| -> Vec<&str> { drift.files.iter().filter(|file| is(file)).map(|file| file.path.as_str()).collect() };
    // With `{has}` and `{is}` for one file or several.
    let states: [(&str, Is); 6] = [
        ("deleted; `pydock update --restore` restores it", FileState::is_missing),
        ("no longer part of the preset; `pydock update` leaves it alone", |file| file.presence == Presence::Dropped),
        ("{has} unresolved conflicts", |file| file.presence == Presence::Conflicted),
        ("{has} manual edits, which `pydock update` keeps", |file| file.presence == Presence::Edited),
        ("deleted, which `pydock update` keeps", |file| {
            file.presence == Presence::Deleted && !file.is_outdated && !file.is_missing()
        }),
        ("existed before pydock and {is} not managed", |file| file.presence == Presence::NotFollowed),
    ];
    for (state, is) in states {
        let names = named(is);
        if !names.is_empty() {
            let (has, be) = if names.len() == 1 { ("has", "is") } else { ("have", "are") };
            lines.push(format!("{}: {}", listed(&names), state.replace("{has}", has).replace("{is}", be)));
        }
    }
    for BrokenRule { preset, broken } in &drift.broken {
        let (at, found) = (paint.place(&format!("Dockerfile:{}", broken.line)), harmless(&broken.found));
        let (rule, expected) = (broken.rule, harmless(&broken.expected));
        lines.push(format!("{at}: {found} breaks the rule `{rule}` of {}: expected {expected}", harmless(preset)));
        lines.push(format!("  {}: {}", paint.heading("hint"), harmless(&broken.hint)));
    }
    lines.extend(drift.images.iter().map(|image| pin(image, paint)));
    if drift.images.iter().any(|image| image.state != PinState::Missing) {
        lines.push(format!("{} `pydock update --online` updates them", paint.warning("old digests:")));
    }
    let outdated = named(|file| file.is_outdated);
    if !outdated.is_empty() {
        let names = listed(&outdated);
        lines.push(format!("{} {names}: `pydock update --diff` shows what would change", paint.warning("out of date:")));
    } else if drift.is_in_step() {
        lines.push(paint.added("up to date"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Ex) `Dockerfile, compose.yaml and compose.dev.yaml`
fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// Ex) `python:3.13-slim  sha256:6c3c624b58db → sha256:1f7e4ba5a6c1  (Dockerfile:4)`
fn pin(image: &PinDrift, paint: Paint) -> String {
    let state = match &image.state {
        PinState::Missing => "not pinned yet: `pydock update` pins it".to_owned(),
        PinState::Old { pinned, current } => {
            format!("{} \u{2192} {}", paint.removed(pinned.short()), paint.added(current.short()))
        }
    };
    let place = image.at.as_ref().map(|at| format!("  ({})", paint.place(&harmless(&at.to_string()))));
    format!("{}  {state}{}", paint.heading(&harmless(image.name.as_str())), place.unwrap_or_default())
}

/// `3.12 → 3.13` for one value, and what came and went for several.
fn values(moved: &Moved, paint: Paint) -> String {
    let (before, after) = (&moved.before, &moved.after);
    if let ([before], [(after, _)]) = (before.as_slice(), after.as_slice()) {
        return format!("{} \u{2192} {}", harmless(before), harmless(after));
    }
    let gone = before.iter().map(|value| paint.removed(&format!("-{}", harmless(value))));
    let came = after.iter().map(|(value, _)| paint.added(&format!("+{}", harmless(value))));
    gone.chain(came).collect::<Vec<_>>().join(" ")
}

/// Where the new value was read from, and why it is needed.
fn place(moved: &Moved, paint: Paint) -> String {
    let at = moved.after.iter().find_map(|(_, origin)| match origin {
        Origin::Detected { at } | Origin::Recorded { at } if !at.file.is_root() => Some(at.to_string()),
        _ => None,
    });
    let parts: Vec<String> = at.into_iter().chain(moved.why.clone()).map(|part| harmless(&part)).collect();
    if parts.is_empty() { String::new() } else { format!("  ({})", paint.place(&parts.join(": "))) }
}

/// `pydock check --json`
pub fn document(drift: &Drift) -> serde_json::Value {
    let fact = |moved: &Moved| {
        let after: Vec<_> = moved.after.iter().map(|(value, origin)| json!({ "value": value, "origin": origin })).collect();
        json!({ "id": moved.id, "before": moved.before, "after": after, "why": moved.why })
    };
    let state = |presence: Presence| match presence {
        Presence::Pristine => "pristine",
        Presence::Edited => "edited",
        Presence::Conflicted => "conflicted",
        Presence::Deleted => "deleted",
        Presence::NotFollowed => "not-followed",
        Presence::Dropped => "dropped",
    };
    let file = |file: &FileState| json!({ "path": file.path, "state": state(file.presence), "outdated": file.is_outdated });
    let rule = |BrokenRule { preset, broken }: &BrokenRule| {
        let Broken { line, rule, found, expected, hint, .. } = broken;
        json!({ "preset": preset, "rule": rule, "line": line, "found": found, "expected": expected, "hint": hint })
    };
    let preset = |(source, before, after): &(String, String, String)| json!({ "source": source, "before": before, "now": after });
    let image = |image: &PinDrift| {
        let (state, pinned, current) = match &image.state {
            PinState::Missing => ("missing", None, None),
            PinState::Old { pinned, current } => ("old", Some(pinned), Some(current)),
        };
        json!({ "name": image.name, "state": state, "pinned": pinned, "current": current, "at": image.at })
    };
    json!({
        "schema": SCHEMA,
        "in_step": drift.is_in_step(),
        "pydock": { "before": drift.pydock, "now": product::VERSION },
        "newer_preset": drift.newer_preset,
        "presets": drift.presets.iter().map(preset).collect::<Vec<_>>(),
        "facts": drift.facts.iter().map(fact).collect::<Vec<_>>(),
        "broken_rules": drift.broken.iter().map(rule).collect::<Vec<_>>(),
        "images": drift.images.iter().map(image).collect::<Vec<_>>(),
        "files": drift.files.iter().map(file).collect::<Vec<_>>(),
    })
}

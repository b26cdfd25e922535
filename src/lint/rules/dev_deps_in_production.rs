//! `dev-deps-in-production`

use super::{Call, Confidence, Document, Findings, StageView, deps, install, rule};
use crate::dockerfile::Keyword;
use crate::knowledge::manager_row;

rule! {
    /// ## What it does
    /// Checks for tools of development in the image that is shipped.
    ///
    /// ## Why is this bad
    /// Test runners, linters and debuggers make the image larger, bring flaws of their own, and a debug mode shows
    /// the insides of the application to everybody.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ENV FLASK_DEBUG=1
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS production
    /// CMD ["gunicorn", "shop:app"]
    /// ```
    "dev-deps-in-production", Warning, None, [], Dockerfile(check)
}

const TOOLS: [&str; 15] = [
    "black",
    "coverage",
    "debugpy",
    "flake8",
    "hypothesis",
    "ipdb",
    "ipython",
    "isort",
    "mypy",
    "pre-commit",
    "pylint",
    "pyright",
    "pytest",
    "ruff",
    "tox",
];

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage().filter(|_| document.purpose().is_shipped()) else { return };
    let mut own = document.lineage(last.index);
    own.reverse();
    let stages = std::iter::once(own).chain(giving_environments(document, last));
    let mut managers: Vec<_> = stages.filter_map(|stages| groups(document, &stages)).collect();
    managers.sort_by_key(|(call, ..)| call.span.start);
    managers.dedup_by_key(|(call, ..)| call.span.start);
    for (call, command, option) in managers {
        findings
            .add(call.span.clone(), format!("`{command}` installs the development groups too, and this image is shipped"))
            .help(format!("add `{option}`"))
            .confidence(if document.context.is_sure() { Confidence::High } else { Confidence::Low });
    }
    let advice = "install it in a separate stage";
    for stage in document.lineage(last.index) {
        for instruction in stage.of(Keyword::Env) {
            for pair in instruction.pairs() {
                let value = pair.value.as_deref().unwrap_or_default().to_lowercase();
                let is_on = matches!(value.as_str(), "1" | "true" | "yes" | "on");
                let is_debug = matches!(pair.name.as_str(), "DEBUG" | "FLASK_DEBUG" | "DJANGO_DEBUG") && is_on;
                let is_mode = matches!(pair.name.as_str(), "FLASK_ENV" | "APP_ENV" | "ENVIRONMENT") && value == "development";
                if is_debug || is_mode {
                    let span = document.head_span(instruction);
                    findings
                        .add(span, format!("`{}={value}` is for development", pair.name))
                        .help("set it where the image is run for development");
                }
            }
        }
        // What a condition guards is most likely not for production.
        for (_, call) in document.run_calls(stage).filter(|(_, call)| call.place.depth == 0) {
            let what = match install::pip(call) {
                Some(found) => {
                    let file = found.requirements.iter().find(|file| {
                        let name = file.rsplit('/').next().unwrap_or_default();
                        name.split(['-', '_', '.'])
                            .any(|part| matches!(part, "dev" | "test" | "tests" | "develop" | "development" | "testing"))
                    });
                    let tool = || {
                        found
                            .packages
                            .iter()
                            .filter_map(|package| deps::plain(&package.text))
                            .find(|name| TOOLS.contains(&name.as_str()))
                    };
                    file.map(|&file| file.to_owned()).or_else(tool)
                }
                None => {
                    let groups = call.values(&["--with", "--group", "--only-group"]).into_iter().map(|(_, value)| value);
                    let group = groups.flat_map(|value| value.split(',')).find(|group| matches!(*group, "dev" | "test" | "lint"));
                    let by_flag = call.is("uv", "sync") && call.has(&["--all-groups", "--dev"]);
                    let is_manager = manager_row(&call.program).is_some_and(|row| !row.groups.is_empty());
                    group
                        .map(str::to_owned)
                        .filter(|_| is_manager)
                        .or_else(|| by_flag.then(|| "the development groups".to_owned()))
                }
            };
            if let Some(what) = what {
                findings.add(call.span.clone(), format!("`{what}` is for development, and this image is shipped")).help(advice);
            }
        }
    }
}

/// The stages whose virtual environment the shipped image takes, each behind what it is built on.
fn giving_environments<'d>(document: &'d Document<'_>, last: &StageView<'_>) -> Vec<Vec<&'d StageView<'d>>> {
    let mut found: Vec<Vec<&StageView<'_>>> = Vec::new();
    for stage in document.lineage(last.index) {
        for copy in stage.of(Keyword::Copy) {
            let takes = copy.copy_paths().is_some_and(|paths| {
                paths.sources.iter().any(|source| source.contains("venv") || source.contains("site-packages") || source == "/app")
            });
            let Some(from) = copy.flag("from").filter(|_| takes) else { continue };
            let mut stages =
                document.stage_called(from, stage.index).map(|from| document.lineage(from.index)).unwrap_or_default();
            stages.reverse();
            found.push(stages);
        }
    }
    found
}

/// Managers that install the groups of development unless they are told otherwise, where the project has some.
fn groups<'d>(document: &'d Document<'_>, stages: &[&StageView<'_>]) -> Option<(&'d Call, &'static str, &'static str)> {
    let text = document.context.text("pyproject.toml")?;
    let project = toml::from_str::<toml::Table>(&text).ok()?;
    let mut found = None;
    for index in stages.iter().flat_map(|stage| stage.range.clone()) {
        let is_set = |name: &str| document.value(index, name).is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
        for call in document.calls(index) {
            match (call.program.as_str(), call.words().first().copied()) {
                ("uv", Some("sync")) if has_uv_groups(&project) => {
                    let none = ["--no-dev", "--no-default-groups", "--only-group", "--no-group"];
                    let is_left_out = call.has(&none) || is_set("UV_NO_DEV") || is_set("UV_NO_DEFAULT_GROUPS");
                    let is_open = call.arguments.iter().any(|argument| !argument.is_literal);
                    // The last one decides: what it does not name is taken out again.
                    let named = call.has(&["--dev", "--all-groups", "--group", "--inexact"]);
                    found = (!is_left_out && !is_open && !named).then_some((call, "uv sync", "--no-dev"));
                }
                ("poetry", Some("install" | "sync")) if has_poetry_groups(&project) => {
                    let none = ["--no-dev", "--only", "--without", "--with", "--only-root"];
                    let is_open = call.arguments.iter().any(|argument| !argument.is_literal);
                    found = (!call.has(&none) && !is_open).then_some((call, "poetry install", "--only main"));
                }
                _ => {}
            }
        }
    }
    found
}

fn has_uv_groups(project: &toml::Table) -> bool {
    let uv = project.get("tool").and_then(|tool| tool.get("uv"));
    let is_filled = |value: &toml::Value| value.as_array().is_some_and(|list| !list.is_empty());
    let group = |name: &str| project.get("dependency-groups").and_then(|groups| groups.get(name)).is_some_and(is_filled);
    let own = uv.and_then(|uv| uv.get("default-groups")).and_then(toml::Value::as_array);
    let by_default = own.map_or_else(
        || group("dev"),
        |names| names.iter().filter_map(toml::Value::as_str).any(|name| name == "dev" && group(name)),
    );
    by_default || uv.and_then(|uv| uv.get("dev-dependencies")).is_some_and(is_filled)
}

fn has_poetry_groups(project: &toml::Table) -> bool {
    // The groups of PEP 735 count since 2.2.
    let standard = project.get("dependency-groups").and_then(|groups| groups.get("dev"));
    if standard.and_then(toml::Value::as_array).is_some_and(|list| !list.is_empty()) {
        return true;
    }
    let Some(poetry) = project.get("tool").and_then(|tool| tool.get("poetry")) else { return false };
    let is_filled = |value: &toml::Value| value.as_table().is_some_and(|table| !table.is_empty());
    let is_wanted = |group: &toml::Value| {
        let is_optional = group.get("optional").and_then(toml::Value::as_bool) == Some(true);
        !is_optional && group.get("dependencies").is_some_and(is_filled)
    };
    let dev = poetry.get("group").and_then(|groups| groups.get("dev")).is_some_and(is_wanted);
    dev || poetry.get("dev-dependencies").is_some_and(is_filled)
}

//! `dev-deps-in-production`

use super::{Document, Findings, deps, install, rule};
use crate::dockerfile::Keyword;

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

/// Whether the last stage is meant for something else than production.
pub(super) fn is_for_development(document: &Document<'_>) -> bool {
    let name = document.last_stage().and_then(|stage| stage.name.clone()).unwrap_or_default();
    ["dev", "test", "debug", "ci", "lint", "docs", "builder", "build"]
        .iter()
        .any(|word| name.split(['-', '_', '.']).any(|part| part.starts_with(word)))
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage().filter(|_| !is_for_development(document)) else { return };
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
        for (_, call) in document.run_calls(stage) {
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
                            .map(|package| deps::plain(&package.text))
                            .find(|name| TOOLS.contains(&name.as_str()))
                    };
                    file.map(|&file| file.to_owned()).or_else(tool)
                }
                None => {
                    let groups = call.values(&["--with", "--group", "--only-group"]).into_iter().map(|(_, value)| value);
                    let group = groups.flat_map(|value| value.split(',')).find(|group| matches!(*group, "dev" | "test" | "lint"));
                    let by_flag = call.is("uv", "sync") && call.has(&["--all-groups", "--dev"]);
                    let is_manager = matches!(call.program.as_str(), "uv" | "poetry" | "pdm");
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

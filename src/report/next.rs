//! The commands that come after `pydock init`.

use std::path::Path;

use crate::facts::ProjectFacts;
use crate::model::{BuildPlan, ExtraFile, Step};

/// Build, run and test, ready to be typed in the folder where pydock was run.
pub fn commands(path: &Path, facts: &ProjectFacts, plan: &BuildPlan) -> Vec<String> {
    let context = shlex::try_quote(&path.display().to_string()).map_or_else(|_| ".".to_owned(), std::borrow::Cow::into_owned);
    let name = &facts.name.value;
    let mut build = vec!["docker build".to_owned(), format!("--tag {name}")];
    let mounts: Vec<&str> = plan
        .stages
        .iter()
        .flat_map(|stage| &stage.steps)
        .filter_map(|step| match step {
            Step::Install { install, .. } => Some(&install.mounts),
            _ => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    for (id, file) in [("pip_conf", "$HOME/.config/pip/pip.conf"), ("netrc", "$HOME/.netrc")] {
        if mounts.iter().any(|mount| mount.starts_with(&format!("type=secret,id={id},"))) {
            build.push(format!("--secret id={id},src={file}"));
        }
    }
    if mounts.contains(&"type=ssh") {
        build.push("--ssh default".to_owned());
    }
    build.push(context.clone());
    let publish = facts.port.value.map(|port| format!("--publish {port}:{port} ")).unwrap_or_default();
    let run = format!("docker run --rm {publish}{name}");
    let tests = plan.stages.iter().filter(|stage| stage.steps.iter().any(|step| matches!(step, Step::Test { .. })));
    let test = tests.map(|stage| format!("docker build --target {} {context}", stage.name));
    let others = super::processes::commands(facts);
    let compose = facts.with.iter().any(|fact| fact.value == ExtraFile::Compose).then(|| match context.as_str() {
        "." => "docker compose up --build --wait".to_owned(),
        folder => format!("docker compose --project-directory {folder} up --build --wait"),
    });
    [build.join(" "), run].into_iter().chain(others).chain(compose).chain(test).collect()
}

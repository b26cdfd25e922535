//! The commands that come after `pydock init`.

use std::path::Path;

use crate::facts::ProjectFacts;
use crate::knowledge::image_facts;
use crate::model::{BuildPlan, ExtraFile, RelPath, StageBase, Step, Variable};
use crate::pipeline::Survey;

/// Build, run and test, ready to be typed in the folder where pydock was run.
pub fn commands(path: &Path, survey: &Survey, facts: &ProjectFacts, plan: &BuildPlan) -> Vec<String> {
    let context = shlex::try_quote(&path.display().to_string()).map_or_else(|_| ".".to_owned(), std::borrow::Cow::into_owned);
    let name = &facts.name.value;
    let images = plan.stages.iter().filter_map(|stage| match &stage.from {
        StageBase::Image(image) => Some(image.as_str()),
        StageBase::Stage(_) | StageBase::Scratch => None,
    });
    let asks = |image: &&str| image_facts(image).is_some_and(|facts| facts.row.login);
    let mut registries: Vec<String> =
        images.filter(asks).filter_map(|image| Some(format!("docker login {}", image.split_once('/')?.0))).collect();
    registries.dedup();
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
    let environment = environment(path, survey, facts);
    let run = format!("docker run --rm {publish}{environment}{name}");
    let tests = plan.stages.iter().filter(|stage| stage.steps.iter().any(|step| matches!(step, Step::Test { .. })));
    let test = tests.map(|stage| format!("docker build --target {} {context}", stage.name));
    let others = super::processes::commands(facts, &environment);
    let compose = facts.with.iter().any(|fact| fact.value == ExtraFile::Compose).then(|| match context.as_str() {
        "." => "docker compose up --build --wait".to_owned(),
        folder => format!("docker compose --project-directory {folder} up --build --wait"),
    });
    registries.into_iter().chain([build.join(" "), run]).chain(others).chain(compose).chain(test).collect()
}

/// What gives the container its variables: the file `.env` where there is one, else a place for each that is required.
fn environment(path: &Path, survey: &Survey, facts: &ProjectFacts) -> String {
    const FILE: &str = ".env";
    if RelPath::parse(FILE).is_ok_and(|file| survey.tree.is_file(&file)) {
        let file = if path == Path::new(".") { FILE.to_owned() } else { path.join(FILE).display().to_string() };
        return shlex::try_quote(&file).map(|file| format!("--env-file {file} ")).unwrap_or_default();
    }
    let is_given = |variable: &&Variable| {
        let is_port = facts.port_env.value.as_ref() == Some(&variable.name);
        is_port || facts.env.iter().any(|fact| fact.value.name == variable.name)
    };
    let required = survey.detected.environment.required().filter(|variable| !is_given(variable));
    required.map(|variable| format!("--env {}=… ", variable.name)).collect()
}

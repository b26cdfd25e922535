//! The commands that come after `pydock init`.

use std::collections::BTreeSet;
use std::path::Path;

use super::env_file;
use crate::detect::outside_files::OutsideFile;
use crate::detect::terminal;
use crate::facts::ProjectFacts;
use crate::knowledge::{VariableRole, image_facts};
use crate::model::{EnvName, ExtraFile, MentionedBy, StageBase, Step, Torch, Variable, WritablePath};
use crate::outputs::compose;
use crate::pipeline::{Generated, Survey};

/// Build, run and test, ready to be typed in the folder where pydock was run.
pub fn commands(path: &Path, survey: &Survey, generated: &Generated) -> Vec<String> {
    let (facts, plan) = (&generated.facts, &generated.plan);
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
    // Every command sees the same variables and files: a database that one of them fills is there for the others.
    let surroundings = volumes(facts) + &outside(path, facts) + &environment(path, survey, facts);
    let options = format!("{}{}", gpus(facts), standard_input(survey, facts));
    let run = format!("docker run --rm {options}{publish}{surroundings}{name}");
    let tests = plan.stages.iter().filter(|stage| stage.steps.iter().any(|step| matches!(step, Step::Test { .. })));
    let test = tests.map(|stage| format!("docker build --target {} {context}", stage.name));
    let others = super::processes::commands(facts, &surroundings);
    let together = facts.with.iter().any(|fact| fact.value == ExtraFile::Compose).then(|| match context.as_str() {
        "." => "docker compose up --build --wait".to_owned(),
        folder => format!("docker compose --project-directory {folder} up --build --wait"),
    });
    let place = |name: &str| if context == "." { name.to_owned() } else { format!("{}/{name}", context.trim_end_matches('/')) };
    let is_written = generated.files.iter().any(|file| file.path.as_str() == compose::DEVELOPMENT);
    let watch = is_written
        .then(|| format!("docker compose --file {} --file {} watch", place(compose::FILE), place(compose::DEVELOPMENT)));
    let commands = registries.into_iter().chain([build.join(" "), run]);
    commands.chain(others).chain(together).chain(watch).chain(test).collect()
}

/// The machine's GPUs, where a person chose the build of PyTorch for them: Docker refuses the option on a machine without one.
fn gpus(facts: &ProjectFacts) -> &'static str {
    if facts.torch.value == Some(Torch::Cuda) { "--gpus all " } else { "" }
}

/// An open standard input for a program whose protocol runs over it, and a terminal for one that asks a person: without one it ends
/// at once.
fn standard_input(survey: &Survey, facts: &ProjectFacts) -> &'static str {
    let script = survey.frameworks.get(&facts.framework.value).and_then(|row| row.script.as_ref());
    let has_transports = script.is_some_and(|script| !script.http_transports.is_empty());
    let asks = || facts.start_file.as_ref().is_some_and(|file| terminal::asks(&survey.tree, file));
    match facts.port.value {
        None if has_transports => "--interactive ",
        None if asks() => "--interactive --tty ",
        _ => "",
    }
}

/// A volume for each folder whose files should outlast the container.
fn volumes(facts: &ProjectFacts) -> String {
    let paths: Vec<String> = facts.kept_folders.iter().map(WritablePath::in_image).collect();
    let is_outermost = |path: &&String| !paths.iter().any(|other| path.starts_with(&format!("{other}/")));
    let keep = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let volume = |path: &String| {
        let slug: String = path.trim_start_matches("/app/").chars().map(keep).collect();
        let mount = format!("{}-{}:{path}", facts.name.value, slug.trim_matches('-'));
        format!("--volume {} ", shlex::try_quote(&mount).map_or_else(|_| mount.clone(), std::borrow::Cow::into_owned))
    };
    paths.iter().filter(is_outermost).map(volume).collect()
}

/// The files that a person writes, read-only. Docker takes a path without a leading `.` or `/` for the name of a volume.
fn outside(path: &Path, facts: &ProjectFacts) -> String {
    let mount = |outside: &OutsideFile| {
        let file = path.join(outside.file.as_str()).display().to_string();
        let file = if file.starts_with(['.', '/']) { file } else { format!("./{file}") };
        let mount = outside.mount(&file);
        format!("--volume {} ", shlex::try_quote(&mount).map_or_else(|_| mount.clone(), std::borrow::Cow::into_owned))
    };
    facts.outside_files.iter().map(mount).collect()
}

/// What gives the container its variables: the file `.env` where there is one, else a place for each that is required.
fn environment(path: &Path, survey: &Survey, facts: &ProjectFacts) -> String {
    if let Some(option) = env_file::option(path, &survey.tree) {
        return option;
    }
    let is_given = |variable: &&Variable| {
        let is_port = facts.port_env.value.as_ref() == Some(&variable.name);
        is_port || facts.env.iter().any(|fact| fact.value.name == variable.name)
    };
    let elsewhere = elsewhere(survey);
    let is_meant = |variable: &&Variable| variable.required || elsewhere.contains(&variable.name);
    let variables = survey.detected.environment.variables.iter().filter(is_meant).filter(|variable| !is_given(variable));
    variables.map(|variable| format!("--env {}=… ", variable.name)).collect()
}

/// The variables that say where a service is, and that name the container itself without a value, or a container of some network, or
/// nothing: it does not run there. Others of the service that have no value go with them.
fn elsewhere(survey: &Survey) -> BTreeSet<&EnvName> {
    let mut found = BTreeSet::new();
    for service in &survey.detected.services {
        let of = |is_meant: fn(VariableRole) -> bool| {
            let named = service.variables.iter().filter(move |(_, role)| is_meant(**role)).map(|(name, _)| name);
            named.filter_map(|name| survey.detected.environment.variables.iter().find(|variable| variable.name == *name))
        };
        let is_place = |role| matches!(role, VariableRole::Url | VariableRole::Host | VariableRole::Address);
        let is_host = |role| matches!(role, VariableRole::Host);
        let is_read = |variable: &&Variable| variable.places.iter().any(|place| place.by == MentionedBy::Code);
        let local = of(is_place).filter(|variable| variable.is_local || variable.is_of_network);
        // Ex) `REDIS_HOST`, which is `redis` where it is not set
        let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        let named = of(is_host).filter(|variable| variable.default.as_deref().is_some_and(is_name));
        let is_shared_url = |role| matches!(role, VariableRole::Url);
        let open = of(is_host).chain(of(is_shared_url).filter(|_| service.row.group.is_some()));
        let open = open.filter(|variable| !variable.defaulted);
        // The default says which service is meant, whatever the variable is called.
        let is_of = |scheme: &String| service.row.scheme_of(&format!("{scheme}://")).is_some();
        let all = survey.detected.environment.variables.iter();
        let by_url =
            all.filter(|variable| (variable.is_local || variable.is_of_network) && variable.scheme.as_ref().is_some_and(is_of));
        let places: Vec<&Variable> = local.chain(named).chain(open).chain(by_url).filter(is_read).collect();
        if !places.is_empty() {
            let others = of(|_| true).filter(|variable| !variable.defaulted).filter(is_read);
            found.extend(places.into_iter().chain(others).map(|variable| &variable.name));
        }
    }
    found
}

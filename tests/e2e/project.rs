//! One project from its repository to a container that is stopped again.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::build_log;
use crate::contents;
use crate::docker::{Container, Engine, Image};
use crate::http;
use crate::process::{self, wait_for};
use crate::spec::{Expect, Probe, Project, Spec};

/// A server may take its time to start where two builds share the machine with it.
const START_LIMIT: Duration = Duration::from_secs(120);

/// A way to run the container.
struct Manner {
    name: &'static str,
    options: &'static [&'static str],
}

/// As anybody runs it, as a careful platform runs it, and as a platform runs it that hands out user ids.
const MANNERS: &[Manner] = &[
    Manner { name: "plain", options: &[] },
    Manner { name: "hardened", options: &HARDENED },
    Manner { name: "arbitrary-uid", options: &["--user=123456:0", HARDENED[0], HARDENED[1], HARDENED[2], HARDENED[3]] },
];
const HARDENED: [&str; 4] = ["--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"];

/// Everything that must hold for one project, in the order in which a person would meet it.
pub fn check(project: &Project, engine: &Engine) -> Result<(), String> {
    let spec = project.spec.as_ref().map_err(Clone::clone)?;
    walk(project, spec, engine).map_err(|problem| format!("{}\n{problem}", spec.about))
}

fn walk(project: &Project, spec: &Spec, engine: &Engine) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let repo = scratch.path().join(&project.name);
    copy(&project.repo, &repo)?;

    let written = init(&repo, &spec.args)?;
    expect(&repo, spec)?;
    dockerfile(&repo, spec)?;

    let tag = format!("pydock-e2e-{}:{}", project.name, std::process::id());
    let (image, _) = engine.build_image(&repo, &tag)?;
    runs(project, spec, &spec.args, &image, MANNERS)?;
    tests(spec, engine, &repo, written.test_stage.as_deref())?;
    // The old image may go: the build cache keeps its layers.
    drop(image);
    rebuild(project, spec, engine, &repo, &tag)?;
    for args in &spec.also {
        other_layout(project, spec, engine, args).map_err(|problem| format!("{}: {problem}", args.join(" ")))?;
    }
    Ok(())
}

/// The repository as it was, with other arguments: the image works in the strictest manner.
fn other_layout(project: &Project, spec: &Spec, engine: &Engine, args: &[String]) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let repo = scratch.path().join(&project.name);
    copy(&project.repo, &repo)?;
    init(&repo, args)?;
    let (image, _) = engine.build_image(&repo, &format!("pydock-e2e-{}-also:{}", project.name, std::process::id()))?;
    // An image with less of a system is tried under a user id that it does not know as well.
    let has_rung = args.iter().any(|arg| arg == "--runtime");
    runs(project, spec, args, &image, &MANNERS[1..if has_rung { 3 } else { 2 }])
}

/// What is in the image, and that it runs.
fn runs(project: &Project, spec: &Spec, args: &[String], image: &Image, manners: &[Manner]) -> Result<(), String> {
    inside(spec, args, image, &format!("{}-inside", unique(project)))?;
    match &spec.probe {
        Probe::Exec { args, stdout, exit } => one_shot(project, spec, image, manners, (args, stdout, *exit)),
        Probe::Http { .. } | Probe::Log { .. } => service(project, spec, image, manners),
    }
}

/// What `pydock init` said.
pub struct Written {
    /// The stage of the proposed test command.
    test_stage: Option<String>,
}

fn pydock(arguments: &[&str], repo: &Path) -> Result<process::Outcome, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pydock"));
    process::run(command.args(arguments).arg(repo), Duration::from_secs(60))
}

pub fn init(repo: &Path, args: &[String]) -> Result<Written, String> {
    let mut arguments = vec!["init", "--yes"];
    arguments.extend(args.iter().map(String::as_str));
    let outcome = pydock(&arguments, repo)?;
    if !outcome.succeeded() {
        return Err(format!("pydock init --yes ended with {:?}\n{}", outcome.code, outcome.all));
    }
    let mut words = outcome.all.split_whitespace();
    let test_stage = words.by_ref().find(|word| *word == "--target").and_then(|_| words.next()).map(str::to_owned);
    Ok(Written { test_stage })
}

/// The facts, one by one, as `pydock detect --json` gives them.
fn expect(repo: &Path, spec: &Spec) -> Result<(), String> {
    let mut arguments = vec!["detect", "--json"];
    arguments.extend(spec.args.iter().map(String::as_str));
    let outcome = pydock(&arguments, repo)?;
    let document: Value = serde_json::from_str(&outcome.stdout).map_err(|error| format!("{error}\n{}", outcome.all))?;
    let found = |fact: &str| match &document["facts"][fact]["value"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let Expect { python, manager, framework, command, port } = &spec.expect;
    let port = port.map(|port| port.to_string());
    let mut wrong = Vec::new();
    for (fact, wanted) in [("python", python), ("manager", manager), ("framework", framework), ("port", &port)] {
        let wanted = wanted.as_deref().unwrap_or("null");
        if found(fact) != wanted {
            wrong.push(format!("{fact}: expected {wanted}, found {}", found(fact)));
        }
    }
    if shlex::split(&found("command")).as_ref() != Some(command) {
        wrong.push(format!("command: expected {command:?}, found {}", found("command")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("other facts than expected\n{}", wrong.join("\n"))) }
}

/// The words that the Dockerfile must hold, and those that it must not.
fn dockerfile(repo: &Path, spec: &Spec) -> Result<(), String> {
    let text = fs::read_to_string(repo.join("Dockerfile")).map_err(|error| format!("Dockerfile: {error}"))?;
    let missing = spec.dockerfile.has.iter().filter(|word| !text.contains(*word)).map(|word| format!("it lacks `{word}`"));
    let surplus = spec.dockerfile.lacks.iter().filter(|word| text.contains(*word)).map(|word| format!("it has `{word}`"));
    let wrong: Vec<String> = missing.chain(surplus).collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("another Dockerfile than expected: {}\n{text}", wrong.join(", "))) }
}

/// What can be seen in the image itself: who runs in it, and what must not be there.
fn inside(spec: &Spec, args: &[String], image: &Image, name: &str) -> Result<(), String> {
    let user = image.inspect("{{.Config.User}}")?;
    let id = if args.iter().any(|arg| arg == "hardened") { "65532" } else { "10001" };
    if user != format!("{id}:{id}") {
        return Err(format!("the image's user is `{user}`"));
    }
    const LOOK: &str = "import os; home = os.path.expanduser('~'); \
        print(os.getuid(), os.getgid(), home != '/' and os.access(home, os.W_OK), os.access('/opt/venv/bin', os.W_OK))";
    if spec.expect.python.is_some() {
        let outcome = image.run(name, &["--entrypoint=python"], &["-c", LOOK])?;
        // The home of a hardened image is the vendor's matter.
        let found = outcome.stdout.trim().to_owned();
        if found != format!("{id} {id} True False") && (id == "10001" || found != format!("{id} {id} False False")) {
            return Err(format!("uid, gid, a home to write to, an environment to write to: {}", outcome.tail()));
        }
    }
    contents::check(&image.files(name)?, args)
}

/// A container that ends by itself, in every manner.
fn one_shot(
    project: &Project,
    spec: &Spec,
    image: &Image,
    manners: &[Manner],
    (args, stdout, exit): (&[String], &str, i32),
) -> Result<(), String> {
    let arguments: Vec<&str> = args.iter().map(String::as_str).collect();
    for manner in manners {
        let variables = variables(spec);
        let options: Vec<&str> = manner.options.iter().copied().chain(variables.iter().map(String::as_str)).collect();
        let outcome = image.run(&format!("{}-{}", unique(project), manner.name), &options, &arguments)?;
        if outcome.code != Some(exit) || !outcome.stdout.contains(stdout) {
            return Err(format!(
                "{}: expected exit {exit} and `{stdout}`, found {:?}\n{}",
                manner.name,
                outcome.code,
                outcome.tail()
            ));
        }
    }
    Ok(())
}

/// A container that runs until it is stopped. All its manners start at once, so that their starting times overlap.
fn service(project: &Project, spec: &Spec, image: &Image, manners: &[Manner]) -> Result<(), String> {
    let publish = spec.expect.port.map(|port| format!("--publish=127.0.0.1::{port}"));
    let variables = variables(spec);
    let mut containers = Vec::new();
    for manner in manners {
        let options = manner.options.iter().copied().chain(variables.iter().map(String::as_str)).chain(publish.as_deref());
        let container = image.start(&format!("{}-{}", unique(project), manner.name), &options.collect::<Vec<&str>>())?;
        containers.push((manner.name, container));
    }
    let checked = image.inspect("{{if .Config.Healthcheck}}yes{{end}}")? == "yes";
    // What a plain script speaks on its port is anybody's guess.
    let guessable = spec.expect.port.is_some() && spec.expect.framework.as_deref() != Some("script");
    if checked != guessable {
        return Err(format!("a health check belongs where a framework listens; found: {checked}"));
    }
    for (manner, container) in &containers {
        answers(spec, &spec.probe, container).map_err(|problem| format!("{manner}: {problem}\n{}", container.log()))?;
    }
    if checked {
        for (manner, container) in &containers {
            healthy(container).map_err(|problem| format!("{manner}: {problem}\n{}", container.log()))?;
        }
    }
    for (manner, container) in &containers {
        stops(spec, container).map_err(|problem| format!("{manner}: {problem}\n{}", container.log()))?;
    }
    Ok(())
}

/// The probe is answered in time.
fn answers(spec: &Spec, probe: &Probe, container: &Container) -> Result<(), String> {
    let mut last = "nothing".to_owned();
    let answered = match probe {
        Probe::Http { path, status, body } => {
            let port = spec.expect.port.ok_or("an http probe needs a port")?;
            let published = container.published(port)?;
            wait_for(START_LIMIT, || {
                if !container.is_running()? {
                    return Err(format!("the container ended by itself, before it answered {path}"));
                }
                let Some(answer) = http::get(published, path) else { return Ok(None) };
                last = format!("{} {}", answer.status, process::tail(&answer.body, 20));
                Ok((answer.status == *status && answer.body.contains(body)).then_some(()))
            })?
        }
        Probe::Log { substring } => wait_for(START_LIMIT, || {
            if !container.is_running()? {
                return Err("the container ended by itself".to_owned());
            }
            Ok(container.log_since_start()?.contains(substring).then_some(()))
        })?,
        Probe::Exec { .. } => Some(()),
    };
    answered.ok_or_else(|| format!("the probe was not answered within {} s; last came: {last}", START_LIMIT.as_secs()))
}

fn healthy(container: &Container) -> Result<(), String> {
    let mut last = String::new();
    let healthy = wait_for(START_LIMIT, || {
        last = container.inspect("{{json .State.Health}}")?;
        Ok(last.contains("\"Status\":\"healthy\"").then_some(()))
    })?;
    healthy.ok_or_else(|| format!("never healthy: {last}"))
}

/// `docker stop` ends the process by its stop signal, not by force. A machine that is busy with another build may be slow
/// once; a process that ignores the signal is slow always.
fn stops(spec: &Spec, container: &Container) -> Result<(), String> {
    let mut slowest = Duration::ZERO;
    for _ in 0..3 {
        let started = Instant::now();
        container.stop()?;
        let took = started.elapsed();
        let code: i32 = container.inspect("{{.State.ExitCode}}")?.parse().map_err(|error| format!("{error}"))?;
        if Some(code) != spec.run.stop_exit {
            let (took, wanted) = (took.as_secs_f32(), spec.run.stop_exit);
            return Err(format!("docker stop ended with {code} after {took:.1} s; expected {wanted:?}"));
        }
        if took <= Duration::from_secs(spec.run.stop_seconds) {
            return Ok(());
        }
        slowest = slowest.max(took);
        container.start()?;
        answers(spec, &spec.probe, container)?;
    }
    Err(format!("docker stop took {:.1} s, three times more than {} s", slowest.as_secs_f32(), spec.run.stop_seconds))
}

/// A change of one line comes into the image, and installs nothing again.
fn rebuild(project: &Project, spec: &Spec, engine: &Engine, repo: &Path, tag: &str) -> Result<(), String> {
    spec.rebuild.apply(repo)?;
    let (image, log) = engine.build_image(repo, tag)?;
    let installs = build_log::cached_installs(&log.all).map_err(|problem| format!("{problem}\n{}", log.tail()))?;
    if let Some(body) = &spec.rebuild.body {
        return answers_anew(project, spec, &image, body);
    }
    if installs.is_empty() && spec.expect.manager.as_deref() != Some("none") {
        return Err(format!("no installation came out of the cache\n{}", log.tail()));
    }
    // The file may be in /app, as a part of an installed package in the environment, or among the pages of a server.
    let file = Path::new(&spec.rebuild.file).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let script =
        "grep --recursive --files-with-matches --fixed-strings --include=\"$1\" -- \"$2\" /app /opt /usr/share/nginx 2>/dev/null";
    let name = format!("{}-changed", unique(project));
    let found = image.run(&name, &["--entrypoint=sh"], &["-c", script, "sh", &file, &spec.rebuild.replace])?;
    if found.stdout.trim().is_empty() {
        return Err(format!("the changed {} is not in the image\n{}", spec.rebuild.file, log.tail()));
    }
    Ok(())
}

/// The program that was compiled from the edited source gives another answer.
fn answers_anew(project: &Project, spec: &Spec, image: &Image, wanted: &str) -> Result<(), String> {
    let publish = spec.expect.port.map(|port| format!("--publish=127.0.0.1::{port}"));
    let variables = variables(spec);
    let options: Vec<&str> = variables.iter().map(String::as_str).chain(publish.as_deref()).collect();
    let container = image.start(&format!("{}-changed", unique(project)), &options)?;
    let Probe::Http { path, status, .. } = &spec.probe else { return Err("only an http probe has a body".to_owned()) };
    let probe = Probe::Http { path: path.clone(), status: *status, body: wanted.to_owned() };
    answers(spec, &probe, &container).map_err(|problem| format!("after the edit: {problem}\n{}", container.log()))
}

/// The test stage passes, and fails when a test does.
fn tests(spec: &Spec, engine: &Engine, repo: &Path, stage: Option<&str>) -> Result<(), String> {
    let Some(stage) = stage else {
        return if spec.test.is_some() { Err("pydock init proposed no test stage".to_owned()) } else { Ok(()) };
    };
    let options = ["--target", stage, "--output=type=cacheonly"];
    let passed = engine.build(repo, &options)?;
    if !passed.succeeded() {
        return Err(format!("the test stage failed\n{}", passed.tail()));
    }
    let Some(edit) = &spec.test else { return Ok(()) };
    let original = edit.apply(repo)?;
    let failed = engine.build(repo, &options)?;
    original.restore()?;
    if failed.succeeded() || !failed.all.contains("FAILED") {
        return Err(format!("the test stage ended with {:?} although a test fails\n{}", failed.code, failed.tail()));
    }
    Ok(())
}

fn variables(spec: &Spec) -> Vec<String> {
    spec.run.env.iter().map(|(name, value)| format!("--env={name}={value}")).collect()
}

/// The start of every container's name: two runs of the suite on one machine do not meet.
fn unique(project: &Project) -> String {
    format!("pydock-e2e-{}-{}", project.name, std::process::id())
}

pub fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let broken = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(broken)?;
    for entry in fs::read_dir(from).map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(broken)?.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::copy(&source, &target).map_err(broken)?;
        }
    }
    Ok(())
}

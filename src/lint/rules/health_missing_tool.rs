//! `health-missing-tool`

use super::{Document, Findings, StageView, install, rule};
use crate::dockerfile::Keyword;
use crate::knowledge::{Contents, is_shell};

rule! {
    /// ## What it does
    /// Checks for a `HEALTHCHECK` with a program that the image does not have.
    ///
    /// ## Why is this bad
    /// Slim images have neither `curl` nor `wget`: the check fails always, and the container is unhealthy from the
    /// start.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// HEALTHCHECK CMD curl -f http://127.0.0.1:8000/
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl
    /// HEALTHCHECK CMD curl -f http://127.0.0.1:8000/
    /// ```
    "health-missing-tool", Error, None, [], Dockerfile(check), also Build as []
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let Some(image) = document.root_image(stage.index) else { continue };
        let facts = image.facts();
        let is_slim = image.is_debian() == Some(true)
            && (facts.is_some_and(|facts| facts.row.contents == Contents::Slim) || image.repository == "ubuntu");
        let is_alpine = image.is_alpine() == Some(true);
        let lineage = document.lineage(stage.index);
        if lineage.iter().any(|stage| may_bring_programs(document, stage)) {
            continue;
        }
        let mentions = |name: &str| {
            lineage.iter().any(|stage| {
                let installs = document.run_calls(stage).any(|(_, call)| {
                    call.arguments.iter().any(|argument| install::package_name(&argument.text) == name || !argument.is_literal)
                        && (install::apt_packages(call).is_some() || install::apk_packages(call).is_some())
                });
                installs || stage.of(Keyword::Copy).any(|copy| copy.words().iter().any(|word| word.ends_with(name)))
            })
        };
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword != Keyword::Healthcheck {
                continue;
            }
            for call in document.calls(index) {
                let name = call.program.as_str();
                let lacks = match name {
                    "curl" => is_slim || is_alpine,
                    // Alpine's busybox brings one.
                    "wget" => is_slim,
                    "nc" | "netcat" => is_slim,
                    _ => false,
                };
                if lacks && !mentions(name) {
                    findings
                        .add(document.head_span(instruction), format!("the image has no `{name}`"))
                        .help("use Python's `http.client`");
                }
            }
        }
    }
}

/// Whether something is copied into the folders of programs, or a script is run that may install some.
fn may_bring_programs(document: &Document<'_>, stage: &StageView<'_>) -> bool {
    const FOLDERS: [&str; 8] = ["/", "/bin", "/opt", "/sbin", "/usr", "/usr/bin", "/usr/local", "/usr/local/bin"];
    let is_program_folder = |path: &str| FOLDERS.contains(&path) || FOLDERS.contains(&path.trim_end_matches('/'));
    let copies = stage.of(Keyword::Copy).chain(stage.of(Keyword::Add)).any(|copy| {
        let is_one_program = |source: &String| {
            let name = source.rsplit('/').next().unwrap_or_default();
            copy.flag("from").is_some() && matches!(name, "uv" | "uvx") || name.ends_with(".sh") || name.ends_with(".py")
        };
        copy.copy_paths().is_some_and(|paths| is_program_folder(&paths.destination) && !paths.sources.iter().all(is_one_program))
    });
    let runs = document.run_calls(stage).any(|(_, call)| {
        let is_script = |text: &str| text.ends_with(".sh") || text.starts_with("./");
        is_script(&call.written)
            || is_shell(&call.program)
            || call.program == "dpkg"
            || call.arguments.first().is_some_and(|argument| is_script(&argument.text) && call.program == "source")
    });
    copies || runs
}

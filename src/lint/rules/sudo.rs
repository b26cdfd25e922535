//! `sudo`

use super::{Call, Confidence, Document, Findings, ImageName, Severity, apt, install, rule};
use crate::dockerfile::Keyword;
use crate::knowledge::Contents;

rule! {
    /// ## What it does
    /// Checks for `sudo`.
    ///
    /// ## Why is this bad
    /// A build is root until `USER` says otherwise, and the official images have no `sudo`. In the finished image it
    /// would hand root to everybody. Development containers and users who are not root are left alone.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN sudo apt-get update
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update
    /// ```
    "sudo", Error, None, ["DL3004"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let facts = document.root_image(stage.index).and_then(ImageName::facts);
        let is_lean = facts.is_some_and(|facts| matches!(facts.row.contents, Contents::Slim | Contents::Full));
        let brings = facts.is_some_and(|facts| facts.row.programs.iter().any(|program| program == "sudo"));
        let is_installed = brings || apt::installed(document, stage.index).iter().any(|package| package == "sudo");
        let is_installed = is_installed
            || document.run_calls(stage).any(|(_, call)| {
                install::apk_packages(call).is_some_and(|packages| packages.iter().any(|package| package.text == "sudo"))
            });
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            let sudo = |call: &&Call| call.wrappers.iter().any(|wrapper| wrapper == "sudo") || call.program == "sudo";
            let run = instruction.trigger.as_deref().unwrap_or(instruction);
            let found = document.calls(index).iter().find(sudo).filter(|_| run.keyword == Keyword::Run);
            let Some(call) = found else { continue };
            // Root takes another name with it.
            let takes_name = ["sudo -u", "sudo --user", "sudo -iu", "sudo -Hu"]
                .iter()
                .any(|begin| document.text.get(call.span.clone()).is_some_and(|text| text.contains(begin)));
            if is_installed && takes_name {
                continue;
            }
            if !is_installed {
                let confidence = if is_lean { Confidence::High } else { Confidence::Low };
                findings
                    .add(call.span.clone(), "`sudo` is not in the image")
                    .help("put the command above `USER`, where the build is root")
                    .confidence(confidence);
            } else if brings || !document.purpose().is_shipped() || is_other_user(document, stage.index, index) {
                // Who is not root, or works in the container, needs it.
            } else {
                findings
                    .add(call.span.clone(), "the build already runs as root here")
                    .help("remove `sudo`")
                    .at_most(Severity::Warning);
            }
        }
    }
}

/// Whether the instruction runs as somebody else than root, as far as the file says.
fn is_other_user(document: &Document<'_>, stage: usize, index: usize) -> bool {
    let users = document.lineage(stage).into_iter().flat_map(|stage| stage.range.clone().rev());
    let mut users = users.filter(|place| *place < index).map(|place| &document.instructions()[place]);
    let user = users.find(|instruction| instruction.keyword == Keyword::User);
    user.is_some_and(|user| !matches!(user.arguments.as_shell().unwrap_or_default().trim(), "root" | "0" | "0:0" | "root:root"))
}

//! Whether the program of a `RUN` is there to be run.

use super::image::{Image, Presence};
use super::step::Step;
use crate::knowledge::tools;
use crate::lint::{Diagnostic, build as rules};
use crate::model::{LockingProgram, Suite};

/// Programs that slim official images lack, and how each comes in.
const ABSENT: &[(&str, &str)] = &[
    ("curl", "install it: `apt-get install --yes --no-install-recommends curl`"),
    ("g++", "install it: `apt-get install --yes --no-install-recommends g++`"),
    ("gcc", "install it: `apt-get install --yes --no-install-recommends gcc libc6-dev`"),
    ("git", "install it: `apt-get install --yes --no-install-recommends git`"),
    ("hatch", "install it: `pip install hatch`"),
    ("make", "install it: `apt-get install --yes --no-install-recommends make`"),
    ("node", "copy it from a Node image in a separate stage"),
    ("npm", "copy it from a Node image in a separate stage"),
    ("sudo", "a build runs as root: remove `sudo`"),
    ("unzip", "install it: `apt-get install --yes --no-install-recommends unzip`"),
    ("uv", "copy it: `COPY --from=UV_IMAGE /uv /usr/local/bin/`"),
    ("wget", "install it: `apt-get install --yes --no-install-recommends wget`"),
];

/// Debian packages that bring none of the programs above beside the one that they are named after.
pub fn is_harmless(package: &str) -> bool {
    (package.starts_with("lib") && !package.starts_with("libreoffice"))
        || package.ends_with("-dev")
        || matches!(
            package,
            "ca-certificates"
                | "gettext"
                | "tzdata"
                | "locales"
                | "procps"
                | "postgresql-client"
                | "tini"
                | "dumb-init"
                | "netcat-openbsd"
                | "pkg-config"
                | "gosu"
                | "curl"
                | "git"
                | "wget"
                | "gcc"
                | "unzip"
                | "gnupg"
        )
}

/// Reports a program that the image certainly lacks.
pub fn check(step: &mut Step<'_, '_>, program: &str) {
    if program.starts_with('/') {
        if step.look(program) == Presence::Absent {
            let message = format!("`{program}` is not in the image at this step");
            let problem = Diagnostic::at(
                &rules::program_missing::RULE,
                step.at.clone(),
                message,
                "install it in a step before, or correct the path",
            );
            step.report(problem);
        }
        return;
    }
    if has(step.image, program) {
        return;
    }
    let hint = match ABSENT.iter().find(|(name, _)| *name == program) {
        Some(("uv", hint)) => hint.replace("UV_IMAGE", &format!("{}:{}", tools().uv.image, tools().uv.version)),
        Some((_, hint)) => (*hint).to_owned(),
        None if LockingProgram::named(program).is_some() => format!("install it: `pip install {program}`"),
        None => "create the user with `useradd --create-home`".to_owned(),
    };
    let message = format!("`{program}` is not in the image at this step");
    let is_for_users = matches!(program, "adduser" | "addgroup");
    let rule = if is_for_users { rules::ADDUSER_MISSING } else { &rules::program_missing::RULE };
    let problem = Diagnostic::at(rule, step.at.clone(), message, hint);
    step.report(problem);
}

/// Whether the program is there, or may be.
pub fn has(image: &Image, program: &str) -> bool {
    let Some(base) = image.is_lean().filter(|base| base.python.is_some() && !base.is_alpine) else { return true };
    if matches!(program, "adduser" | "addgroup") {
        let is_trixie = base.suite == Some(Suite::Trixie);
        return !is_trixie || !image.system.is_empty();
    }
    let locks = LockingProgram::named(program).is_some();
    if !locks && !ABSENT.iter().any(|(name, _)| *name == program) {
        return true;
    }
    let by_system = image.system.iter().any(|package| package == program || !is_harmless(package));
    let is_from_pip = locks || matches!(program, "hatch" | "node" | "npm");
    let by_pip = (image.packages.is_open && is_from_pip) || image.packages.names.iter().any(|name| name.as_ref() == program);
    let by_copy = image.programs.contains("*") || image.programs.contains(program);
    let by_base = base.has_uv && program == "uv";
    by_system || by_pip || by_copy || by_base
}

//! `RUN`: what its commands need and what they leave behind.

use super::build::Build;
use super::image::{Image, Layer, Openness};
use super::installs;
use super::shell::{self, ShellCommand};
use super::step::{Step, plain};
use super::variables;
use super::{copies, environments, place, programs};
use crate::dockerfile::{Arguments, Instruction};
use crate::knowledge::{is_shell, wrapped_words};
use crate::lint::{Diagnostic, build as rules};
use crate::model::Location;

/// Checks a `RUN` and leaves its traces in the image.
pub fn check(build: &mut Build<'_>, image: &mut Image, instruction: &Instruction) {
    let mounts = copies::mounts(build, image, instruction);
    let mut scripts: Vec<(Vec<ShellCommand>, Option<usize>)> = Vec::new();
    match &instruction.arguments {
        Arguments::Exec(words) => scripts.push((vec![ShellCommand { words: words.clone(), ..ShellCommand::default() }], None)),
        Arguments::Shell(text) if instruction.heredocs.is_empty() => scripts.push((shell::commands(text), None)),
        Arguments::Shell(text) => {
            let is_script = text.trim_start().starts_with("<<") && instruction.heredocs.len() == 1;
            for heredoc in instruction.heredocs.iter().filter(|heredoc| is_script && !heredoc.content.starts_with("#!")) {
                scripts.push((shell::commands(&heredoc.content), Some(heredoc.line)));
            }
            if !is_script {
                image.opened(Openness::Anything);
                image.packages.is_open = true;
                image.programs.insert("*".to_owned());
            }
        }
    }
    for (commands, heredoc) in scripts {
        let (mut cwd, mut env) = (image.workdir.clone(), image.env.clone());
        for command in commands {
            let at = match (&instruction.arguments, heredoc) {
                (_, Some(line)) => Location::line(build.path.clone(), line),
                (Arguments::Exec(_), _) => build.at(instruction),
                (Arguments::Shell(_), None) => build.at_offset(instruction.source_offset(command.offset)),
            };
            let known = |word: &String| variables::text(word, &env).unwrap_or_else(|| word.clone());
            let words: Vec<String> = command.words.iter().map(known).collect();
            let mut own = env.clone();
            own.extend(command.env.iter().map(|(name, value)| (name.clone(), variables::text(value, &env))));
            if words.is_empty() {
                env.clone_from(&own);
            }
            for file in &command.writes {
                let layer = match variables::text(file, &own) {
                    Some(file) => Layer::Made(place::absolute(&file, &cwd)),
                    None => Layer::Made("/".to_owned()),
                };
                image.layers.push(layer);
            }
            let is_conditional = command.is_conditional;
            let (cwd_of_step, is_fed) = (cwd.clone(), command.is_fed);
            let mut step = Step {
                build,
                image,
                mounts: &mounts,
                cwd: cwd_of_step,
                env: own,
                at,
                is_conditional,
                words,
                is_fed,
                is_prebuilt: false,
            };
            step.run();
            match step.words.first().map(String::as_str) {
                Some("cd") if step.words.len() == 2 => cwd = place::absolute(&step.words[1], &cwd),
                Some("export") => {
                    let pairs = step.words[1..].iter().filter_map(|word| word.split_once('='));
                    env.extend(pairs.map(|(name, value)| (name.to_owned(), variables::text(value, &step.env))));
                }
                _ => {}
            }
        }
    }
}

impl Step<'_, '_> {
    fn run(&mut self) {
        while let Some(found) = wrapped_words(&self.words).filter(|found| found.wrapper.kind.is_transparent()) {
            self.env.extend(found.assignments.into_iter().map(|(name, value)| (name, Some(value))));
            self.words.drain(..found.count);
        }
        let Some(first) = self.words.first().cloned() else { return };
        if first.contains('$') {
            self.anything();
            return;
        }
        programs::check(self, &first);
        let program = place::name(&first).to_owned();
        let arguments: Vec<String> = self.words[1..].to_vec();
        match program.as_str() {
            "cd"
            | "export"
            | "echo"
            | "printf"
            | "set"
            | "true"
            | ":"
            | "ls"
            | "cat"
            | "test"
            | "["
            | "[["
            | "find"
            | "ldconfig"
            | "date"
            | "sleep"
            | "locale-gen"
            | "dpkg-reconfigure"
            | "update-ca-certificates"
            | "usermod"
            | "passwd"
            | "chpasswd"
            | "groupmod"
            | "id"
            | "whoami"
            | "pwd"
            | "which"
            | "type"
            | "uname"
            | "dpkg-query"
            | "apt-mark"
            | "apt-cache"
            | "setcap"
            | "strip"
            | "du"
            | "df"
            | "head"
            | "tail"
            | "grep"
            | "wc"
            | "sort"
            | "exit"
            | "rm"
            | "rmdir"
            | "chown"
            | "chgrp"
            | "for"
            | "case"
            | "pytest"
            | "ruff"
            | "mypy"
            | "flake8"
            | "black"
            | "coverage"
            | "locale"
            | "unset"
            | "umask"
            | "tee"
            | "tr"
            | "cut"
            | "awk"
            | "ulimit"
            | "sync"
            | "apt-key"
            | "add-apt-repository"
            | "update-alternatives" => {}
            "chmod" => {
                let paths = arguments.iter().filter(|word| !word.starts_with('-')).skip(1);
                let is_wide = arguments.iter().any(|word| word.starts_with("-R") || word.contains(['*', '$']));
                self.image.executable.extend(paths.map(|path| place::absolute(path, &self.cwd)));
                if is_wide {
                    self.image.executable.insert("*".to_owned());
                }
            }
            "sed" | "dos2unix" => self.image.is_edited = true,
            "mkdir" => {
                for folder in plain(&arguments) {
                    self.image.layers.push(Layer::Empty(place::absolute(folder, &self.cwd)));
                }
            }
            // Another date makes no program of a file, and puts nothing into a folder.
            "touch" => {
                for path in plain(&arguments).filter(|path| !path.starts_with('@')) {
                    self.image.layers.push(Layer::Empty(place::absolute(path, &self.cwd)));
                }
            }
            "install" | "cp" | "mv" | "ln" => {
                if let ("ln", [.., target, link]) = (program.as_str(), arguments.as_slice()) {
                    environments::relinked(self.image, target, &place::absolute(link, &self.cwd));
                }
                for path in plain(&arguments) {
                    self.image.layers.push(Layer::Made(place::absolute(path, &self.cwd)));
                }
                self.image.programs.insert("*".to_owned());
            }
            "apt-get" | "apt" | "aptitude" | "apk" | "microdnf" | "dnf" | "yum" => {
                self.installer(&program);
                self.system_packages(&arguments);
            }
            "dpkg" => {
                self.image.system.insert("*".to_owned());
                self.image.programs.insert("*".to_owned());
            }
            "useradd" | "adduser" | "groupadd" | "addgroup" => {
                self.image.users.extend(plain(&arguments).cloned());
                let homes = plain(&arguments).map(|name| Layer::Made(format!("/home/{}", name.trim_start_matches('/'))));
                let homes: Vec<Layer> = homes.collect();
                self.image.layers.extend(homes);
                if arguments.iter().any(|word| word.contains('$')) {
                    self.image.users.extend(["*".to_owned()]);
                    self.image.layers.push(Layer::Made("/etc/passwd".to_owned()));
                    self.image.layers.push(Layer::Made("/home".to_owned()));
                }
            }
            // An installer from the web brings programs, and knows nothing of the project's modules.
            shell if self.is_fed && is_shell(shell) => {
                self.data();
                self.image.programs.insert("*".to_owned());
                self.image.system.insert("*".to_owned());
            }
            "curl" | "wget" => {
                let files = downloaded(&program, &arguments).into_iter();
                let layers: Vec<Layer> = files.map(|file| Layer::Made(place::absolute(&file, &self.cwd))).collect();
                self.image.layers.extend(layers);
                self.data();
            }
            "npm" | "npx" | "yarn" | "pnpm" | "node" | "gunzip" | "alembic" | "flask" | "django-admin" | "corepack" => {
                self.data();
            }
            "playwright" => {
                self.data();
                self.image.system.insert("*".to_owned());
            }
            _ => installs::check(self, &program, &arguments),
        }
    }

    /// Reports a package manager of another distribution.
    fn installer(&mut self, program: &str) {
        let family = match program {
            "apt-get" | "apt" | "aptitude" => "apt",
            other => other,
        };
        let Some(facts) = self.image.facts.filter(|facts| facts.distribution.is_some()) else { return };
        let own = &facts.row.installers;
        let is_put = self.image.is_put(&format!("/usr/bin/{program}"));
        if own.iter().any(|known| known == family) || is_put || (facts.row.shell && own.is_empty()) {
            return;
        }
        let title = facts.distribution.map(|distribution| distribution.title.as_str()).unwrap_or_default();
        let message = format!("`{program}` is not in this image");
        let hint = match own.first().map(String::as_str) {
            Some("apk") => format!("{title} installs with `apk add --no-cache`"),
            Some("apt") => format!("{title} installs with `apt-get install --yes --no-install-recommends`"),
            Some(other) => format!("this distribution installs with `{other} install`"),
            None => "install in an earlier stage and copy the files".to_owned(),
        };
        let problem = Diagnostic::at(&rules::program_missing::RULE, self.at.clone(), message, hint);
        self.report(problem);
    }

    fn system_packages(&mut self, arguments: &[String]) {
        let mut words = arguments.iter().filter(|word| !word.starts_with('-'));
        if !matches!(words.next().map(String::as_str), Some("install" | "add")) {
            return;
        }
        for word in words {
            let name =
                if word.contains(['$', '*', '/']) { "*" } else { word.split(['=', ':', '<', '>', '~']).next().unwrap_or(word) };
            self.image.system.insert(name.to_owned());
        }
    }
}

/// The files that `curl` and `wget` write: those that options name, else the last part of each URL.
fn downloaded(program: &str, arguments: &[String]) -> Vec<String> {
    let (short, long) = if program == "wget" { ('O', "--output-document") } else { ('o', "--output") };
    let mut words = arguments.iter();
    let mut files: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        let is_short = word.strip_prefix('-').is_some_and(|flags| !flags.starts_with('-') && flags.ends_with(short));
        if is_short || word == long {
            files.extend(words.next().cloned());
        } else if let Some(value) = word.strip_prefix(long).and_then(|rest| rest.strip_prefix('=')) {
            files.push(value.to_owned());
        } else if let Some((_, name)) = word.split_once("://").and_then(|(_, rest)| rest.rsplit_once('/')) {
            files.push(name.split(['?', '#']).next().unwrap_or_default().to_owned());
        }
    }
    files.retain(|file| !file.is_empty() && file != "-" && !file.contains('$'));
    files
}

//! `RUN`: what its commands need and what they leave behind.

use super::build::Build;
use super::image::{Image, Layer, Openness, Presence};
use super::installs;
use super::shell::{self, ShellCommand};
use super::variables::{self, Variables};
use super::{copies, environments, place, programs};
use crate::dockerfile::{Arguments, Instruction};
use crate::knowledge::{is_shell, wrapped_words};
use crate::lint::{Diagnostic, Rule, build as rules};
use crate::model::{Location, RelPath};

/// One command of a `RUN`, ready to be looked at.
pub struct Step<'s, 'a> {
    pub build: &'s mut Build<'a>,
    pub image: &'s mut Image,
    pub mounts: &'s [Layer],
    pub cwd: String,
    pub env: Variables,
    pub at: Location,
    pub is_conditional: bool,
    /// The words, variables expanded; one that is not known keeps its `$`.
    pub words: Vec<String>,
    /// It reads what a download gives.
    pub is_fed: bool,
    /// The installer takes files that somebody has built before.
    pub is_prebuilt: bool,
}

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

    /// The command may have written any file but Python sources.
    pub fn data(&mut self) {
        self.image.opened(Openness::Data);
    }

    /// The command may have done anything.
    pub fn anything(&mut self) {
        self.image.opened(Openness::Anything);
        self.image.packages.is_open = true;
        self.image.programs.insert("*".to_owned());
        self.image.system.insert("*".to_owned());
    }

    /// Reports a package manager of another distribution.
    fn installer(&mut self, program: &str) {
        let family = match program {
            "apt-get" | "apt" | "aptitude" => "apt",
            other => other,
        };
        let Some(facts) = self.image.facts.filter(|facts| facts.distribution.is_some()) else { return };
        let own = &facts.row.installers;
        let is_put = super::command::is_put(self.image, &format!("/usr/bin/{program}"));
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

    pub fn look(&self, path: &str) -> Presence {
        self.build.eyes().look(self.image, self.mounts, &place::absolute(path, &self.cwd))
    }

    pub fn report(&mut self, problem: Diagnostic) {
        if !self.is_conditional {
            self.build.report(problem);
        }
    }

    /// Reports a file that is not in the image at this step. `needs` ends in its name.
    pub fn lacks(&mut self, path: &str, rule: &'static Rule, needs: &str) {
        let absolute = place::absolute(path, &self.cwd);
        let project = place::as_project(&absolute, &self.image.workdir).or_else(|| RelPath::parse(place::name(&absolute)).ok());
        let tree = self.build.context.tree;
        let problem = match project.filter(|path| tree.kind(path).is_some()) {
            Some(path) => {
                let left_out = self.build.context.left_out_by(&path).is_some();
                let problem = copies::left_out(self.build, &path, &self.at, needs).filter(|_| left_out);
                problem.unwrap_or_else(|| {
                    let hint =
                        format!("`COPY {path}` before it, or bind it: `RUN --mount=type=bind,source={path},target={path}`");
                    Diagnostic::at(rule, self.at.clone(), format!("{needs}, which is not in the image at this step"), hint)
                })
            }
            None => {
                let hint = "add the file to the project, or correct its name";
                Diagnostic::at(rule, self.at.clone(), format!("{needs}, which is neither in the image nor in the project"), hint)
            }
        };
        self.report(problem);
    }

    pub fn env(&self, name: &str) -> Option<&str> {
        self.env.get(name)?.as_deref()
    }

    /// Whether a variable that switches something on is set.
    pub fn is_set(&self, name: &str) -> bool {
        match self.env.get(name) {
            Some(Some(value)) => !matches!(value.as_str(), "" | "0" | "false" | "no"),
            Some(None) => true,
            None => false,
        }
    }
}

/// Words that are neither options nor unknown.
pub fn plain(words: &[String]) -> impl Iterator<Item = &String> {
    words.iter().filter(|word| !word.starts_with('-') && !word.contains('$'))
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

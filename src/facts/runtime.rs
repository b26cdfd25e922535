//! How much of a system the image that runs has, and what that rules out.

use super::dependencies::DependencyFacts;
use super::resolver::{Resolver, settled};
use super::{ResolveError, Settings};
use crate::detect::{installers_used, shell_use};
use crate::knowledge::{HardenedPair, hardened_pairs, is_shell};
use crate::model::{Base, EnvVar, Fact, FactId, Location, Note, PackageManager, PythonVersion, RelPath, Runtime, Start};
use crate::python::Project;

/// What is settled about it.
pub(super) struct Rung {
    pub runtime: Fact<Runtime>,
    pub hardened: Option<&'static HardenedPair>,
    pub finds_libraries: bool,
}

impl Resolver<'_> {
    pub(super) fn rung(
        self,
        dependencies: &DependencyFacts,
        start: &Start,
        settings: &Settings,
        notes: &mut Vec<Note>,
    ) -> Result<Rung, ResolveError> {
        let runtime = settled(FactId::Runtime, self.answers.runtime.clone(), None, Runtime::Slim);
        if runtime.value == Runtime::Slim {
            return Ok(Rung { runtime, hardened: None, finds_libraries: false });
        }
        let refuse = |reason: String, hint: String| Err(ResolveError::Runtime { runtime: runtime.value, reason, hint });
        let is_minimal = runtime.value == Runtime::Minimal;
        if dependencies.base.value == Base::Alpine {
            let reason = "its files are found with Debian's programs, and the base is Alpine".to_owned();
            return refuse(reason, "use `--base slim`, or `--runtime slim`".to_owned());
        }
        let has_shell = is_minimal && settings.has_shell;
        if let Some(shell) = self.shell_of(start).filter(|shell| !has_shell || shell == "bash") {
            let reason = format!("`{}` is run by `{shell}`, and the image has no shell", start.command);
            let other = if is_minimal && shell != "bash" { "`--set shell=busybox` adds one" } else { "`--runtime slim` has one" };
            return refuse(reason, format!("{other}; or name the program itself with `--cmd`"));
        }
        let hardened = if is_minimal { None } else { settings.hardened.or_else(|| pair("dhi")) };
        if let Some(pair) = hardened {
            let python = dependencies.python.value;
            if let Some(releases) = pair.releases().filter(|releases| !releases.contains(&python)) {
                let known: Vec<String> = releases.iter().map(PythonVersion::to_string).collect();
                let known = known.join(", ");
                let reason = format!("the images of `{}` have Python {known}, and the project needs {python}", pair.id);
                return refuse(reason, format!("use `--python {known}`, or `--set hardened=dhi`"));
            }
            if dependencies.manager.value == PackageManager::None && pair.link(python).is_some() {
                let reason =
                    format!("the image of `{}` has no program `python`, and there is no environment that has one", pair.id);
                return refuse(reason, "use `--set hardened=dhi`, or `--runtime minimal`".to_owned());
            }
            notes.extend(pair.moving.then(|| {
                let message = format!("the images of `{}` have one tag, whose Python is the newest", pair.id);
                Note::warning(message).hint("a mirror with tags of its own is named with `--set hardened-registry=…`")
            }));
        }
        let used = shell_use::detect(self.tree);
        if let Some((what, at)) = used.shell.filter(|_| !has_shell) {
            let message = format!("`{what}` starts a shell, and the image has none");
            let hint = if is_minimal { "`--set shell=busybox` adds one" } else { "give the program and its arguments as a list" };
            notes.push(Note::warning(message).at(at).hint(hint));
        }
        if let Some(at) = used.finds_libraries.as_ref().filter(|_| !is_minimal) {
            let message = "`find_library` asks `ldconfig`, which the image does not have";
            notes.push(
                Note::warning(message).at(at.clone()).hint("load the library by its file name, or use `--runtime minimal`"),
            );
        }
        Ok(Rung { runtime, hardened, finds_libraries: used.finds_libraries.is_some() })
    }

    /// An application that installs packages itself keeps what it does that with. `None` if it installs none.
    pub(super) fn installers_used(
        self,
        project: &Project<'_>,
        start: &Start,
        settings: &Settings,
        notes: &mut Vec<Note>,
    ) -> Option<Location> {
        if settings.keeps_installers.is_some() {
            return None;
        }
        let (name, at) = installers_used::detect(self.tree, project, start)?;
        let message = format!("the application uses `{name}`, so pip and ensurepip stay in the image");
        notes.push(Note::info(message).at(at.clone()).hint("`--set installers-of-base=drop` leaves them out"));
        Some(at)
    }

    /// Who the application runs as: without these variables `getpass.getuser` fails for a user id without an entry in
    /// `/etc/passwd`. A setting of the program's that has the name of one and can be left out is not answered by it.
    pub(super) fn identity(self, env: &[Fact<EnvVar>], hardened: Option<&HardenedPair>) -> Vec<EnvVar> {
        let is_free = |variable: &EnvVar| {
            let read = self.detected.environment.get(variable.name.as_str());
            read.is_none_or(|read| read.required || !read.is_read()) && env.iter().all(|fact| fact.value.name != variable.name)
        };
        let all = match hardened {
            // Its home is the vendor's matter.
            Some(pair) => vec![format!("USER={}", pair.name), format!("LOGNAME={}", pair.name)],
            None => ["USER=app", "LOGNAME=app", "HOME=/home/app"].map(str::to_owned).to_vec(),
        };
        all.into_iter().filter_map(|text| text.parse::<EnvVar>().ok()).filter(is_free).collect()
    }

    /// The shell that the start is given to, by its name or as a script of the project's.
    fn shell_of(self, start: &Start) -> Option<String> {
        let program = start.command.program();
        let name = program.rsplit('/').next().unwrap_or(program);
        if is_shell(name) {
            return Some(name.to_owned());
        }
        let folder = start.working_dir.clone().unwrap_or_else(RelPath::root);
        let path = program.strip_prefix("/app/").map_or_else(|| folder.join(program).ok(), |path| RelPath::parse(path).ok());
        let text = path.filter(|path| self.tree.is_file(path)).and_then(|path| self.tree.text(&path).ok().flatten());
        let first = text.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        let interpreter = first.strip_prefix("#!").and_then(|words| words.split(['/', ' ']).rfind(|word| is_shell(word)));
        interpreter.map(str::to_owned).or_else(|| name.ends_with(".sh").then(|| "sh".to_owned()))
    }
}

fn pair(id: &str) -> Option<&'static HardenedPair> {
    hardened_pairs().iter().find(|row| row.id == id)
}

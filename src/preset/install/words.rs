//! The arguments that the managers are called with.

use crate::facts::ResolveError;
use crate::knowledge::wheel_choice;
use crate::manifest::{Pyproject, RequirementsFile};
use crate::model::{Dependency, DependencySource, LockFormat, PackageManager, PackageName, RelPath, Torch};

use super::Installer;

impl Installer<'_> {
    pub(super) fn selection(&self, group_flag: &str, extra_flag: &str) -> Vec<String> {
        let member = self.workspace_member().into_iter().flat_map(|name| ["--package".to_owned(), name.to_string()]);
        let groups = self.facts.groups.iter().flat_map(|fact| [group_flag.to_owned(), fact.value.to_string()]);
        member.chain(groups).chain(self.extras(extra_flag)).collect()
    }

    /// uv: the member of the workspace that holds the application, where that is not the root.
    pub(super) fn workspace_member(&self) -> Option<&PackageName> {
        self.facts.member.value.as_ref()
    }

    pub(super) fn extras(&self, flag: &str) -> Vec<String> {
        self.facts.extras.iter().flat_map(|fact| [flag.to_owned(), fact.value.to_string()]).collect()
    }

    /// uv: what the dependency step leaves for the step that sees the source.
    pub(super) fn skip_local(&self) -> &'static str {
        if self.has_local_sources() { "--no-install-local" } else { "--no-install-project" }
    }

    pub(super) fn requirement_words(&self, file: &RequirementsFile) -> Vec<String> {
        let hashes = (file.hashed && !file.is_hashed_in_part()).then(|| "--require-hashes".to_owned());
        let files = std::iter::once(&file.path).chain(&file.further);
        hashes.into_iter().chain(files.flat_map(|path| ["-r".to_owned(), quote(path.as_str())])).collect()
    }

    /// The words of a requirements file's step. The template of `uv pip` takes the verb from them, because `sync` is one too.
    pub(super) fn with_verb(&self, words: Vec<String>) -> Vec<String> {
        let verb = (self.template() == "uv-pip").then(|| "install".to_owned());
        verb.into_iter().chain(words).collect()
    }

    /// `--torch cpu`: PyTorch and its companions from its own index, ahead of the rest, which then finds them installed.
    pub(super) fn torch_words(&self, file: &RequirementsFile) -> Result<Option<Vec<String>>, ResolveError> {
        if self.facts.torch.value != Some(Torch::Cpu) {
            return Ok(None);
        }
        let Some(row) = "torch".parse().ok().and_then(|name| wheel_choice(&name)) else { return Ok(None) };
        let is_torch = |dependency: &&Dependency| matches!(dependency.name.as_ref(), "torch" | "torchvision" | "torchaudio");
        let named = literal(file.dependencies.iter().filter(is_torch))?;
        let mut words = vec!["--index-url".to_owned(), quote(&row.instead)];
        words.extend(named);
        if words.len() == 2 {
            words.push("torch".to_owned());
        }
        Ok(Some(words))
    }

    pub(super) fn dynamic_requirements(&self, pyproject: &Pyproject) -> Vec<RelPath> {
        pyproject.dynamic_dependency_files.iter().filter(|file| self.tree.is_file(file)).cloned().collect()
    }

    /// pip cannot check a hash of what comes from git or a folder, and then takes no hashes at all.
    pub(super) fn poetry_export_words(&self) -> Vec<String> {
        let lock = self.manifests.lock(LockFormat::Poetry);
        let unhashed = lock.is_some_and(|lock| {
            let hashed = |source: &DependencySource| matches!(source, DependencySource::Index | DependencySource::Url(_));
            lock.packages.iter().any(|package| !hashed(&package.source))
        });
        let flag = unhashed.then(|| "--without-hashes".to_owned());
        self.extras("--extras").into_iter().chain(flag).collect()
    }

    pub(super) fn pipenv_words(&self, dev: bool) -> Vec<String> {
        // `--deploy` stops at a lock that is out of date, and at any other patch release of Python than the Pipfile's.
        let lock = self.manifests.lock(LockFormat::Pipenv);
        let python = self.manifests.pipfile.as_ref().and_then(|pipfile| pipfile.python.as_ref());
        let is_exact = python.is_some_and(|python| python.text.split('.').count() > 2);
        let mut words = match lock {
            Some(lock) if lock.fresh == Some(false) || is_exact => vec!["sync".to_owned()],
            Some(_) => vec!["install".to_owned(), "--deploy".to_owned()],
            None => vec!["install".to_owned(), "--skip-lock".to_owned()],
        };
        if dev {
            words.push("--dev".to_owned());
        }
        if !self.facts.groups.is_empty() {
            let groups: Vec<&str> = self.facts.groups.iter().map(|fact| fact.value.as_str()).collect();
            words.extend(["--categories".to_owned(), quote(&format!("packages {}", groups.join(" ")))]);
        }
        words
    }

    /// `--locked` stops at a lock that is out of date; such a lock was chosen with a warning, and is installed as it is.
    pub(super) fn uv_lock_word(&self) -> String {
        let is_stale = self.manifests.lock(LockFormat::Uv).is_some_and(|lock| lock.fresh == Some(false));
        if is_stale { "--frozen" } else { "--locked" }.to_owned()
    }

    /// The same for pdm, whose `--check` also refuses locks of another version than its own writes.
    pub(super) fn pdm_lock_word(&self) -> &'static str {
        let is_fresh = self.manifests.lock(LockFormat::Pdm).is_none_or(|lock| lock.fresh == Some(true));
        if is_fresh { "--check" } else { "--frozen-lockfile" }
    }

    pub(super) fn manifest_word(&self) -> String {
        quote(self.facts.manifest.value.as_ref().map_or("pylock.toml", RelPath::as_str))
    }

    /// An argument stands in for the version that the backend would ask git for.
    pub(super) fn version_variables(&self) -> Vec<String> {
        let version = self.facts.distribution.as_ref().and_then(|fact| fact.value.dynamic_version.as_ref());
        version.map(|version| format!("{}=\"$VERSION\"", version.variable)).into_iter().collect()
    }

    /// `--no-deps` where the dependencies are there already.
    pub(super) fn project_words(&self) -> Vec<String> {
        let ahead = match self.manager {
            PackageManager::Pyproject | PackageManager::Setuptools => {
                let names_nothing = match self.manager {
                    PackageManager::Setuptools => {
                        self.manifests.setup.as_ref().is_some_and(|setup| setup.dependencies_unknown.is_some())
                    }
                    _ => self.manifests.pyproject.as_ref().is_some_and(|pyproject| {
                        pyproject.dynamic.iter().any(|field| field == "dependencies")
                            && self.dynamic_requirements(pyproject).is_empty()
                    }),
                };
                !names_nothing
            }
            _ => true,
        };
        if ahead { vec!["--no-deps".to_owned()] } else { Vec::new() }
    }
}

/// Requirements by their own text, which keeps the install step independent of the file that they stand in.
pub(super) fn literal_requirements(dependencies: &[Dependency]) -> Result<Vec<String>, ResolveError> {
    Ok(["install".to_owned()].into_iter().chain(literal(dependencies)?).collect())
}

/// The text of each, as a word of a command. One with a secret in its URL is refused: the Dockerfile is committed.
pub(super) fn literal<'d>(dependencies: impl IntoIterator<Item = &'d Dependency>) -> Result<Vec<String>, ResolveError> {
    let one = |dependency: &Dependency| match dependency.source.gives_a_secret() {
        true => Err(ResolveError::SecretInUrl { name: dependency.name.clone(), at: dependency.at.clone() }),
        false => Ok(quote(&dependency.to_string())),
    };
    dependencies.into_iter().map(one).collect()
}

/// A word that a POSIX shell reads back as it is. Values come from validated types, which hold no NUL.
pub(super) fn quote(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), Into::into)
}

pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

//! How each manager installs: its mounts and its words, for every block of its template.

use std::collections::BTreeSet;

use crate::facts::{ProjectFacts, ResolveError};
use crate::knowledge::{ToolRelease, python_releases, tools};
use crate::manifest::{Manifests, Pyproject, RequirementsFile};
use crate::model::{
    Base, Dependency, DependencySource, ImageRef, Install, InstallBlock, LockFormat, PackageManager, PackageName, RelPath,
    SourcePath, Stage, StageBase, StageName, Step,
};
use crate::tree::ProjectTree;

/// Writes the installation steps of one project.
pub struct Installer<'a> {
    tree: &'a ProjectTree,
    manifests: &'a Manifests,
    facts: &'a ProjectFacts,
    manager: PackageManager,
}

impl<'a> Installer<'a> {
    pub fn new(tree: &'a ProjectTree, manifests: &'a Manifests, facts: &'a ProjectFacts) -> Result<Self, ResolveError> {
        let installer = Self { tree, manifests, facts, manager: facts.manager.value };
        installer.check_manifest()?;
        Ok(installer)
    }

    /// A manager that a person named needs something to install from.
    fn check_manifest(&self) -> Result<(), ResolveError> {
        let manifests = self.manifests;
        let (there, expected) = match self.manager {
            PackageManager::Pip => (self.requirements().is_some(), "requirements.txt"),
            PackageManager::Uv => (manifests.lock(LockFormat::Uv).is_some(), "pyproject.toml and uv.lock"),
            PackageManager::Poetry => (manifests.pyproject.is_some(), "pyproject.toml"),
            PackageManager::Pdm => (manifests.lock(LockFormat::Pdm).is_some(), "pyproject.toml and pdm.lock"),
            PackageManager::Pipenv => (manifests.pipfile.is_some(), "Pipfile"),
            PackageManager::Pylock => (manifests.lock(LockFormat::Pylock).is_some(), "pylock.toml"),
            PackageManager::Pyproject => (manifests.pyproject.is_some(), "pyproject.toml"),
            PackageManager::Setuptools => (manifests.setup.is_some(), "setup.py or setup.cfg"),
            PackageManager::Script => (!manifests.scripts.is_empty(), "a script with inline metadata (PEP 723)"),
            PackageManager::None => (true, ""),
        };
        if there { Ok(()) } else { Err(ResolveError::NoManifest { manager: self.manager, expected }) }
    }

    /// The project itself, or something beside it that only exists as source, is installed in a step of its own.
    pub fn has_project_step(&self) -> bool {
        self.facts.distribution.is_some() || (self.manager == PackageManager::Uv && self.has_local_sources())
    }

    /// The stage that carries the manager. It is only ever mounted, so no image keeps it.
    pub fn tool_stage(&self, runtime: &ImageRef) -> Option<Stage> {
        let settings = &self.facts.settings;
        let python = self.facts.python.value;
        let release = |rows: &[ToolRelease]| ToolRelease::for_python(rows, python).map(|release| release.version.clone());
        let (name, version) = match self.tool()? {
            "uv" => {
                let version = settings.uv_version.as_ref().unwrap_or(&tools().uv.version);
                let image = format!("{}:{version}", tools().uv.image).parse().ok()?;
                return Some(Stage {
                    name: stage_name("uv"),
                    about: "uv, mounted where it installs and in no image.".to_owned(),
                    from: StageBase::Image(image),
                    steps: Vec::new(),
                });
            }
            "poetry" => {
                // Poetry computes the lock's content hash a little differently from release to release, so the release
                // that wrote the lock is taken; 1.x locks are read by 2.x, which runs on newer Pythons.
                let written = self.manifests.lock(LockFormat::Poetry).and_then(|lock| lock.written_by.as_deref()?.parse().ok());
                let written = written.filter(|version: &pep440_rs::Version| version.release().first() >= Some(&2));
                ("poetry", settings.poetry_version.clone().or(written).or_else(|| release(&tools().poetry)))
            }
            "pdm" => ("pdm", settings.pdm_version.clone().or_else(|| release(&tools().pdm))),
            _ => ("pipenv", settings.pipenv_version.clone().or_else(|| release(&tools().pipenv))),
        };
        let requirement = match (name, version) {
            // pdm's `locked` extra pins its own dependencies, which have broken it before.
            ("pdm", Some(version)) => format!("'pdm[locked]=={version}'"),
            ("poetry", Some(version)) => format!("poetry=={version} poetry-plugin-export"),
            (name, Some(version)) => format!("{name}=={version}"),
            (name, None) => name.to_owned(),
        };
        let install = Install {
            template: self.template(),
            mounts: vec![self.cache("pip", "/root/.cache/pip")],
            variables: Vec::new(),
            words: vec![requirement],
        };
        Some(Stage {
            name: stage_name(name),
            about: format!("{name}, mounted where it installs and in no image."),
            from: StageBase::Image(runtime.clone()),
            steps: vec![arch(), Step::Install { block: InstallBlock::Tool, install: Box::new(install) }],
        })
    }

    pub fn dependencies(&self) -> Result<Vec<Step>, ResolveError> {
        let mut steps = Vec::new();
        let (block, files, words) = match self.manager {
            PackageManager::None => return Ok(steps),
            PackageManager::Pip => {
                let Some(file) = self.requirements() else { return Ok(steps) };
                if needs_source(file) {
                    steps.push(Step::CopyAll);
                }
                (InstallBlock::Dependencies, self.requirement_mounts(file)?, self.requirement_words(file))
            }
            PackageManager::Uv => {
                let mut words = vec!["--locked".to_owned(), self.skip_local().to_owned(), "--no-default-groups".to_owned()];
                words.extend(self.selection("--group", "--extra"));
                (InstallBlock::Dependencies, self.binds(&self.project_files())?, words)
            }
            PackageManager::Poetry => {
                let groups: Vec<&str> = self.facts.groups.iter().map(|fact| fact.value.as_str()).collect();
                let only = ["main"].into_iter().chain(groups).collect::<Vec<_>>().join(",");
                let mut words = vec!["--only".to_owned(), only];
                words.extend(self.poetry_export_words());
                let mut mounts = self.binds(&self.project_files())?;
                mounts.extend(self.path_dependency_mounts()?);
                (InstallBlock::Dependencies, mounts, words)
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", "--check", "--prod"]);
                words.extend(self.selection("--group", "--group"));
                words.extend(["--no-self".to_owned(), "--no-editable".to_owned()]);
                (InstallBlock::Dependencies, self.binds(&self.project_files())?, words)
            }
            PackageManager::Pipenv => (InstallBlock::Dependencies, self.binds(&self.project_files())?, self.pipenv_words(false)),
            PackageManager::Pylock => {
                (InstallBlock::Dependencies, self.binds(&self.project_files())?, vec!["sync".to_owned(), self.manifest_word()])
            }
            PackageManager::Pyproject | PackageManager::Setuptools | PackageManager::Script => self.unlocked_dependencies()?,
        };
        steps.extend(self.install_steps(block, files, Vec::new(), words));
        Ok(steps)
    }

    /// Dependencies that are named ahead, so that a change of the source does not install them again.
    fn unlocked_dependencies(&self) -> Result<(InstallBlock, Vec<String>, Vec<String>), ResolveError> {
        let nothing = Ok((InstallBlock::Environment, Vec::new(), Vec::new()));
        match self.manager {
            PackageManager::Pyproject => {
                let Some(pyproject) = &self.manifests.pyproject else { return nothing };
                if pyproject.dynamic.iter().any(|field| field == "dependencies") {
                    let files = self.dynamic_requirements(pyproject);
                    if files.is_empty() {
                        return nothing;
                    }
                    let words = ["install".to_owned()]
                        .into_iter()
                        .chain(files.iter().flat_map(|file| ["-r".to_owned(), quote(file.as_str())]));
                    return Ok((InstallBlock::Dependencies, self.binds(&files)?, words.collect()));
                }
                if !pyproject.has_project && !pyproject.dependencies.is_empty() {
                    // Poetry's own tables, which only poetry reads.
                    return Ok((InstallBlock::Dependencies, self.secrets(), literal_requirements(&pyproject.dependencies)));
                }
                if pyproject.dependencies.is_empty() && self.facts.extras.is_empty() && self.facts.groups.is_empty() {
                    return nothing;
                }
                let mut words = words(&["install", "-r", "pyproject.toml"]);
                words.extend(self.selection("--group", "--extra"));
                Ok((InstallBlock::Dependencies, self.binds(&self.project_files())?, words))
            }
            PackageManager::Setuptools => {
                let Some(setup) = &self.manifests.setup else { return nothing };
                if setup.dependencies_unknown.is_some() || setup.dependencies.is_empty() {
                    return nothing;
                }
                Ok((InstallBlock::Dependencies, self.secrets(), literal_requirements(&setup.dependencies)))
            }
            _ => {
                let script =
                    self.manifests.scripts.iter().find(|script| Some(&script.path) == self.facts.manifest.value.as_ref());
                match script.or(self.manifests.scripts.first()) {
                    Some(script) if !script.dependencies.is_empty() => {
                        Ok((InstallBlock::Dependencies, self.secrets(), literal_requirements(&script.dependencies)))
                    }
                    _ => nothing,
                }
            }
        }
    }

    pub fn project(&self) -> Result<Vec<Step>, ResolveError> {
        if !self.has_project_step() {
            return Ok(Vec::new());
        }
        let words = match self.manager {
            PackageManager::Uv => {
                let mut words = words(&["--locked", "--no-editable", "--no-default-groups"]);
                if self.facts.distribution.is_none() && self.workspace_member().is_none() {
                    words.push("--no-install-project".to_owned());
                }
                words.extend(self.selection("--group", "--extra"));
                words
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", "--check", "--prod", "--no-editable"]);
                words.extend(self.selection("--group", "--group"));
                words
            }
            _ => self.project_words(),
        };
        Ok(self.install_steps(InstallBlock::Project, self.secrets(), self.version_variables(), words))
    }

    /// `--no-deps` where the dependencies are there already.
    fn project_words(&self) -> Vec<String> {
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

    pub fn dev_dependencies(&self) -> Result<Vec<Step>, ResolveError> {
        let selection = DevSelection::of(self.manifests, self.facts);
        let (mounts, words) = match self.manager {
            PackageManager::Pip => {
                let files: Vec<&RequirementsFile> = selection.files.clone();
                if files.is_empty() {
                    return Ok(Vec::new());
                }
                let mut mounts = Vec::new();
                for file in &files {
                    mounts.extend(self.requirement_mounts(file)?);
                }
                dedup(&mut mounts);
                (mounts, files.iter().flat_map(|file| self.requirement_words(file)).collect())
            }
            PackageManager::Uv => {
                let mut words = vec!["--locked".to_owned(), self.skip_local().to_owned()];
                words.extend(self.selection("--group", "--extra"));
                words.extend(selection.words("--group", "--extra"));
                (self.binds(&self.project_files())?, words)
            }
            PackageManager::Poetry => {
                let mut words = selection.words("--with", "--extras");
                words.extend(self.poetry_export_words());
                let mut mounts = self.binds(&self.project_files())?;
                mounts.extend(self.path_dependency_mounts()?);
                (mounts, words)
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", "--check", "--dev"]);
                words.extend(self.selection("--group", "--group"));
                words.extend(selection.words("--group", "--group"));
                words.push("--no-self".to_owned());
                (self.binds(&self.project_files())?, words)
            }
            PackageManager::Pipenv => (self.binds(&self.project_files())?, self.pipenv_words(true)),
            PackageManager::Pylock => {
                let named = RelPath::parse("pylock.dev.toml")?;
                if !self.tree.is_file(&named) {
                    return Ok(Vec::new());
                }
                (self.binds(std::slice::from_ref(&named))?, vec!["-r".to_owned(), named.as_str().to_owned()])
            }
            PackageManager::Pyproject => {
                let chosen = selection.words("--group", "--extra");
                if chosen.is_empty() {
                    return Ok(Vec::new());
                }
                (self.binds(&self.project_files())?, words(&["-r", "pyproject.toml"]).into_iter().chain(chosen).collect())
            }
            PackageManager::Setuptools => {
                let extra = self
                    .manifests
                    .setup
                    .iter()
                    .flat_map(|setup| setup.extras.values())
                    .find(|list| list.iter().any(|dependency| Some(&dependency.name) == self.facts.test_runner.as_ref()));
                let Some(extra) = extra else { return Ok(Vec::new()) };
                (Vec::new(), extra.iter().map(|dependency| quote(&dependency.to_string())).collect())
            }
            PackageManager::Script | PackageManager::None => return Ok(Vec::new()),
        };
        let mounts = mounts.into_iter().chain(self.secrets()).collect::<Vec<_>>();
        Ok(self.install_steps(InstallBlock::DevDependencies, deduped(mounts), Vec::new(), words))
    }

    pub fn dev_project(&self) -> Result<Vec<Step>, ResolveError> {
        if !self.has_project_step() {
            return Ok(Vec::new());
        }
        let selection = DevSelection::of(self.manifests, self.facts);
        let words = match self.manager {
            PackageManager::Uv => {
                let mut words = vec!["--locked".to_owned()];
                if self.facts.distribution.is_none() && self.workspace_member().is_none() {
                    words.push("--no-install-project".to_owned());
                }
                words.extend(self.selection("--group", "--extra"));
                words.extend(selection.words("--group", "--extra"));
                words
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", "--check", "--dev"]);
                words.extend(self.selection("--group", "--group"));
                words.extend(selection.words("--group", "--group"));
                words
            }
            _ => self.project_words(),
        };
        Ok(self.install_steps(InstallBlock::DevProject, self.secrets(), self.version_variables(), words))
    }

    /// The manager's settings, the architecture for its cache, and the block itself.
    fn install_steps(&self, block: InstallBlock, mounts: Vec<String>, variables: Vec<String>, words: Vec<String>) -> Vec<Step> {
        let mut all = self.tool_mount();
        all.extend(self.caches());
        all.extend(mounts);
        let install = Install { template: self.template(), mounts: deduped(all), variables, words };
        let mut steps = Vec::new();
        let env = self.env();
        if !env.is_empty() {
            steps.push(Step::Env { env });
        }
        steps.push(arch());
        if !install.variables.is_empty() {
            steps.push(Step::Arg { arg: "VERSION=0.0.0".to_owned() });
        }
        steps.push(Step::Install { block, install: Box::new(install) });
        steps
    }

    fn template(&self) -> &'static str {
        match self.manager {
            PackageManager::Uv => "uv",
            PackageManager::Poetry => "poetry",
            PackageManager::Pdm => "pdm",
            PackageManager::Pipenv => "pipenv",
            PackageManager::Pip | PackageManager::None => "pip",
            PackageManager::Pylock | PackageManager::Pyproject | PackageManager::Setuptools | PackageManager::Script => "uv-pip",
        }
    }

    /// The stage that the manager is mounted from; pip is in every Python image.
    fn tool(&self) -> Option<&'static str> {
        match self.template() {
            "uv" | "uv-pip" => Some("uv"),
            "pip" => None,
            other => Some(other),
        }
    }

    fn tool_mount(&self) -> Vec<String> {
        match self.tool() {
            Some("uv") => vec!["type=bind,from=uv,source=/uv,target=/usr/local/bin/uv".to_owned()],
            Some(tool) => vec![format!("type=bind,from={tool},source=/opt/{tool},target=/opt/{tool}")],
            None => Vec::new(),
        }
    }

    fn env(&self) -> Vec<String> {
        match self.template() {
            "uv" => words(&[
                "UV_PROJECT_ENVIRONMENT=/opt/venv",
                "UV_PYTHON=/usr/local/bin/python",
                "UV_PYTHON_DOWNLOADS=never",
                "UV_COMPILE_BYTECODE=1",
                "UV_LINK_MODE=copy",
            ]),
            "uv-pip" => {
                words(&["VIRTUAL_ENV=/opt/venv", "UV_PYTHON_DOWNLOADS=never", "UV_COMPILE_BYTECODE=1", "UV_LINK_MODE=copy"])
            }
            "poetry" => words(&["POETRY_NO_INTERACTION=1"]),
            "pdm" => words(&["VIRTUAL_ENV=/opt/venv", "PDM_CHECK_UPDATE=0"]),
            "pipenv" => words(&["VIRTUAL_ENV=/opt/venv", "PIPENV_VERBOSITY=-1"]),
            _ => Vec::new(),
        }
    }

    /// A cache that is shared only by builds for which its wheels fit: the default id would share it with every project.
    fn cache(&self, name: &str, target: &str) -> String {
        let python = self.facts.python.value;
        let suite = match self.facts.base.value {
            Base::Alpine => {
                let release = python_releases().get(python).map_or("3.23", |release| release.alpine.as_str());
                format!("alpine{release}")
            }
            Base::Slim | Base::Full => self.facts.suite.value.to_string(),
        };
        format!("type=cache,id={name}-py{}{}-{suite}-$TARGETARCH,target={target}", python.major, python.minor)
    }

    fn caches(&self) -> Vec<String> {
        match self.template() {
            "uv" | "uv-pip" => vec![self.cache("uv", "/root/.cache/uv")],
            "poetry" => vec![self.cache("pip", "/root/.cache/pip")],
            "pdm" => vec![self.cache("pdm", "/root/.cache/pdm")],
            "pipenv" => vec![self.cache("pipenv", "/root/.cache/pipenv"), self.cache("pip", "/root/.cache/pip")],
            _ => vec![self.cache("pip", "/root/.cache/pip")],
        }
    }

    /// Secrets that may be missing when the image is built: without one the step sees no file and goes on.
    fn secrets(&self) -> Vec<String> {
        let mut mounts = Vec::new();
        if self.facts.settings.private_index.unwrap_or_else(|| self.names_an_index()) {
            mounts.push(match self.template() {
                "pip" | "pipenv" => "type=secret,id=pip_conf,target=/etc/pip.conf".to_owned(),
                _ => "type=secret,id=netrc,target=/root/.netrc".to_owned(),
            });
        }
        let ssh = |dependency: &Dependency| matches!(&dependency.source, DependencySource::Git(url) if url.contains("ssh://"));
        if self.manifests.production().any(ssh) {
            mounts.push("type=ssh".to_owned());
        }
        mounts
    }

    /// The project takes packages from an index of its own; PyTorch's is public.
    fn names_an_index(&self) -> bool {
        let public = |url: &str| ["https://pypi.org/", "https://download.pytorch.org/"].iter().any(|host| url.starts_with(host));
        let pyproject = self.manifests.pyproject.as_ref();
        match self.manager {
            PackageManager::Pip => self.requirements().is_some_and(|file| file.index_urls.iter().any(|(url, _)| !public(url))),
            PackageManager::Uv => pyproject.and_then(|file| file.uv.as_ref()).is_some_and(|table| !table.indexes.is_empty()),
            PackageManager::Poetry => {
                pyproject.and_then(|file| file.poetry.as_ref()).is_some_and(|table| !table.sources.is_empty())
            }
            _ => false,
        }
    }

    fn binds(&self, files: &[RelPath]) -> Result<Vec<String>, ResolveError> {
        let mut mounts = Vec::new();
        for file in files {
            let path = SourcePath::new(file)?;
            mounts.push(format!("type=bind,source={path},target={path}"));
        }
        mounts.extend(self.secrets());
        Ok(mounts)
    }

    /// Every file that the manager reads before it looks at any source.
    fn project_files(&self) -> Vec<RelPath> {
        let mut files: BTreeSet<RelPath> = BTreeSet::new();
        let mut add = |name: &str| files.extend(RelPath::parse(name).ok().filter(|path| self.tree.is_file(path)));
        match self.manager {
            PackageManager::Uv => {
                for name in ["pyproject.toml", "uv.lock", "uv.toml"] {
                    add(name);
                }
                for folder in self.local_source_folders() {
                    for name in ["pyproject.toml", "setup.py", "setup.cfg"] {
                        add(&format!("{folder}/{name}"));
                    }
                }
            }
            PackageManager::Poetry => ["pyproject.toml", "poetry.lock", "poetry.toml"].into_iter().for_each(&mut add),
            PackageManager::Pdm => ["pyproject.toml", "pdm.lock", "pdm.toml"].into_iter().for_each(&mut add),
            PackageManager::Pipenv => ["Pipfile", "Pipfile.lock"].into_iter().for_each(&mut add),
            PackageManager::Pyproject => ["pyproject.toml", "uv.toml"].into_iter().for_each(&mut add),
            PackageManager::Pylock => add(self.facts.manifest.value.as_ref().map_or("pylock.toml", RelPath::as_str)),
            PackageManager::Pip | PackageManager::Setuptools | PackageManager::Script | PackageManager::None => {}
        }
        files.into_iter().collect()
    }

    /// uv: folders of workspace members and of path sources.
    fn local_source_folders(&self) -> Vec<RelPath> {
        let table = self.manifests.pyproject.as_ref().and_then(|pyproject| pyproject.uv.as_ref());
        table.map(|table| table.workspace_members.iter().chain(&table.path_sources).cloned().collect()).unwrap_or_default()
    }

    fn has_local_sources(&self) -> bool {
        !self.local_source_folders().is_empty()
    }

    /// uv: what the dependency step leaves for the step that sees the source.
    fn skip_local(&self) -> &'static str {
        if self.has_local_sources() { "--no-install-local" } else { "--no-install-project" }
    }

    fn path_dependency_mounts(&self) -> Result<Vec<String>, ResolveError> {
        let mut mounts = Vec::new();
        for dependency in self.manifests.production() {
            if let DependencySource::Path { path, .. } = &dependency.source
                && let Ok(folder) = RelPath::parse(path)
                && self.tree.kind(&folder).is_some()
            {
                let path = SourcePath::new(&folder)?;
                mounts.push(format!("type=bind,source={path},target={path},rw"));
            }
        }
        Ok(mounts)
    }

    fn selection(&self, group_flag: &str, extra_flag: &str) -> Vec<String> {
        let member = self.workspace_member().into_iter().flat_map(|name| ["--package".to_owned(), name.to_string()]);
        let groups = self.facts.groups.iter().flat_map(|fact| [group_flag.to_owned(), fact.value.to_string()]);
        member.chain(groups).chain(self.extras(extra_flag)).collect()
    }

    /// uv: the member of the workspace that holds the application, where that is not the root.
    fn workspace_member(&self) -> Option<&PackageName> {
        let lock = self.manifests.lock(LockFormat::Uv).filter(|_| self.manager == PackageManager::Uv)?;
        let file = self.facts.start_file.as_ref()?;
        lock.packages.iter().find_map(|package| match &package.source {
            DependencySource::Path { path, .. } => {
                let folder = RelPath::parse(path).ok().filter(|folder| !folder.is_root())?;
                file.is_within(&folder).then_some(&package.name)
            }
            _ => None,
        })
    }

    fn extras(&self, flag: &str) -> Vec<String> {
        self.facts.extras.iter().flat_map(|fact| [flag.to_owned(), fact.value.to_string()]).collect()
    }

    /// The requirements file that production is installed from.
    fn requirements(&self) -> Option<&'a RequirementsFile> {
        let named = self.facts.manifest.value.as_ref();
        let files = &self.manifests.requirements;
        match named {
            Some(path) => files.iter().find(|file| file.path == *path),
            None => files.iter().find(|file| !file.development),
        }
    }

    fn requirement_words(&self, file: &RequirementsFile) -> Vec<String> {
        let hashes = file.hashed.then(|| "--require-hashes".to_owned());
        hashes.into_iter().chain(["-r".to_owned(), quote(file.path.as_str())]).collect()
    }

    /// Every file of the chain, and the folders that it installs from.
    fn requirement_mounts(&self, file: &RequirementsFile) -> Result<Vec<String>, ResolveError> {
        let mut mounts = self.binds(&file.files)?;
        if needs_source(file) {
            // The whole source is copied before, and the files with it.
            mounts.retain(|mount| !mount.starts_with("type=bind"));
            return Ok(mounts);
        }
        for folder in file.local.iter().filter_map(|local| local.inside.as_ref()) {
            let path = SourcePath::new(folder)?;
            mounts.push(format!("type=bind,source={path},target={path},rw"));
        }
        Ok(mounts)
    }

    fn dynamic_requirements(&self, pyproject: &Pyproject) -> Vec<RelPath> {
        pyproject.dynamic_dependency_files.iter().filter(|file| self.tree.is_file(file)).cloned().collect()
    }

    /// pip cannot check a hash of what comes from git or a folder, and then takes no hashes at all.
    fn poetry_export_words(&self) -> Vec<String> {
        let lock = self.manifests.lock(LockFormat::Poetry);
        let unhashed = lock.is_some_and(|lock| {
            let hashed = |source: &DependencySource| matches!(source, DependencySource::Index | DependencySource::Url(_));
            lock.packages.iter().any(|package| !hashed(&package.source))
        });
        let flag = unhashed.then(|| "--without-hashes".to_owned());
        self.extras("--extras").into_iter().chain(flag).collect()
    }

    fn pipenv_words(&self, dev: bool) -> Vec<String> {
        let locked = self.manifests.lock(LockFormat::Pipenv).is_some();
        let mut words = vec!["install".to_owned(), if locked { "--deploy" } else { "--skip-lock" }.to_owned()];
        if dev {
            words.push("--dev".to_owned());
        }
        if !self.facts.groups.is_empty() {
            let groups: Vec<&str> = self.facts.groups.iter().map(|fact| fact.value.as_str()).collect();
            words.extend(["--categories".to_owned(), format!("'packages {}'", groups.join(" "))]);
        }
        words
    }

    fn manifest_word(&self) -> String {
        quote(self.facts.manifest.value.as_ref().map_or("pylock.toml", RelPath::as_str))
    }

    /// An argument stands in for the version that the backend would ask git for.
    fn version_variables(&self) -> Vec<String> {
        let version = self.facts.distribution.as_ref().and_then(|fact| fact.value.dynamic_version.as_ref());
        version.map(|version| format!("{}=\"$VERSION\"", version.variable)).into_iter().collect()
    }
}

/// What the development stage installs on top: the groups, extras or files that hold the test runner, and the usual ones.
struct DevSelection<'a> {
    groups: Vec<String>,
    extras: Vec<String>,
    files: Vec<&'a RequirementsFile>,
}

impl<'a> DevSelection<'a> {
    fn of(manifests: &'a Manifests, facts: &ProjectFacts) -> Self {
        let runner = facts.test_runner.as_ref();
        let has_runner = |dependencies: &[Dependency]| {
            runner.is_some_and(|runner| dependencies.iter().any(|dependency| dependency.name == *runner))
        };
        let usual = |name: &str| matches!(name, "dev" | "test" | "tests" | "testing");
        let mut chosen = Self { groups: Vec::new(), extras: Vec::new(), files: Vec::new() };
        if let Some(pyproject) = &manifests.pyproject {
            let by_default: Vec<&str> = match facts.manager.value {
                PackageManager::Uv => {
                    let groups = pyproject.uv.as_ref().and_then(|table| table.default_groups.as_ref());
                    groups.map_or_else(|| vec!["dev"], |groups| groups.iter().map(String::as_str).collect())
                }
                // `poetry export` adds no group by itself, so every one that is not optional is named.
                PackageManager::Pdm => pyproject
                    .groups
                    .keys()
                    .filter(|group| !pyproject.optional_groups.contains(group))
                    .map(String::as_str)
                    .collect(),
                _ => Vec::new(),
            };
            let exported =
                |name: &String| facts.manager.value == PackageManager::Poetry && !pyproject.optional_groups.contains(name);
            let groups = pyproject.groups.iter().filter(|(name, list)| usual(name) || has_runner(list) || exported(name));
            chosen.groups = groups.map(|(name, _)| name.clone()).filter(|name| !by_default.contains(&name.as_str())).collect();
            let in_a_group = pyproject.groups.values().any(|list| has_runner(list));
            if !in_a_group {
                let extras = pyproject.extras.iter().filter(|(_, list)| has_runner(list));
                chosen.extras = extras.map(|(name, _)| name.to_string()).take(1).collect();
            }
        }
        let development = manifests.requirements.iter().filter(|file| file.development);
        chosen.files = development.clone().filter(|file| has_runner(&file.dependencies)).take(1).collect();
        if chosen.files.is_empty() {
            chosen.files = development.filter(|file| file.path.as_str().contains("dev")).take(1).collect();
        }
        chosen
    }

    fn words(&self, group_flag: &str, extra_flag: &str) -> Vec<String> {
        let groups = self.groups.iter().flat_map(|group| [group_flag.to_owned(), group.clone()]);
        groups.chain(self.extras.iter().flat_map(|extra| [extra_flag.to_owned(), extra.clone()])).collect()
    }
}

/// An editable install, or the project itself as a requirement, refers to the source for good.
fn needs_source(file: &RequirementsFile) -> bool {
    file.local.iter().any(|local| local.editable || local.inside.as_ref().is_none_or(RelPath::is_root))
}

/// Requirements by their own text, which keeps the install step independent of the file that they stand in.
fn literal_requirements(dependencies: &[Dependency]) -> Vec<String> {
    ["install".to_owned()].into_iter().chain(dependencies.iter().map(|dependency| quote(&dependency.to_string()))).collect()
}

/// A word that a POSIX shell reads back as it is. Values come from validated types, which hold no NUL.
fn quote(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), Into::into)
}

/// The machine's architecture, for the ids of caches.
fn arch() -> Step {
    Step::Arg { arg: "TARGETARCH".to_owned() }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn stage_name(name: &str) -> StageName {
    name.parse().expect("a stage name written here")
}

fn dedup(list: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    list.retain(|entry| seen.insert(entry.clone()));
}

fn deduped(mut list: Vec<String>) -> Vec<String> {
    dedup(&mut list);
    list
}

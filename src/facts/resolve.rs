//! Settles each fact: an answer, whoever gave it, else what was detected, else the default.

use crate::detect::outside_files::OutsideFile;
use crate::detect::{
    build_constraints, cache_variables, held_back, ignored, imported, labels, native, needed_beside, outside_files, reached,
    setuptools, static_files, test_trees, undriven, unreadable, unserved_hosts,
};
use crate::knowledge::ignore_sections;
use crate::model::{
    Bytecode, Command, EnvName, EnvVar, Fact, FactId, Label, Location, Note, Origin, RelPath, Signal, SourcePath, Start, UserId,
};
use crate::wheel::Machine;

use super::dependencies::{DependencyFacts, IN_PLACE, can_stay};
use super::listening::Listening;
use super::python_patch::exact_patch;
use super::resolver::{Resolver, detected_fact, settled};
use super::runtime::Rung;
use super::system_packages::{own_toolchain, packages};
use super::{ProjectFacts, ResolveError, Settings, listed_packages, prepare, processes, programs, secrets, server, user_options};

impl Resolver<'_> {
    pub fn resolve(self) -> Result<ProjectFacts, ResolveError> {
        let Self { tree, manifests, detected, answers, .. } = self;
        let settings = Settings::parse(&answers.settings)?;
        let mut notes = manifests.notes.clone();
        notes.extend(detected.processes.notes.iter().cloned());
        let mut dependencies = self.image_and_manager(&mut notes)?;
        let (mut start, start_origin) = self.start(dependencies.manifest.value.as_ref(), &mut notes)?;
        user_options::take_out(&mut start, &start_origin, &mut notes);
        self.select(&mut dependencies, Some(&start), &mut notes)?;
        self.within_context(&dependencies)?;
        self.settle_base(&mut dependencies, &mut notes);
        let added = server::settle(self, &dependencies, &mut start, &start_origin)?;
        let stated = answers.add_server.as_ref().map(|fact| &fact.origin);
        let added_server = match &added {
            Some((server, _)) => Fact::new(Some(server.clone()), stated.unwrap_or(&start_origin).clone()),
            None => Fact::new(None, stated.cloned().unwrap_or(Origin::Default)),
        };
        notes.extend(added.map(|(_, note)| note));
        let (unlisted, unlisted_note) = self.unlisted(dependencies.manager.value, &start, &start_origin)?;
        notes.extend(unlisted_note);
        secrets::keep_out(&mut start, &start_origin, &mut notes)?;
        let start = self.importable(start, dependencies.distribution.is_some());
        let installation = dependencies.installation(manifests, self.online);
        let mut native = native::detect(&installation, dependencies.image(), &dependencies.machines());
        self.consent(&dependencies, &native)?;
        let torch = self.torch(&dependencies)?;
        programs::add(self, &dependencies, &start, &mut native);
        listed_packages::add(self, &dependencies, &start, &mut native);
        let installer = self.installer(&dependencies, &settings, &mut notes);
        notes.extend(native.notes.iter().cloned());
        notes.extend(self.costly_choices(&dependencies));
        let Listening { command, port, port_env, health, mut env } =
            self.listening(&start, &start_origin, &settings, &mut notes)?;
        let machine = dependencies.machines().first().copied().unwrap_or(Machine::X86_64);
        let installed = installation.packages(dependencies.python.value, machine);
        let needed = cache_variables::detect(tree, &installed).into_iter();
        let needed = needed.filter(|found| env.iter().all(|fact| fact.value.name != found.value.name));
        let needed: Vec<Fact<EnvVar>> = needed.map(|found| Fact::detected(found.value, found.at)).collect();
        env.extend(needed);
        let Rung { runtime, hardened, finds_libraries } = self.rung(&dependencies, &start, &settings, &mut notes)?;
        let identity = self.identity(&env, hardened);
        let own_user = hardened.map_or(UserId::DEFAULT, |pair| pair.user);
        let test_trees =
            if settings.keeps_test_trees { Vec::new() } else { test_trees::detect(&installation, dependencies.python.value) };
        let setuptools_note = setuptools::detect(&installation, dependencies.python.value);
        let adds_setuptools = setuptools_note.is_some();
        notes.extend(setuptools_note);
        let mut held_back = held_back::detect(
            &installation,
            dependencies.python.value,
            &detected.gone_names,
            manifests.space.as_ref(),
            &mut notes,
        );
        held_back.extend(needed_beside::detect(tree, &installation, dependencies.python.value, &start, &mut notes));
        held_back.extend(unlisted);
        held_back.sort();
        held_back.dedup();
        let build_constraints = build_constraints::detect(
            tree,
            &installation,
            dependencies.python.value,
            dependencies.distribution.is_some(),
            &mut notes,
        );
        let (prepare, preparations) = prepare::settle(self, &dependencies, &installation, &start, &mut notes);
        let found = self.name_of_member().unwrap_or_else(|| detected_fact(&detected.name));
        let name = settled(FactId::Name, answers.name.clone(), Some(found.clone()), found.value);
        let labels = secrets::open_labels(self.labels(&name), &mut notes)?;
        let mut build_packages = packages(&native, |reason| &reason.build, &native.build, &answers.build_packages);
        own_toolchain(&dependencies, &mut build_packages);
        let DependencyFacts {
            python,
            base,
            suite,
            manager,
            manifest,
            platforms,
            selection,
            extras,
            groups,
            member,
            distribution,
        } = dependencies;
        let working_dir = start.working_dir.as_ref().map(SourcePath::new).transpose()?;
        let python_patch = exact_patch(python.value, manifests, &mut notes);
        let mut distribution = distribution;
        let whole = distribution.clone();
        let project = reached::project(tree, &start, whole.as_ref().map(|fact| &fact.value));
        let mut written = self.written(&project, &start, distribution.as_ref().map(|fact| &fact.value), python.value);
        if let Some(fact) = distribution.as_mut().filter(|fact| fact.value.is_moved() && can_stay(&fact.value, manifests))
            && member.value.is_none()
            && let Some(at) = written.beside_package.take()
        {
            fact.value.in_place = true;
            notes.push(Note::info(format!("the code writes beside itself: {IN_PLACE}")).at(at));
            written = self.written(&project, &start, Some(&fact.value), python.value);
        }
        let (writable, kept_folders, linked_files) = self.writable(written, &mut notes);
        let moved = distribution.as_ref().map(|fact| &fact.value).filter(|value| value.is_moved());
        let outside_files = outside_files::detect(tree, &project, &start, moved, python.value);
        notes.extend(outside_files.iter().map(OutsideFile::note));
        notes.extend(undriven::detect(tree, manifests, &project, &start));
        notes.extend(unserved_hosts::detect(tree, &project, &start));
        notes.extend(unreadable::detect(tree, &project, &start, python.value));
        let outside_files = outside_files.into_iter().map(|finding| finding.value).collect();
        let mut sources = self.sources(&start, &env, member.value.as_ref(), moved, &mut notes)?;
        if let Some(fact) = distribution.as_ref().filter(|fact| fact.value.in_place && answers.sources.is_empty()) {
            for package in &fact.value.packages {
                let is_there = sources.iter().any(|known| package.is_within(&known.value.to_rel_path()));
                sources.extend(
                    SourcePath::new(package).ok().filter(|_| !is_there).map(|path| Fact::detected(path, fact.value.at.clone())),
                );
            }
            sources.sort_by(|a, b| a.value.cmp(&b.value));
        }
        let health = self.front_page(&project, &start, health, &mut notes);
        // An installed project is a part of the environment, which is then compiled as a whole.
        let followed = imported::detect(tree, &project, self.frameworks.servers(), &start);
        let followed = followed.filter(|_| distribution.is_none());
        let bytecode = settings.bytecode.unwrap_or(if followed.is_some() { Bytecode::Imported } else { Bytecode::All });
        let installers_used = self.installers_used(&project, &start, &settings, &mut notes);
        for step in &prepare {
            secrets::refuse("command of a preparation", &step.value, &step.origin)?;
        }
        let (dev, test, test_command) = self.stages(&mut notes)?;
        if let Some(command) = &test_command.value {
            secrets::refuse("test command", command, &test_command.origin)?;
        }
        let (mut static_command, mut static_folders) = (None, Vec::new());
        if let Some(found) = static_files::detect(tree, manifests, &start, detected.witness.as_ref()) {
            static_folders = found.folders(tree, &writable, &sources);
            static_command = found.command;
            notes.extend(found.notes);
        }
        let default_patterns: Vec<&str> =
            ignore_sections().iter().flat_map(|section| section.patterns.iter().map(String::as_str)).collect();
        Ok(ProjectFacts {
            preset: settled(FactId::Preset, answers.preset.clone(), None, "production".to_owned()),
            framework: Fact::new(
                start.framework.to_string(),
                answers.framework.as_ref().map_or(start_origin.clone(), |fact| fact.origin.clone()),
            ),
            entrypoint: Fact::new(start.entrypoint.clone(), start_origin),
            process: settled(FactId::Process, answers.process.clone().map(|fact| fact.map(Some)), None, None),
            processes: {
                let found = self.processes(&start, &command.value, port.value, health.value.as_ref());
                secrets::open_processes(processes::without_what_is_built(found, static_command.is_some()), &mut notes)
            },
            services: detected.services.clone(),
            required_variables: self.required_variables(&env, port_env.value.as_ref()),
            arguments: start.arguments.clone(),
            working_dir,
            found_command: start.command.clone(),
            start_file: start.file.clone(),
            stop_signal: self.stop_signal(&settings, &start),
            build_packages,
            run_packages: packages(&native, |reason| &reason.run, &native.run, &answers.run_packages),
            prepare,
            preparations,
            user: settled(FactId::User, answers.user.clone(), None, own_user),
            groups,
            extras,
            with: answers.with.clone(),
            pin_digests: settled(FactId::PinDigests, answers.pin_digests.clone(), None, false),
            test_runner: detected.tests.suite.as_ref().and_then(|suite| suite.value.runner.clone()),
            installers_used,
            ignored: ignored::detect(tree, &default_patterns),
            is_python: true,
            preset_answers: Vec::new(),
            name,
            python,
            base,
            suite,
            runtime,
            hardened,
            finds_libraries,
            manager,
            manifest,
            command,
            port,
            port_env,
            health,
            native,
            installer,
            torch,
            platforms,
            selection,
            member,
            adds_setuptools,
            held_back,
            build_constraints,
            added_server,
            sources,
            writable,
            kept_folders,
            outside_files,
            linked_files,
            labels,
            env,
            dev,
            test,
            test_command,
            static_command,
            static_folders,
            python_patch,
            distribution,
            bytecode,
            imported: followed.unwrap_or_default(),
            test_trees,

            identity,
            settings,
            notes,
        })
    }

    /// The variables that a person must set: required, and given neither by the image nor by the address of a service.
    fn required_variables(self, env: &[Fact<EnvVar>], port_env: Option<&EnvName>) -> Vec<EnvName> {
        let is_given = |name: &EnvName| {
            port_env == Some(name)
                || env.iter().any(|fact| fact.value.name == *name)
                || self.detected.services.iter().any(|service| service.variables.contains_key(name))
        };
        let required = self.detected.environment.required().map(|variable| &variable.name);
        required.filter(|name| !is_given(name)).cloned().collect()
    }

    /// Packages below `src` that are not installed are found by their path, unless `src` is itself a package.
    fn importable(self, mut start: Start, installed: bool) -> Start {
        let is = |path: &str| RelPath::parse(path).is_ok_and(|path| self.tree.kind(&path).is_some());
        let inits = self.tree.walk().files.iter().filter(|file| file.depth() == 3 && file.file_name() == "__init__.py");
        let packaged = inits.filter(|file| file.top() == "src").any(|file| !is(file.parent().file_name()));
        let top = start.entrypoint.as_ref().map(|entrypoint| entrypoint.module.top());
        let below_src = top.is_some_and(|top| {
            let at_root = top == "src" || is(top) || is(&format!("{top}.py"));
            !at_root && (is(&format!("src/{top}")) || is(&format!("src/{top}.py")))
        });
        // Ex) `src/shop` for `polls.wsgi` in `src/shop/polls/wsgi.py`
        let root = start.entrypoint.as_ref().zip(start.file.as_ref()).and_then(|(entrypoint, file)| {
            let module = entrypoint.module.as_str().replace('.', "/");
            let file = file.as_str().strip_suffix(".py")?;
            let file = file.strip_suffix("/__init__").unwrap_or(file);
            file.strip_suffix(module.as_str())?.strip_suffix('/').filter(|root| !root.is_empty()).map(str::to_owned)
        });
        if !installed
            && start.working_dir.is_none()
            && let Some(root) = root
        {
            start.env.extend(format!("PYTHONPATH=/app/{root}").parse::<EnvVar>());
        } else if !installed
            && start.working_dir.is_none()
            && (below_src || (packaged && top != Some("src") && !is("src/__init__.py")))
        {
            start.env.extend("PYTHONPATH=/app/src".parse::<EnvVar>());
        }
        start
    }

    fn stop_signal(self, settings: &Settings, start: &Start) -> Fact<Signal> {
        match settings.stop_signal {
            Some(signal) => Fact::new(signal, Origin::Flag),
            None => Fact::default_value(start.stop_signal),
        }
    }

    /// Stated labels replace computed ones of the same key.
    fn labels(self, name: &Fact<crate::model::ImageName>) -> Vec<Fact<Label>> {
        let stated = &self.answers.labels;
        let pyproject = self.project_file();
        let at = pyproject.map(|pyproject| Location::file(pyproject.path.clone()));
        let origin = at.map_or(Origin::Default, |at| Origin::Detected { at });
        let computed = labels::detect(pyproject, &name.value).into_iter();
        computed
            .filter(|label| !stated.iter().any(|fact| fact.value.key() == label.key()))
            .map(|label| Fact::new(label, origin.clone()))
            .chain(stated.iter().cloned())
            .collect()
    }

    /// A development and a test stage come with tests that can be run, or by request.
    #[allow(clippy::type_complexity, reason = "three facts that are settled together and named at once by the caller")]
    fn stages(self, notes: &mut Vec<Note>) -> Result<(Fact<bool>, Fact<bool>, Fact<Option<Command>>), ResolveError> {
        let (answers, tests) = (self.answers, &self.detected.tests);
        let found = tests.suite.as_ref().map(|suite| Fact::detected(Some(suite.value.command.clone()), suite.at.clone()));
        let command = settled(FactId::TestCommand, answers.test_command.clone().map(|fact| fact.map(Some)), found, None);
        let default = || Fact::new(command.value.is_some(), command.origin.clone());
        let test = answers.test.clone().unwrap_or_else(default);
        // Files for work on the source start from that stage.
        let asked = answers.with.iter().find(|fact| fact.value.needs_dev_stage() && !test.value);
        let dev = answers.dev.clone().unwrap_or_else(|| asked.map_or(test.clone(), |fact| Fact::new(true, fact.origin.clone())));
        if test.value && command.value.is_none() {
            return Err(ResolveError::NoTestCommand);
        }
        if answers.test.is_none() && !test.value {
            notes.extend(tests.notes.iter().cloned());
        }
        Ok((dev, test, command))
    }
}

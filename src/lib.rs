//! pydock turns a Python repository into a Dockerfile and a `.dockerignore` that build and run.
//!
//! This page is the map of the house. The command line is the product; the crate is a library so that tests and the
//! documentation can reach every room.
//!
//! # The path of the data
//!
//! ```text
//! argv ── cli ─────────────────────────► Answers ──────┐
//! repository ── tree ── manifest ── detect ► Detected ─┤ prompt adds answers where a question is open
//!                                                      ▼
//!                                 facts ───────► ProjectFacts ── preset ► BuildPlan ── render ► two files
//!                                                                                                  │
//!            init: write plans the changes, report shows them, write applies them  ◄───────────────┤
//!            render: prints them, or writes them elsewhere                         ◄───────────────┘
//!            update: merges them into the user's files by way of pydock.lock, check reports what has changed
//!            detect: stops at the facts and prints them with their origins
//!            wheels: stops at what is installed, and judges it for every target
//!            explain: leads every line of the files back to its step, the facts and their places
//!            lint: needs no facts; a Dockerfile ── dockerfile, shell ── lint ► findings, those of the recorded preset's policy too
//! ```
//!
//! Digests of base images come into the plan from `pydock.lock`, or from a [`registry`] where that has none.
//!
//! [`pipeline`] is this picture as code. A [`Fact`](model::Fact) never goes without its [`Origin`](model::Origin); that is
//! what lets every warning name a line. One precedence holds for every fact: [`Source`](model::Source) lists the sources,
//! strongest first. What somebody says is laid below what stronger ones have said ([`Answers::hears`](facts::Answers::hears),
//! [`ProjectFacts::hear`](facts::ProjectFacts::hear)).
//!
//! # The rooms, in reading order
//!
//! | room | what it is for |
//! |---|---|
//! | [`model`] | the nouns, Python's and Docker's: a value that exists is valid, so none can smuggle in an instruction |
//! | [`knowledge`] | what is known about frameworks, servers, base images, releases and system packages, as TOML rows |
//! | [`tree`] | the repository, read-only, on disk or in memory |
//! | [`dockerfile`] | a Dockerfile as instructions with spans, and the one reader of words with variables, as BuildKit reads both |
//! | [`shell`] | a shell script as a syntax tree with spans |
//! | [`wheel`] | does a distribution install from a wheel on this Python, C library and machine? |
//! | [`template`] | pydock's templates and a preset's, with bounds on what the latter can do |
//! | [`today`] | the date, for the warning about Pythons that have ended |
//! | [`http`] | connections: proxies, certificate authorities, credentials, redirects, and the names of failures |
//! | [`python`] | Python sources as syntax trees, and where their imports lead; nothing is ever run |
//! | [`manifest`] | one reader for each format: requirements, pyproject, the locks, Pipfile, setup, Procfile, compose |
//! | [`index`] | asks a package index for the files of a project and what they hold; only with `--online` |
//! | [`source`] | where presets come from: a name, a folder, or a commit of a git repository, fetched and kept |
//! | [`registry`] | asks a registry which digest a tag has; only for who pins digests |
//! | [`lint`] | findings about any Dockerfile and its `.dockerignore`: one [`Diagnostic`](lint::Diagnostic), one engine for settings and suppressions, and one file for each rule, those of `preflight` and `policy` among them |
//! | [`policy`] | rules that a preset states, held against any Dockerfile |
//! | [`witness`] | the project's own Dockerfile: which one is for production, and what it installs and starts |
//! | [`detect`] | one detector for each fact; each answer has a place, and the candidates that were passed over |
//! | [`facts`] | the list of questions, what was answered, and the precedence that settles them |
//! | [`preset`] | a stage layout (TOML) and the facts become a build plan |
//! | [`preflight`] | will it build? a build is simulated against the project's files, without Docker |
//! | [`record`] | the choices of a person, the files as they were rendered, and the merge between the two and today |
//! | [`adopt`] | a Dockerfile that was there before: what it says, and what a new one does differently |
//! | [`render`] | the plan becomes text by templates, and the text is parsed again before anybody sees it |
//! | [`outputs`] | files besides those two that are asked for: `.env.example`, `compose.yaml`, `devcontainer.json` |
//! | [`write`] | plans changes and applies them, all or none, by temporary file and rename |
//! | [`error`] | each room's error with its advice |
//! | [`pipeline`] | survey, settle, generate, and the proof that the rendered files can run the start: what the verbs share |
//! | [`explain`] | why every line of a file is there: its step, the facts behind it, what was passed over |
//! | [`report`] | everything that is printed: tables, differences, JSON, hints, the exit status |
//! | [`cli`] | what can be typed; the flags are made from the list of questions |
//! | [`prompt`] | asks a person what is still open |
//! | [`commands`] | one file for each verb |
//!
//! # Floors
//!
//! A room imports from lower floors only:
//!
//! 1. model
//! 2. knowledge · tree · dockerfile · shell · wheel · template · today · http
//! 3. python
//! 4. manifest · index · registry · source
//! 5. lint
//! 6. witness · policy
//! 7. detect
//! 8. facts
//! 9. preset · record · preflight
//! 10. render · outputs · write · adopt
//! 11. error
//! 12. pipeline
//! 13. explain
//! 14. report
//! 15. cli · prompt
//! 16. commands
//!
//! # What is not there
//!
//! - Nothing but [`report`] prints, and nothing but [`prompt`] asks or knows dialoguer; only [`cli`] and [`commands`] know clap.
//! - Only [`tree`] reads the repository and only [`write`] writes to it; [`index`] and [`source`] keep their caches in a
//!   folder of the user's and [`write`] what the last run replaced, [`http`] reads the user's certificates and [`registry`] the configuration of Docker.
//! - No program of the project is run, Python least of all: a run is a function of the files and the flags. Two programs of
//!   the user's are: git, by [`source`], for a preset that lies in a repository, and the credential helper that Docker is
//!   configured with, by [`registry`], after a registry has asked for credentials.
//! - Only [`http`] opens a connection, for [`index`] and [`registry`], and only [`commands`] ask those two: for who said
//!   `--online`, or chose `--pin-digests` and has no digest yet. Git opens its own.
//! - [`render`] decides nothing: it sees the plan and the templates, and templates have loops and names but no conditions.
//! - A string from a user's file reaches a template as a validated type, or not at all.
//!
//! `tests/cli/rooms.rs` holds the code to the floors and the absences.
//!
//! # Adding one thing
//!
//! | to add | you write |
//! |---|---|
//! | a framework | `src/knowledge/frameworks/<name>.toml` |
//! | a call, a method, a setting or an option that writes a file | a row in `src/knowledge/file_writers.toml` |
//! | what a program is for, or what shows that an application has one | a row in `src/knowledge/processes.toml` |
//! | a database, a broker or a store | `src/knowledge/services/<name>.toml` |
//! | a function or a class that reads environment variables | a row in `src/knowledge/environment_readers.toml` |
//! | a function that names a folder below the user's home | a row in `src/knowledge/home_folders.toml` |
//! | a release that needs older releases of others than it says | a row in `src/knowledge/held_back.toml` |
//! | a name that needs a package which its own does not bring | a row in `src/knowledge/needed_beside.toml` |
//! | a name that newer releases of a package no longer have | a row in `src/knowledge/gone_names.toml` |
//! | a release that only older build tools can build | a row in `src/knowledge/build_constraints.toml` |
//! | a call that reaches a database | a name in `src/knowledge/database_calls.toml` |
//! | a variable for a package that keeps files in the user's home | a row in `src/knowledge/cache_variables.toml` |
//! | how a framework is given functions that it runs at the start | its word in `src/knowledge/start_hooks.toml` |
//! | a kind of repository that holds no program | a row in `src/knowledge/not_started.toml` |
//! | a server, or another program that listens or works | a row in `src/knowledge/servers.toml` |
//! | how a command of a package manager is read | a row in `src/knowledge/managers.toml` |
//! | a program that starts another one | a row in `src/knowledge/wrappers.toml` |
//! | a kind of Dockerfile that must give no finding | a file in `tests/dockerfiles/` |
//! | how a program restarts itself when a file changes | a row in `src/knowledge/reload.toml` |
//! | an extension of an editor | a row in `src/knowledge/editor.toml` |
//! | why a key of a file that is written on request is there | a row in `src/knowledge/output_keys.toml` |
//! | a package that needs system libraries | a row in `src/knowledge/native_packages.toml` |
//! | what a Space of Hugging Face is made with | a row in `src/knowledge/spaces.toml` |
//! | a module by which code loads a library of the system | a row in `src/knowledge/code_packages.toml` |
//! | a module that the standard library has no more | a row in `src/knowledge/removed_modules.toml` |
//! | a program that code starts, or a call or a library that starts programs | a row in `src/knowledge/programs.toml` |
//! | a command that prepares data while the image is built | a row in `src/knowledge/preparations.toml` |
//! | a kind of file that holds secrets | a row in `src/knowledge/secrets.toml` |
//! | a word for a file that a person writes and no repository has | its list in `src/knowledge/outside_files.toml` |
//! | a file at the root that only a tool reads | its name in `src/knowledge/project_files.toml` |
//! | a pair of images for `--runtime hardened` | a row in `src/knowledge/hardened_images.toml` |
//! | a family of base images | a row in a file of `src/knowledge/images/` |
//! | what a simulated build takes for granted of a base image | its list in `src/knowledge/simulated_build.toml` |
//! | a release of a distribution | a row in `src/knowledge/distributions.toml` |
//! | a package that imports some modules only when it is used | a row in `src/knowledge/loads_later.toml` |
//! | a dependency whose test suite no image needs | a row in `src/knowledge/test_trees.toml` |
//! | a shared library that wheels ask for | a row in `src/knowledge/sonames.toml` |
//! | distributions that hold the same files | a family in `src/knowledge/shared_files.toml` |
//! | a distribution whose files are known without a lock | its name in `src/knowledge/wheels.toml`, filled in by `scripts/refresh-wheels.py` |
//! | a wheel that a better choice replaces | a row in `src/knowledge/wheel_choices.toml` |
//! | a lock that must be read as its manager reads it | a folder below `tests/closures/` |
//! | a build backend whose wheels are known | a file in `src/detect/wheel_contents/`, and layouts in `tests/wheel-contents/` |
//! | a step | `templates/step/<name>.tera`, its row in `src/knowledge/steps.toml`, and a variant of [`Step`](model::Step) |
//! | a lint rule | `src/lint/rules/<name>.rs` and its line in `rules/mod.rs` |
//! | a call that runs a function in a thread, a process or a task | a row in `src/knowledge/handing_calls.toml` |
//! | a call that lasts as long as the program | a line in `src/knowledge/lasting_calls.toml` |
//! | a Python release | a row in `src/knowledge/python_releases.toml` |
//! | a stage layout | `presets/<name>.toml`; with questions or templates of its own a folder `presets/<name>/`, and cases below `tests/presets/` |
//! | a fact with a flag | its variant of [`FactId`](model::FactId), a row in `QUESTIONS` of `src/facts/questions.rs` and its field; the compiler lists the rest |
//! | a package manager | a variant of [`PackageManager`](model::PackageManager), `src/preset/install/managers/<name>.rs`, `templates/install/<name>.tera` and its row in `src/knowledge/managers.toml`; the compiler lists the rest |
//! | a reason why an image does not build | `src/lint/rules/build/<name>.rs`, its check in `src/preflight/`, and a case with an engine's word below `tests/cases/preflight/` |
//! | a rule of a preset's policy | `src/lint/rules/team/<name>.rs`, and its check in `src/policy/` |
//! | a file that is written on request | a folder in `src/outputs/`, a template below `templates/outputs/`, and a variant of [`ExtraFile`](model::ExtraFile) |
//! | a case of the command line | a folder below `tests/cases/` |
//!
//! Tests walk these folders and tables: a file is read strictly, its stem is its name, and rows are sorted and unique.

pub mod adopt;
pub mod cli;
pub mod commands;
pub mod detect;
pub mod dockerfile;
pub mod error;
pub mod explain;
pub mod facts;
pub mod http;
pub mod index;
pub mod knowledge;
pub mod lint;
pub mod manifest;
pub mod model;
pub mod outputs;
pub mod pipeline;
pub mod policy;
pub mod preflight;
pub mod preset;
pub mod prompt;
pub mod python;
pub mod record;
pub mod registry;
pub mod render;
pub mod report;
pub mod shell;
pub mod source;
pub mod template;
pub mod today;
pub mod tree;
pub mod wheel;
pub mod witness;
pub mod write;

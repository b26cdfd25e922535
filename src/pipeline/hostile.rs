//! Arbitrary text in every field of every manifest: it is refused, or it comes out as one word, one mount value, one path.

use std::collections::BTreeSet;

use super::{generate, survey_tree};
use crate::dockerfile::{Arguments, Dockerfile, Instruction, Keyword};
use crate::error::Error;
use crate::facts::{Answers, ResolveError};
use crate::model::{DOCKERFILE, FactId, Origin};
use crate::shell::{self, Command, List, Part, Redirect, Word};
use crate::tree::ProjectTree;

/// Part of every payload, and of nothing else.
const MARK: &str = "xyzzy";

/// The programs that pydock's own templates call.
const PROGRAMS: &[&str] = &[
    "apt-get", "chgrp", "chmod", "chown", "groupadd", "install", "ln", "pip", "poetry", "pdm", "pipenv", "python", "rm", "touch",
    "true", "useradd", "uv",
];

/// The only file that pydock's own templates write in a call.
const INSTALLED: &str = "/tmp/installed.txt";

const PAYLOADS: &[&str] = &[
    "xyzzy",
    "a; xyzzy",
    "a && xyzzy",
    "a | xyzzy",
    "a > /xyzzy",
    "a $(xyzzy)",
    "a `xyzzy`",
    "a'; xyzzy; '",
    "a\"; xyzzy; \"",
    "a\nRUN xyzzy",
    "a xyzzy",
    "a\u{a0}xyzzy",
    "a --network=host xyzzy",
    "--security=insecure xyzzy",
    "a,target=/xyzzy",
    "a=xyzzy",
    "${xyzzy}",
    "*xyzzy*",
    "~xyzzy",
    "{a,xyzzy}",
    "-xyzzy",
    "a\\xyzzy",
    "a\\\nxyzzy",
    "<<xyzzy",
    "../xyzzy",
    "é xyzzy",
    "a\0xyzzy",
];

const APP: &str = "from flask import Flask\napp = Flask(__name__)\n";
const TEST: &str = "import pytest\ndef test_it(): pass\n";

/// The text as a string of TOML or JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace("\u{7f}", "\\u007f")
}

/// Projects that hold the text in one place or several, by the name of the place.
fn projects(p: &str) -> Vec<(&'static str, Vec<(String, String)>)> {
    let q = quoted(p);
    let uv_lock = |name: &str| {
        format!(
            "version = 1\nrequires-python = \">=3.12\"\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = {{ virtual = \".\" }}\n\
             dependencies = [{{ name = \"flask\" }}]\n[[package]]\nname = \"flask\"\nversion = \"3.0\"\n\
             source = {{ registry = {name} }}\n"
        )
    };
    let project =
        "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.12\"\ndependencies = [\"flask\", \"gunicorn\"]\n";
    let poetry = "[tool.poetry]\nname = \"shop\"\nversion = \"1\"\ndescription = \"\"\nauthors = []\n";
    let file = |name: &str, text: String| vec![(name.to_owned(), text)];
    let two = |name: &str, text: String, other: &str, more: String| vec![(name.to_owned(), text), (other.to_owned(), more)];
    let poetry_dependencies = "[tool.poetry.dependencies]\npython = \"^3.12\"\nflask = \"*\"\ngunicorn = \"*\"\n";
    let poetry_lock = |text: &str| {
        format!(
            "[[package]]\nname = \"flask\"\nversion = \"3.0\"\n[metadata]\nlock-version = \"2.1\"\npython-versions = \"^3.12\"\n\
             content-hash = {text}\n"
        )
    };
    let own = |key: &str, value: &str| {
        two("requirements.txt", "flask\ngunicorn\n".to_owned(), "pydock.toml", format!("{key} = {value}\n"))
    };
    vec![
        ("group", file("pyproject.toml", format!("{project}[dependency-groups]\n{q} = [\"pytest\"]\n"))),
        (
            "group of uv",
            two(
                "pyproject.toml",
                format!("{project}[dependency-groups]\n{q} = [\"pytest\"]\n"),
                "uv.lock",
                uv_lock("\"https://h/simple\""),
            ),
        ),
        ("extra", file("pyproject.toml", format!("{project}[project.optional-dependencies]\n{q} = [\"pytest\"]\n"))),
        (
            "group of poetry",
            two(
                "pyproject.toml",
                format!("{poetry}{poetry_dependencies}[tool.poetry.group.{q}.dependencies]\npytest = \"*\"\n"),
                "poetry.lock",
                poetry_lock("\"x\""),
            ),
        ),
        (
            "group of pdm",
            two(
                "pyproject.toml",
                format!("{project}[tool.pdm.dev-dependencies]\n{q} = [\"pytest\"]\n"),
                "pdm.lock",
                "[metadata]\ngroups = [\"default\"]\nstrategy = []\nlock_version = \"4.5.0\"\ncontent_hash = \"sha256:x\"\n\
                 [[package]]\nname = \"flask\"\nversion = \"3.0\"\ngroups = [\"default\"]\n"
                    .to_owned(),
            ),
        ),
        ("name", file("pyproject.toml", project.replace("\"shop\"", &q))),
        ("version", file("pyproject.toml", project.replace("\"1\"", &q))),
        ("requires-python", file("pyproject.toml", project.replace("\">=3.12\"", &q))),
        ("dependency", file("pyproject.toml", project.replace("\"gunicorn\"", &q))),
        ("extra of a dependency", file("pyproject.toml", project.replace("\"gunicorn\"", &quoted(&format!("gunicorn[{p}]"))))),
        ("URL", file("pyproject.toml", project.replace("\"gunicorn\"", &quoted(&format!("y @ https://h/{p}/y-1.tar.gz"))))),
        ("repository", file("pyproject.toml", project.replace("\"gunicorn\"", &quoted(&format!("y @ git+https://h/{p}@v1"))))),
        ("marker", file("pyproject.toml", project.replace("\"gunicorn\"", &quoted(&format!("y ; sys_platform == '{p}'"))))),
        (
            "description, licence and addresses",
            file(
                "pyproject.toml",
                format!("{project}description = {q}\nlicense = {q}\n[project.urls]\nHomepage = {q}\nrepository = {q}\n"),
            ),
        ),
        ("script", file("pyproject.toml", format!("{project}[project.scripts]\n{q} = \"app:app\"\nshop = {q}\n"))),
        (
            "backend",
            file(
                "pyproject.toml",
                format!(
                    "{project}readme = {q}\nlicense-files = [{q}]\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = {q}\n"
                ),
            ),
        ),
        (
            "packages of setuptools",
            file(
                "pyproject.toml",
                format!(
                    "{}dynamic = [\"dependencies\"]\n[build-system]\nrequires = [\"setuptools\"]\n[tool.setuptools]\npackages = [{q}]\n\
                     [tool.setuptools.dynamic]\ndependencies = {{ file = [{q}] }}\n",
                    project.replace("dependencies = [\"flask\", \"gunicorn\"]\n", "")
                ),
            ),
        ),
        (
            "index of uv",
            two("pyproject.toml", format!("{project}[[tool.uv.index]]\nname = {q}\nurl = {q}\n"), "uv.lock", uv_lock(&q)),
        ),
        (
            "path source of uv",
            vec![
                (
                    "pyproject.toml".to_owned(),
                    format!("{project}[tool.uv.sources]\nlib = {{ path = {q} }}\n[tool.uv.workspace]\nmembers = [{q}]\n"),
                ),
                ("uv.lock".to_owned(), uv_lock("\"https://h/simple\"")),
                (format!("{p}/pyproject.toml"), "[project]\nname = \"lib\"\nversion = \"1\"\n".to_owned()),
            ],
        ),
        (
            "sources of poetry",
            two(
                "pyproject.toml",
                format!(
                    "{poetry}{poetry_dependencies}y = {{ git = {q}, branch = {q} }}\nz = {{ path = {q} }}\nw = {{ url = {q} }}\n\
                     [[tool.poetry.source]]\nname = {q}\nurl = {q}\n"
                ),
                "poetry.lock",
                poetry_lock(&q),
            ),
        ),
        (
            "sources of poetry without a lock",
            file(
                "pyproject.toml",
                format!(
                    "{poetry}{poetry_dependencies}y = {{ git = {q}, branch = {q} }}\nz = {{ path = {q} }}\nw = {{ url = {q} }}\n"
                ),
            ),
        ),
        ("requirement", file("requirements.txt", format!("flask\n{p}\n"))),
        ("requirement's version", file("requirements.txt", format!("flask=={p}\ngunicorn\n"))),
        (
            "options of requirements",
            file(
                "requirements.txt",
                format!("flask\ngunicorn\n--index-url {p}\n--find-links {p}\n--extra-index-url https://h/{p}\n"),
            ),
        ),
        (
            "requirements of requirements",
            two("requirements.txt", format!("flask\ngunicorn\n-r {p}.txt\n"), &format!("{p}.txt"), "celery\n".to_owned()),
        ),
        (
            "local requirement",
            two(
                "requirements.txt",
                format!("flask\ngunicorn\n./{p}\n-e ./{p}\n"),
                &format!("{p}/setup.py"),
                "from setuptools import setup\nsetup(name='lib')\n".to_owned(),
            ),
        ),
        (
            "development requirements",
            two("requirements.txt", "flask\ngunicorn\n".to_owned(), &format!("requirements/dev-{p}.txt"), "pytest\n".to_owned()),
        ),
        (
            "setup.cfg",
            file(
                "setup.cfg",
                format!(
                    "[metadata]\nname = {p}\nversion = {p}\n[options]\npackages = {p}\npython_requires = {p}\ninstall_requires =\n  flask\n  {p}\n\
                     [options.extras_require]\n{p} = pytest\n[options.entry_points]\nconsole_scripts =\n  {p} = app:{p}\n"
                ),
            ),
        ),
        (
            "setup.py",
            file(
                "setup.py",
                format!(
                    "from setuptools import setup\nsetup(name={q}, version={q}, packages=[{q}], python_requires={q}, \
                     install_requires=['flask', 'y @ https://h/' {q}], extras_require={{'test': ['pytest', 'z @ https://h/' {q}]}})\n"
                ),
            ),
        ),
        (
            "Pipfile",
            two(
                "Pipfile",
                format!(
                    "[[source]]\nname = {q}\nurl = {q}\n[packages]\nflask = \"*\"\ngunicorn = \"*\"\n[{q}]\npytest = \"*\"\n"
                ),
                "Pipfile.lock",
                format!("{{\"_meta\": {{\"hash\": {{\"sha256\": {q}}}}}, \"default\": {{\"flask\": {{\"version\": {q}}}}}}}"),
            ),
        ),
        (
            "package of a Pipfile",
            two(
                "Pipfile",
                format!("[packages]\nflask = {q}\n{q} = \"*\"\n[requires]\npython_version = {q}\n"),
                "requirements.txt",
                "flask\ngunicorn\n".to_owned(),
            ),
        ),
        (
            "pylock.toml",
            file(
                "pylock.toml",
                format!(
                    "lock-version = \"1.0\"\ncreated-by = {q}\nrequires-python = {q}\n[[packages]]\nname = \"flask\"\nversion = \"3.0\"\nindex = {q}\n"
                ),
            ),
        ),
        (
            "script with metadata",
            file(
                "app.py",
                format!("# /// script\n# dependencies = [\"flask\", {}]\n# ///\n{APP}", quoted(&format!("y @ https://h/{p}"))),
            ),
        ),
        (
            "Procfile",
            two("requirements.txt", "flask\ngunicorn\n".to_owned(), "Procfile", format!("web: gunicorn app:app --name {p}\n")),
        ),
        (
            "compose file",
            two(
                "requirements.txt",
                "flask\ngunicorn\n".to_owned(),
                "compose.yaml",
                format!(
                    "services:\n  web:\n    build: .\n    command: [\"gunicorn\", \"app:app\", {q}]\n    ports: [{q}]\n    environment: {{ {q}: {q} }}\n"
                ),
            ),
        ),
        ("version file", two("requirements.txt", "flask\ngunicorn\n".to_owned(), ".python-version", p.to_owned())),
        (
            "folders that the code writes",
            two(
                "requirements.txt",
                "flask\ngunicorn\n".to_owned(),
                "app.py",
                format!("import os\n{APP}os.makedirs({q})\nopen({q}, 'w')\n"),
            ),
        ),
        (
            "Django's folder",
            vec![
                ("requirements.txt".to_owned(), "django\ngunicorn\n".to_owned()),
                ("app.py".to_owned(), String::new()),
                (
                    format!("{p}/manage.py"),
                    "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'proj.settings')\n".to_owned(),
                ),
                (format!("{p}/proj/__init__.py"), String::new()),
                (
                    format!("{p}/proj/settings.py"),
                    format!(
                        "import os\nKEY = os.environ[{q}]\nSTATIC_ROOT = {q}\nWSGI_APPLICATION = 'proj.wsgi.application'\nINSTALLED_APPS = []\n"
                    ),
                ),
                (
                    format!("{p}/proj/wsgi.py"),
                    "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n".to_owned(),
                ),
            ],
        ),
        (
            "module and package",
            vec![
                ("requirements.txt".to_owned(), "flask\ngunicorn\n".to_owned()),
                ("app.py".to_owned(), String::new()),
                (format!("{p}/__init__.py"), String::new()),
                (format!("{p}/main.py"), APP.to_owned()),
                (format!("{p}.py"), APP.to_owned()),
            ],
        ),
        ("own source", own("source", &format!("[{q}]"))),
        ("own writable folder", own("writable", &format!("[{q}]"))),
        ("own package", own("build-package", &format!("[\"gcc\", {q}]"))),
        ("own group", own("group", &format!("[{q}]"))),
        ("own extra", own("extra", &format!("[{q}]"))),
        (
            "own manifest",
            vec![
                ("pydock.toml".to_owned(), format!("manifest = {}\n", quoted(&format!("{p}/requirements.txt")))),
                (format!("{p}/requirements.txt"), "flask\n".to_owned()),
            ],
        ),
        (
            "own label and variable",
            two(
                "requirements.txt",
                "flask\ngunicorn\n".to_owned(),
                "pydock.toml",
                format!("label = [{}]\nenv = [{}]\n", quoted(&format!("a={p}")), quoted(&format!("A={p}"))),
            ),
        ),
    ]
}

/// How one project comes out; nothing where it is refused.
fn rendered(files: &[(String, String)]) -> Option<String> {
    let defaults = [("app.py", APP), ("tests/test_a.py", TEST)];
    let own = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    // A path that no project has, such as one that leads out of it, is no file.
    let own = own.filter(|(path, _)| crate::model::RelPath::parse(path).is_ok_and(|path| !path.is_root()));
    let tree = ProjectTree::in_memory(defaults.into_iter().chain(own));
    let survey = survey_tree(tree, "2026-01-01").ok()?;
    let mut answers = Answers::default();
    answers.fill(&survey.choices.recorded).ok()?;
    let say = |answers: &mut Answers, fact: FactId, text: &str| {
        answers.take(fact, text, Origin::Flag).expect("a plain word or command");
    };
    let mut generated = generate(&survey, &answers);
    // A lock that is out of date is taken when a person names its manager.
    if let Err(Error::Resolve(ResolveError::Unsupported { at, .. })) = &generated
        && let Some(manager) = at.file.as_str().strip_suffix(".lock")
    {
        say(&mut answers, FactId::Manager, if manager == "Pipfile" { "pipenv" } else { manager });
        generated = generate(&survey, &answers);
    }
    // What cannot tell how it starts is told, so that the rest is looked at.
    if let Err(Error::Resolve(error)) = &generated
        && error.is_about_the_start()
    {
        say(&mut answers, FactId::Command, "python app.py");
        generated = generate(&survey, &answers);
    }
    let files = generated.ok()?.files;
    files.into_iter().find(|file| file.path.as_str() == DOCKERFILE).map(|file| file.contents)
}

/// What of an instruction is not as it may be.
fn wrong(instruction: &Instruction, payload: &str) -> Option<String> {
    // A path loses a leading `./` and doubled slashes, and a shell word a pair of quotes; the rest stays in one piece.
    let pieces = |text: &str| text.contains(MARK) && !text.contains(payload.trim_matches(['\'', '"', '/', '.', ' ']));
    match instruction.keyword {
        Keyword::Run => {
            let mounts = instruction.mounts();
            if mounts.len() != instruction.flags.len() {
                return Some(format!("a flag: {:?}", instruction.flags));
            }
            let fields = mounts.iter().flat_map(|mount| &mount.fields);
            for (key, value) in fields {
                if key.contains(MARK) || value.as_deref().is_some_and(pieces) {
                    return Some(format!("a mount: {key}={value:?}"));
                }
            }
            let script = instruction.arguments.as_shell()?;
            let list = match shell::parse(script) {
                Ok(list) => list,
                Err(error) => return Some(format!("no script: {error:?}")),
            };
            wrong_calls(&list, &pieces)
        }
        Keyword::Copy => {
            let paths = instruction.copy_paths()?;
            paths.sources.iter().chain([&paths.destination]).find(|path| pieces(path)).map(|path| format!("a path: {path}"))
        }
        Keyword::Workdir | Keyword::Cmd | Keyword::Entrypoint | Keyword::Env | Keyword::Label => None,
        Keyword::Arg | Keyword::From | Keyword::User | Keyword::Expose | Keyword::Healthcheck | Keyword::Stopsignal => {
            let text = match &instruction.arguments {
                Arguments::Shell(text) => text.clone(),
                Arguments::Exec(words) => words.join(" "),
            };
            text.contains(MARK).then_some(text)
        }
        other => Some(format!("{other}")),
    }
}

fn wrong_calls(list: &List, pieces: &dyn Fn(&str) -> bool) -> Option<String> {
    for item in &list.items {
        let pipelines = std::iter::once(&item.first).chain(item.rest.iter().map(|(_, pipeline)| pipeline));
        for pipeline in pipelines {
            let [Command::Simple(command)] = pipeline.commands.as_slice() else {
                return Some(format!("a pipeline: {pipeline:?}"));
            };
            let program = command.words.first().and_then(Word::literal).unwrap_or_default();
            let name = program.rsplit('/').next().unwrap_or_default();
            if !PROGRAMS.contains(&name) || program.contains(MARK) {
                return Some(format!("a program: {program}"));
            }
            let is_own =
                |redirect: &Redirect| redirect.operator == ">" && redirect.target.literal().as_deref() == Some(INSTALLED);
            if item.is_background || !command.redirects.iter().all(is_own) {
                return Some(format!("more than a call: {command:?}"));
            }
            let values = command.assignments.iter().map(|assignment| &assignment.value);
            for word in command.words.iter().chain(values) {
                let is_expanded = |part: &Part| match part {
                    Part::Literal(_) => false,
                    Part::Variable { name, .. } => name != "VERSION",
                    Part::Substitution(_) | Part::Arithmetic => true,
                };
                if word.parts.iter().any(is_expanded) || pieces(&word.text()) {
                    return Some(format!("a word: {word:?}"));
                }
            }
        }
    }
    None
}

#[test]
fn no_text_of_a_manifest_becomes_an_instruction_a_flag_or_a_command() {
    let mut problems = Vec::new();
    let mut came_through = BTreeSet::new();
    for payload in PAYLOADS {
        for (place, files) in projects(payload) {
            let Some(text) = rendered(&files) else { continue };
            came_through.insert(place);
            let dockerfile = Dockerfile::parse(&text).unwrap_or_else(|error| panic!("{place}: {payload:?}: {error}"));
            for instruction in &dockerfile.instructions {
                if let Some(problem) = wrong(instruction, payload) {
                    problems.push(format!("{place}: {payload:?}: line {}: {problem}", instruction.line));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    // Every place is looked at with at least one text that is taken, or the test tests nothing. These take none of them.
    let places: BTreeSet<&str> = projects(MARK).into_iter().map(|(place, _)| place).collect();
    let never: Vec<_> = places.difference(&came_through).copied().collect();
    assert_eq!(never, ["own extra", "own group", "own source", "package of a Pipfile"]);
}

/// The paths that a person may well have: each comes out in one piece and is parsed again as what it was.
#[test]
fn a_folder_with_a_blank_is_mounted_and_copied_whole() {
    let files = [("requirements.txt", "flask\ngunicorn\n-r \"my reqs/more.txt\"\n./my lib\n")];
    let more = [("my reqs/more.txt", "celery\n"), ("my lib/setup.py", "from setuptools import setup\nsetup(name='lib')\n")];
    let files: Vec<_> = files.iter().chain(&more).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let text = rendered(&files).unwrap();
    let dockerfile = Dockerfile::parse(&text).unwrap();
    let mounts: Vec<_> = dockerfile.instructions.iter().flat_map(Instruction::mounts).collect();
    let sources: Vec<&str> = mounts.iter().filter_map(|mount| mount.source()).collect();
    assert!(sources.contains(&"my reqs/more.txt") && sources.contains(&"my lib"), "{text}");
}

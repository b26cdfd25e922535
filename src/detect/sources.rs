//! Which top-level files and folders the running application needs.
//!
//! Production copies named paths, so that tests, documents and the pipeline stay out of the image. Code is taken unless
//! its folder is known to be for something else; data is taken when its name is a usual one or when the source names it.
//! A file that is missing breaks the image and one too many costs its bytes, so doubt decides for the copy.

use super::mentions::Mentions;
use super::secrets;
use crate::knowledge::{project_files, stays_out};
use crate::model::{Distribution, Note, RelPath, RunArguments, SourcePath, Start};
use crate::tree::{EntryKind, ProjectTree};

/// Endings of data that programs read. A file at the root with one of these is taken, whatever its name.
const DATA_ENDINGS: &[&str] = &[
    "bin",
    "csv",
    "db",
    "geojson",
    "gguf",
    "h5",
    "joblib",
    "npy",
    "npz",
    "onnx",
    "parquet",
    "pkl",
    "pt",
    "pth",
    "safetensors",
    "sql",
    "tflite",
    "tsv",
    "txt",
    "xlsx",
];

/// Endings of which tools of all kinds have files at the root: such a file is taken if some text mentions its name.
const SHARED_ENDINGS: &[&str] = &["cfg", "conf", "css", "html", "ini", "js", "json", "toml", "xml", "yaml", "yml"];

/// What production copies.
#[derive(Debug, Default)]
pub struct Sources {
    pub paths: Vec<SourcePath>,
    /// What should be copied and has a name that COPY cannot spell.
    pub notes: Vec<Note>,
}

/// The paths to copy, sorted: folders and files at the root, without the packages that are installed instead.
///
/// A command-line tool that is installed as a package brings everything with it.
pub fn detect(tree: &ProjectTree, start: Option<&Start>, installed: Option<&Distribution>) -> Sources {
    let started = start.and_then(|start| start.file.as_ref());
    let is_script = |start: &Start| start.arguments != RunArguments::InsteadOfCommand && start.command.program() != "python";
    let root = RelPath::root();
    let commanded = commanded(tree, start);
    // The wheel has a copy of such a file elsewhere.
    let in_package = |path: &RelPath| installed.is_some_and(|own| own.packages.iter().any(|package| path.is_within(package)));
    let is_named_file =
        |path: &&RelPath| !is_python(path) && tree.is_file(path) && in_package(path) && secrets::of(tree, path).is_none();
    let named: Vec<SourcePath> = commanded.iter().filter(is_named_file).filter_map(|path| SourcePath::new(path).ok()).collect();
    if installed.is_some() && start.is_some_and(is_script) {
        return Sources { paths: named, notes: Vec::new() };
    }
    // A file that the command names by its path is looked for in the working folder, although the wheel has a copy.
    let is_run = |path: &RelPath| commanded.iter().any(|named| is_python(named) && named.is_within(path));
    let at_root: Vec<(&RelPath, EntryKind)> =
        tree.children(&root).filter(|(path, _)| is_run(path) || !is_installed(path, installed, tree)).collect();
    let names = at_root.iter().flat_map(|(path, _)| {
        let name = path.file_name();
        [name, name.split('.').next().unwrap_or(name)]
    });
    let mentions = Mentions::read(tree, names);
    let selection = Selection { tree, start, commanded: commanded.clone(), mentions: &mentions };
    let needed = |path: &RelPath| started.is_some_and(|file| file.is_within(path));
    let wanted = at_root.into_iter().filter(|(path, kind)| {
        needed(path)
            || match kind {
                EntryKind::Folder => selection.takes_folder(path),
                // A file with secrets is not named, whatever names it: it is passed when the container runs.
                EntryKind::File => selection.takes_file(path) && secrets::of(tree, path).is_none() && !stays_out(path),
            }
    });
    let mut sources = Sources::default();
    for (path, _) in wanted {
        match SourcePath::new(path) {
            Ok(path) => sources.paths.push(path),
            Err(_) => sources.notes.push(
                Note::warning(format!("`{path}` is not copied into the image: a Dockerfile cannot name it"))
                    .hint("rename it, if the application needs it"),
            ),
        }
    }
    let is_copied = |named: &SourcePath| sources.paths.iter().any(|path| named.to_rel_path().is_within(&path.to_rel_path()));
    let named: Vec<SourcePath> = named.into_iter().filter(|named| !is_copied(named)).collect();
    sources.paths.extend(named);
    sources.paths.sort();
    sources.paths.dedup();
    let below: Vec<RelPath> = sources.paths.iter().map(SourcePath::to_rel_path).collect();
    sources.notes.extend(secrets::note(&secrets::find(tree, &below)));
    sources
}

/// A folder or module of which the installed wheel has a copy; other files beside the packages in it are still needed.
fn is_installed(path: &RelPath, installed: Option<&Distribution>, tree: &ProjectTree) -> bool {
    let Some(distribution) = installed else { return false };
    let below: Vec<&RelPath> = distribution.packages.iter().filter(|package| package.is_within(path)).collect();
    if below.is_empty() {
        return false;
    }
    below.contains(&path)
        || tree
            .children(path)
            .all(|(child, _)| below.iter().any(|package| child.is_within(package)) || child.file_name() == "py.typed")
}

fn is_python(file: &RelPath) -> bool {
    file.extension() == Some("py")
}

fn is_test(file: &RelPath) -> bool {
    let name = file.file_name();
    name == "__init__.py" || project_files().describes(name) == Some("tests and checks")
}

/// The paths that the start command names, and those that a script of the project names which it runs.
fn commanded(tree: &ProjectTree, start: Option<&Start>) -> Vec<RelPath> {
    let words = start.map(|start| start.command.words()).unwrap_or_default();
    let mut paths = paths_in(&words.join(" "));
    let scripts: Vec<RelPath> = paths.iter().filter(|path| !is_python(path) && tree.is_file(path)).cloned().collect();
    for script in scripts {
        let text = tree.text(&script).ok().flatten().filter(|text| text.starts_with("#!") || script.extension() == Some("sh"));
        paths.extend(text.map(|text| paths_in(&text)).unwrap_or_default());
    }
    paths.retain(|path| tree.kind(path).is_some());
    paths
}

/// What may be a path among the words of a command line or a script. Ex) `--ini=etc/uwsgi.ini`
fn paths_in(text: &str) -> Vec<RelPath> {
    let words = text.split(|c: char| c.is_whitespace() || "\"'`=;()<>|&".contains(c));
    let own = words.map(|word| word.strip_prefix("/app/").unwrap_or(word)).filter(|word| !word.starts_with(['/', '-', '$']));
    own.filter_map(|word| RelPath::parse(word).ok()).filter(|path| !path.is_root()).collect()
}

struct Selection<'a> {
    tree: &'a ProjectTree,
    start: Option<&'a Start>,
    commanded: Vec<RelPath>,
    mentions: &'a Mentions,
}

impl Selection<'_> {
    fn takes_folder(&self, path: &RelPath) -> bool {
        let name = path.file_name();
        let lower = name.to_ascii_lowercase();
        let below = || self.tree.walk().files.iter().filter(|file| file.is_within(path));
        // What git ignores is not in the build context, whatever names the folder.
        if below().next().is_none() {
            return false;
        }
        if name == ".streamlit" || self.is_commanded(path) {
            return true;
        }
        if name.starts_with('.') {
            return false;
        }
        // A folder whose Python is all tests is one of tests, whatever its name.
        let has_code = below().any(|file| is_python(file) && !is_test(file));
        let has_tests = below().any(|file| is_python(file) && is_test(file) && file.file_name() != "__init__.py");
        if project_files().is_not_run(&lower) || (has_tests && !has_code) {
            return has_code && self.mentions.is_imported(name);
        }
        let is_package = below().any(is_python);
        is_package || project_files().is_data(&lower) || self.mentions.is_quoted(name)
    }

    fn takes_file(&self, path: &RelPath) -> bool {
        let name = path.file_name();
        let lower = name.to_ascii_lowercase();
        if self.is_commanded(path) {
            return true;
        }
        if lower.starts_with('.') || (lower.starts_with("dockerfile") && !is_python(path)) {
            return false;
        }
        let describing = project_files().describes(&lower).is_some() || lower.ends_with("requirements.txt");
        if is_python(path) {
            return if describing { self.mentions.is_imported(stem(name)) } else { self.may_run(path) };
        }
        if self.mentions.is_quoted(name) {
            return true;
        }
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        let is_shared = SHARED_ENDINGS.contains(&ending.as_str());
        let is_asked_for = || {
            let is_variant = || self.is_variant(name, &ending);
            self.mentions.is_mentioned_beside(stem(name), path) || self.mentions.looks_for_all(&ending) || is_variant()
        };
        !describing
            && (project_files().is_configuring(&lower)
                || DATA_ENDINGS.contains(&ending.as_str())
                || (is_shared && is_asked_for()))
    }

    /// Whether the file is one of several from which a name that is put together chooses. Ex) `settings-local.yaml` beside
    /// `settings.yaml`
    fn is_variant(&self, name: &str, ending: &str) -> bool {
        let Some((first, _)) = stem(name).split_once(['-', '_']) else { return false };
        RelPath::parse(&format!("{first}.{ending}")).is_ok_and(|path| self.tree.is_file(&path))
    }

    /// Whether a module at the root may be part of the program: a script that no other file mentions is a helper, where it
    /// is known which file starts.
    fn may_run(&self, path: &RelPath) -> bool {
        let started = self.start.and_then(|start| start.file.as_ref());
        started.is_none() || path.file_name() == "manage.py" || self.mentions.is_mentioned_beside(stem(path.file_name()), path)
    }

    /// The start command, or a script that it runs, names the path.
    fn is_commanded(&self, path: &RelPath) -> bool {
        self.commanded.iter().any(|named| named.is_within(path))
    }
}

fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Command, Location};

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let sources = detect(&tree, None, None).paths;
        assert_eq!(sources.iter().map(SourcePath::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_runs_is_copied_and_what_describes_is_not() {
        check(
            &[
                ("app.py", "import flask"),
                ("shop/__init__.py", ""),
                ("templates/index.html", ""),
                ("static/site.css", ""),
                ("alembic.ini", ""),
                ("model.pkl", ""),
                ("README.md", ""),
                ("LICENSE", ""),
                ("requirements.txt", ""),
                ("requirements-dev.txt", ""),
                ("tests/test_app.py", ""),
                ("docs/index.md", ""),
                ("setup.cfg", ""),
                (".github/workflows/ci.yml", ""),
                (".streamlit/config.toml", ""),
                ("web/package.json", "{}"),
                ("web/index.js", ""),
                ("conftest.py", ""),
                ("Makefile", ""),
            ],
            &[".streamlit", "alembic.ini", "app.py", "model.pkl", "shop", "static", "templates"],
        );
    }

    #[test]
    fn what_only_tools_read_is_not_copied() {
        check(
            &[
                (
                    "app.py",
                    "import yaml\nconfig = yaml.safe_load(open(f'config.{stage}.yaml'))\nfor path in folder.glob('*.json'): pass\nload_dotenv('example.env')",
                ),
                ("config.yaml", ""),
                ("config-local.yaml", ""),
                ("colors.json", ""),
                ("azure.yaml", ""),
                ("lefthook.yml", ""),
                ("babel.cfg", ""),
                ("tasks.py", "import invoke"),
                ("tests.py", ""),
                ("webpack.config.js", ""),
                ("package.json", ""),
                ("prometheus.yml", ""),
                ("corpus/words.dat", ""),
                (".env.example", "CORPUS=corpus\n"),
                ("example.env", ""),
                ("README.md", "<a href=\"SECURITY.md\">policy</a>"),
                ("SECURITY.md", ""),
                ("unread/words.dat", ""),
                ("integ_tests/helpers.py", ""),
                ("tools/release.py", "open('NOTES.md')"),
                ("NOTES.md", ""),
                ("model.safetensors", ""),
            ],
            &["app.py", "colors.json", "config-local.yaml", "config.yaml", "corpus", "model.safetensors"],
        );
    }

    #[test]
    fn a_folder_of_helpers_is_copied_where_the_program_imports_it() {
        check(&[("app.py", "from tools import clock\n"), ("tools/clock.py", ""), ("demo/show.py", "")], &["app.py", "tools"]);
    }

    #[test]
    fn a_file_of_the_package_that_the_command_names_is_copied_by_itself() {
        let files = [("crane/__init__.py", ""), ("crane/conf/base.yaml", ""), ("crane/conf/other.yaml", ""), ("etc/a.ini", "")];
        let tree = ProjectTree::in_memory(files);
        let installed = Distribution {
            name: "crane".parse().unwrap(),
            backend: "hatchling.build".to_owned(),
            packages: vec![RelPath::parse("crane").unwrap()],
            build_inputs: Vec::new(),
            dynamic_version: None,
            left_behind: Vec::new(),
            compiled: None,
            in_place: false,
            at: Location::file(RelPath::root()),
        };
        for (words, expected) in [
            (["crane", "-c", "crane/conf/base.yaml"], vec!["crane/conf/base.yaml"]),
            (["crane", "-c", "--config=crane/conf/base.yaml"], vec!["crane/conf/base.yaml"]),
            (["crane", "-c", "crane/conf/missing.yaml"], vec![]),
        ] {
            let start = crate::detect::start::program("cli", None, Command::of(&words).unwrap());
            let sources = detect(&tree, Some(&start), Some(&installed)).paths;
            assert_eq!(sources.iter().map(SourcePath::as_str).collect::<Vec<_>>(), expected, "{words:?}");
        }
    }

    #[test]
    fn secrets_are_not_named() {
        check(
            &[("app.py", "open('client_secret.json')"), ("client_secret.json", ""), ("keys.json", "-----BEGIN PRIVATE KEY-----")],
            &["app.py"],
        );
    }

    #[test]
    fn a_file_that_the_source_names_is_copied() {
        check(
            &[
                ("app.py", "open('VERSION.md')\ntomllib.load(open(\"pyproject.toml\", 'rb'))"),
                ("VERSION.md", ""),
                ("pyproject.toml", ""),
                ("NOTES.md", ""),
                ("setup.py", "open('NOTES.md')"),
            ],
            &["VERSION.md", "app.py", "pyproject.toml"],
        );
    }
}

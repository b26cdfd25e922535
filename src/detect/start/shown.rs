//! Lines of the project's own files that start programs: service units, images of its tests, tasks, workflows, its README and the
//! first pages of its documents.

use super::command::{port_of, unwrapped};
use super::files::{is_example, is_for_development};
use super::ports::{self, OF_PAGES, Stated};
use super::survey::Survey;
use super::tasks;
use crate::dockerfile::{Dockerfile, Instruction, Keyword};
use crate::knowledge::listener_of;
use crate::manifest::container_commands;
use crate::model::{Attribute, Location, Port, RelPath, is_own};
use crate::tree::ProjectTree;

/// One such line.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The program by its name alone, then what it is given.
    pub words: Vec<String>,
    pub at: Location,
    pub by: Shower,
    /// The folder that the line before it goes to.
    pub folder: RelPath,
}

impl Shown {
    /// The folder that the line starts the object of the file in. `None` if it does not start it.
    pub fn place(&self, survey: &Survey<'_>, file: &RelPath, object: &Attribute) -> Option<RelPath> {
        let of_word = |word: &String| {
            let (module, name) = word.trim_end_matches("()").split_once(':')?;
            let path = module.replace('.', "/");
            let ends = [format!("{path}.py"), format!("{path}/__init__.py")];
            let root = ends.iter().find_map(|end| file.as_str().strip_suffix(end.as_str()))?;
            let fits = |other: &str| ends.iter().any(|end| other == end || other.ends_with(&format!("/{end}")));
            let is_only = || survey.scanned.iter().filter(|other| fits(other.path.as_str())).count() == 1;
            let is_here = RelPath::parse(root).is_ok_and(|root| root == self.folder);
            let is_whole = name == object.as_str() && fits(file.as_str()) && (is_here || is_only());
            is_whole.then(|| RelPath::parse(root).ok()).flatten()
        };
        let by_file = || (!self.folder.is_root() && self.file(survey).as_ref() == Some(file)).then(|| self.folder.clone());
        self.words.iter().find_map(of_word).or_else(by_file)
    }

    /// The Python file of the project that the line runs. `None` if it runs none.
    pub fn file(&self, survey: &Survey<'_>) -> Option<RelPath> {
        let is_file = |path: &RelPath| survey.scanned.iter().any(|file| file.path == *path);
        let script = match self.words.as_slice() {
            [python, flag, module, ..] if python == "python" && flag == "-m" => {
                let path = module.replace('.', "/");
                let files = ["", "src/"].map(|root| [format!("{root}{path}.py"), format!("{root}{path}/__main__.py")]);
                return files.iter().flatten().find_map(|file| RelPath::parse(file).ok().filter(is_file));
            }
            [python, rest @ ..] if python == "python" => rest.iter().find(|word| !word.starts_with('-'))?,
            [program, ..] => program,
            [] => return None,
        };
        let here = self.folder.join(script).ok().filter(is_file);
        // A unit names the file by the place where it is installed.
        let starts = script.match_indices('/').map(|(slash, _)| slash + 1);
        let mut ends = std::iter::once(0).chain(starts).map(|start| &script[start..]);
        here.or_else(|| ends.find_map(|end| RelPath::parse(end).ok().filter(is_file)))
    }
}

/// What kind of file shows the line, the strongest evidence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shower {
    /// systemd, supervisord or Kubernetes starts it.
    Service,
    /// An image other than the one for production.
    Image,
    /// A task runner or a script at the root starts it.
    Task,
    Workflow,
    Document,
    /// In the middle of a sentence of a document.
    Sentence,
}

/// The first words of the names of pages that say how a program is started. Ex) `deployment` of `docs/deployment-guide.md`
const PAGES: &[&str] = &[
    "cli",
    "deploy",
    "deployment",
    "docker",
    "getting",
    "gettingstarted",
    "index",
    "install",
    "installation",
    "quick",
    "quickstart",
    "run",
    "running",
    "server",
    "usage",
];

/// Such pages at the root, besides the first one.
const ROOT_PAGES: &[&str] = &["agents", "claude", "contributing", "developing", "development", "hacking", "setup"];

/// Endings of files that are filled in or copied before they are used. Ex) `shop.service.in`
const SAMPLES: &[&str] = &["dist", "example", "in", "j2", "sample", "template", "tmpl"];

/// Every such line, the strongest evidence first.
pub fn read(survey: &Survey<'_>) -> Vec<Shown> {
    let tree = survey.evidence.tree;
    let mut found = Vec::new();
    for file in tree.walk().files.iter().filter(|file| survey.evidence.is_in_scope(file)) {
        let Some(by) = shower(survey, file) else { continue };
        let Ok(Some(text)) = tree.text(file) else { continue };
        match by {
            Shower::Service if ports::is_of_cluster(file) => cluster(file, &text, &mut found),
            Shower::Service => services(file, &text, &mut found),
            Shower::Image if says_what_pydock_knew(tree, file, &text) => {}
            Shower::Image => image(file, &text, &mut found),
            Shower::Task => {
                let commands = tasks::runner(file).map(|runner| tasks::read(runner, file, &text)).unwrap_or_default();
                found.extend(commands.iter().filter_map(|(index, command)| shown(file, *index, command, Shower::Task)));
            }
            Shower::Workflow => workflow(file, &text, &mut found),
            Shower::Document | Shower::Sentence => document(file, &text, &mut found),
        }
    }
    found.sort_by_key(|shown| (shown.by, is_for_development(&shown.at.file)));
    found
}

/// Whether pydock has written the Dockerfile, or has recorded what a person made of it.
fn says_what_pydock_knew(tree: &ProjectTree, file: &RelPath, text: &str) -> bool {
    let is_recorded = || RelPath::parse("pydock.lock").is_ok_and(|record| tree.is_file(&record));
    is_own(text) || (file.depth() == 1 && is_recorded())
}

/// The port that images of the project expose which are not the one for production, if all of them expose the same one. `None` if
/// they expose none, or they differ.
pub fn port_of_images(survey: &Survey<'_>) -> Option<Stated> {
    let tree = survey.evidence.tree;
    let is_image = |file: &&RelPath| shower(survey, file) == Some(Shower::Image) && survey.evidence.is_in_scope(file);
    let mut found = Vec::new();
    for file in tree.walk().files.iter().filter(is_image) {
        let Ok(Some(text)) = tree.text(file) else { continue };
        if says_what_pydock_knew(tree, file, &text) {
            continue;
        }
        let Ok(parsed) = Dockerfile::parse(&text) else { continue };
        // An image of pages, a database or a proxy has another port than the program.
        let is_of_python = ["PYTHON", "pip ", "python", "uv ", "venv"].iter().any(|sign| text.contains(sign));
        for expose in parsed.instructions.iter().filter(|line| is_of_python && line.keyword == Keyword::Expose) {
            for word in expose.arguments.as_shell().unwrap_or_default().split_whitespace() {
                let Ok(port) = word.strip_suffix("/tcp").unwrap_or(word).parse::<Port>() else { continue };
                found.push(Stated { port, at: Location::line(file.clone(), expose.line) });
            }
        }
    }
    ports::agreed(found)
}

/// The port in the lines that start a server or a file of the project, if all of them name the same one. `None` if none is named,
/// or they differ. Ex) `flask run --port 5001`
pub fn port_of_lines(survey: &Survey<'_>) -> Option<Stated> {
    let is_program = |line: &Shown| listener_of(&line.words).is_some() || line.file(survey).is_some();
    let starts = |line: &&Shown| !matches!(line.by, Shower::Image | Shower::Workflow) && is_program(line);
    let lines = survey.shown().iter().filter(starts);
    ports::agreed(lines.filter_map(|line| Some(Stated { port: port_of(&line.words)?, at: line.at.clone() })))
}

/// The port of the addresses that the pages name, if all of them name the same one. `None` if none is named, or they differ.
/// Ex) `http://localhost:5000`
pub fn port_of_documents(survey: &Survey<'_>) -> Option<Stated> {
    const HOSTS: &[&str] = &["http://localhost:", "http://127.0.0.1:", "http://0.0.0.0:"];
    let tree = survey.evidence.tree;
    let has_pages = ports::has_pages(survey.evidence);
    let mut found = Vec::new();
    for file in tree.walk().files.iter().filter(|file| is_first_page(file)) {
        let Ok(Some(text)) = tree.text(file) else { continue };
        for (index, line) in text.lines().enumerate() {
            for (place, host) in HOSTS.iter().flat_map(|host| line.match_indices(host)) {
                let digits: String = line[place + host.len()..].chars().take_while(char::is_ascii_digit).collect();
                let Ok(port) = digits.parse::<Port>() else { continue };
                // What a person opens is a port of the host, which compose maps to one of the container.
                let mapped = survey.evidence.manifests.published.iter().find(|ports| ports.host == port);
                let port = mapped.map_or(port, |ports| ports.container);
                if has_pages && OF_PAGES.contains(&port.number()) {
                    continue;
                }
                found.push(Stated { port, at: Location::line(file.clone(), index + 1) });
            }
        }
    }
    ports::agreed(found)
}

fn shower(survey: &Survey<'_>, file: &RelPath) -> Option<Shower> {
    let name = file.file_name();
    let without_suffix = name.rsplit_once('.').filter(|(_, suffix)| SAMPLES.contains(suffix)).map_or(name, |(stem, _)| stem);
    let ending = without_suffix.rsplit_once('.').map(|(_, ending)| ending);
    // Ex) `supervisor/web.conf`
    let is_of_supervisor = file.as_str().contains("supervisor") && matches!(ending, Some("conf" | "ini"));
    let is_image = name.to_ascii_lowercase().split('.').any(|part| part == "dockerfile");
    let is_witness = || survey.evidence.witness.is_some_and(|witness| witness.file == *file);
    if is_example(file) {
        None
    } else if ending == Some("service") || is_of_supervisor || ports::is_of_cluster(file) {
        Some(Shower::Service)
    } else if is_image {
        (!is_witness()).then_some(Shower::Image)
    } else if tasks::runner(file).is_some() {
        Some(Shower::Task)
    } else if file.as_str().starts_with(".github/workflows/") {
        Some(Shower::Workflow)
    } else {
        is_page(file).then_some(Shower::Document)
    }
}

/// Ex) `README.md`
fn is_first_page(file: &RelPath) -> bool {
    file.depth() == 1 && is_page(file) && file.file_name().to_ascii_lowercase().starts_with("readme.")
}

pub fn is_page(file: &RelPath) -> bool {
    let name = file.file_name().to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let is_text = matches!(file.extension(), Some("md" | "rst" | "txt"));
    let first_word = stem.split(['-', '_']).next().unwrap_or_default();
    let (is_named, is_at_root) = (PAGES.contains(&first_word), file.depth() == 1);
    let is_of_documents = match file.depth() {
        2 => matches!(file.top(), "doc" | "docs"),
        3 => matches!(file.parent().as_str(), "doc/source" | "docs/source"),
        _ => false,
    };
    let is_of_root = || is_at_root && (stem == "readme" || is_named || ROOT_PAGES.contains(&first_word));
    is_text && (is_of_root() || (is_of_documents && is_named))
}

/// `ExecStart=` of a unit, `command=` of supervisord.
fn services(file: &RelPath, text: &str, found: &mut Vec<Shown>) {
    for (index, line) in text.lines().enumerate() {
        let command = line.trim().split_once('=').filter(|(key, _)| matches!(key.trim(), "ExecStart" | "command"));
        let Some((_, value)) = command else { continue };
        // A value goes on in the indented lines below it.
        let is_more =
            |line: &&str| line.starts_with([' ', '\t']) && !line.trim_start().starts_with(['#', ';']) && !line.contains('=');
        let more: Vec<&str> = text.lines().skip(index + 1).take_while(is_more).map(str::trim).collect();
        let whole = match (value.trim(), more.as_slice()) {
            ("", [_, ..]) => more.join(" "),
            (value, _) => value.to_owned(),
        };
        found.extend(shown(file, index, whole.trim_start_matches('-'), Shower::Service));
    }
}

/// What the containers of a cluster run, in place of what their image starts.
fn cluster(file: &RelPath, text: &str, found: &mut Vec<Shown>) {
    for (words, at) in container_commands(file, text) {
        let words = by_name(words);
        found.extend((!words.is_empty()).then(|| Shown { words, at, by: Shower::Service, folder: RelPath::root() }));
    }
}

/// The last `ENTRYPOINT` and `CMD` of the file.
fn image(file: &RelPath, text: &str, found: &mut Vec<Shown>) {
    let Ok(parsed) = Dockerfile::parse(text) else { return };
    let last = |keyword: Keyword| parsed.instructions.iter().rev().find(|instruction| instruction.keyword == keyword);
    let words = |instruction: &Instruction| match instruction.arguments.as_exec() {
        Some(words) => words.to_vec(),
        None => instruction.arguments.as_shell().and_then(shlex::split).unwrap_or_default(),
    };
    let (entrypoint, cmd) = (last(Keyword::Entrypoint), last(Keyword::Cmd));
    let Some(place) = entrypoint.or(cmd) else { return };
    let words = by_name(entrypoint.into_iter().chain(cmd).flat_map(words).collect());
    found.extend((!words.is_empty()).then(|| Shown {
        words,
        at: Location::line(file.clone(), place.line),
        by: Shower::Image,
        folder: RelPath::root(),
    }));
}

fn workflow(file: &RelPath, text: &str, found: &mut Vec<Shown>) {
    for (index, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches("- ").trim_start_matches("run:").trim();
        found.extend(shown(file, index, line, Shower::Workflow));
    }
}

/// A line is one that stands in a block of code: fenced, or indented.
fn document(file: &RelPath, text: &str, found: &mut Vec<Shown>) {
    let mut is_fenced = false;
    let mut folder = RelPath::root();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
            folder = RelPath::root();
            continue;
        }
        let is_code = is_fenced || line.starts_with("   ") || line.starts_with('\t');
        if let Some(shown) = shown(file, index, line, Shower::Document).filter(|_| is_code) {
            match shown.words.as_slice() {
                [cd, to] if cd == "cd" => folder = folder.join(to).unwrap_or_else(|_| RelPath::root()),
                _ if shown.folder.is_root() => found.push(Shown { folder: folder.clone(), ..shown }),
                _ => found.push(shown),
            }
        }
        if !is_code {
            let spans = line.split('`').skip(1).step_by(2).filter(|span| span.contains(' '));
            found.extend(spans.filter_map(|span| shown(file, index, span, Shower::Sentence)));
        }
    }
}

/// The line's words, up to where a shell would end the command.
fn shown(file: &RelPath, index: usize, line: &str, by: Shower) -> Option<Shown> {
    let line = line.trim();
    let line = line.strip_prefix("(venv)").unwrap_or(line).trim_start();
    let line = line.trim_start_matches(['$', '>', '#']).trim();
    // Most lines of a document are text: only what looks like the start of a command is split.
    if line.is_empty() || line.starts_with(['-', '*', '|', '<', '{', '}']) {
        return None;
    }
    let words = shlex::split(line)?;
    // Ex) `cd api && flask run`
    let (folder, words) = match words.as_slice() {
        [cd, folder, and, rest @ ..] if cd == "cd" && and == "&&" => (RelPath::parse(folder).ok()?, rest.to_vec()),
        _ => (RelPath::root(), words),
    };
    let words: Vec<String> =
        words.into_iter().take_while(|word| !matches!(word.as_str(), "&" | "#" | "/" | "|" | "&&" | ";" | ">")).collect();
    let words = by_name(words);
    (!words.is_empty()).then(|| Shown { words, at: Location::line(file.clone(), index + 1), by, folder })
}

/// The words behind variables, programs that start others, and package managers, with the program's name in place of its path.
fn by_name(mut words: Vec<String>) -> Vec<String> {
    let is_variable = |word: &String| {
        word.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        })
    };
    words.drain(..words.iter().take_while(|word| is_variable(word)).count());
    // `env` and package managers may be named by their paths as well.
    for _ in 0..2 {
        if let Some(program) = words.first_mut() {
            let name = program.rsplit('/').next().unwrap_or_default().to_owned();
            let is_python = name.strip_prefix("python").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
            *program = if is_python { "python".to_owned() } else { name };
        }
        words = unwrapped(&words);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_file_shows_its_lines() {
        let file = RelPath::parse("x").unwrap();
        let lines = |read: fn(&RelPath, &str, &mut Vec<Shown>), text: &str| {
            let mut found = Vec::new();
            read(&file, text, &mut found);
            found.iter().map(|shown| format!("{}: {}", shown.at.line.unwrap_or(0), shown.words.join(" "))).collect::<Vec<_>>()
        };
        assert_eq!(
            lines(services, "[Service]\nExecStart=/srv/venv/bin/python3 -m tides serve\n[program:web]\ncommand=tides serve\n"),
            ["2: python -m tides serve", "4: tides serve"]
        );
        assert_eq!(
            lines(image, "FROM python\nRUN pip install .\nENTRYPOINT [\"/venv/bin/tides\", \"serve\"]\nCMD [\"--quiet\"]\n"),
            ["3: tides serve --quiet"]
        );
        assert_eq!(lines(workflow, "      - run: timeout -k 10s 30s tides serve --quiet &\n"), ["1: tides serve --quiet"]);
        assert_eq!(
            lines(
                document,
                "# Run with `python run.py`\nType this:\n```\n$ A=1 uv run tides serve | tee x\n```\n    (venv) $ python3 app.py\n"
            ),
            ["1: python run.py", "4: tides serve", "6: python app.py"]
        );
    }
}

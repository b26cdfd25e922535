//! From the words that an image is started with to the program that stays: wrappers are peeled off, scripts are followed,
//! and paths of the image become paths of the project.

use std::collections::BTreeMap;

use super::Witness;
use super::layout::{Layout, join};
use super::reading::Said;
use super::told::Told;
use crate::dockerfile::Keyword;
use crate::knowledge::{WrapperKind, is_shell, is_user_shell, listener, wrapped};
use crate::model::{Location, Note, RelPath};
use crate::shell::{self, Surroundings, Text};

/// Scripts that start scripts; more than any image has.
const DEEPEST: usize = 8;

/// What `$PORT` stands for where nothing says otherwise.
const PORT: u16 = 8000;

/// Where the images of Python and of Debian look for programs.
const PATH: &str = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Variables that a user has.
const OF_USER: &[&str] = &["HOME", "LOGNAME", "PATH", "SHELL", "USER"];

pub struct Follower<'f> {
    pub layout: &'f Layout<'f>,
    pub stage: usize,
    pub ports: &'f [Said<u16>],
}

/// Programs that the image does not have, or that only root can use, so that a script that calls one cannot be run as it is.
const ABSENT: &[&str] = &[
    "apk",
    "apt-get",
    "chown",
    "crond",
    "cron",
    "curl",
    "envsubst",
    "mysql",
    "nc",
    "nginx",
    "node",
    "npm",
    "pg_isready",
    "psql",
    "service",
    "su",
    "sudo",
    "supervisord",
    "useradd",
    "usermod",
    "wget",
    "yarn",
];

/// Options of Python that are no program.
const OPTIONS_ALONE: &[&str] = &["--help", "--version", "-B", "-V", "-h", "-i", "-q", "-u"];

/// What is known on the way.
struct Way {
    words: Vec<Text>,
    folder: String,
    env: BTreeMap<String, String>,
    before: Vec<(String, Location)>,
    beside: Vec<(String, Location)>,
    uses_port: bool,
}

impl Follower<'_> {
    /// The start that these words lead to, or a note that says why they lead to none.
    pub fn follow(&self, words: Vec<Text>, service: Option<String>, why: String, at: Location) -> Result<Told, Note> {
        let folder = self.layout.last_workdir(self.stage);
        let mut way = Way { words, folder, env: BTreeMap::new(), before: Vec::new(), beside: Vec::new(), uses_port: false };
        self.walk(&mut way, &at).map_err(|reason| Witness::refusal(&why, &at, &reason))?;
        let folder = self.layout.of(self.stage, &way.folder).or_else(|| self.layout.above(self.stage, &way.folder));
        let folder = folder.filter(|folder| !folder.is_root() && self.layout.tree.is_folder(folder));
        let words = self
            .placed(&way, folder.as_ref())
            .ok_or_else(|| Witness::refusal(&why, &at, "it uses a variable that only its script sets"))?;
        // What belongs to the user of the old image is of no use to another one.
        let env = way.env.into_iter().filter(|(name, _)| !OF_USER.contains(&name.as_str())).collect();
        Ok(Told {
            words,
            folder,
            env,
            before: way.before,
            beside: way.beside,
            uses_port: way.uses_port,
            service,
            program: None,
            why,
            at,
        })
    }

    /// Whether the words start with a script that passes its arguments on to a program: one of the project that says so, or one
    /// that the project does not have and that is given a program which listens or works.
    pub fn passes_on(&self, words: &[Text], arguments: &[Text]) -> bool {
        let folder = self.layout.last_workdir(self.stage);
        let mut way =
            Way { words: words.to_vec(), folder, env: BTreeMap::new(), before: Vec::new(), beside: Vec::new(), uses_port: false };
        peel(&mut way);
        let Some(program) = way.words.first().and_then(Text::constant_text) else { return false };
        let Some((_, text)) = self.script(&way.folder, &program) else {
            let is_script =
                program.ends_with(".sh") || program.rsplit('/').next().is_some_and(|name| name.contains("entrypoint"));
            let given = arguments.first().and_then(Text::constant_text);
            return is_script && given.is_some_and(|given| listener(given.rsplit('/').next().unwrap_or_default()).is_some());
        };
        let is_last = |line: &str| line.trim_start().starts_with("exec ") && line.contains("\"$@\"");
        text.lines().any(is_last)
    }

    /// The script of the project that the words run, as it is: one that starts several programs and waits for them is itself the
    /// program. `None` if the image lacks something that it calls.
    pub fn script_itself(&self, words: &[Text], service: Option<String>, why: &str, at: &Location) -> Option<Told> {
        let mut way = Way {
            words: words.to_vec(),
            folder: self.layout.last_workdir(self.stage),
            env: BTreeMap::new(),
            before: Vec::new(),
            beside: Vec::new(),
            uses_port: false,
        };
        peel(&mut way);
        let first = way.words.first()?.constant_text()?;
        let named = if is_shell(first.rsplit('/').next()?) { way.words.remove(1).constant_text()? } else { first };
        let (file, text) = self.script(&way.folder, &named)?;
        let list = shell::parse(&text).ok()?;
        let commands = shell::simple_commands(&list);
        let programs: Vec<String> = commands.iter().filter_map(|visited| Some(visited.command.words.first()?.text())).collect();
        let changes_user = |program: &String| {
            let found = wrapped(&[Some(program.as_str()), Some("")]);
            found.is_some_and(|found| matches!(found.wrapper.kind, WrapperKind::User | WrapperKind::Root))
        };
        let is_absent = |program: &String| ABSENT.contains(&program.as_str()) || program.contains('/') || changes_user(program);
        if !programs.iter().any(|program| program == "wait") || programs.iter().any(is_absent) {
            return None;
        }
        let first_line = text.lines().next().filter(|line| line.starts_with("#!")).unwrap_or_default();
        let shell = first_line.split(['/', ' ']).find(|word| is_shell(word)).unwrap_or("sh").to_owned();
        let folder = self.layout.of(self.stage, &way.folder).or_else(|| self.layout.above(self.stage, &way.folder));
        let folder = folder.filter(|folder| !folder.is_root() && self.layout.tree.is_folder(folder));
        way.words[0] = Text::constant(relative(&file, folder.as_ref()));
        way.words.insert(0, Text::constant(shell));
        let words = self.placed(&way, folder.as_ref())?;
        Some(Told {
            words,
            folder,
            env: Vec::new(),
            before: Vec::new(),
            beside: Vec::new(),
            uses_port: false,
            service,
            program: None,
            why: why.to_owned(),
            at: at.clone(),
        })
    }

    fn walk(&self, way: &mut Way, at: &Location) -> Result<(), String> {
        for _ in 0..DEEPEST {
            peel(way);
            let Some(first) = way.words.first() else { return Err("it names no program".to_owned()) };
            let Some(program) = first.constant_text() else {
                return Err("a variable names the program".to_owned());
            };
            let name = program.rsplit('/').next().unwrap_or_default();
            let is_shell = is_shell(name);
            let rest = way.words[1..].to_vec();
            if is_user_shell(name)
                && let Some(place) = rest.iter().position(|word| matches!(word.folded.as_deref(), Some("-c" | "--command")))
                && let Some(line) = rest.get(place + 1).and_then(Text::constant_text)
            {
                self.enter(way, &line, Vec::new(), at, None)?;
                continue;
            }
            let flags =
                rest.iter().take_while(|word| word.folded.as_deref().is_some_and(|text| text.starts_with(['-', '+']))).count();
            let gives_line = rest[..flags]
                .iter()
                .any(|flag| flag.folded.as_deref().is_some_and(|text| !text.starts_with("--") && text.ends_with('c')));
            if is_shell && gives_line {
                let Some(line) = rest.get(flags).and_then(Text::constant_text) else {
                    return Err("the shell has no command to run".to_owned());
                };
                let arguments = rest.get(flags + 2..).unwrap_or_default().to_vec();
                self.enter(way, &line, arguments, at, None)?;
                continue;
            }
            let is_option = |word: &Text| word.folded.as_deref().is_some_and(|text| OPTIONS_ALONE.contains(&text));
            if is_python(&program) && rest.iter().all(is_option) {
                return Err("it gives Python no program".to_owned());
            }
            let (script, arguments) = match is_shell {
                true => match rest.get(flags).and_then(Text::constant_text) {
                    Some(path) => (self.script(&way.folder, &path), rest[flags + 1..].to_vec()),
                    None => return Err("it only opens a shell".to_owned()),
                },
                false if program.contains('/') || program.ends_with(".sh") || program.contains("entrypoint") => {
                    (self.script(&way.folder, &program), rest)
                }
                false => (self.on_path(&program), rest),
            };
            match script {
                Some((path, text)) => self.enter(way, &text, arguments, at, Some(&path))?,
                None if is_shell || name.ends_with(".sh") || name.contains("entrypoint") => {
                    return Err(format!(
                        "the script `{}` does not exist in the project",
                        if is_shell { "it runs" } else { name }
                    ));
                }
                None => return Ok(()),
            }
        }
        Err("its scripts start each other in a circle".to_owned())
    }

    /// Follows a script, whose end takes the place of the words that started it.
    fn enter(
        &self,
        way: &mut Way,
        text: &str,
        arguments: Vec<Text>,
        at: &Location,
        script: Option<&RelPath>,
    ) -> Result<(), String> {
        let mut variables = self.variables();
        variables.extend(way.env.clone());
        let folder = way.folder.clone();
        let exists = |path: &str| self.layout.of(self.stage, &join(&folder, path)).map(|_| true);
        let source = |path: &str| self.script(&folder, path).map(|(_, text)| text);
        let port = self.ports.first().map_or(PORT, |port| port.value);
        let surroundings = Surroundings { variables, arguments, exists: &exists, source: &source, port };
        let followed = shell::follow(text, &surroundings).map_err(|refusal| match script {
            Some(path) => format!("`{path}`: {refusal}"),
            None => refusal.to_string(),
        })?;
        let place = |offset: Option<usize>| match (script, offset) {
            (Some(path), Some(offset)) => Location::at_offset(path.clone(), text, offset),
            (Some(path), None) => Location::file(path.clone()),
            (None, _) => at.clone(),
        };
        way.before.extend(followed.before.into_iter().map(|before| (before.text, place(before.offset))));
        way.beside.extend(followed.beside.into_iter().map(|beside| (beside.text, place(beside.offset))));
        if let Some(folder) = followed.folder {
            way.folder = join(&way.folder, &folder);
        }
        way.env.extend(followed.env);
        way.uses_port |= followed.uses_port;
        way.words = followed.words;
        Ok(())
    }

    /// The variables of the image, as its `ENV` instructions set them.
    fn variables(&self) -> BTreeMap<String, String> {
        let document = self.layout.document;
        let mut variables = BTreeMap::new();
        for view in document.lineage(self.stage).into_iter().rev() {
            for index in view.range.clone() {
                let instruction = &document.instructions()[index];
                for pair in instruction.pairs().into_iter().filter(|_| instruction.keyword == Keyword::Env) {
                    if let Some(value) = pair.value.and_then(|value| document.expand(index, &value)) {
                        variables.insert(pair.name, value);
                    }
                }
            }
        }
        variables
    }

    /// The script of the project that has this name in a folder of programs: one that the image adds to `PATH`, or has on it.
    fn on_path(&self, program: &str) -> Option<(RelPath, String)> {
        let document = self.layout.document;
        let lineage = document.lineage(self.stage);
        let instructions = lineage.iter().flat_map(|view| view.range.clone()).map(|index| &document.instructions()[index]);
        let pairs = instructions
            .filter(|instruction| instruction.keyword == Keyword::Env)
            .flat_map(crate::dockerfile::Instruction::pairs);
        let paths: Vec<String> = pairs.filter(|pair| pair.name == "PATH").filter_map(|pair| pair.value).collect();
        let own = paths.iter().flat_map(|path| path.split(':'));
        let folders = own.chain(PATH.split(':')).filter(|folder| folder.starts_with('/'));
        let mut files = folders.filter_map(|folder| self.layout.of(self.stage, &join(folder, program)));
        let file = files.find(|file| self.layout.tree.is_file(file))?;
        self.shell_text(file)
    }

    /// The file of the project that is a shell script at this path of the image, with its text. One that the image gets in
    /// a way that cannot be followed is known by its name, if only one file has it.
    fn script(&self, folder: &str, path: &str) -> Option<(RelPath, String)> {
        let tree = self.layout.tree;
        let by_name = || {
            let name = path.rsplit('/').next().unwrap_or_default();
            let mut named = tree.walk().files.iter().filter(|file| file.file_name() == name);
            named.next().filter(|_| named.next().is_none()).cloned()
        };
        let file = self.layout.of(self.stage, &join(folder, path)).or_else(by_name)?;
        self.shell_text(file)
    }

    /// The file with its text, if that is a shell script.
    fn shell_text(&self, file: RelPath) -> Option<(RelPath, String)> {
        let text = self.layout.tree.text(&file).ok()??.to_string();
        let first = text.lines().next().unwrap_or_default();
        let is_shell = match first.strip_prefix("#!") {
            Some(interpreter) => interpreter.trim_end().split(['/', ' ']).any(is_shell),
            None => file.extension() == Some("sh"),
        };
        is_shell.then_some((file, text))
    }

    /// The words with the paths of the project, or a shell with them where variables decide.
    fn placed(&self, way: &Way, folder: Option<&RelPath>) -> Option<Vec<String>> {
        let mut words: Vec<Text> = Vec::new();
        // The Python of an environment is given one of its programs.
        let is_python = way.words.first().and_then(Text::constant_text).is_some_and(|text| is_python(&text));
        let program = way.words.get(1).and_then(Text::constant_text).filter(|_| is_python);
        let is_program = program.is_some_and(|path| {
            path.rsplit_once('/').is_some_and(|(folder, _)| folder.starts_with('/') && folder.ends_with("/bin"))
                && self.layout.of(self.stage, &path).is_none()
        });
        for (index, word) in way.words.iter().skip(usize::from(is_program)).enumerate() {
            match word.constant_text() {
                Some(text) if index == 0 => words.extend(self.program(&text, way, folder).into_iter().map(Text::constant)),
                Some(text) => words.push(Text::constant(self.argument(&text, way, folder))),
                None => words.push(word.clone()),
            }
        }
        let constant: Option<Vec<String>> = words.iter().map(Text::constant_text).collect();
        constant.or_else(|| {
            let line: Option<Vec<String>> = words.iter().map(Text::for_shell).collect();
            Some(vec!["sh".to_owned(), "-c".to_owned(), format!("exec {}", line?.join(" "))])
        })
    }

    /// The program: a file of the project, or the name of one that is found on the path.
    fn program(&self, text: &str, way: &Way, folder: Option<&RelPath>) -> Vec<String> {
        let Some((parent, name)) = text.rsplit_once('/') else { return vec![text.to_owned()] };
        if let Some(file) = self.layout.of(self.stage, &join(&way.folder, text)).filter(|file| self.layout.tree.is_file(file)) {
            let path = relative(&file, folder);
            let first = self.layout.tree.text(&file).ok().flatten();
            let is_python = file.extension() == Some("py")
                || first
                    .as_deref()
                    .and_then(|text| text.lines().next())
                    .is_some_and(|line| line.starts_with("#!") && line.contains("python"));
            return if is_python { vec!["python".to_owned(), path] } else { vec![format!("./{path}")] };
        }
        let is_python = is_python(name);
        match parent.rsplit('/').next() {
            Some("bin" | "sbin" | "Scripts") if is_python => vec!["python".to_owned()],
            Some("bin" | "sbin" | "Scripts") => vec![name.to_owned()],
            _ => vec![text.to_owned()],
        }
    }

    /// An argument, or the value behind its `=`, that is a path in the image where a file of the project is.
    fn argument(&self, text: &str, way: &Way, folder: Option<&RelPath>) -> String {
        let (front, path) =
            text.split_once('=').filter(|(front, _)| front.starts_with('-')).map_or(("", text), |(front, path)| (front, path));
        let found = self.layout.of(self.stage, &join(&way.folder, path)).filter(|found| !found.is_root());
        // A plain name may be one of a file that is copied into the folder from another one: `uwsgi --ini uwsgi.ini`.
        if !path.starts_with('/')
            && !path.starts_with("./")
            && !found.as_ref().is_some_and(|found| self.layout.tree.is_file(found))
        {
            return text.to_owned();
        }
        match found {
            Some(found) if front.is_empty() => relative(&found, folder),
            Some(found) => format!("{front}={}", relative(&found, folder)),
            None => text.to_owned(),
        }
    }
}

/// Ex) `/opt/venv/bin/python3.12`
fn is_python(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or_default();
    name.strip_prefix("python").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// The path as seen from the folder that the command runs in.
fn relative(path: &RelPath, folder: Option<&RelPath>) -> String {
    let inside = folder.and_then(|folder| path.as_str().strip_prefix(folder.as_str())?.strip_prefix('/'));
    match (inside, folder) {
        (Some(inside), _) => inside.to_owned(),
        (None, None) => path.to_string(),
        (None, Some(folder)) => format!("{}{path}", "../".repeat(folder.depth())),
    }
}

/// Takes the programs away that only start another one.
fn peel(way: &mut Way) {
    loop {
        let Some(text) = way.words.first().and_then(|word| word.folded.clone()) else { return };
        let name = text.rsplit('/').next().unwrap_or_default();
        let waits = name.starts_with("wait-for") || name.starts_with("wait_for") || name == "dockerize";
        if waits {
            let dashes = way.words.iter().position(|word| word.folded.as_deref() == Some("--"));
            let Some(dashes) = dashes.filter(|place| place + 1 < way.words.len()) else { return };
            way.words.drain(..=dashes);
            continue;
        }
        let words: Vec<Option<&str>> = way.words.iter().map(|word| word.folded.as_deref()).collect();
        let found = wrapped(&words).filter(|found| found.wrapper.kind.is_transparent() && found.count < words.len());
        let Some(found) = found else { return };
        let is_manager = found.wrapper.kind == WrapperKind::Manager;
        way.env.extend(found.assignments);
        way.words.drain(..found.count);
        // `uv run main.py` gives the script to Python.
        if is_manager && way.words.first().and_then(Text::constant_text).is_some_and(|word| word.ends_with(".py")) {
            way.words.insert(0, Text::constant("python".to_owned()));
        }
    }
}

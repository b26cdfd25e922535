//! Repositories that were damaged at random, and every verb let loose on them: nothing panics, hangs or eats the machine.
//!
//! A plain run does a few. `PYDOCK_FUZZ_RUNS` asks for more, `PYDOCK_FUZZ_SEED` for others, and `PYDOCK_FUZZ_BINARY` for
//! another program than the one that was just built. The seed and the number of a run are all that it takes to repeat it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::project::{Project, snapshot};
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![trial("fuzz/damaged_repositories", damaged_repositories)]
}

/// A program without optimizations takes about ten times as long.
const CPU_SECONDS: u64 = if cfg!(debug_assertions) { 20 } else { 2 };
const MOST_MEGABYTES: u64 = 300;
/// The machine may be busy with other tests.
const WALL: Duration = Duration::from_secs(120);

const VERBS: [&[&str]; 18] = [
    &["init", "--yes"],
    &["init", "--yes", "--force"],
    &["init", "--yes", "--dry-run"],
    &["init", "--yes", "--test", "--with", "compose"],
    &["detect", "--json"],
    &["detect"],
    &["render"],
    &["render", "--base", "alpine"],
    &["check"],
    &["check", "--build"],
    &["check", "--build", "--json"],
    &["update"],
    &["lint"],
    &["lint", "--unsafe-fixes", "--yes"],
    &["lint", "--format", "sarif"],
    &["wheels"],
    &["graph"],
    &["explain"],
];

/// Names that are read wherever they turn up.
const NAMES: [&str; 20] = [
    ".dockerignore",
    ".gitignore",
    ".python-version",
    "Dockerfile",
    "Pipfile",
    "Pipfile.lock",
    "Procfile",
    "app.py",
    "compose.yaml",
    "manage.py",
    "pdm.lock",
    "poetry.lock",
    "pydock.lock",
    "pydock.toml",
    "pylock.toml",
    "pyproject.toml",
    "requirements.txt",
    "setup.cfg",
    "setup.py",
    "uv.lock",
];

const PIECES: [&str; 40] = [
    "\n",
    "\r\n",
    "\0",
    "\t",
    " ",
    "\\",
    "\\\n",
    "#",
    "\"",
    "'",
    "'''",
    "`",
    "$",
    "${A:-",
    "$(",
    ")",
    "(",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "{{",
    "{%",
    "=",
    ":",
    "- ",
    "*",
    "**/",
    "!",
    "..",
    "/",
    "~",
    "@",
    ";",
    "&&",
    "<<EOF\n",
    "\u{feff}",
    "\u{202e}",
    "\u{1F600}",
];

/// A small generator, the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (below.max(1) as u64)).unwrap()
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// The repositories of the other tests, as far as they are small.
fn seeds() -> Vec<Files> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut folders = Vec::new();
    for (group, inside) in [("cases/init", "in"), ("cases/preflight", "in"), ("e2e/projects", "repo")] {
        let cases = fs::read_dir(tests.join(group)).unwrap().map(|entry| entry.unwrap().path().join(inside));
        folders.extend(cases.filter(|folder| folder.is_dir()));
    }
    folders.sort();
    let small = |files: &Files| files.len() < 60 && files.values().map(Vec::len).sum::<usize>() < 300_000;
    folders.iter().map(|folder| snapshot(folder)).filter(small).collect()
}

fn damage(random: &mut Random, files: &mut Files, others: &[Files]) {
    let names: Vec<String> = files.keys().cloned().collect();
    let name = names.get(random.next(names.len())).cloned().unwrap_or_else(|| "app.py".to_owned());
    match random.next(10) {
        0 => drop(files.remove(&name)),
        1 => {
            let other = &others[random.next(others.len())];
            let text = other.values().nth(random.next(other.len())).cloned().unwrap_or_default();
            files.insert(NAMES[random.next(NAMES.len())].to_owned(), text);
        }
        2 => {
            let (open, count) = (["[", "(", "{", "a.", "not ", "- ", "x=[", "${"][random.next(8)], random.next(20_000));
            files.entry(name).or_default().extend(open.repeat(count).into_bytes());
        }
        _ => {
            let text = files.entry(name).or_default();
            for _ in 0..=random.next(6) {
                let at = random.next(text.len() + 1);
                match random.next(5) {
                    0 => text.truncate(at),
                    1 => drop(text.drain(at..(at + random.next(40)).min(text.len()))),
                    2 => {
                        let copied = text[at..(at + random.next(200)).min(text.len())].to_vec();
                        text.extend(copied);
                    }
                    3 if !text.is_empty() => {
                        let index = at.min(text.len() - 1);
                        text[index] = u8::try_from(random.next(256)).unwrap();
                    }
                    _ => drop(text.splice(at..at, PIECES[random.next(PIECES.len())].bytes())),
                }
            }
        }
    }
}

/// What a run took at the most, from the kernel's own books; nothing once it has ended.
fn taken(process: u32) -> Option<(u64, u64)> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse::<u64>().ok()?;
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // User and system time are the 14th and 15th field, in hundredths of a second.
    let ticks = |field: usize| fields.get(field - 3).and_then(|field| field.parse::<u64>().ok());
    Some((peak / 1024, (ticks(14)? + ticks(15)?) / 100))
}

/// Runs a verb; gives what was wrong.
fn watched(project: &Project, arguments: &[&str]) -> Option<String> {
    let errors = project.outside().join("errors");
    let mut command = match std::env::var("PYDOCK_FUZZ_BINARY") {
        Err(_) => project.command(arguments),
        Ok(binary) => {
            let mut command = Command::new(binary);
            command.args(arguments).current_dir(project.root()).env("HOME", project.outside().join("home"));
            command
        }
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(&errors).unwrap());
    let mut child = command.spawn().unwrap();
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let (megabytes, seconds) = taken(child.id()).unwrap_or_default();
        if megabytes > MOST_MEGABYTES || seconds > CPU_SECONDS || begin.elapsed() > WALL {
            child.kill().unwrap();
            child.wait().unwrap();
            return Some(format!("{megabytes} MB, {seconds} s of CPU, {:?}", begin.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let said = String::from_utf8_lossy(&fs::read(&errors).unwrap()).into_owned();
    let is_wrong = !matches!(status.code(), Some(0..=4)) || said.contains("panicked") || said.contains("overflowed its stack");
    is_wrong.then(|| format!("{status}\n{said}"))
}

fn damaged_repositories() {
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (runs, seed) = (number("PYDOCK_FUZZ_RUNS", 40), number("PYDOCK_FUZZ_SEED", 0x9E37_79B9));
    let seeds = seeds();
    let mut wrong = Vec::new();
    for run in 0..runs {
        let mut random = Random((seed ^ run.wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1);
        for _ in 0..8 {
            random.next(2);
        }
        let mut files = seeds[random.next(seeds.len())].clone();
        for _ in 0..=random.next(3) {
            damage(&mut random, &mut files, &seeds);
        }
        let project = Project::new(&[]);
        for (path, bytes) in &files {
            project.write(path, bytes);
        }
        let verb = VERBS[random.next(VERBS.len())];
        if let Some(problem) = watched(&project, verb) {
            wrong.push(format!("run {run} of seed {seed}, pydock {}: {problem}", verb.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {runs} runs\n{}", wrong.len(), wrong.join("\n"));
}

//! The interactive path, on a pseudo-terminal: what a person sees, types and is left with.

use libtest_mimic::Trial;
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

use crate::project::Project;
use crate::trial;

const FLASK: &str = "from flask import Flask\n\napp = Flask(__name__)\n";
const REQUIREMENTS: &str = "flask\nwaitress\n";
const OLD: &str = "FROM python:3.9\n";

const DOWN: &str = "\u{1b}[B";
const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const INTERRUPT: &str = "\u{3}";
const HIDE_CURSOR: &str = "\u{1b}[?25l";
const SHOW_CURSOR: &str = "\u{1b}[?25h";

pub fn trials() -> Vec<Trial> {
    vec![
        trial("terminal/a_tie_is_asked_about", a_tie_is_asked_about),
        trial("terminal/another_command_than_the_found_ones", another_command_than_the_found_ones),
        trial("terminal/no_start_is_asked_for", no_start_is_asked_for),
        trial("terminal/what_is_known_is_not_asked", what_is_known_is_not_asked),
        trial("terminal/a_flag_answers_a_question", a_flag_answers_a_question),
        trial("terminal/files_that_are_there", files_that_are_there),
        trial("terminal/identical_files_are_not_asked_about", identical_files_are_not_asked_about),
        trial("terminal/any_answer_can_be_changed", any_answer_can_be_changed),
        trial("terminal/no_means_nothing", no_means_nothing),
        trial("terminal/what_changes_during_the_question_is_kept", what_changes_during_the_question_is_kept),
        trial("terminal/a_run_is_taken_back", a_run_is_taken_back),
        trial("terminal/a_preset_that_only_the_project_names", a_preset_that_only_the_project_names),
        trial("terminal/an_interrupt_leaves_nothing_behind", an_interrupt_leaves_nothing_behind),
        trial("terminal/several_projects_are_asked_about", several_projects_are_asked_about),
        trial("terminal/lists_fit_a_terminal_and_show_their_keys", lists_fit_a_terminal_and_show_their_keys),
        trial("terminal/yes_asks_nothing", yes_asks_nothing),
        trial("terminal/the_questions_of_a_preset", the_questions_of_a_preset),
        trial("terminal/an_interrupt_at_a_question_of_a_preset", an_interrupt_at_a_question_of_a_preset),
    ]
}

/// A run of the program at a terminal, and all that it has shown.
struct Session {
    pty: PtySession,
    shown: String,
}

impl Session {
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut command = project.command(arguments);
        command.env("TERM", "xterm-256color");
        Self { pty: spawn_command(command, Some(20_000)).unwrap(), shown: String::new() }
    }

    #[track_caller]
    fn sees(&mut self, text: &str) {
        match self.pty.exp_string(text) {
            Ok(before) => self.shown.extend([before.as_str(), text]),
            Err(error) => panic!("`{text}` was not seen after\n{}\n{error}", self.shown),
        }
    }

    fn types(&mut self, keys: &str) {
        self.pty.send(keys).unwrap();
        self.pty.flush().unwrap();
    }

    /// The exit status and everything that was shown.
    #[track_caller]
    fn ends(mut self) -> (i32, String) {
        self.shown.push_str(&self.pty.exp_eof().unwrap());
        match self.pty.process().wait().unwrap() {
            WaitStatus::Exited(_, status) => (status, self.shown),
            other => panic!("the run ended by {other:?} after\n{}", self.shown),
        }
    }
}

fn tied() -> Project {
    Project::new(&[("requirements.txt", REQUIREMENTS), ("north.py", FLASK), ("south.py", FLASK)])
}

fn dockerfile(project: &Project) -> String {
    String::from_utf8(project.snapshot().remove("Dockerfile").unwrap_or_default()).unwrap()
}

fn a_tie_is_asked_about() {
    let project = tied();
    let mut session = Session::start(&project, &["init"]);
    session.sees("requirements.txt");
    session.sees("Which one does the image start?");
    session.sees("north.py:3");
    session.sees("south.py:3");
    session.types(DOWN);
    session.types(ENTER);
    session.sees("south:app");
    session.sees("Write Dockerfile (");
    session.sees(" lines) and .dockerignore?");
    session.sees("y: yes (Enter), s: show, e: edit an answer, n: no");
    session.types("s");
    session.sees("==> Dockerfile <==");
    session.sees("Space: next page, q: back");
    session.types("q");
    session.sees("Write Dockerfile (");
    session.types("y");
    session.sees("docker build --tag project .");
    assert_eq!(session.ends().0, 0);
    assert!(dockerfile(&project).contains("\"south:app\""));
    assert!(project.snapshot().contains_key(".dockerignore"));
}

fn another_command_than_the_found_ones() {
    let project = tied();
    let mut session = Session::start(&project, &["init"]);
    session.sees("another command");
    session.types(DOWN);
    session.types(DOWN);
    session.types(ENTER);
    session.sees("Start command");
    session.types("waitress-serve --port=7000 south:app\r");
    session.sees("Write Dockerfile (");
    session.types("y");
    assert_eq!(session.ends().0, 0);
    assert!(dockerfile(&project).contains("EXPOSE 7000\n"));
}

fn no_start_is_asked_for() {
    let project = Project::new(&[("requirements.txt", "rich\n"), ("jobs/__init__.py", "def work():\n    return 3\n")]);
    let mut session = Session::start(&project, &["init"]);
    session.sees("looked at `jobs/__init__.py`");
    session.sees("How does it start?");
    session.types("python 'jobs\r");
    session.sees("is not a valid command");
    session.types("\u{15}python -m jobs\r");
    session.sees("Which port does it listen on?");
    session.types("\u{15}8080\r");
    session.sees("Write Dockerfile (");
    session.types(ENTER);
    assert_eq!(session.ends().0, 0);
    let text = dockerfile(&project);
    assert!(text.contains("CMD [\"python\", \"-m\", \"jobs\"]\n") && text.contains("EXPOSE 8080\n"), "{text}");
}

fn what_is_known_is_not_asked() {
    let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK)]);
    let mut session = Session::start(&project, &["init"]);
    session.sees("shop.py:3");
    session.sees("Write Dockerfile (");
    session.types("y");
    let (status, shown) = session.ends();
    assert_eq!(status, 0);
    assert!(!shown.contains("Which"), "{shown}");
}

fn a_flag_answers_a_question() {
    let project = tied();
    let mut session = Session::start(&project, &["init", "--entrypoint", "south:app", "--force"]);
    session.sees("flag");
    session.sees("created");
    let (status, shown) = session.ends();
    assert_eq!(status, 0);
    assert!(!shown.contains('?'), "{shown}");
}

fn files_that_are_there() {
    for (keys, expected_status, replaced, ignore_written) in
        [(ENTER, 0, false, true), ("k", 0, false, true), ("r", 0, true, true), ("n", 0, false, false)]
    {
        let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK), ("Dockerfile", OLD)]);
        let mut session = Session::start(&project, &["init"]);
        session.sees("Dockerfile exists and differs. Replace?");
        session.types("s");
        session.sees("-FROM python:3.9");
        session.sees("q: back");
        session.types("q");
        session.sees("Dockerfile exists and differs. Replace?");
        session.types(keys);
        assert_eq!(session.ends().0, expected_status);
        assert_eq!(dockerfile(&project) != OLD, replaced);
        assert_eq!(project.snapshot().contains_key(".dockerignore"), ignore_written);
    }
}

fn identical_files_are_not_asked_about() {
    let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK)]);
    assert_eq!(project.run(&["init", "--yes"]).status, 0);
    let mut session = Session::start(&project, &["init"]);
    session.sees("already up to date");
    assert_eq!(session.ends().0, 0);
}

fn what_changes_during_the_question_is_kept() {
    const THEIRS: &str = "FROM scratch\n# written by hand while the question was open\n";
    for (before, question, keys, changed) in [
        (None, "Write Dockerfile (", "y", "Dockerfile"),
        (Some(OLD), "Dockerfile exists and differs", "r", "Dockerfile"),
        (Some(OLD), "Dockerfile exists and differs", "r", "pydock.lock"),
    ] {
        let dockerfile = before.map(|text| ("Dockerfile", text));
        let files: Vec<_> = [("requirements.txt", REQUIREMENTS), ("shop.py", FLASK)].into_iter().chain(dockerfile).collect();
        let project = Project::new(&files);
        let mut session = Session::start(&project, &["init"]);
        session.sees(question);
        std::fs::write(project.root().join(changed), THEIRS).unwrap();
        let there = project.snapshot();
        session.types(keys);
        session.sees("while pydock was running");
        assert_eq!(session.ends().0, 2);
        assert_eq!(project.snapshot(), there);
    }
}

fn a_run_is_taken_back() {
    let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK), ("Dockerfile", OLD)]);
    let before = project.snapshot();
    let run = project.run(&["init", "--yes", "--force"]);
    assert_eq!(run.status, 0);
    assert!(run.stderr.contains("note: `pydock undo` restores the previous files"), "{}", run.stderr);
    let undone = project.run(&["undo"]);
    assert_eq!(undone.stderr, "restored Dockerfile\nremoved .dockerignore\nremoved pydock.lock\n");
    assert_eq!((undone.status, project.snapshot()), (0, before));
    assert_eq!(project.run(&["undo"]).stderr, "nothing to undo\n");
    // A second look at what was written would be lost: it stops.
    assert_eq!(project.run(&["init", "--yes", "--force"]).status, 0);
    std::fs::write(project.root().join("Dockerfile"), "FROM scratch\n").unwrap();
    let edited = project.snapshot();
    let refused = project.run(&["undo"]);
    assert!(refused.stderr.contains("cannot write `Dockerfile`: it was changed after pydock wrote it"), "{}", refused.stderr);
    assert_eq!((refused.status, project.snapshot()), (2, edited));
}

fn a_preset_that_only_the_project_names() {
    let choice = "preset = \"git+http://127.0.0.1:9/x.git\"\n";
    for (answer, expected, told) in [("n", 0, "No files were changed."), ("y", 2, "the repository cannot be read")] {
        let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK), ("pydock.toml", choice)]);
        let before = project.snapshot();
        let mut session = Session::start(&project, &["init"]);
        session.sees("Connect to it?");
        session.types(answer);
        session.sees(told);
        assert_eq!(session.ends().0, expected);
        assert_eq!(project.snapshot(), before);
    }
}

fn any_answer_can_be_changed() {
    let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK)]);
    let mut session = Session::start(&project, &["init"]);
    session.sees("Write Dockerfile (");
    session.types("e");
    session.sees("Which answer?");
    session.types(ENTER);
    session.sees("Name of the image");
    session.types("kiosk\r");
    session.sees("kiosk (flask)");
    session.sees("Write Dockerfile (");
    session.types("y");
    session.sees("docker build --tag kiosk .");
    assert_eq!(session.ends().0, 0);
    assert!(dockerfile(&project).contains("org.opencontainers.image.title=\"kiosk\""));
    assert!(project.snapshot()["pydock.toml"].ends_with(b"\nname = \"kiosk\"\n"));
}

fn no_means_nothing() {
    for answer in ["n", ESCAPE] {
        let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK)]);
        let before = project.snapshot();
        let mut session = Session::start(&project, &["init"]);
        session.sees("Write Dockerfile (");
        session.types(answer);
        session.sees("Cancelled. No files were changed.");
        assert_eq!(session.ends().0, 0);
        assert_eq!(project.snapshot(), before);
    }
}

/// At every question: nothing is written, not even a temporary file, and the cursor is there again.
fn an_interrupt_leaves_nothing_behind() {
    let nothing = || Project::new(&[("requirements.txt", "rich\n"), ("jobs/__init__.py", "def work():\n    return 3\n")]);
    let existing = || Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK), ("Dockerfile", OLD)]);
    let fresh = || Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK)]);
    let questions: [(Project, &[&str], &str); 5] = [
        (tied(), &[], "Which one does the image start?"),
        (nothing(), &[], "How does it start?"),
        (nothing(), &["python -m jobs\r"], "Which port does it listen on?"),
        (existing(), &[], "exists and differs"),
        (fresh(), &[], "Write Dockerfile ("),
    ];
    for (project, answers, question) in questions {
        let before = project.snapshot();
        let mut session = Session::start(&project, &["init"]);
        for answer in answers {
            session.sees("How does it start?");
            session.types(answer);
        }
        session.sees(question);
        // The question is read before the terminal listens to single keys.
        std::thread::sleep(std::time::Duration::from_millis(200));
        session.types(INTERRUPT);
        let (status, shown) = session.ends();
        assert_eq!(status, 130, "{shown}");
        assert!(shown.contains("\nCancelled. No files were changed."), "{shown}");
        assert!(shown.rfind(SHOW_CURSOR) >= shown.rfind(HIDE_CURSOR), "{shown:?}");
        assert_eq!(project.snapshot(), before);
    }
}

fn several_projects_are_asked_about() {
    let files =
        ["api", "pages"].map(|name| [(format!("{name}/requirements.txt"), REQUIREMENTS), (format!("{name}/app.py"), FLASK)]);
    let files: Vec<(&str, &str)> = files.iter().flatten().map(|(path, text)| (path.as_str(), *text)).collect();
    let project = Project::new(&files);
    let mut session = Session::start(&project, &["init"]);
    session.sees("Which project is the image for?");
    session.sees("api");
    session.sees("none of them: the root");
    session.types(DOWN);
    session.types(ENTER);
    session.sees("Write Dockerfile (");
    session.types("y");
    assert_eq!(session.ends().0, 0);
    assert!(project.snapshot().contains_key("pages/Dockerfile"));
}

fn lists_fit_a_terminal_and_show_their_keys() {
    const COLUMNS: usize = 60;
    let project = Project::new(&[
        ("services/storefront/requirements.txt", REQUIREMENTS),
        ("services/storefront/app.py", FLASK),
        ("services/storefront/other.py", FLASK),
        ("services/warehouse/requirements.txt", REQUIREMENTS),
        ("services/warehouse/app.py", FLASK),
    ]);
    let plain = project.command(&["init"]);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "stty cols 60 rows 24; exec \"$0\" init"]).arg(plain.get_program());
    command.current_dir(project.root()).env_clear();
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("TERM", "xterm-256color");
    let mut session = Session { pty: spawn_command(command, Some(20_000)).unwrap(), shown: String::new() };
    session.sees("Which project is the image for? (arrow keys, Enter)");
    session.sees("none of them: the root");
    session.types(ENTER);
    session.sees("Write Dockerfile (");
    session.types("e");
    session.sees("Which answer? (arrow keys, Enter)");
    session.types(ESCAPE);
    session.sees("Write Dockerfile (");
    session.types("n");
    let (status, shown) = session.ends();
    assert_eq!(status, 0, "{shown}");
    // Each byte of the terminal comes as a character of its own.
    let bytes: Vec<u8> = shown.chars().filter_map(|byte| u8::try_from(u32::from(byte)).ok()).collect();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    for line in console::strip_ansi_codes(&text).lines().filter(|line| line.contains("services/")) {
        let width = line.chars().filter(|letter| !letter.is_control()).count();
        assert!(width <= COLUMNS, "{width} columns: {line:?}");
    }
}

fn yes_asks_nothing() {
    let project = tied();
    let mut session = Session::start(&project, &["init", "--yes"]);
    session.sees("several candidates could start the project");
    assert_eq!(session.ends().0, 2);
    let project = Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK), ("Dockerfile", OLD)]);
    let mut session = Session::start(&project, &["init", "--yes"]);
    session.sees("--force");
    assert_eq!(session.ends().0, 2);
    assert_eq!(dockerfile(&project), OLD);
}

const PRESET: &str = r#"
name = "web"
description = "ours"
extends = "production"

[[question]]
id = "team"
help = "Which team?"
type = "choice"
choices = ["web", "search"]

[[question]]
id = "public"
help = "Seen from outside?"
type = "bool"
default = false

[[question]]
id = "host"
help = "Which host?"
type = "text"
pattern = "[a-z.]+"
if = "public"
default = "{{ team }}.example"

[[question]]
id = "replicas"
help = "How many?"
type = "int"
min = 1
max = 9
default = 2

[[question]]
id = "features"
help = "Which features?"
type = "multi-choice"
choices = ["metrics", "tracing"]
default = ["tracing"]

[[question]]
id = "token"
help = "Which token?"
type = "text"
secret = true

[[file]]
path = "deploy.txt"
template = "deploy.tera"
"#;

fn with_preset() -> Project {
    let deploy = "{{ team }} {{ host }} {{ replicas }} {{ features | join(sep='+') }}\n";
    let files = [("requirements.txt", REQUIREMENTS), ("app.py", FLASK), ("web/preset.toml", PRESET)];
    let project = Project::new(&files);
    project.write("web/templates/deploy.tera", deploy.as_bytes());
    project
}

fn the_questions_of_a_preset() {
    let project = with_preset();
    let mut session = Session::start(&project, &["init", "--preset", "./web"]);
    session.sees("Which team?");
    session.types(DOWN);
    session.types(ENTER);
    session.sees("Seen from outside?");
    session.types("y");
    // What is proposed is made from the answers before.
    session.sees("Which host?");
    session.sees("search.example");
    session.types(ENTER);
    session.sees("How many?");
    session.types("12\r");
    session.sees("expected a whole number from 1 to 9");
    session.types("\u{7f}\u{7f}3\r");
    session.sees("Which features?");
    session.types(" ");
    session.types(ENTER);
    session.sees("Which token?");
    session.types("hunter2\r");
    session.sees("Write Dockerfile (");
    session.types("y");
    let (status, shown) = session.ends();
    assert_eq!(status, 0, "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
    let files = project.snapshot();
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    assert_eq!(text("deploy.txt"), "search search.example 3 metrics+tracing\n");
    let recorded = "[set]\nteam = \"search\"\npublic = \"true\"\nreplicas = \"3\"\nfeatures = \"metrics,tracing\"\n";
    assert!(text("pydock.toml").ends_with(recorded), "{}", text("pydock.toml"));
    assert!(!text("pydock.lock").contains("hunter2"), "{}", text("pydock.lock"));
}

fn an_interrupt_at_a_question_of_a_preset() {
    let project = with_preset();
    let before = project.snapshot();
    let mut session = Session::start(&project, &["init", "--preset", "./web"]);
    session.sees("Which team?");
    session.types(INTERRUPT);
    assert_eq!(session.ends().0, 130);
    assert_eq!(project.snapshot(), before);
}

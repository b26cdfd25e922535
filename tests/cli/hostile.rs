//! Repositories that a folder of expected files cannot hold: odd encodings, links, sizes, names and places.
//!
//! Whatever they are, the program ends by itself, says where the trouble is, and writes both files or nothing.

use libtest_mimic::Trial;

use crate::project::{Outcome, Project};
use crate::trial;

const FLASK: &str = "from flask import Flask\n\napp = Flask(__name__)\n";
const REQUIREMENTS: &str = "flask\nwaitress\n";

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        trial("hostile/files_that_powershell_wrote", files_that_powershell_wrote),
        trial("hostile/a_folder_in_the_place_of_a_file", a_folder_in_the_place_of_a_file),
        trial("hostile/a_huge_file", a_huge_file),
        trial("hostile/nesting_without_end", nesting_without_end),
    ];
    #[cfg(unix)]
    trials.extend([
        trial("hostile/links", unix::links),
        trial("hostile/a_dockerfile_that_leads_outside", unix::a_dockerfile_that_leads_outside),
        trial("hostile/names_that_end_a_line", unix::names_that_end_a_line),
        trial("hostile/names_that_are_no_text", unix::names_that_are_no_text),
        trial("hostile/a_reader_that_goes_away", unix::a_reader_that_goes_away),
        trial("hostile/a_read_only_folder", unix::a_read_only_folder),
    ]);
    trials
}

fn shop() -> Project {
    Project::new(&[("requirements.txt", REQUIREMENTS), ("shop.py", FLASK)])
}

/// Runs `init --yes`, which must fail with the text and leave the repository as it was.
#[track_caller]
fn refused(project: &Project, expected: &str) {
    let before = project.snapshot();
    let Outcome { status, stdout, stderr } = project.run(&["init", "--yes"]);
    assert_eq!((status, stdout.as_str()), (2, ""), "{stderr}");
    assert!(stderr.contains(expected), "`{expected}` is not said in\n{stderr}");
    assert!(stderr.contains("error: ") && !stderr.contains("panicked"), "{stderr}");
    assert_eq!(project.snapshot(), before);
}

/// Runs `init --yes`, which must write both files.
#[track_caller]
fn taken(project: &Project) -> String {
    let Outcome { status, stderr, .. } = project.run(&["init", "--yes"]);
    assert_eq!(status, 0, "{stderr}");
    let mut files = project.snapshot();
    assert!(files.contains_key(".dockerignore"));
    String::from_utf8(files.remove("Dockerfile").unwrap()).unwrap()
}

fn files_that_powershell_wrote() {
    let utf16 =
        |text: &str| -> Vec<u8> { std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect() };
    let project = shop();
    project.write("requirements.txt", &utf16("flask\r\nwaitress\r\n"));
    assert!(taken(&project).contains("waitress-serve"));
    let project = shop();
    let mut cut = utf16("flask\r\nwaitress\r\n");
    cut.pop();
    project.write("requirements.txt", &cut);
    refused(&project, "requirements.txt:1");
}

fn a_folder_in_the_place_of_a_file() {
    for name in ["Dockerfile", ".dockerignore"] {
        let project = shop();
        project.write(&format!("{name}/keep.txt"), b"x");
        refused(&project, name);
    }
    // A folder of that name is no manifest.
    let project = shop();
    project.write("pyproject.toml/keep.txt", b"x");
    project.write("uv.lock/keep.txt", b"x");
    taken(&project);
}

fn a_huge_file() {
    let project = shop();
    project.write("requirements.txt", &b"# a remark\n".repeat(4_000_000));
    refused(&project, "requirements.txt");
    // What is not a manifest is never read whole.
    let project = shop();
    project.write("data.csv", &b"1,2,3\n".repeat(8_000_000));
    taken(&project);
    let project = shop();
    project.write("generated.py", &b"x = 1\n".repeat(8_000_000));
    taken(&project);
}

fn nesting_without_end() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let project = shop();
    project.write("deep.py", format!("import flask\nx = {}\n", deep("(", ")")).as_bytes());
    taken(&project);
    for (name, text) in [
        ("pyproject.toml", format!("x = {}\n", deep("[", "]"))),
        ("uv.lock", format!("x = {}\n", deep("[", "]"))),
        ("Pipfile.lock", deep("[", "]")),
    ] {
        let project = shop();
        project.write("Pipfile", b"[packages]\nflask = \"*\"\n");
        project.write(name, text.as_bytes());
        refused(&project, name);
    }
    for (name, text) in [
        ("compose.yaml", deep("[", "]")),
        ("setup.py", format!("setup(install_requires={})\n", deep("[", "]"))),
        ("Procfile", format!("web: {}\n", deep("(", ")"))),
    ] {
        let project = shop();
        project.write(name, text.as_bytes());
        let Outcome { status, stderr, .. } = project.run(&["init", "--yes"]);
        assert!(matches!(status, 0 | 2) && !stderr.contains("panicked"), "{name}: {status} {stderr:.2000}");
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::{Command, Stdio};

    use super::{FLASK, Project, refused, shop, taken};

    /// A link out of the project and one to nothing are as good as no file.
    pub fn links() {
        let project = Project::new(&[("main.py", "print(1)\n")]);
        fs::write(project.outside().join("requirements.txt"), "waitress\n").unwrap();
        symlink("../requirements.txt", project.root().join("requirements.txt")).unwrap();
        symlink("nowhere.toml", project.root().join("pyproject.toml")).unwrap();
        symlink("..", project.root().join("up")).unwrap();
        symlink(".", project.root().join("round")).unwrap();
        let text = taken(&project);
        assert!(!text.contains("waitress") && !text.contains("requirements"), "{text}");
    }

    pub fn a_dockerfile_that_leads_outside() {
        let project = shop();
        let outside = project.outside().join("Dockerfile");
        fs::write(&outside, "FROM scratch\n").unwrap();
        symlink("../Dockerfile", project.root().join("Dockerfile")).unwrap();
        refused(&project, "Dockerfile");
        let forced = project.run(&["init", "--yes", "--force"]);
        assert_eq!(forced.status, 2, "{}", forced.stderr);
        assert_eq!(fs::read_to_string(&outside).unwrap(), "FROM scratch\n");
    }

    pub fn names_that_end_a_line() {
        for name in [
            "a\nRUN echo owned\n.txt",
            "b\\\nc",
            "\u{1b}[31mred",
            "$(id)",
            "\"quoted\"",
            "it's",
            "-rf",
            "# note",
            "dörfer & söhne",
        ] {
            let project = shop();
            project.write(name, b"x");
            project.write(&format!("{name}.d/data.csv"), b"x");
            project.write(&format!("{name}.py"), FLASK.as_bytes());
            let text = taken(&project);
            assert!(!text.lines().any(|line| line.starts_with("RUN echo") || line.contains('\u{1b}')), "{text}");
        }
        // The name of the repository itself.
        let project = shop();
        let named = project.outside().join("it's \"here\"\nRUN x");
        fs::rename(project.root(), &named).unwrap();
        let mut command = project.command(&["init", "--yes"]);
        let output = command.current_dir(&named).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!fs::read_to_string(named.join("Dockerfile")).unwrap().contains("\nRUN x"));
    }

    pub fn names_that_are_no_text() {
        let project = shop();
        fs::write(project.root().join(OsStr::from_bytes(b"caf\xe9.py")), FLASK).unwrap();
        fs::create_dir(project.root().join(OsStr::from_bytes(b"caf\xe9"))).unwrap();
        taken(&project);
    }

    /// As in `pydock render | head -1`.
    pub fn a_reader_that_goes_away() {
        let project = shop();
        let mut command = project.command(&["render"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.lines().all(|line| line.starts_with("note: ")), "{stderr}");
    }

    /// In a mount namespace of its own, so that nothing is left mounted. Where there may be none, there is nothing to see.
    pub fn a_read_only_folder() {
        let project = shop();
        let script = "mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" || exit 77; exec \"$0\" init --yes";
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_pydock")]).current_dir(project.root());
        let Ok(output) = command.stdin(Stdio::null()).output() else { return };
        let stderr = String::from_utf8_lossy(&output.stderr);
        if output.status.code() == Some(77) || stderr.starts_with("unshare:") {
            return;
        }
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("read-only"), "{stderr}");
        assert_eq!(project.snapshot().len(), 2);
    }
}

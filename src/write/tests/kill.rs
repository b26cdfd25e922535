//! A run that is killed at any moment leaves each file wholly old or wholly new.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// Names the folder in which a child writes; without it the child's test does nothing.
const FOLDER: &str = "PYDOCK_TEST_KILL_FOLDER";

fn text(letter: char) -> String {
    letter.to_string().repeat(100_000)
}

/// The child: writes two files over and over until it is killed.
#[test]
fn write_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    // It ends on its own, should whoever has started it be gone.
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        for letter in ['a', 'b'] {
            write(folder, &[file("Dockerfile", &text(letter)), file(".dockerignore", &text(letter))]);
        }
    }
}

#[test]
fn a_killed_run_leaves_whole_files() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[file("Dockerfile", &text('a')), file(".dockerignore", &text('a'))]);
    for round in 0..12_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "write::tests::kill::write_until_killed"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(30_000 + round * 3_700));
        child.kill().unwrap();
        child.wait().unwrap();
        for name in ["Dockerfile", ".dockerignore"] {
            let found = fs::read_to_string(folder.path().join(name)).unwrap();
            assert!(found == text('a') || found == text('b'), "round {round}: {name} has {} bytes", found.len());
        }
    }
    // What is left of killed runs goes with the next one.
    write(folder.path(), &[file("Dockerfile", "c"), file(".dockerignore", "c")]);
    for (name, _) in snapshot(folder.path()) {
        assert!(["Dockerfile", ".dockerignore"].contains(&name.as_str()), "{name}");
    }
}

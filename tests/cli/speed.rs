//! A run stays quick where a repository is large. `cargo bench` measures; this only notices when something has become
//! slower by a multiple, whatever the machine and the build.

use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::project::Project;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![trial("speed/what_others_wrote_is_not_read", what_others_wrote_is_not_read)]
}

fn what_others_wrote_is_not_read() {
    let shop = "from flask import Flask\n\napp = Flask(__name__)\n";
    let project = Project::new(&[("requirements.txt", "flask\nwaitress\n"), ("shop.py", shop)]);
    let small = quickest(&project);
    for index in 0..300 {
        project.write(&format!("parts/part{index}.py"), format!("import json\n\nVALUE = {index}\n").as_bytes());
    }
    for top in [".venv/lib", "node_modules", ".git/objects"] {
        for index in 0..3_000 {
            project.write(&format!("{top}/{}/file{index}.py", index / 100), shop.as_bytes());
        }
    }
    let large = quickest(&project);
    assert!(small < Duration::from_secs(2), "{small:?}");
    assert!(large < small * 10 + Duration::from_secs(2), "{large:?}, where a small project takes {small:?}");
}

/// The best of a few runs: a machine that does something else at the same time only ever adds.
fn quickest(project: &Project) -> Duration {
    let run = || {
        let start = Instant::now();
        let outcome = project.run(&["init", "--yes", "--dry-run"]);
        assert_eq!(outcome.status, 0, "{}", outcome.stderr);
        start.elapsed()
    };
    (0..5).map(|_| run()).min().unwrap_or_default()
}

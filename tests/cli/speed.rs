//! A run stays quick where a repository is large. `cargo bench` measures; this only notices when something has become
//! slower by a multiple, whatever the machine and the build.

use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::project::Project;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("speed/what_others_wrote_is_not_read", what_others_wrote_is_not_read),
        trial("speed/a_thousand_dockerfiles_are_linted_quickly", a_thousand_dockerfiles_are_linted_quickly),
    ]
}

fn what_others_wrote_is_not_read() {
    let shop = "from flask import Flask\n\napp = Flask(__name__)\n";
    let project = Project::new(&[("requirements.txt", "flask\nwaitress\n"), ("shop.py", shop)]);
    let arguments = ["init", "--yes", "--dry-run"];
    let small = quickest(&project, &arguments);
    for index in 0..300 {
        project.write(&format!("parts/part{index}.py"), format!("import json\n\nVALUE = {index}\n").as_bytes());
    }
    for top in [".venv/lib", "node_modules", ".git/objects"] {
        for index in 0..3_000 {
            project.write(&format!("{top}/{}/file{index}.py", index / 100), shop.as_bytes());
        }
    }
    let large = quickest(&project, &arguments);
    assert!(small < Duration::from_secs(2), "{small:?}");
    assert!(large < small * 10 + Duration::from_secs(2), "{large:?}, where a small project takes {small:?}");
}

fn a_thousand_dockerfiles_are_linted_quickly() {
    let project = Project::new(&[]);
    let text = "FROM python:3.14-slim-trixie AS builder\nWORKDIR /app\nCOPY requirements.txt .\n\
                RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*\n\
                RUN --mount=type=cache,target=/root/.cache/pip,id=pip-py314-trixie pip install -r requirements.txt\n\
                FROM python:3.14-slim-trixie\nCOPY --from=builder /opt/venv /opt/venv\nUSER 10001\nEXPOSE 8000\n\
                CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"--worker-tmp-dir\", \"/dev/shm\", \"shop:app\"]\n";
    for index in 0..1_000 {
        project.write(&format!("services/{index}/Dockerfile"), text.as_bytes());
    }
    let took = quickest(&project, &["lint", "services"]);
    assert!(took < Duration::from_secs(6), "{took:?}");
}

/// The best of a few runs: a machine that does something else at the same time only ever adds.
fn quickest(project: &Project, arguments: &[&str]) -> Duration {
    let run = || {
        let start = Instant::now();
        let outcome = project.run(arguments);
        assert_eq!(outcome.status, 0, "{}", outcome.stderr);
        start.elapsed()
    };
    (0..5).map(|_| run()).min().unwrap_or_default()
}

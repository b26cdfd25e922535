//! How long `pydock init --yes --dry-run` and `pydock wheels` take as a person sees it: as a process, from start to exit.
//!
//! `cargo bench` measures the release binary on a small project and on a tree of 100,000 files of which 2,000 are the
//! project's own sources, and the matrix of a uv.lock of 500 packages. The bars are 15 ms, 300 ms and 30 ms on two cores.
//! `pydock lint` is measured on 1,000 Dockerfiles, and `pydock check --build` on a project of 2,000 modules.
#![allow(clippy::disallowed_methods, reason = "a bench makes the trees that it measures on")]
#![allow(clippy::unwrap_used, reason = "a bench may fail where it stands")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

fn init(folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pydock"));
    command.args(["init", "--yes", "--dry-run", "--quiet"]).arg(folder);
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success());
}

fn small(folder: &Path) {
    let files = [
        ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n"),
        ("shop/__init__.py", "from flask import Flask\n\n\ndef create_app():\n    return Flask(__name__)\n"),
        ("wsgi.py", "from shop import create_app\n\napplication = create_app()\n"),
        ("tests/test_shop.py", "def test_nothing():\n    pass\n"),
    ];
    for (path, text) in files {
        write(&folder.join(path), text);
    }
}

/// A repository as it lies on a developer's disk: what others wrote outweighs its own sources by fifty to one.
fn large(folder: &Path) {
    small(folder);
    for index in 0..2_000 {
        let package = index / 50;
        let next = (index + 1) % 2_000;
        let text = format!(
            "import json\nfrom dataclasses import dataclass\n\nfrom shop.part{}.module{next} import value as following\n\n\n\
             @dataclass\nclass Item{index}:\n    name: str\n    price: int = {index}\n\n    def total(self, count: int) -> int:\n        \
             return self.price * count\n\n\ndef value(text: str) -> dict:\n    return json.loads(text) | {{'following': following}}\n",
            next / 50,
        );
        write(&folder.join(format!("shop/part{package}/module{index}.py")), &text);
    }
    for (top, count) in
        [("node_modules/package", 70_000), (".venv/lib/python3.13/site-packages/package", 24_000), (".git/objects/", 4_000)]
    {
        for index in 0..count {
            write(&folder.join(format!("{top}{}/file{index}.py", index / 100)), "import flask\n\napp = flask.Flask(__name__)\n");
        }
    }
}

/// A lock as uv writes it: half of the packages are pure, the others have a wheel for each Python, C library and machine.
fn locked(folder: &Path) {
    const PACKAGES: usize = 500;
    let archive = |name: String| {
        let hash = "0123456789abcdef".repeat(4);
        let url = format!("https://files.pythonhosted.org/packages/01/23/{}/{name}", &hash[..60]);
        format!("    {{ url = \"{url}\", hash = \"sha256:{hash}\", size = 1234567, upload-time = \"2026-01-01T00:00:00Z\" }},\n")
    };
    let mut lock = "version = 1\nrevision = 5\nrequires-python = \">=3.11\"\n\n".to_owned();
    let mut names = Vec::new();
    for index in 0..PACKAGES {
        let name = format!("package{index}");
        lock.push_str(&format!("[[package]]\nname = \"{name}\"\nversion = \"1.{index}.0\"\n"));
        lock.push_str("source = { registry = \"https://pypi.org/simple\" }\ndependencies = [\n");
        for next in (index + 1..PACKAGES).take(4) {
            lock.push_str(&format!(
                "    {{ name = \"package{next}\", marker = \"python_full_version < '3.{}'\" }},\n",
                15 + next % 9
            ));
        }
        lock.push_str(&format!(
            "]\nsdist = {}wheels = [\n",
            archive(format!("{name}-1.{index}.0.tar.gz")).trim_start().replace("},", "}")
        ));
        if index % 2 == 0 {
            lock.push_str(&archive(format!("{name}-1.{index}.0-py3-none-any.whl")));
        } else {
            for python in 11..=15 {
                for platform in [
                    "manylinux_2_27_x86_64.manylinux_2_28_x86_64",
                    "manylinux_2_27_aarch64.manylinux_2_28_aarch64",
                    "musllinux_1_2_x86_64",
                    "musllinux_1_2_aarch64",
                    "macosx_11_0_arm64",
                    "win_amd64",
                ] {
                    lock.push_str(&archive(format!("{name}-1.{index}.0-cp3{python}-cp3{python}-{platform}.whl")));
                }
            }
        }
        lock.push_str("]\n\n");
        names.push(name);
    }
    lock.push_str("[[package]]\nname = \"shop\"\nversion = \"1.0.0\"\nsource = { virtual = \".\" }\ndependencies = [\n");
    names.iter().for_each(|name| lock.push_str(&format!("    {{ name = \"{name}\" }},\n")));
    lock.push_str("]\n");
    let dependencies: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let project = format!(
        "[project]\nname = \"shop\"\nversion = \"1.0.0\"\nrequires-python = \">=3.11\"\ndependencies = [{}]\n",
        dependencies.join(", ")
    );
    write(&folder.join("uv.lock"), &lock);
    write(&folder.join("pyproject.toml"), &project);
}

/// A service in each of 1,000 folders.
fn services(folder: &Path) {
    let text = "FROM python:3.14-slim-trixie AS builder\nWORKDIR /app\nCOPY requirements.txt .\n\
                RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*\n\
                RUN --mount=type=cache,target=/root/.cache/pip,id=pip-py314-trixie pip install -r requirements.txt\n\
                FROM python:3.14-slim-trixie\nCOPY --from=builder /opt/venv /opt/venv\nUSER 10001\nEXPOSE 8000\n\
                CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"--worker-tmp-dir\", \"/dev/shm\", \"shop:app\"]\n";
    for index in 0..1_000 {
        write(&folder.join(format!("{index}/Dockerfile")), text);
    }
}

/// A Dockerfile that copies everything of a large project, past an ignore file of many lines.
fn copied(folder: &Path) {
    for index in 0..2_000 {
        write(&folder.join(format!("shop/part{}/module{index}.py", index / 40)), "VALUE = 1\n");
    }
    write(&folder.join("app.py"), "from flask import Flask\n\napp = Flask(__name__)\n");
    write(&folder.join("requirements.txt"), "flask\ngunicorn\n");
    let dockerfile = "FROM python:3.14-slim-trixie\nWORKDIR /app\nCOPY requirements.txt ./\n\
                      RUN pip install -r requirements.txt\nCOPY . .\nCMD [\"gunicorn\", \"app:app\"]\n";
    write(&folder.join("Dockerfile"), dockerfile);
    write(&folder.join(".dockerignore"), &"**/*.log\n**/__pycache__\n!README.md\n".repeat(20));
}

fn run(arguments: &[&str], folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pydock"));
    command.args(arguments).arg(folder);
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success());
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn benchmark(criterion: &mut Criterion) {
    let folder = assert_fs::TempDir::new().unwrap();
    small(&folder.join("small"));
    large(&folder.join("large"));
    let mut group = criterion.benchmark_group("init --yes --dry-run");
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.bench_function("small project", |bencher| bencher.iter(|| init(&folder.join("small"))));
    group.bench_function("100,000 files", |bencher| bencher.iter(|| init(&folder.join("large"))));
    group.finish();
    locked(&folder.join("locked"));
    let mut group = criterion.benchmark_group("wheels");
    group.bench_function("500 packages", |bencher| bencher.iter(|| run(&["wheels"], &folder.join("locked"))));
    group.finish();
    services(&folder.join("services"));
    copied(&folder.join("copied"));
    let mut group = criterion.benchmark_group("Dockerfiles");
    group.sample_size(20).measurement_time(Duration::from_secs(8));
    group.bench_function("lint 1,000", |bencher| bencher.iter(|| run(&["lint"], &folder.join("services"))));
    group.bench_function("check --build", |bencher| bencher.iter(|| run(&["check", "--build"], &folder.join("copied"))));
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);

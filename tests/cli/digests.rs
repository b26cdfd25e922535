//! `--pin-digests` against a registry: one of our own that says what it is told to, and Debian's.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use libtest_mimic::Trial;

use crate::project::Project;
use crate::trial;

mod debian;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("digests/from_the_first_pin_on", from_the_first_pin_on),
        trial("digests/a_digest_by_hand_is_compared_too", a_digest_by_hand_is_compared_too),
        trial("digests/debians_registry_with_tls_and_passwords", debian::tls_and_passwords),
    ]
}

const IMAGE: &str = "python:3.13-slim-trixie";

fn shop() -> Project {
    let app = "from flask import Flask\n\napp = Flask(__name__)\n";
    // uv would be an image of its own, from another registry than the mirror's.
    let choices = ("pydock.toml", "installer = \"pip\"\n");
    let requirements = ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n");
    Project::new(&[requirements, ("app.py", app), (".python-version", "3.13\n"), choices])
}

/// A mirror of Docker Hub on which every tag has the digest of the day.
struct Mirror {
    address: String,
    digest: Arc<Mutex<String>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Mirror {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mirror = Self { address, digest: Arc::default(), asked: Arc::default() };
        let (digest, asked) = (Arc::clone(&mirror.digest), Arc::clone(&mirror.asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answered = answer(stream, &digest.lock().unwrap());
                asked.lock().unwrap().extend(answered);
            }
        });
        mirror
    }

    fn today(&self, digest: char) -> String {
        let digest = format!("sha256:{}", String::from(digest).repeat(64));
        self.digest.lock().unwrap().clone_from(&digest);
        digest
    }

    fn asked(&self) -> usize {
        std::mem::take(&mut *self.asked.lock().unwrap()).len()
    }

    /// The index of packages is asked by a proxy that is not there, so that nothing leaves this machine.
    #[track_caller]
    fn run(&self, project: &Project, arguments: &[&str], status: i32) -> String {
        let variables = [("PYDOCK_REGISTRY_MIRROR", &*self.address), ("HTTPS_PROXY", "http://127.0.0.1:1")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let outcome = project.run_with(arguments, &variables);
        assert_eq!(outcome.status, status, "{arguments:?}\n{}{}", outcome.stdout, outcome.stderr);
        outcome.stdout
    }
}

fn answer(mut stream: TcpStream, digest: &str) -> Option<String> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let question = lines.next()?.ok()?;
    lines.map_while(Result::ok).find(String::is_empty)?;
    let answer = format!("HTTP/1.1 200 OK\r\nDocker-Content-Digest: {digest}\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).ok()?;
    Some(question)
}

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.root().join(path)).unwrap()
}

#[track_caller]
fn pinned(project: &Project, digest: &str) {
    let (dockerfile, lock) = (read(project, "Dockerfile"), read(project, "pydock.lock"));
    assert_eq!(dockerfile.matches(&format!("FROM {IMAGE}@{digest} AS base\n")).count(), 1, "{dockerfile}");
    assert!(lock.contains(&format!("[[image]]\nname = \"{IMAGE}\"\ndigest = \"{digest}\"\n")), "{lock}");
}

fn from_the_first_pin_on() {
    let (project, mirror) = (shop(), Mirror::start());
    let first = mirror.today('1');
    mirror.run(&project, &["init", "--yes", "--pin-digests"], 0);
    pinned(&project, &first);
    assert_eq!(mirror.asked.lock().unwrap().as_slice(), ["HEAD /v2/library/python/manifests/3.13-slim-trixie HTTP/1.1"]);
    mirror.asked();

    // What the record has is not asked for again.
    let second = mirror.today('2');
    for arguments in [&["check"] as &[_], &["update"], &["init", "--yes"], &["render"]] {
        mirror.run(&project, arguments, 0);
    }
    assert_eq!(mirror.asked(), 0);
    pinned(&project, &first);

    // The tag has moved on.
    let drift = "python:3.13-slim-trixie  sha256:111111111111 \u{2192} sha256:222222222222  (Dockerfile:4)\n\
                 old digests: `pydock update --online` updates them\n";
    assert_eq!(mirror.run(&project, &["check", "--online"], 1), drift);
    let document: serde_json::Value = serde_json::from_str(&mirror.run(&project, &["check", "--online", "--json"], 1)).unwrap();
    let at = serde_json::json!({ "file": "Dockerfile", "line": 4 });
    let image = serde_json::json!({ "name": IMAGE, "state": "old", "pinned": first, "current": second, "at": at });
    assert_eq!((&document["images"], &document["in_step"]), (&serde_json::json!([image]), &false.into()));
    mirror.run(&project, &["update", "--online"], 0);
    pinned(&project, &second);
    assert_eq!(mirror.run(&project, &["check", "--online"], 0), "up to date\n");

    // A bot moves the digest in the file, and the tag moves once more after that.
    let (third, fourth) = (mirror.today('3'), mirror.today('4'));
    let dockerfile = read(&project, "Dockerfile").replace(&second, &third);
    project.write("Dockerfile", dockerfile.as_bytes());
    assert_eq!(mirror.run(&project, &["check"], 0), "up to date\n");
    mirror.run(&project, &["update", "--online"], 0);
    pinned(&project, &fourth);

    // Another Python has another digest, which nobody knows yet.
    project.write(".python-version", b"3.12\n");
    mirror.asked();
    let drift = mirror.run(&project, &["check"], 1);
    assert!(drift.contains("python:3.12-slim-trixie  not pinned yet: `pydock update` pins it\n"), "{drift}");
    assert_eq!(mirror.asked(), 0);
    mirror.run(&project, &["update"], 0);
    assert_eq!(mirror.asked(), 1);
    let lock = read(&project, "pydock.lock");
    assert!(lock.contains("name = \"python:3.12-slim-trixie\"") && !lock.contains(IMAGE), "{lock}");

    // And back to the tag alone.
    mirror.run(&project, &["update", "--no-pin-digests"], 0);
    assert!(!read(&project, "Dockerfile").contains("sha256") && !read(&project, "pydock.lock").contains("sha256"));
    assert!(read(&project, "pydock.toml").ends_with("pin-digests = false\n"));
}

/// Who pins without pydock is told all the same; a digest without a tag, or behind a variable, has nothing to compare.
fn a_digest_by_hand_is_compared_too() {
    let (project, mirror) = (shop(), Mirror::start());
    mirror.run(&project, &["init", "--yes"], 0);
    assert_eq!(mirror.run(&project, &["check", "--online"], 0), "up to date\n");
    let (old, _) = (mirror.today('1'), mirror.today('2'));
    let more = format!("FROM alpine@{old} AS a\nFROM $BASE:1@{old} AS b\nFROM {IMAGE}");
    let dockerfile = read(&project, "Dockerfile").replace(&format!("FROM {IMAGE}"), &format!("{more}@{old}"));
    project.write("Dockerfile", dockerfile.as_bytes());
    let drift = mirror.run(&project, &["check", "--online"], 1);
    assert!(
        drift.contains("\npython:3.13-slim-trixie  sha256:111111111111 \u{2192} sha256:222222222222  (Dockerfile:6)\n"),
        "{drift}"
    );
    assert_eq!(mirror.asked(), 1);
}

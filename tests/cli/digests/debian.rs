//! The program against a real registry: Debian's `docker-registry`, started on this machine with a certificate made for the
//! day and one user. Without it, or without `openssl`, the test does nothing and says so, except where CI=true.
#![allow(clippy::print_stderr, reason = "a test that does nothing says so")]

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::{pinned, read, shop};
use crate::project::{Outcome, Project};
use crate::skips::skipped;

const USER: &str = "reader:$2b$04$abcdefghijklmnopqrstuu/LVz6MZlItEy42I2juLihZ66HnQx/cy\n";
const PASSWORD: &str = "open sesame";
/// `reader` and the password, as `docker login` keeps them.
const LOGIN: &str = "cmVhZGVyOm9wZW4gc2VzYW1l";
const INDEX: &str = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
/// The SHA-256 of [`INDEX`].
const OF_INDEX: &str = "sha256:dff9de10919148711140d349bf03f1a99eb06f94b03e51715ccebfa7cdc518e2";

pub fn tls_and_passwords() {
    let is_there = |program: &str, argument: &str| {
        Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    if !is_there("docker-registry", "--version") || !is_there("openssl", "version") {
        skipped("docker-registry or openssl");
        return;
    }
    let project = shop();
    let registry = Registry::start(project.outside());
    registry.push("library/python", "3.13-slim-trixie");

    // Nobody trusts the certificate yet, then nobody knows the user.
    let outcome = registry.run(&project, &["init", "--yes", "--pin-digests"], &[]);
    assert_eq!(outcome.status, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("invalid peer certificate"), "{}", outcome.stderr);
    let certificate = registry.folder.join("cert.pem");
    let trusts = ("SSL_CERT_FILE", certificate.to_str().unwrap());
    let outcome = registry.run(&project, &["init", "--yes", "--pin-digests"], &[trusts]);
    assert_eq!(outcome.status, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("authentication failed (status 401)"), "{}", outcome.stderr);
    assert!(!project.root().join("Dockerfile").exists());

    // By the password of `docker login`, and by a program that keeps it.
    let docker = registry.folder.join("docker");
    fs::create_dir(&docker).unwrap();
    let config = ("DOCKER_CONFIG", docker.to_str().unwrap());
    let auths = format!(r#"{{"auths": {{"{}": {{"auth": "{LOGIN}"}}}}}}"#, registry.host);
    fs::write(docker.join("config.json"), &auths).unwrap();
    let outcome = registry.run(&project, &["init", "--yes", "--pin-digests"], &[trusts, config]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    pinned(&project, OF_INDEX);
    #[cfg(unix)]
    {
        let path = registry.helper(&docker);
        let outcome = registry.run(&project, &["check", "--online"], &[trusts, config, ("PATH", &path)]);
        assert_eq!((outcome.status, &*outcome.stdout), (0, "up to date\n"), "{}", outcome.stderr);
        assert_eq!(read(&project, "../registry/docker/asked").trim(), registry.host);
        fs::write(docker.join("config.json"), auths).unwrap();
    }

    // A tag that the registry does not have: nothing is written.
    let before = project.snapshot();
    let outcome = registry.run(&project, &["update", "--python", "3.12"], &[trusts, config]);
    assert_eq!(outcome.status, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the registry has no such image (status 404)"), "{}", outcome.stderr);
    assert_eq!(project.snapshot(), before);
}

struct Registry {
    process: Child,
    folder: PathBuf,
    host: String,
}

impl Registry {
    fn start(outside: &Path) -> Self {
        let folder = outside.join("registry");
        fs::create_dir(&folder).unwrap();
        let at = |name: &str| folder.join(name).display().to_string();
        let (key, certificate) = (at("key.pem"), at("cert.pem"));
        // A certificate that is its own authority is only taken for a server's if it says that it is no authority's.
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=pydock test", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", &key, "-out", &certificate])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        fs::write(folder.join("users"), USER).unwrap();
        // The port is free again a moment before the registry takes it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "version: 0.1\nlog: {{ level: error }}\nstorage: {{ filesystem: {{ rootdirectory: {} }} }}\n\
             http: {{ addr: \"127.0.0.1:{port}\", tls: {{ certificate: {certificate}, key: {key} }} }}\n\
             auth: {{ htpasswd: {{ realm: test, path: {} }} }}\n",
            at("storage"),
            at("users"),
        );
        fs::write(folder.join("config.yml"), config).unwrap();
        let process = Command::new("docker-registry")
            .args(["serve", &at("config.yml")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut registry = Self { process, folder, host: format!("localhost:{port}") };
        registry.wait();
        registry
    }

    fn wait(&mut self) {
        let address: std::net::SocketAddr = self.host.replace("localhost", "127.0.0.1").parse().unwrap();
        let started = Instant::now();
        while std::net::TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            let has_ended = self.process.try_wait().unwrap().is_some();
            assert!(!has_ended && started.elapsed() < Duration::from_secs(20), "the registry does not start\n{}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// An index of no platforms is enough of an image to have a digest.
    fn push(&self, repository: &str, tag: &str) {
        let pem = fs::read(self.folder.join("cert.pem")).unwrap();
        let authorities = RootCerts::new_with_certs(&[Certificate::from_pem(&pem).unwrap()]);
        let tls = TlsConfig::builder().root_certs(authorities).build();
        let agent = ureq::Agent::config_builder().proxy(None).tls_config(tls).build().new_agent();
        let pushed = agent
            .put(format!("https://{}/v2/{repository}/manifests/{tag}", self.host))
            .header("Authorization", format!("Basic {LOGIN}"))
            .header("Content-Type", "application/vnd.oci.image.index.v1+json")
            .send(INDEX);
        assert_eq!(pushed.unwrap().status().as_u16(), 201);
    }

    /// A program that keeps the password, and the path on which it is found. It writes down whom it was asked for.
    #[cfg(unix)]
    fn helper(&self, docker: &Path) -> String {
        use std::os::unix::fs::PermissionsExt as _;
        let program = docker.join("docker-credential-test");
        let answer = format!(r#"{{"ServerURL":"","Username":"reader","Secret":"{PASSWORD}"}}"#);
        let asked = docker.join("asked");
        fs::write(&program, format!("#!/bin/sh\ncat > '{}'\necho '{answer}'\n", asked.display())).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(docker.join("config.json"), r#"{"credsStore": "test"}"#).unwrap();
        format!("{}:{}", docker.display(), std::env::var("PATH").unwrap_or_default())
    }

    /// The registry stands before Docker Hub as its mirror. No other server is reached.
    fn run(&self, project: &Project, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let mirror = format!("https://{}", self.host);
        let fixed = [("PYDOCK_REGISTRY_MIRROR", &*mirror), ("HTTPS_PROXY", "http://127.0.0.1:1")];
        let variables = fixed.iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        project.run_with(arguments, &variables.collect::<Vec<_>>())
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

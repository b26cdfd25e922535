//! The credentials that `docker login` left: `config.json`, and the programs that it names.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;

use super::helper::{self, Answer};
use crate::http::Credentials;

/// A file with hundreds of registries has some ten thousand bytes.
const LARGEST: u64 = 4 << 20;

/// What is known of a person on the registries.
#[derive(Debug, Clone, Default)]
pub struct DockerConfig {
    file: File,
    /// Why the file tells nothing although it is there.
    broken: Option<String>,
}

/// Whoever asks, as a registry takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Login {
    Password(Credentials),
    /// A token that other tokens are had for, as Azure's registries give it.
    Identity(String),
}

/// Docker's other settings are passed over.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct File {
    auths: BTreeMap<String, Entry>,
    #[serde(rename = "credHelpers")]
    helpers: BTreeMap<String, String>,
    #[serde(rename = "credsStore")]
    store: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Entry {
    /// `user:password` in base64.
    auth: String,
    username: String,
    password: String,
    identitytoken: String,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entry(hidden)")
    }
}

impl DockerConfig {
    /// `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`; nothing is known where there is none.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = folder("DOCKER_CONFIG").or_else(|| Some(folder("HOME")?.join(".docker")));
        folder.map(|folder| Self::of_file(&folder.join("config.json"))).unwrap_or_default()
    }

    fn of_file(path: &Path) -> Self {
        let Ok(file) = fs::File::open(path) else { return Self::default() };
        let mut text = String::new();
        let read = file.take(LARGEST).read_to_string(&mut text).map_err(|error| error.to_string());
        match read.and_then(|_| serde_json::from_str(&text).map_err(|error| place(&error))) {
            Ok(file) => Self { file, broken: None },
            Err(problem) => {
                Self { file: File::default(), broken: Some(format!("`{}` cannot be read: {problem}", path.display())) }
            }
        }
    }

    /// The login for a registry, as Docker looks for it: the program for this registry, the program for all, the file. What
    /// went wrong on the way comes along, because most images are had without a login.
    pub(super) fn login(&self, registry: &str) -> (Option<Login>, Option<String>) {
        let mut problem = self.broken.clone();
        let program = entry(&self.file.helpers, registry).or(self.file.store.as_ref());
        if let Some(name) = program.filter(|name| !name.is_empty()) {
            match helper::ask(name, registry) {
                Ok(Some(answer)) => return (Some(answer.into()), None),
                Ok(None) => {}
                Err(reason) => problem = Some(reason),
            }
        }
        match entry(&self.file.auths, registry).and_then(Entry::login) {
            Some(login) => (Some(login), None),
            None => (None, problem),
        }
    }
}

/// The value under this name, or under another spelling of the same host. Ex) `https://ghcr.io/v1/` for `ghcr.io`
fn entry<'m, T>(map: &'m BTreeMap<String, T>, registry: &str) -> Option<&'m T> {
    let same_host = || map.iter().find(|(key, _)| host(key) == host(registry)).map(|(_, value)| value);
    map.get(registry).or_else(same_host)
}

/// Docker Hub goes by several.
fn host(key: &str) -> &str {
    let key = key.strip_prefix("https://").or(key.strip_prefix("http://")).unwrap_or(key);
    match key.split('/').next().unwrap_or(key) {
        "docker.io" | "registry-1.docker.io" => "index.docker.io",
        host => host,
    }
}

/// Where the file is broken. What stands there may be a password, so it is not in the sentence.
fn place(error: &serde_json::Error) -> String {
    format!("it is not the JSON that Docker writes (line {})", error.line())
}

impl Entry {
    fn login(&self) -> Option<Login> {
        if !self.identitytoken.is_empty() {
            return Some(Login::Identity(self.identitytoken.clone()));
        }
        let (user, password) = match self.decoded() {
            Some(pair) => pair,
            None => (self.username.clone(), self.password.clone()),
        };
        (!user.is_empty()).then(|| Login::Password(Credentials::new(user, password)))
    }

    /// Docker of old fills the end with zeros, and other tools leave out the `=`.
    fn decoded(&self) -> Option<(String, String)> {
        const LENIENT: GeneralPurposeConfig =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let bytes = GeneralPurpose::new(&alphabet::STANDARD, LENIENT).decode(self.auth.trim()).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (user, password) = text.split_once(':')?;
        Some((user.to_owned(), password.trim_end_matches('\0').to_owned()))
    }
}

impl From<Answer> for Login {
    /// `<token>` in the place of the name says that the secret is an identity token.
    fn from(answer: Answer) -> Self {
        match answer.user.as_str() {
            "<token>" => Self::Identity(answer.secret),
            _ => Self::Password(Credentials::new(answer.user, answer.secret)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> DockerConfig {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.json"), text).unwrap();
        DockerConfig::read(|name| (name == "DOCKER_CONFIG").then(|| folder.path().display().to_string()))
    }

    #[test]
    fn the_file_is_read_as_docker_writes_it() {
        let found = config(
            r#"{
                "auths": {
                    "https://index.docker.io/v1/": { "auth": "dXNlcjpzZWNyZXQ=", "email": "x" },
                    "ghcr.io": { "auth": "dXNlcjpzZTpjcmV0" },
                    "https://quay.io/v2/": { "auth": "dTpwAAA" },
                    "azure.corp": { "auth": "MDAwOg==", "identitytoken": "long" },
                    "plain.corp:5000": { "username": "u", "password": "p" },
                    "empty.corp": {},
                    "broken.corp": { "auth": "%%%" }
                },
                "psFormat": "x"
            }"#,
        );
        let password = |user: &str, password: &str| Some(Login::Password(Credentials::new(user.to_owned(), password.to_owned())));
        for (registry, expected) in [
            ("https://index.docker.io/v1/", password("user", "secret")),
            ("docker.io", password("user", "secret")),
            ("ghcr.io", password("user", "se:cret")),
            ("quay.io", password("u", "p")),
            ("azure.corp", Some(Login::Identity("long".to_owned()))),
            ("plain.corp:5000", password("u", "p")),
            ("plain.corp", None),
            ("empty.corp", None),
            ("broken.corp", None),
            ("other.corp", None),
        ] {
            assert_eq!(found.login(registry), (expected, None), "{registry}");
        }
    }

    #[test]
    fn a_broken_file_and_a_missing_program_are_told_without_secrets() {
        for (text, expected) in [
            (r#"{"auths": {"a": {"auth": "c2VjcmV0" "#, "cannot be read: it is not the JSON that Docker writes (line 1)"),
            (r#"{"credsStore": "pydock-has-no-such-helper"}"#, "`docker-credential-pydock-has-no-such-helper` cannot be started"),
            (r#"{"credHelpers": {"ghcr.io": "../x"}}"#, "`../x` is not the name of a credential helper"),
        ] {
            let (login, problem) = config(text).login("ghcr.io");
            let problem = problem.unwrap();
            assert!(login.is_none() && problem.contains(expected) && !problem.contains("c2Vj"), "{problem}");
        }
        assert_eq!(config("{}").login("ghcr.io"), (None, None));
        assert_eq!(DockerConfig::read(|_| None).login("ghcr.io"), (None, None));
    }
}

//! Registries that are asked for the images of Docker Hub before it is.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use super::RegistryError;
use super::place::{Server, is_local};
use crate::http::Credentials;

/// The variable that names mirrors, in place of the daemon's; an empty one says that there are none.
const VARIABLE: &str = "PYDOCK_REGISTRY_MIRROR";
/// A file of a person's settings has some hundred bytes.
const LARGEST: u64 = 1 << 20;

/// In the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct Mirrors(pub(super) Vec<Server>);

#[derive(Deserialize)]
struct Daemon {
    #[serde(rename = "registry-mirrors", default)]
    mirrors: Vec<String>,
}

impl Mirrors {
    /// Those of the variable, separated by commas or blanks, else those that Docker's daemon is configured with.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, RegistryError> {
        if let Some(named) = variable(VARIABLE) {
            let addresses = named.split([',', ' ']).filter(|address| !address.is_empty());
            let mirrors = addresses.map(|address| {
                mirror(address).ok_or_else(|| {
                    let problem = format!("`{}` is not a valid address of a mirror", without_credentials(address));
                    let hint = "write https://host, or http://localhost:port for this machine; an empty variable means no mirror";
                    RegistryError::name(VARIABLE, problem, hint)
                })
            });
            return Ok(Self(mirrors.collect::<Result<_, _>>()?));
        }
        let found = daemon_files(variable).iter().find_map(|path| Self::of_daemon(path));
        Ok(found.unwrap_or_default())
    }

    /// A file that cannot be read, or used, is the daemon's matter: nothing is said about it here.
    fn of_daemon(path: &Path) -> Option<Self> {
        let mut text = String::new();
        fs::File::open(path).ok()?.take(LARGEST).read_to_string(&mut text).ok()?;
        let daemon: Daemon = serde_json::from_str(&text).ok()?;
        Some(Self(daemon.mirrors.iter().filter_map(|address| mirror(address)).collect()))
    }
}

/// Docker's own place, then those of a daemon without root and of Docker Desktop.
fn daemon_files(variable: impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = folder("HOME");
    let config = folder("XDG_CONFIG_HOME").or_else(|| home.as_ref().map(|home| home.join(".config")));
    let files = [config.map(|config| config.join("docker/daemon.json")), home.map(|home| home.join(".docker/daemon.json"))];
    std::iter::once(PathBuf::from("/etc/docker/daemon.json")).chain(files.into_iter().flatten()).collect()
}

/// A path of the address goes before the names of the images, which is how a server with several repositories has it.
fn mirror(address: &str) -> Option<Server> {
    let mut url = Url::parse(address).ok()?;
    if !(url.scheme() == "https" || url.scheme() == "http" && is_local(&url)) {
        return None;
    }
    let _ = Credentials::take(&mut url);
    let authority = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
    let path = url.path().trim_matches('/').to_owned();
    let prefix = if path.is_empty() { path } else { format!("{path}/") };
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Some(Server { addresses: vec![url], prefix, ..Server::at(&authority)? })
}

/// What a person mistyped may still hold a password.
fn without_credentials(text: &str) -> &str {
    text.rsplit('@').next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(mirrors: &Mirrors) -> Vec<String> {
        mirrors.0.iter().map(|server| format!("{} {} {}", server.addresses[0], server.login, server.prefix)).collect()
    }

    #[test]
    fn the_variable_names_mirrors_or_says_that_there_are_none() {
        for (value, expected) in [
            ("", Some(vec![])),
            ("https://mirror.corp", Some(vec!["https://mirror.corp/ mirror.corp "])),
            (
                "https://a.corp:8443/hub/, http://127.0.0.1:5000",
                Some(vec!["https://a.corp:8443/ a.corp:8443 hub/", "http://127.0.0.1:5000/ 127.0.0.1:5000 "]),
            ),
            ("http://mirror.corp", None),
            ("mirror.corp", None),
            ("ftp://u:secret@mirror.corp", None),
        ] {
            let found = Mirrors::read(|name| (name == VARIABLE).then(|| value.to_owned()));
            if let Err(error) = &found {
                assert!(!error.to_string().contains("secret"), "{error}");
            }
            let expected = expected.map(|mirrors| mirrors.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(found.ok().map(|mirrors| shown(&mirrors)), expected, "{value}");
        }
    }

    #[test]
    fn the_daemon_names_mirrors_and_its_mistakes_are_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daemon.json");
        assert!(Mirrors::of_daemon(&path).is_none());
        for (text, expected) in [
            (r#"{"debug": true}"#, Some(vec![])),
            (r#"{"registry-mirrors": ["https://mirror.gcr.io", "http://mirror.corp", 1.5"#, None),
            (
                r#"{"registry-mirrors": ["https://mirror.gcr.io", "http://mirror.corp", "nonsense"]}"#,
                Some(vec!["https://mirror.gcr.io/ mirror.gcr.io ".to_owned()]),
            ),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(Mirrors::of_daemon(&path).map(|mirrors| shown(&mirrors)), expected, "{text}");
        }
    }
}

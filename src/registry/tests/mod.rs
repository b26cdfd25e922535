//! The room against a server in the same process.

mod login;
mod questions;

use std::time::Duration;

use super::{DockerConfig, Mirrors, Options, Registry, RegistryError};
use crate::http::Environment;
use crate::http::tests::server::{Reply, Server};
use crate::model::{Digest, ImageRef};

const INDEX: &str = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
/// The SHA-256 of [`INDEX`].
const OF_INDEX: &str = "sha256:dff9de10919148711140d349bf03f1a99eb06f94b03e51715ccebfa7cdc518e2";
const SHOP: &str = "/v2/shop/manifests/1";
const PYTHON: &str = "/v2/library/python/manifests/3.13-slim";

fn digest() -> Digest {
    OF_INDEX.parse().unwrap()
}

/// A manifest as a registry sends it.
fn manifest() -> Reply {
    Reply::ok(INDEX).header("Content-Type", "application/vnd.oci.image.index.v1+json").header("Docker-Content-Digest", OF_INDEX)
}

fn options() -> Options {
    Options {
        environment: Environment::default(),
        mirrors: Mirrors::default(),
        docker: DockerConfig::default(),
        timeout: Duration::from_secs(5),
    }
}

/// With these mirrors for Docker Hub.
fn with_mirrors(mirrors: &str) -> Options {
    Options {
        mirrors: Mirrors::read(|name| (name == "PYDOCK_REGISTRY_MIRROR").then(|| mirrors.to_owned())).unwrap(),
        ..options()
    }
}

/// With this `config.json`.
fn with_login(json: &str) -> Options {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("config.json"), json).unwrap();
    let docker = DockerConfig::read(|name| (name == "DOCKER_CONFIG").then(|| folder.path().display().to_string()));
    Options { docker, ..options() }
}

/// The digest of `shop:1` on the server.
fn ask(server: &Server, options: Options) -> Result<Digest, RegistryError> {
    let image: ImageRef = format!("{}/shop:1", server.address()).parse().unwrap();
    Registry::new(options).digest(&image)
}

/// Each question as its method and path.
fn asked(server: &Server) -> Vec<String> {
    server.asked().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
}

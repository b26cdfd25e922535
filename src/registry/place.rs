//! Where an image lies.
//!
//! ```text
//! reference = [host[:port] "/"] path [":" tag] ["@" digest]
//! ```
//!
//! The first part is a host where it has a dot or a port or is `localhost`; otherwise the image lies on Docker Hub, where a
//! path of one part lies below `library`. That is Docker's own reading, held in no specification but its sources.

use url::{Host, Url};

use super::RegistryError;
use crate::model::ImageRef;

/// What the credentials of Docker Hub are filed under, since `docker login` of old.
const HUB_LOGIN: &str = "https://index.docker.io/v1/";
const HUB: &str = "registry-1.docker.io";

/// A repository and a tag on a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub registry: Server,
    /// Ex) `library/python`
    pub repository: String,
    pub tag: String,
    /// Whether it lies on Docker Hub, which is what mirrors are for.
    pub is_hub: bool,
}

/// A server that speaks the distribution API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    /// Without path; a second one is tried where the first cannot be connected to.
    pub addresses: Vec<Url>,
    /// What Docker files the credentials under. Ex) `ghcr.io`
    pub login: String,
    /// What goes before the repository, on mirrors that serve several registries.
    pub prefix: String,
    /// It is on this machine.
    pub is_local: bool,
}

impl Place {
    pub(super) fn of(image: &ImageRef) -> Result<Self, RegistryError> {
        let refuse = || RegistryError::name(image.as_str(), "not a valid image name", "check the name of the image");
        let name = image.without_digest();
        let tag = name.tag().unwrap_or("latest").to_owned();
        let name = name.as_str().strip_suffix(&format!(":{tag}")).unwrap_or(name.as_str());
        let first = name.split('/').next().unwrap_or_default();
        let is_host = name.contains('/') && (first.contains(['.', ':']) || first == "localhost");
        let (host, path) = if is_host { name.split_once('/').unwrap_or(("", name)) } else { ("docker.io", name) };
        let is_hub = matches!(host, "docker.io" | "index.docker.io" | HUB);
        let repository = if is_hub && !path.contains('/') { format!("library/{path}") } else { path.to_owned() };
        let is_part = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphanumeric())
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
        };
        let is_tag = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        if !is_tag || !repository.split('/').all(is_part) {
            return Err(refuse());
        }
        let registry = match is_hub {
            true => Server { login: HUB_LOGIN.to_owned(), ..Server::at(HUB).ok_or_else(refuse)? },
            false => Server::at(host).ok_or_else(refuse)?,
        };
        Ok(Self { registry, repository, tag, is_hub })
    }

    /// The addresses of the manifest on a server.
    pub(super) fn manifest(&self, server: &Server, address: &Url) -> Url {
        let mut url = address.clone();
        url.set_path(&format!("/v2/{}{}/manifests/{}", server.prefix, self.repository, self.tag));
        url
    }

    /// What a token must allow, where the server does not say so itself.
    pub(super) fn scope(&self, server: &Server) -> String {
        format!("repository:{}{}:pull", server.prefix, self.repository)
    }
}

impl Server {
    /// The server of a host and its port. Without encryption only one on this machine is asked, as Docker does it. `None` if the
    /// host is not valid.
    pub(super) fn at(host: &str) -> Option<Self> {
        let secure = Url::parse(&format!("https://{host}/")).ok()?;
        if secure.path() != "/" || !secure.username().is_empty() || secure.password().is_some() {
            return None;
        }
        let is_local = is_local(&secure);
        let plain = Url::parse(&format!("http://{host}/")).ok().filter(|_| is_local);
        let addresses = std::iter::once(secure).chain(plain).collect();
        Some(Self { addresses, login: host.to_owned(), prefix: String::new(), is_local })
    }
}

/// `localhost` and 127.0.0.0/8, and the same of IPv6.
pub(super) fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_docker_reads_them() {
        let hub = "https://registry-1.docker.io";
        for (image, expected) in [
            ("python:3.13-slim", vec![format!("{hub}/v2/library/python/manifests/3.13-slim")]),
            ("python", vec![format!("{hub}/v2/library/python/manifests/latest")]),
            ("docker.io/bitnami/python:3", vec![format!("{hub}/v2/bitnami/python/manifests/3")]),
            ("index.docker.io/python:3", vec![format!("{hub}/v2/library/python/manifests/3")]),
            ("ghcr.io/astral-sh/uv:0.9", vec!["https://ghcr.io/v2/astral-sh/uv/manifests/0.9".to_owned()]),
            ("registry.corp:8443/a/b/c:1", vec!["https://registry.corp:8443/v2/a/b/c/manifests/1".to_owned()]),
            (
                "localhost:5000/shop:1",
                vec![
                    "https://localhost:5000/v2/shop/manifests/1".to_owned(),
                    "http://localhost:5000/v2/shop/manifests/1".to_owned(),
                ],
            ),
            ("localhost.corp/shop:1", vec!["https://localhost.corp/v2/shop/manifests/1".to_owned()]),
            (
                "127.0.0.2/shop:1",
                vec!["https://127.0.0.2/v2/shop/manifests/1".to_owned(), "http://127.0.0.2/v2/shop/manifests/1".to_owned()],
            ),
            ("Python:3", vec![]),
            ("ghcr.io/../x:1", vec![]),
            ("ghcr.io//x:1", vec![]),
            ("a:b:c", vec![]),
            ("x:99999/y:1", vec![]),
        ] {
            let place = Place::of(&image.parse().unwrap());
            let found: Vec<String> = place
                .iter()
                .flat_map(|place| {
                    place.registry.addresses.iter().map(|address| place.manifest(&place.registry, address).to_string())
                })
                .collect();
            assert_eq!(found, expected, "{image}");
        }
    }

    #[test]
    fn credentials_are_filed_under_the_host() {
        for (image, expected) in
            [("python:3", "https://index.docker.io/v1/"), ("ghcr.io/a/b", "ghcr.io"), ("localhost:5000/b", "localhost:5000")]
        {
            assert_eq!(Place::of(&image.parse().unwrap()).unwrap().registry.login, expected, "{image}");
        }
    }
}

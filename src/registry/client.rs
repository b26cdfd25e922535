//! The one question: which digest does this tag have?

use std::io::Read as _;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use ureq::Body;
use ureq::http::{HeaderMap, header};
use url::Url;

use super::error::{RegistryError, RegistryErrorKind};
use super::place::{Place, Server, is_local};
use super::{DockerConfig, Mirrors};
use crate::http::{Agents, Environment, Failure, redirect};
use crate::model::{Digest, ImageRef};

/// An index of all platforms where the image has one, because the digest of one platform would not build on another; the
/// same in Docker's older format; a single image otherwise.
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, \
                      application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
/// Of a server of tokens, some of which are particular about it.
const ACCEPT_TOKEN: &str = "application/json";
const DIGEST: &str = "docker-content-digest";
const MOST_REDIRECTS: usize = 5;
/// The specification has registries take manifests of 4 MiB.
const LARGEST: u64 = 4 << 20;
/// A registry that fails for a moment is asked once more.
const TRIES: usize = 2;
const PAUSE: Duration = Duration::from_millis(250);

/// How a registry is asked.
#[derive(Debug, Clone)]
pub struct Options {
    pub environment: Environment,
    pub mirrors: Mirrors,
    pub docker: DockerConfig,
    /// How long to wait for a server that says nothing.
    pub timeout: Duration,
}

impl Options {
    /// As the variables and Docker's configuration have it.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, RegistryError> {
        Ok(Self {
            environment: Environment::read(&variable),
            mirrors: Mirrors::read(&variable)?,
            docker: DockerConfig::read(&variable),
            timeout: Duration::from_secs(15),
        })
    }
}

/// Asks registries for digests.
pub struct Registry {
    agents: Agents,
    mirrors: Mirrors,
    pub(super) docker: DockerConfig,
    timeout: Duration,
}

/// What goes out.
#[derive(Clone, Copy)]
pub(super) enum Sent<'a> {
    Head,
    Get,
    /// For a token.
    Token,
    /// For a token by another one: fields of a form, by POST.
    Form(&'a str),
}

/// An answer whose body has not been read.
pub(super) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Where the answer came from after all redirects.
    pub url: Url,
    body: Body,
}

impl Registry {
    /// Opens no connection yet.
    pub fn new(options: Options) -> Self {
        let Options { environment, mirrors, docker, timeout } = options;
        Self { agents: Agents::new(&environment, timeout), mirrors, docker, timeout }
    }

    /// The digest that the image's tag has now: of the index of all platforms, where there is one.
    pub fn digest(&self, image: &ImageRef) -> Result<Digest, RegistryError> {
        let place = Place::of(image)?;
        let mut before = Vec::new();
        // A mirror that is down, or has not got the image, is nothing to speak of while another server answers.
        for mirror in self.mirrors.0.iter().filter(|_| place.is_hub) {
            match self.digest_on(mirror, &place) {
                Ok(digest) => return Ok(digest),
                Err(error) => before.push(error.to_string()),
            }
        }
        self.digest_on(&place.registry, &place).map_err(|error| RegistryError { mirrors: before, ..error })
    }

    /// By the first of the server's addresses that something answers at.
    fn digest_on(&self, server: &Server, place: &Place) -> Result<Digest, RegistryError> {
        let mut nothing: Option<RegistryError> = None;
        for address in &server.addresses {
            match self.digest_at(&place.manifest(server, address), server, place) {
                // Of two such errors the one of the server that was there tells more.
                Err(error) if speaks_nothing(error.kind) => {
                    let replaces = nothing.is_none() || error.kind != RegistryErrorKind::Unreachable;
                    nothing = if replaces { Some(error) } else { nothing };
                }
                found => return found,
            }
        }
        Err(nothing.unwrap_or_else(|| {
            RegistryError::name(&server.login, "the registry has no usable address", "check the name of the image")
        }))
    }

    fn digest_at(&self, url: &Url, server: &Server, place: &Place) -> Result<Digest, RegistryError> {
        let mut pass = None;
        // Docker Hub does not count a HEAD as a download.
        let head = self.ask(Sent::Head, url, server, place, &mut pass)?;
        let digest = head.digest();
        match (head.status, digest) {
            (200, Some(digest)) => Ok(digest),
            // Without the header, or where the server knows no HEAD, the manifest itself has the answer.
            (200 | 405 | 501, None) => {
                let answer = self.ask(Sent::Get, url, server, place, &mut pass)?;
                if answer.status != 200 {
                    return Err(RegistryError::status(url, answer.status));
                }
                let said = answer.digest();
                let bytes = answer.bytes()?;
                let invalid = |problem: &str| RegistryError::new(RegistryErrorKind::Invalid, url, problem);
                if !serde_json::from_slice(&bytes).is_ok_and(|manifest: serde_json::Value| manifest.is_object()) {
                    return Err(invalid("the answer is not a manifest"));
                }
                let computed = Digest::of_sha256(Sha256::digest(&bytes)).map_err(|error| invalid(&error.to_string()))?;
                match said {
                    Some(said) if said != computed => Err(invalid("the digest that the registry names is not the manifest's")),
                    _ => Ok(computed),
                }
            }
            (status, _) => Err(RegistryError::status(url, status)),
        }
    }

    /// Asks, and once more with credentials where the registry wants some.
    fn ask(
        &self,
        sent: Sent<'_>,
        url: &Url,
        server: &Server,
        place: &Place,
        pass: &mut Option<String>,
    ) -> Result<Answer, RegistryError> {
        let answer = self.send(sent, url, pass.as_deref())?;
        if answer.status != 401 || pass.is_some() {
            return Ok(answer);
        }
        let found = self.pass(&answer, place, server)?;
        let answer = self.send(sent, url, Some(&found.header))?;
        if answer.status == 401 {
            return Err(RegistryError::status(url, 401).because(found.problem));
        }
        *pass = Some(found.header);
        Ok(answer)
    }

    /// Sends, follows redirects, and tries again where the server fails for a moment. Every status is an answer.
    pub(super) fn send(&self, sent: Sent<'_>, url: &Url, authorization: Option<&str>) -> Result<Answer, RegistryError> {
        let mut answered = self.follow(sent, url, authorization);
        for _ in 1..TRIES {
            let fails = match &answered {
                Ok(answer) => answer.status >= 500 && answer.status != 501,
                Err(error) => error.kind == RegistryErrorKind::BrokenOff,
            };
            if fails {
                std::thread::sleep(PAUSE);
                answered = self.follow(sent, url, authorization);
            }
        }
        answered
    }

    fn follow(&self, sent: Sent<'_>, url: &Url, authorization: Option<&str>) -> Result<Answer, RegistryError> {
        let mut at = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            // Credentials are for the server that asked for them, and for no other that it sends on to.
            let answer = self.once(sent, &at, authorization.filter(|_| at.origin() == url.origin()))?;
            match redirect(&at, answer.status, &answer.headers) {
                Ok(None) => return Ok(answer),
                Ok(Some(_)) if matches!(sent, Sent::Form(_)) => {
                    let problem = "the server redirects a request that contains a secret";
                    return Err(RegistryError::new(RegistryErrorKind::Invalid, &at, problem));
                }
                Ok(Some(next)) => at = next,
                Err(problem) => return Err(RegistryError::new(RegistryErrorKind::Invalid, &at, problem)),
            }
        }
        let problem = "the server redirects in circles";
        Err(RegistryError::new(RegistryErrorKind::Invalid, &at, problem))
    }

    fn once(&self, sent: Sent<'_>, url: &Url, authorization: Option<&str>) -> Result<Answer, RegistryError> {
        // Docker's daemon, too, goes to its own machine past every proxy.
        let agent = if is_local(url) { self.agents.direct() } else { self.agents.agent(url) };
        let agent = agent.map_err(|failure| RegistryError::failed(url, failure))?;
        let response = if let Sent::Form(form) = sent {
            let request = agent.post(url.as_str()).header(header::ACCEPT, ACCEPT_TOKEN);
            let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            request.config().timeout_recv_body(Some(self.timeout)).build().send(form)
        } else {
            let request = if matches!(sent, Sent::Head) { agent.head(url.as_str()) } else { agent.get(url.as_str()) };
            let accept = if matches!(sent, Sent::Token) { ACCEPT_TOKEN } else { ACCEPT };
            let request = request.header(header::ACCEPT, accept);
            let request = authorization.into_iter().fold(request, |request, pass| request.header(header::AUTHORIZATION, pass));
            request.config().timeout_recv_body(Some(self.timeout)).build().call()
        };
        let response = response.map_err(|error| RegistryError::failed(url, (&error).into()))?;
        let (parts, body) = response.into_parts();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, url: url.clone(), body })
    }
}

impl Answer {
    /// What the registry says the manifest's digest is; one of another algorithm than SHA-256 counts as none.
    fn digest(&self) -> Option<Digest> {
        self.headers.get(DIGEST)?.to_str().ok()?.trim().parse().ok()
    }

    pub(super) fn bytes(self) -> Result<Vec<u8>, RegistryError> {
        let mut bytes = Vec::new();
        let read = self.body.into_reader().take(LARGEST + 1).read_to_end(&mut bytes);
        read.map_err(|error| RegistryError::failed(&self.url, Failure::from(&ureq::Error::from(error))))?;
        if bytes.len() as u64 > LARGEST {
            return Err(RegistryError::new(RegistryErrorKind::Invalid, &self.url, "the answer is larger than 4 MiB"));
        }
        Ok(bytes)
    }
}

/// Whether no HTTP came back, as from a server that is asked with encryption and has none. One with a bad certificate is
/// another matter: to ask it without encryption would answer nobody's question.
fn speaks_nothing(kind: RegistryErrorKind) -> bool {
    matches!(kind, RegistryErrorKind::Unreachable | RegistryErrorKind::TimedOut | RegistryErrorKind::BrokenOff)
}

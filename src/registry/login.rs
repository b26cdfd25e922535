//! The way past a challenge: a token of the server that the registry names, or a password.

use serde::Deserialize;
use ureq::http::header;
use url::Url;

use super::challenge::Challenge;
use super::client::{Answer, Registry, Sent};
use super::config::Login;
use super::error::{RegistryError, RegistryErrorKind};
use super::place::{Place, Server, is_local};

/// What a token server says. Both names are in use.
#[derive(Deserialize)]
struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

/// The value of an `Authorization` header, and why it may not do.
pub(super) struct Pass {
    pub header: String,
    pub problem: Option<String>,
}

impl Registry {
    /// What to send with the next try after this answer of status 401.
    pub(super) fn pass(&self, refused: &Answer, place: &Place, server: &Server) -> Result<Pass, RegistryError> {
        let headers = refused.headers.get_all(header::WWW_AUTHENTICATE).iter();
        let challenge = Challenge::read(headers.filter_map(|value| value.to_str().ok()));
        let (login, problem) = self.docker.login(&server.login);
        match (challenge, login) {
            (Some(Challenge::Bearer { realm, service, scope }), login) => {
                let scope = scope.unwrap_or_else(|| place.scope(server));
                let realm = realm_url(&refused.url, &realm)?;
                let token = self.token(&realm, service.as_deref(), &scope, login);
                let token = token.map_err(|error| error.because(problem.clone()))?;
                Ok(Pass { header: format!("Bearer {token}"), problem })
            }
            (Some(Challenge::Basic), Some(Login::Password(credentials))) => Ok(Pass { header: credentials.header(), problem }),
            (Some(Challenge::Basic), _) => Err(RegistryError::status(&refused.url, refused.status).because(problem)),
            (None, _) => {
                let what = "the registry asks for an unknown kind of credentials (status 401)";
                Err(RegistryError::new(RegistryErrorKind::Forbidden, &refused.url, what).because(problem))
            }
        }
    }

    /// A password asks with the question; an identity token is traded in, as the token specification of Docker has it.
    fn token(&self, realm: &Url, service: Option<&str>, scope: &str, login: Option<Login>) -> Result<String, RegistryError> {
        let mut fields = vec![("scope", scope)];
        fields.extend(service.map(|service| ("service", service)));
        let answer = match &login {
            Some(Login::Identity(token)) => {
                let traded = [("grant_type", "refresh_token"), ("client_id", "pydock"), ("refresh_token", token)];
                let form = url::form_urlencoded::Serializer::new(String::new());
                let form = { form }.extend_pairs(traded.iter().chain(&fields)).finish();
                self.send(Sent::Form(&form), realm, None)?
            }
            Some(Login::Password(credentials)) => {
                self.send(Sent::Token, &with_query(realm, &fields), Some(&credentials.header()))?
            }
            None => self.send(Sent::Token, &with_query(realm, &fields), None)?,
        };
        if answer.status != 200 {
            return Err(match answer.status {
                400..=499 if answer.status != 429 => {
                    let problem = format!("the token server gives no token for this image (status {})", answer.status);
                    RegistryError::new(RegistryErrorKind::Forbidden, realm, problem)
                }
                status => RegistryError::status(realm, status),
            });
        }
        let token: Option<Token> = serde_json::from_slice(&answer.bytes()?).ok();
        // What is not a header's text would be refused anyway.
        let is_plain = |token: &String| !token.is_empty() && token.chars().all(|c| c.is_ascii_graphic());
        let token = token.and_then(|found| found.token.or(found.access_token)).filter(is_plain);
        token.ok_or_else(|| RegistryError::new(RegistryErrorKind::Invalid, realm, "the answer contains no token"))
    }
}

/// The address of a token server. A password goes there, so it must be encrypted, or this machine for a registry on it.
fn realm_url(registry: &Url, realm: &str) -> Result<Url, RegistryError> {
    let refuse = || {
        let problem = "the token server of the registry does not use HTTPS";
        RegistryError::new(RegistryErrorKind::Invalid, registry, problem)
    };
    let url = Url::parse(realm).map_err(|_| refuse())?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_local(&url) && is_local(registry));
    if is_safe { Ok(url) } else { Err(refuse()) }
}

fn with_query(realm: &Url, fields: &[(&str, &str)]) -> Url {
    let mut url = realm.clone();
    url.query_pairs_mut().extend_pairs(fields);
    url
}

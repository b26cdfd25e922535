//! The address of a git repository.
//!
//! ```text
//! url  = "git+https://" host path | "git+ssh://" (user "@")? host path | "git+http://" loopback path | "git+file://" path
//!      | "gh:" owner "/" name
//! host = (letters, digits, "-", "." | "[" IPv6 "]") (":" port)?
//! path = ("/" name)+                   without "..", "@", "?", "#", quotes, blanks and control characters
//! ```
//! The address ends up in files that are committed, so it holds no password: git asks its credential helpers.

use crate::model::InvalidValue;

/// A repository, as it is written and as git is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct GitUrl {
    /// Ex) `gh:acme/presets`
    pub written: String,
    /// Ex) `https://github.com/acme/presets`
    pub address: String,
}

const EXPECTED: &str = "git+https://host/path, git+ssh://git@host/path, git+file:///path or gh:owner/name";
const SECRET: &str = "an address without a user or a password, since it is kept in files; git's credential helpers know them (`git help credentials`)";
const INSECURE: &str = "git+https:// or git+ssh://, since git+http:// works only on localhost";

impl GitUrl {
    /// Reads what stands before the folder and the reference. `whole` is what errors show, without its credentials.
    pub(super) fn parse(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |expected| Err(InvalidValue::new("git address", &without_credentials(text), expected));
        if let Some(name) = text.strip_prefix("gh:") {
            let parts: Vec<&str> = name.split('/').collect();
            return match parts.as_slice() {
                [owner, repository] if is_name(owner) && is_name(repository) => {
                    Ok(Self { written: text.to_owned(), address: format!("https://github.com/{name}") })
                }
                _ => refuse("gh:owner/name"),
            };
        }
        let Some(address) = text.strip_prefix("git+") else { return refuse(EXPECTED) };
        let Some((scheme, rest)) = address.split_once("://") else { return refuse(EXPECTED) };
        let Some(slash) = rest.find('/') else { return refuse(EXPECTED) };
        let (authority, path) = rest.split_at(slash);
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        match (scheme, user) {
            ("ssh", Some(user)) if user.contains(':') => return refuse(SECRET),
            ("ssh", Some(user)) if !is_name(user) => return refuse(EXPECTED),
            ("ssh", _) | ("https" | "http" | "file", None) => {}
            ("https" | "http" | "file", Some(_)) => return refuse(SECRET),
            _ => return refuse(EXPECTED),
        }
        match scheme {
            "file" if !host.is_empty() => return refuse("git+file:///path, with no host"),
            "file" => {}
            _ if !is_host(host) => return refuse(EXPECTED),
            "http" if !is_loopback(host) => return refuse(INSECURE),
            _ => {}
        }
        if is_path(path) { Ok(Self { written: text.to_owned(), address: address.to_owned() }) } else { refuse(EXPECTED) }
    }
}

/// What stands between `://` and the last `@` before the path is nobody's business.
pub(super) fn without_credentials(text: &str) -> String {
    let Some(start) = text.find("://").map(|index| index + 3) else { return text.to_owned() };
    let end = text[start..].find(['/', ' ', '\t', '\'', '"']).map_or(text.len(), |index| start + index);
    match text[start..end].rfind('@') {
        Some(at) => format!("{}{}", &text[..start], &text[start + at + 1..]),
        None => text.to_owned(),
    }
}

/// The name of a user or of a repository, which is never an option.
fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    !text.is_empty() && !text.starts_with(['-', '.']) && text.chars().all(inner)
}

fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if address.parse::<core::net::Ipv6Addr>().is_ok() => ("v6", port.strip_prefix(':')),
        Some(_) => return false,
        None => text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port))),
    };
    is_name(name) && !name.contains('_') && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_loopback(host: &str) -> bool {
    let name =
        host.rsplit_once(':').filter(|(name, _)| !name.contains(':') || name.ends_with(']')).map_or(host, |(name, _)| name);
    let is_v4 = name.parse::<core::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    matches!(name, "localhost" | "[::1]") || is_v4
}

fn is_path(text: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || "-._~%+,=:/".contains(c);
    let names: Vec<&str> = text.trim_matches('/').split('/').collect();
    // An encoded control character would be one again for git.
    let is_encoded_control =
        |part: &str| part.starts_with(['0', '1']) || part.get(..2).is_some_and(|code| code.eq_ignore_ascii_case("7f"));
    names.iter().all(|name| !matches!(*name, "" | "." | ".."))
        && text.chars().all(inner)
        && !text.split('%').skip(1).any(is_encoded_control)
}

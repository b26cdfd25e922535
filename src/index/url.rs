//! The address of a package index, without a chance to print its password.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::http::Credentials;
use crate::model::{InvalidValue, PackageName};

/// The root of a simple repository (PEP 503), over HTTP or HTTPS. Ex) `https://pypi.org/simple/`
///
/// A user name and password in the address are kept apart from it: they are sent, and never shown or stored.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexUrl {
    /// Without credentials, query and fragment; its path ends in `/`.
    address: Url,
    credentials: Option<Credentials>,
}

impl IndexUrl {
    /// The Python Package Index itself.
    pub fn pypi() -> Self {
        let address = Url::parse("https://pypi.org/simple/").expect("a literal address is valid");
        Self { address, credentials: None }
    }

    /// The page that lists a project's files.
    pub(super) fn page(&self, name: &PackageName) -> Url {
        let mut page = self.address.clone();
        // `join` would read a name such as `a:b` as another address; a package name holds letters, digits and dashes only.
        page.set_path(&format!("{}{name}/", self.address.path()));
        page
    }

    pub(super) fn address(&self) -> &Url {
        &self.address
    }

    pub(super) fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }
}

impl FromStr for IndexUrl {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        const EXPECTED: &str = "an address such as https://pypi.org/simple";
        let refuse = |found: &str, expected| Err(InvalidValue::new("index address", found, expected));
        let Ok(mut address) = Url::parse(text.trim()) else {
            return refuse(&without_credentials(text), EXPECTED);
        };
        if text.contains("${") {
            return refuse(&without_credentials(text), "an address whose variables have been filled in");
        }
        let credentials = Credentials::take(&mut address);
        address.set_fragment(None);
        if !matches!(address.scheme(), "http" | "https") || address.host_str().is_none_or(str::is_empty) {
            return refuse(&without_credentials(address.as_str()), "an address that starts with https:// or http://");
        }
        if address.query().is_some() {
            return refuse(address.as_str(), "an address without `?`, since the name of a project is appended to it");
        }
        if !address.path().ends_with('/') {
            address.set_path(&format!("{}/", address.path()));
        }
        Ok(Self { address, credentials })
    }
}

impl fmt::Display for IndexUrl {
    /// Without credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.address.as_str())
    }
}

impl fmt::Debug for IndexUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IndexUrl({self})")
    }
}

/// A text that is not an address may still hold a password.
fn without_credentials(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 <= at => format!("{}{}", &text[..scheme + 3], &text[at + 1..]),
        (None, Some(at)) => text[at + 1..].to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_at_the_door() {
        for (text, expected) in [
            ("https://pypi.org/simple", Ok("https://pypi.org/simple/")),
            (" https://pypi.org/simple/ ", Ok("https://pypi.org/simple/")),
            ("http://user:secret@host:8080/a#x", Ok("http://host:8080/a/")),
            ("https://token@host/", Ok("https://host/")),
            ("ftp://host/simple", Err("ftp://host/simple")),
            ("file:///srv/simple", Err("file:///srv/simple")),
            ("./wheels", Err("./wheels")),
            ("https://", Err("https://")),
            ("https://host/simple?token=1", Err("https://host/simple?token=1")),
            ("https://${USER}:${PASSWORD}@host/simple", Err("https://host/simple")),
            ("user:secret@host", Err("host")),
            ("https://u:secret@ho st/", Err("https://ho st/")),
        ] {
            let found = text.parse::<IndexUrl>().map(|url| url.to_string()).map_err(|error| error.found);
            assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn the_password_is_sent_and_never_shown() {
        let url: IndexUrl = "https://us%40er:p%3Aw@host/simple".parse().unwrap();
        assert_eq!(url.credentials().unwrap().header(), "Basic dXNAZXI6cDp3");
        assert_eq!(
            format!("{url} {url:?} {:?}", url.credentials()),
            "https://host/simple/ IndexUrl(https://host/simple/) Some(Credentials(hidden))"
        );
    }

    #[test]
    fn a_project_has_its_page_below_the_index() {
        let url: IndexUrl = "https://host/root/pypi".parse().unwrap();
        assert_eq!(url.page(&"Zope.Interface".parse().unwrap()).as_str(), "https://host/root/pypi/zope-interface/");
    }
}

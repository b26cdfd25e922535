//! What the surroundings say about the network: proxies, and certificate authorities of one's own.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};

/// The variables that pip, requests and curl go by, so that what works for them works here.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `PIP_CERT`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE` or `SSL_CERT_FILE`: a file of trusted authorities in PEM.
    /// `None` if none is set.
    pub certificates: Option<PathBuf>,
    pub https_proxy: Option<String>,
    pub http_proxy: Option<String>,
    /// Hosts that are asked without a proxy, separated by commas. `None` if it is not set.
    pub no_proxy: Option<String>,
    /// Read the system's own file of authorities where `certificates` names none.
    pub system_certificates: bool,
}

/// Where the systems keep their authorities, those that a company added among them. Ex) Debian and Alpine, Fedora, SUSE,
/// macOS and the BSDs
const SYSTEM_FILES: &[&str] =
    &["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

impl Environment {
    /// Reads the variables through `variable`; the names of proxies are taken in small letters first, as curl does.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| variable(name).filter(|value| !value.trim().is_empty()));
        let any = first(&["all_proxy", "ALL_PROXY"]);
        Self {
            certificates: first(&["PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"]).map(PathBuf::from),
            https_proxy: first(&["https_proxy", "HTTPS_PROXY"]).or_else(|| any.clone()),
            http_proxy: first(&["http_proxy", "HTTP_PROXY"]).or(any),
            no_proxy: first(&["no_proxy", "NO_PROXY"]),
            system_certificates: true,
        }
    }

    /// The authorities to trust: those of the file that is named, else the system's, else Mozilla's, which are built in.
    ///
    /// The error is a sentence about the file that was named; a file of the system that cannot be used is passed over.
    pub(super) fn authorities(&self) -> Result<RootCerts, String> {
        if let Some(path) = &self.certificates {
            return certificates(path);
        }
        let system = SYSTEM_FILES.iter().filter(|_| self.system_certificates);
        Ok(system.filter_map(|path| certificates(Path::new(path)).ok()).next().unwrap_or(RootCerts::WebPki))
    }
}

/// The certificates of a PEM file, or a sentence.
fn certificates(path: &Path) -> Result<RootCerts, String> {
    // The largest bundles in use have less than 1 MiB.
    const LARGEST: u64 = 16 << 20;
    let refuse = |reason: &str| format!("cannot take certificates from `{}`: {reason}", path.display());
    let mut pem = Vec::new();
    let file = fs::File::open(path).map_err(|error| refuse(&error.to_string()))?;
    file.take(LARGEST).read_to_end(&mut pem).map_err(|error| refuse(&error.to_string()))?;
    let found: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() { Err(refuse("it holds none in PEM")) } else { Ok(found.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_read_in_the_order_of_pip_and_curl() {
        let read = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> =
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            Environment::read(|name| pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone()))
        };
        let found = read(&[("SSL_CERT_FILE", "/a"), ("PIP_CERT", "/b"), ("HTTPS_PROXY", "http://p:1"), ("https_proxy", "")]);
        assert_eq!(
            (found.certificates, found.https_proxy, found.http_proxy),
            (Some("/b".into()), Some("http://p:1".into()), None)
        );
        let found = read(&[("ALL_PROXY", "http://p:2"), ("http_proxy", "http://p:3"), ("NO_PROXY", "localhost,.corp")]);
        assert_eq!(found.https_proxy.as_deref(), Some("http://p:2"));
        assert_eq!(found.http_proxy.as_deref(), Some("http://p:3"));
        assert_eq!(found.no_proxy.as_deref(), Some("localhost,.corp"));
    }

    #[test]
    fn a_named_file_without_certificates_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let environment = Environment { certificates: Some(file.path().to_owned()), ..Environment::default() };
        assert!(environment.authorities().unwrap_err().ends_with("`: it holds none in PEM"));
        let environment = Environment { certificates: Some("/nowhere/ca.pem".into()), ..Environment::default() };
        assert!(environment.authorities().unwrap_err().starts_with("cannot take certificates from `/nowhere/ca.pem`: "));
        assert!(matches!(Environment::default().authorities(), Ok(RootCerts::WebPki)));
    }
}

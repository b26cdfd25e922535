//! The page that lists a project's files, in either of its two languages.
//!
//! ```text
//! application/vnd.pypi.simple.v1+json    PEP 691: { "meta": { "api-version": "1.x" }, "files": [ … ] }
//! application/vnd.pypi.simple.v1+html    PEP 503: <a href="…#sha256=…" data-requires-python="…">name</a> …
//! text/html                              the same, from before PEP 691
//! ```
//!
//! Servers are not taken at their word: a page that begins with `{` is read as JSON and any other as HTML, since mirrors
//! of static files send either under any content type. A file whose name or address cannot be used is left out; the page
//! as a whole fails only when it is neither language or of an API version that is not known.

mod html;
mod json;

use url::Url;

use super::{IndexError, IndexFile};

/// What is asked for, the liked best first.
pub(super) const ACCEPT: &str = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/// Reads a page that came from `page`, which relative addresses begin at.
pub(super) fn read(body: &[u8], page: &Url) -> Result<Vec<IndexFile>, IndexError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => json::read(body, page),
        _ => html::read(body, page),
    }
}

/// Only version 1 of the API is known; later minor versions add keys and take none away (PEP 629).
fn check_api_version(version: Option<&str>, page: &Url) -> Result<(), IndexError> {
    match version {
        Some(version) if version.split('.').next() != Some("1") => {
            let shown = crate::model::InvalidValue::new("version", version, "1").found;
            Err(IndexError::invalid(page, format!("the index speaks version `{shown}` of the simple API, pydock version 1")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;

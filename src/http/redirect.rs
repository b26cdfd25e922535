//! Where a redirect leads.

use ureq::http::{HeaderMap, header};
use url::Url;

use super::Credentials;

/// The address that an answer sends on to, if it does; the error is a sentence about an address that is not followed.
pub fn redirect(from: &Url, status: u16, headers: &HeaderMap) -> Result<Option<Url>, &'static str> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| from.join(location).ok());
    let mut next = next.ok_or("the server redirects without an address")?;
    // What a server puts into its redirects is not ours to send elsewhere.
    let _ = Credentials::take(&mut next);
    next.set_fragment(None);
    if next.scheme() != "https" && !(next.scheme() == "http" && from.scheme() == "http") {
        return Err("the server redirects to an address that is not safe to follow");
    }
    Ok(Some(next))
}

//! One file of a project, as an index lists it.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::http::Credentials;
use crate::model::percent_decoded;

/// A wheel or a source archive, and what the index says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexFile {
    /// Ex) `numpy-2.1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`
    pub name: String,
    /// Absolute, without credentials and without the hash.
    pub url: String,
    /// In bytes; only JSON tells it. `None` if the index does not say.
    pub size: Option<u64>,
    /// Algorithm and digest in hexadecimal. Ex) `("sha256", "9f86…")`
    pub hashes: Vec<(String, String)>,
    /// As the index writes it; not all of it is PEP 440. `None` if the index names none.
    pub requires_python: Option<String>,
    pub yanked: bool,
    /// The index offers the file's METADATA at its address with `.metadata` behind (PEP 658).
    pub core_metadata: bool,
}

impl IndexFile {
    /// A file that is known by its address alone, as a lock names it.
    ///
    /// `None` if the address is not one of HTTP, or does not end in a file name. Credentials are dropped: they come with
    /// the [`IndexUrl`](super::IndexUrl) of the same server.
    pub fn at(address: &str) -> Option<Self> {
        let mut url = Url::parse(address).ok()?;
        let _ = Credentials::take(&mut url);
        let hashes = url.fragment().map(hashes_of_fragment).unwrap_or_default();
        url.set_fragment(None);
        let name = file_name(&url)?;
        let known = matches!(url.scheme(), "http" | "https");
        let (size, requires_python) = (None, None);
        known.then(|| Self { name, url: url.into(), size, hashes, requires_python, yanked: false, core_metadata: false })
    }
}

/// The last part of the path. `None` if it is no name of a file. Ex) `torch-2.6.0+cpu-cp312-cp312-linux_x86_64.whl` for
/// `…/torch-2.6.0%2Bcpu-…`
pub(super) fn file_name(url: &Url) -> Option<String> {
    let name = percent_decoded(url.path_segments()?.next_back()?).into_owned();
    is_file_name(&name).then_some(name)
}

/// A name that can be shown and compared: no separators, no control characters.
pub(super) fn is_file_name(name: &str) -> bool {
    const LONGEST: usize = 512;
    !name.is_empty() && name.len() <= LONGEST && !name.contains(|c: char| c.is_control() || "/\\".contains(c))
}

/// `sha256=9f86…&md5=…` as PEP 503 puts it behind `#`; other words such as `egg=name` are passed over.
pub(super) fn hashes_of_fragment(fragment: &str) -> Vec<(String, String)> {
    let pairs = fragment.split('&').filter_map(|part| part.split_once('='));
    pairs.filter(|(algorithm, digest)| is_hash(algorithm, digest)).map(|(a, d)| (a.to_owned(), d.to_ascii_lowercase())).collect()
}

pub(super) fn is_hash(algorithm: &str, digest: &str) -> bool {
    let word =
        |text: &str| !text.is_empty() && text.len() <= 256 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    // The shortest digest in use is MD5's.
    word(algorithm) && digest.len() >= 32 && word(digest) && digest.chars().all(|c| c.is_ascii_hexdigit())
}

//! A page in JSON (PEP 691, with the keys of PEP 700 and 714).

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::super::file::{file_name, is_file_name, is_hash};
use super::super::{IndexError, IndexFile};
use crate::http::Credentials;

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    meta: Meta,
    files: Vec<serde_json::Value>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
struct Meta {
    api_version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    filename: Option<String>,
    url: String,
    #[serde(default)]
    hashes: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    requires_python: Option<String>,
    #[serde(default)]
    size: Option<serde_json::Value>,
    /// `false`, or `true`, or the reason.
    #[serde(default)]
    yanked: serde_json::Value,
    #[serde(default)]
    core_metadata: serde_json::Value,
    /// The older name of `core-metadata`, which some indexes still write.
    #[serde(default)]
    dist_info_metadata: serde_json::Value,
}

pub(super) fn read(body: &[u8], page: &Url) -> Result<Vec<IndexFile>, IndexError> {
    let parsed: Page = serde_json::from_slice(body)
        .map_err(|error| IndexError::invalid(page, format!("the answer is not a list of files in JSON: {error}")))?;
    super::check_api_version(parsed.meta.api_version.as_deref(), page)?;
    let files = parsed.files.into_iter().filter_map(|file| serde_json::from_value(file).ok());
    Ok(files.filter_map(|file: File| index_file(file, page)).collect())
}

fn index_file(file: File, page: &Url) -> Option<IndexFile> {
    let mut url = page.join(&file.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.set_fragment(None);
    let _ = Credentials::take(&mut url);
    let name = match file.filename {
        Some(name) => is_file_name(&name).then_some(name)?,
        None => file_name(&url)?,
    };
    let hash = |(algorithm, digest): (String, serde_json::Value)| {
        let digest = digest.as_str()?.to_ascii_lowercase();
        is_hash(&algorithm, &digest).then_some((algorithm, digest))
    };
    Some(IndexFile {
        name,
        url: url.into(),
        size: file.size.and_then(|size| size.as_u64()),
        hashes: file.hashes.into_iter().filter_map(hash).collect(),
        requires_python: file.requires_python.filter(|text| !text.is_empty()),
        yanked: says_yes(&file.yanked),
        core_metadata: says_yes(&file.core_metadata) || says_yes(&file.dist_info_metadata),
    })
}

/// `true`, a text or a table; not `false`, `null` or nothing.
fn says_yes(value: &serde_json::Value) -> bool {
    !matches!(value, serde_json::Value::Null | serde_json::Value::Bool(false))
}

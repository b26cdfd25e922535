//! Answers kept on the disk, so that the next run asks less or nothing.
//!
//! An entry is one file of JSON: what it answers, until when it is fresh, what the server wants to hear to tell whether it
//! has changed, and the value. Its name is the SHA-256 of what it answers. An entry that cannot be read, or that answers
//! something else, is as good as none; a folder that cannot be written to means to go without. Nothing of it is ever an
//! error.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Goes up when the meaning of an entry changes; older ones are passed over.
const FORMAT: u32 = 1;
/// A page of the largest projects takes a few MiB.
const LARGEST: u64 = 64 << 20;
/// The longest time that a server's word is taken for.
const LONGEST_FRESH: u64 = 24 * 60 * 60;

/// The folder, or none.
pub(super) struct Cache {
    folder: Option<PathBuf>,
}

/// One answer and how long it holds.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry<T> {
    format: u32,
    key: String,
    /// Seconds since 1970.
    stored: u64,
    /// Seconds since 1970.
    fresh_until: u64,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub value: T,
}

impl<T> Entry<T> {
    /// An entry that is stored now. `fresh` is how many seconds it needs no second look, or none at all for a value that
    /// never changes.
    pub(super) fn new(key: &str, value: T, fresh: Option<u64>) -> Self {
        let stored = now();
        let fresh_until = fresh.map_or(u64::MAX, |seconds| stored + seconds.min(LONGEST_FRESH));
        Self { format: FORMAT, key: key.to_owned(), stored, fresh_until, etag: None, last_modified: None, value }
    }

    /// Whether it holds without asking. A clock that was set back makes nothing fresh.
    pub(super) fn is_fresh(&self) -> bool {
        (self.stored..self.fresh_until).contains(&now())
    }
}

impl Cache {
    /// Entries lie in a folder of this format's own below `folder`.
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder: folder.map(|folder| folder.join(format!("index-v{FORMAT}"))) }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, key: &str) -> Option<Entry<T>> {
        let mut bytes = Vec::new();
        fs::File::open(self.path(key)?).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
        let entry: Entry<T> = serde_json::from_slice(&bytes).ok()?;
        (entry.format == FORMAT && entry.key == key).then_some(entry)
    }

    /// Writes whole or not at all, by a temporary file and a rename, so that two runs at once do not garble each other's. `None`
    /// if it was not written.
    pub(super) fn put<T: Serialize>(&self, entry: &Entry<T>) -> Option<()> {
        let path = self.path(&entry.key)?;
        let folder = path.parent()?;
        fs::create_dir_all(folder).ok()?;
        let mut file = tempfile::Builder::new().prefix(".pydock-").tempfile_in(folder).ok()?;
        file.write_all(&serde_json::to_vec(entry).ok()?).ok()?;
        file.persist(path).ok().map(drop)
    }

    fn path(&self, key: &str) -> Option<PathBuf> {
        let name: String = Sha256::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.as_ref().map(|folder| folder.join(format!("{name}.json")))
    }
}

/// For how many seconds an answer is fresh (RFC 9111); `None` if it may not be stored. Without a word on it an answer is to be
/// asked for again each time.
pub(super) fn freshness(cache_control: Option<&str>, age: Option<&str>) -> Option<u64> {
    let mut fresh: u64 = 0;
    let mut ask_again = false;
    for directive in cache_control.unwrap_or_default().split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" => return None,
            "no-cache" => ask_again = true,
            "max-age" => fresh = value.trim().trim_matches('"').parse().unwrap_or(0),
            _ => {}
        }
    }
    let age = age.and_then(|age| age.trim().parse::<u64>().ok()).unwrap_or(0);
    Some(if ask_again { 0 } else { fresh.saturating_sub(age) })
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness_is_what_the_server_grants() {
        for (cache_control, age, expected) in [
            (Some("max-age=600, public"), None, Some(600)),
            (Some("max-age=600"), Some("100"), Some(500)),
            (Some("Max-Age=\"600\""), Some("700"), Some(0)),
            (Some("private, no-cache, max-age=600"), None, Some(0)),
            (Some("max-age=600, no-store"), None, None),
            (Some("max-age=-1"), None, Some(0)),
            (Some("s-maxage=600"), None, Some(0)),
            (None, Some("x"), Some(0)),
        ] {
            assert_eq!(freshness(cache_control, age), expected, "{cache_control:?} {age:?}");
        }
    }

    #[test]
    fn entries_come_back_and_anything_else_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(folder.path().join("new/folder")));
        assert!(cache.get::<u8>("a").is_none());
        cache.put(&Entry { etag: Some("\"1\"".to_owned()), ..Entry::new("a", 7_u8, Some(60)) }).unwrap();
        let entry = cache.get::<u8>("a").unwrap();
        assert_eq!((entry.value, entry.etag.as_deref(), entry.is_fresh()), (7, Some("\"1\""), true));
        assert!(cache.get::<String>("a").is_none());
        assert!(!Entry::new("a", 7, Some(0)).is_fresh());
        assert!(Entry::new("a", 7, None).is_fresh());
        let path = cache.path("a").unwrap();
        for garbage in ["", "{", "{\"format\":1}", "\u{0}\u{1}"] {
            std::fs::write(&path, garbage).unwrap();
            assert!(cache.get::<u8>("a").is_none(), "{garbage}");
        }
        cache.put(&Entry::new("b", 8_u8, None)).unwrap();
        std::fs::rename(cache.path("b").unwrap(), &path).unwrap();
        assert!(cache.get::<u8>("a").is_none(), "an entry answers what it was stored for");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_gone_without() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for folder in [None, Some(file.path().join("below-a-file"))] {
            let cache = Cache::new(folder);
            assert!(cache.put(&Entry::new("a", 1, None)).is_none());
            assert!(cache.get::<u8>("a").is_none());
        }
    }
}

//! Commits that were fetched, kept on the disk: their files, and where each reference led.
//!
//! ```text
//! snapshots/<SHA-256 of address, folder and commit>     a line of JSON, then the files one after the other
//! references/<SHA-256 of address and reference>         a line of JSON
//! addresses/<SHA-256 of address>                        a line of JSON
//! ```
//! Each is one file, written to a temporary one and renamed, so that two runs at once or a killed one leave the old or the
//! new. A file that cannot be read, that is damaged, or that answers something else is as good as none; a folder that
//! cannot be written to means to go without. Nothing of it is ever an error.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::store::Checkout;
use super::tree::{LARGEST_IN_ALL, MOST_FILES};
use super::{Commit, GitSource};
use crate::model::RelPath;

/// Goes up when the meaning of a file changes; older ones are passed over.
const FORMAT: u32 = 1;
/// The names of as many files as are taken.
const LARGEST_HEAD: u64 = 4 << 20;

/// The folder, or none.
pub(super) struct Cache {
    folder: Option<PathBuf>,
}

#[derive(Serialize, Deserialize)]
struct SnapshotHead {
    format: u32,
    address: String,
    subdir: String,
    commit: String,
    /// Names and lengths, in the order in which the contents follow.
    files: Vec<(String, usize)>,
    /// Of the contents, since a rename may survive a loss of power that the contents do not.
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct ReferenceHead {
    format: u32,
    address: String,
    reference: Option<String>,
    commit: String,
}

impl Cache {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder: folder.map(|folder| folder.join(format!("git-v{FORMAT}"))) }
    }

    pub(super) fn snapshot(&self, from: &GitSource, commit: &Commit) -> Option<Checkout> {
        let (head, mut contents): (SnapshotHead, _) = read(self.snapshot_path(from, commit)?)?;
        let is_asked_for = (head.format, &*head.address, &*head.subdir, &*head.commit)
            == (FORMAT, from.address(), from.subdir().as_str(), commit.as_str());
        let length = head.files.iter().try_fold(0_usize, |sum, (_, length)| sum.checked_add(*length))?;
        if !is_asked_for || head.files.len() > MOST_FILES || length != contents.len() || head.sha256 != hex(&contents) {
            return None;
        }
        let mut files = BTreeMap::new();
        for (name, length) in head.files {
            let rest = contents.split_off(length);
            let path = RelPath::parse(&name).ok().filter(|path| path.as_str() == name)?;
            files.insert(path, std::mem::replace(&mut contents, rest));
        }
        Some(Checkout { commit: commit.clone(), files })
    }

    pub(super) fn put_snapshot(&self, from: &GitSource, checkout: &Checkout) {
        let contents = checkout.files.values().map(Vec::as_slice).collect::<Vec<_>>().concat();
        let head = SnapshotHead {
            format: FORMAT,
            address: from.address().to_owned(),
            subdir: from.subdir().as_str().to_owned(),
            commit: checkout.commit.to_string(),
            files: checkout.files.iter().map(|(path, contents)| (path.as_str().to_owned(), contents.len())).collect(),
            sha256: hex(&contents),
        };
        self.snapshot_path(from, &checkout.commit).and_then(|path| write(path, &head, &contents));
    }

    /// Where the reference led when it was last fetched. `None` if it was not fetched.
    pub(super) fn reference(&self, from: &GitSource) -> Option<Commit> {
        let (head, _): (ReferenceHead, _) = read(self.reference_path(from)?)?;
        let is_asked_for = (head.format, &*head.address, head.reference.as_deref()) == (FORMAT, from.address(), from.reference());
        head.commit.parse().ok().filter(|_| is_asked_for)
    }

    pub(super) fn put_reference(&self, from: &GitSource, commit: &Commit) {
        let reference = from.reference().map(str::to_owned);
        let head = ReferenceHead { format: FORMAT, address: from.address().to_owned(), reference, commit: commit.to_string() };
        self.reference_path(from).and_then(|path| write(path, &head, &[]));
    }

    /// Whether anything was fetched from the address before, which takes a person's consent the first time.
    pub(super) fn knows_address(&self, from: &GitSource) -> bool {
        let known = self.address_path(from).and_then(read::<String>);
        known.is_some_and(|(address, _)| address == from.address())
    }

    pub(super) fn put_address(&self, from: &GitSource) {
        self.address_path(from).and_then(|path| write(path, &from.address(), &[]));
    }

    fn address_path(&self, from: &GitSource) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("addresses").join(hex(from.address().as_bytes())))
    }

    fn snapshot_path(&self, from: &GitSource, commit: &Commit) -> Option<PathBuf> {
        let key = [from.address(), from.subdir().as_str(), commit.as_str()].join("\n");
        self.folder.as_ref().map(|folder| folder.join("snapshots").join(hex(key.as_bytes())))
    }

    fn reference_path(&self, from: &GitSource) -> Option<PathBuf> {
        let key = [from.address(), from.reference().unwrap_or_default()].join("\n");
        self.folder.as_ref().map(|folder| folder.join("references").join(hex(key.as_bytes())))
    }
}

fn read<T: DeserializeOwned>(path: PathBuf) -> Option<(T, Vec<u8>)> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(LARGEST_HEAD + LARGEST_IN_ALL as u64).read_to_end(&mut bytes).ok()?;
    let end = memchr::memchr(b'\n', &bytes)?;
    let contents = bytes.split_off(end + 1);
    Some((serde_json::from_slice(&bytes).ok()?, contents))
}

fn write<T: Serialize>(path: PathBuf, head: &T, contents: &[u8]) -> Option<()> {
    let folder = path.parent()?;
    fs::create_dir_all(folder).ok()?;
    let mut file = tempfile::Builder::new().prefix(".pydock-").tempfile_in(folder).ok()?;
    let head = serde_json::to_vec(head).ok()?;
    file.write_all(&[&head, &b"\n"[..], contents].concat()).ok()?;
    file.persist(path).ok().map(drop)
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

//! What git keeps although a `.gitignore` names it: the list of files in git's index.
//!
//! A file that was added by force, or before its pattern was written, is in every checkout. Programs rely on such files:
//! a `lib/` among static files, say, which the usual list for Python projects names. git itself is not run.

use std::fs;
use std::path::{Path, PathBuf};

/// A submodule, which is no file.
const SUBMODULE: u32 = 0o160_000;
/// A folder that a sparse checkout leaves out.
const SPARSE_FOLDER: u32 = 0o040_000;
/// Bytes of an index, which are about half a million files.
const LARGEST: u64 = 50_000_000;
/// Bytes of a file that names a folder.
const LONGEST: u64 = 100_000;
/// Times, device, inode, mode, owner, group and size stand before the hash of each entry.
const BEFORE_HASH: usize = 40;
/// Where among these the mode is.
const MODE: usize = 24;

/// The paths below `root` that git's index holds; none where there is no repository, or none that is understood.
pub fn files(root: &Path) -> Vec<String> {
    let Some((top, git)) = root.ancestors().find_map(|folder| Some((folder, git_folder(folder)?))) else { return Vec::new() };
    let Some(bytes) = read_plain(&git.join("index"), LARGEST) else { return Vec::new() };
    let Some(prefix) = root.strip_prefix(top).ok().and_then(Path::to_str) else { return Vec::new() };
    let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
    let names = [20, 32].into_iter().find_map(|hash| read(&bytes, hash)).unwrap_or_default();
    names.into_iter().filter_map(|name| Some(String::from_utf8(name).ok()?.strip_prefix(prefix.as_str())?.to_owned())).collect()
}

/// The folder that holds the index; a worktree and a submodule have a file that names it.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = String::from_utf8(read_plain(&git, LONGEST)?).ok()?;
    Some(folder.join(text.strip_prefix("gitdir:")?.trim()))
}

/// The bytes of a plain file of this length at the most: a pipe or a device has no end.
fn read_plain(path: &Path, most: u64) -> Option<Vec<u8>> {
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > most {
        return None;
    }
    fs::read(path).ok()
}

/// The names in an index whose hashes have this length; `None` if the bytes are no such index.
fn read(bytes: &[u8], hash: usize) -> Option<Vec<Vec<u8>>> {
    let mut rest = bytes.strip_prefix(b"DIRC")?;
    let version = number(&mut rest)?;
    let count = number(&mut rest)?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let mut names = Vec::new();
    let mut previous: Vec<u8> = Vec::new();
    for _ in 0..count {
        let entry = rest;
        let mode = number(&mut entry.get(MODE..)?)?;
        let flags = entry.get(BEFORE_HASH + hash..BEFORE_HASH + hash + 2)?;
        // Since version 3 two more bytes may follow, and a bit says so.
        let more = if version > 2 && flags[0] & 0x40 != 0 { 2 } else { 0 };
        rest = entry.get(BEFORE_HASH + hash + 2 + more..)?;
        let mut name = Vec::new();
        if version == 4 {
            // A name repeats the beginning of the one before.
            let dropped = offset(&mut rest)?;
            name.extend_from_slice(previous.get(..previous.len().checked_sub(dropped)?)?);
        }
        let end = memchr::memchr(0, rest)?;
        name.extend_from_slice(&rest[..end]);
        rest = if version == 4 {
            &rest[end + 1..]
        } else {
            // Entries are filled up to a multiple of eight bytes, with one zero at least.
            let length = BEFORE_HASH + hash + 2 + more + end;
            entry.get(length + 8 - length % 8..)?
        };
        if mode != SUBMODULE && mode != SPARSE_FOLDER {
            names.push(name.clone());
        }
        previous = name;
    }
    // A wrong length of the hashes may read some entries by chance, and hardly ever ends where the hash of the whole fits.
    (rest.len() >= hash).then_some(names)
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_be_bytes(*first))
}

/// A number as git's packs write it: seven bits in each byte, the highest first, and each further byte adds one.
fn offset(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value = value.checked_shl(7)?.checked_add(usize::from(byte & 0x7F))?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value = value.checked_add(1)?;
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An index as git writes it, with one entry for each name.
    pub fn index(version: u8, names: &[&str]) -> Vec<u8> {
        let mut bytes = [b"DIRC".as_slice(), &[0, 0, 0, version], &u32::try_from(names.len()).unwrap().to_be_bytes()].concat();
        let mut previous = "";
        for name in names {
            let start = bytes.len();
            bytes.extend([0; MODE]);
            bytes.extend(0o100_644_u32.to_be_bytes());
            bytes.extend([0; BEFORE_HASH - MODE - 4 + 20]);
            bytes.extend([0, u8::try_from(name.len()).unwrap()]);
            if version == 4 {
                let same = previous.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
                bytes.push(u8::try_from(previous.len() - same).unwrap());
                bytes.extend(&name.as_bytes()[same..]);
                bytes.push(0);
            } else {
                bytes.extend(name.as_bytes());
                let length = bytes.len() - start;
                bytes.extend(vec![0; 8 - length % 8]);
            }
            previous = name;
        }
        bytes.extend([7; 20]);
        bytes
    }

    #[test]
    fn each_version_of_the_index_is_read() {
        let names = ["app.py", "shop/static/lib/a.js", "shop/static/lib/jquery.js", "z"];
        for version in 2..=4 {
            let read = read(&index(version, &names), 20).unwrap();
            assert_eq!(read, names.map(|name| name.as_bytes().to_vec()), "version {version}");
        }
        for other in [b"".as_slice(), b"DIRC", &index(5, &names), &index(2, &names)[..90]] {
            assert_eq!(super::read(other, 20), None);
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_has_no_end_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.path().join(".git")).unwrap();
        assert_eq!(files(folder.path()), [] as [&str; 0]);
        fs::remove_file(folder.path().join(".git")).unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.path().join(".git/index")).unwrap();
        assert_eq!(files(folder.path()), [] as [&str; 0]);
    }

    #[test]
    fn a_folder_of_a_repository_has_its_own_part() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        fs::create_dir_all(folder.path().join("api")).unwrap();
        fs::write(folder.path().join(".git/index"), index(2, &["api/lib/x.js", "apis.py", "app.py"])).unwrap();
        assert_eq!(files(folder.path()), ["api/lib/x.js", "apis.py", "app.py"]);
        assert_eq!(files(&folder.path().join("api")), ["lib/x.js"]);
        fs::create_dir_all(folder.path().join("copy")).unwrap();
        fs::write(folder.path().join("copy/.git"), "gitdir: ../.git\n").unwrap();
        assert_eq!(files(&folder.path().join("copy")), ["api/lib/x.js", "apis.py", "app.py"]);
    }
}

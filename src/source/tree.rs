//! The files of a commit, taken out of a repository without a checkout: no filter and no attribute is ever applied.
//!
//! ```text
//! git ls-tree -r -z    entry = mode " " kind " " hash "\t" path "\0"
//! git cat-file --batch answer = hash " blob " size "\n" contents "\n" | hash " missing\n"
//! ```

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Child;

use super::git::{Failure, Git, Talk};
use crate::model::RelPath;

/// A preset has some ten files.
pub(super) const MOST_FILES: usize = 1000;
/// The size of one file at most.
pub(super) const LARGEST_FILE: usize = 1 << 20;
/// The size of all files at most.
pub(super) const LARGEST_IN_ALL: usize = 8 << 20;
/// No path is longer on the systems that pydock runs on.
const LONGEST_ENTRY: u64 = 4096 + 80;

/// Why a tree is not taken.
#[derive(Debug)]
pub(super) enum TreeFailure {
    Git(Failure),
    Refused { path: String, problem: &'static str },
    TooMuch(String),
}

/// What a talk with git comes to: it breaks off, or git's words are refused, or there is a value.
type Answer<T> = std::io::Result<Talk<Result<T, TreeFailure>>>;

impl From<Failure> for TreeFailure {
    fn from(failure: Failure) -> Self {
        Self::Git(failure)
    }
}

/// The plain files below `root`, which is a tree's hash or leads to one.
pub(super) fn read(git: &Git, root: &str) -> Result<BTreeMap<RelPath, Vec<u8>>, TreeFailure> {
    let entries = git.talk(&["ls-tree", "-r", "-z", "--full-tree", root], list)??;
    git.talk(&["cat-file", "--batch"], |child| contents(child, &entries))?
}

/// The files and their hashes. Reading stops at the first one too many, since a small tree can name endless others.
fn list(child: &mut Child) -> Answer<Vec<(RelPath, String)>> {
    let mut entries = Vec::new();
    let mut output = BufReader::new(child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?);
    loop {
        let mut entry = Vec::new();
        if output.by_ref().take(LONGEST_ENTRY).read_until(0, &mut entry)? == 0 {
            return Ok(Talk::ReadAll(Ok(entries)));
        }
        if entries.len() == MOST_FILES {
            return Ok(Talk::Enough(Err(TreeFailure::TooMuch(format!("there are more than {MOST_FILES} files")))));
        }
        match plain_file(&entry) {
            Ok(file) => entries.push(file),
            Err(failure) => return Ok(Talk::Enough(Err(failure))),
        }
    }
}

fn plain_file(entry: &[u8]) -> Result<(RelPath, String), TreeFailure> {
    let text = String::from_utf8_lossy(entry);
    let (head, written) = text.split_once('\t').unwrap_or((&text, ""));
    let path = written.strip_suffix('\0').unwrap_or(written);
    let refuse = |problem| {
        let shown = path.chars().take(200).flat_map(char::escape_debug).collect();
        Err(TreeFailure::Refused { path: shown, problem })
    };
    let mut words = head.split(' ');
    let (mode, kind, hash) = (words.next().unwrap_or_default(), words.next(), words.next().unwrap_or_default());
    match mode {
        "120000" => return refuse("is a symbolic link"),
        "160000" => return refuse("is a submodule"),
        _ if kind != Some("blob") || !mode.starts_with("100") => return refuse("is not a regular file"),
        _ => {}
    }
    if written == path || std::str::from_utf8(entry).is_err() || path.contains(|c: char| crate::model::is_hidden(c) || c == '\\')
    {
        return refuse("has a name that is too long, or that not every system takes");
    }
    if path.split('/').any(|name| name.eq_ignore_ascii_case(".git")) {
        return refuse("is inside of a `.git`");
    }
    match RelPath::parse(path) {
        Ok(clean) if clean.as_str() == path => Ok((clean, hash.to_owned())),
        _ => refuse("is not a path inside the repository"),
    }
}

/// Asks for one file after the other, so that neither side waits for the other to read.
fn contents(child: &mut Child, entries: &[(RelPath, String)]) -> Answer<BTreeMap<RelPath, Vec<u8>>> {
    let mut input = child.stdin.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    let mut output = BufReader::new(child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?);
    let mut files = BTreeMap::new();
    let mut total = 0;
    for (path, hash) in entries {
        input.write_all(format!("{hash}\n").as_bytes())?;
        input.flush()?;
        let mut answer = String::new();
        output.by_ref().take(200).read_line(&mut answer)?;
        let size = answer.trim_end().rsplit_once(" blob ").and_then(|(_, size)| size.parse::<usize>().ok());
        // A file beyond the limit was left out when the commit was fetched.
        let is_missing = answer.trim_end().ends_with(" missing");
        if is_missing || size.is_some_and(|size| size > LARGEST_FILE) {
            let problem = "is larger than 1 MiB";
            return Ok(Talk::Enough(Err(TreeFailure::Refused { path: path.as_str().escape_debug().to_string(), problem })));
        }
        let size = size.ok_or(std::io::ErrorKind::InvalidData)?;
        total += size;
        if total > LARGEST_IN_ALL {
            return Ok(Talk::Enough(Err(TreeFailure::TooMuch("its files take more than 8 MiB".to_owned()))));
        }
        let mut bytes = vec![0; size + 1];
        output.read_exact(&mut bytes)?;
        bytes.truncate(size);
        files.insert(path.clone(), bytes);
    }
    Ok(Talk::Enough(Ok(files)))
}

//! What a source archive says about how it is built.
//!
//! # What counts as native
//!
//! "No wheel" is not "needs a compiler": `docopt` has only a source archive, and that is pure Python. A compiler is needed
//! when the archive holds a source file of C, C++, Cython, Rust or Fortran, or the build description of one
//! (`Cargo.toml`, `CMakeLists.txt`, `meson.build`), when its `setup.py` gives `ext_modules` to `setup()`, or when its
//! `[build-system]` asks for a build tool of compiled code. What lies in folders of tests, documentation and examples does
//! not count: `pycparser` is pure Python and has C files to try itself on.
//!
//! A `tar.gz` has no directory, so it is read from its beginning until something native turned up, and then at most 4 MiB
//! (unpacked) further for `pyproject.toml`, whose build requirements are wanted too; never more than 20 MiB. A `zip` is
//! judged by its directory.

mod evidence;

use std::collections::BTreeSet;
use std::io::Read;

use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};

use self::evidence::Evidence;
use super::http::Http;
use super::remote::{Beginning, Remote};
use super::zip_directory::ZipDirectory;
use super::{IndexError, IndexErrorKind, IndexFile};

/// What is fetched of one archive.
pub(super) const MOST_FETCHED: u64 = 20 << 20;
/// What is unpacked of one archive: an honest source archive shrinks to a quarter, a bomb to a thousandth.
const MOST_UNPACKED: u64 = 512 << 20;
/// How far on `pyproject.toml` is looked for once the answer is known.
const LOOK_ON: u64 = 4 << 20;
/// The largest file that is read out of an archive.
const LARGEST_MEMBER: u64 = 1 << 20;

/// What was found in a source archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SdistEvidence {
    /// The first member that tells that a compiler is needed, without the archive's own folder; of `pyproject.toml` and
    /// `setup.py`, with what it says. `None` if no member does. Ex) `src/_psycopg.c`, `pyproject.toml (requires maturin)`
    pub native: Option<String>,
    /// What of the source has to be compiled, as far as the archive was read.
    pub languages: BTreeSet<Language>,
    /// `[build-system] requires`, where `pyproject.toml` was met. Ex) `setuptools>=61`
    pub build_requires: Vec<String>,
    /// The whole archive was looked through: without `native` it is pure Python.
    pub complete: bool,
}

/// What compilers are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    C,
    /// C++
    Cxx,
    /// Becomes C while it is built.
    Cython,
    Fortran,
    Rust,
}

/// Fetches at most `most` bytes.
pub(super) fn read(http: &Http, file: &IndexFile, most: u64) -> Result<SdistEvidence, IndexError> {
    let name = file.name.to_ascii_lowercase();
    if name.ends_with(".tar.gz") || name.ends_with(".tgz") {
        read_tar(&mut Beginning::open(http, file, most)?)
    } else if name.ends_with(".zip") {
        read_zip(&mut Remote::at_end(http, file, most)?)
    } else {
        let (kind, url) = (IndexErrorKind::Unsupported, file.name.clone());
        let problem = "source archives are read in the formats `.tar.gz` and `.zip`".to_owned();
        Err(IndexError { kind, url, problem, hint: None })
    }
}

fn read_tar(beginning: &mut Beginning<'_>) -> Result<SdistEvidence, IndexError> {
    let mut evidence = Evidence::default();
    let mut unpacked = GzDecoder::new(&mut *beginning).take(MOST_UNPACKED);
    let walked = walk(&mut tar::Archive::new(&mut unpacked), &mut evidence);
    let bomb = unpacked.limit() == 0;
    let cut = beginning.was_cut() || bomb;
    let complete = match walked {
        Ok(complete) => complete && !cut,
        Err(_) if cut => false,
        Err(error) => {
            return Err(IndexError::from_io(error, beginning.url(), "the file is not a source archive, or a broken one"));
        }
    };
    Ok(evidence.finish(complete))
}

/// Whether all members were seen.
fn walk(archive: &mut tar::Archive<impl Read>, evidence: &mut Evidence) -> std::io::Result<bool> {
    let mut known_at = None;
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if entry.header().entry_type().is_file() && evidence.member(&path) {
            let mut text = Vec::new();
            entry.by_ref().take(LARGEST_MEMBER).read_to_end(&mut text)?;
            evidence.text(&path, &text);
        }
        if evidence.is_native() {
            let at = *known_at.get_or_insert(entry.raw_file_position());
            if evidence.has_pyproject() || entry.raw_file_position() > at + LOOK_ON {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn read_zip(archive: &mut Remote<'_>) -> Result<SdistEvidence, IndexError> {
    let directory = ZipDirectory::read(archive)?;
    let mut evidence = Evidence::default();
    for member in &directory.members {
        if !evidence.member(&member.name) {
            continue;
        }
        let (start, end) = member.span();
        if archive.affords(member.length()) {
            let bytes = archive.bytes(start, end)?;
            if let Some(text) = member.unpack(&bytes, LARGEST_MEMBER) {
                evidence.text(&member.name, &text);
            }
        }
    }
    Ok(evidence.finish(true))
}

//! What a wheel asks of the image that it is installed in.
//!
//! # The rule
//!
//! The libraries that count are those that the dynamic loader looks for when the wheel's extension modules are imported:
//! `DT_NEEDED` of the extension modules, and of each bundled library that these reach, down to names that the wheel does
//! not bring along. Shared objects that are reached by no such chain do not count, since they are opened later, by name, by
//! code that may never run: the platform plugins of the Qt in `opencv-python` ask for `libSM` and `libICE`, and `import cv2`
//! does not.
//!
//! An extension module is a member that says so by its name, as `_core.cpython-313-x86_64-linux-gnu.so` or `cv2.abi3.so`, or
//! a plain `name.so` that knows the symbol `PyInit_name`. A wheel without any (`lightgbm`, `soundfile`) holds libraries that
//! Python code opens with ctypes or cffi; there all count that lie neither in a folder of plugins nor in the folder of
//! copies that auditwheel makes (`name.libs`), and again what they reach.
//!
//! A needed name that the wheel does not bring may still come with another wheel, as `libcudart` does with nvidia's; the
//! names are for [`library`](crate::knowledge::library) to judge.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::elf::SharedObject;
use super::http::Http;
use super::remote::Remote;
use super::zip_directory::{Member, ZipDirectory};
use super::{IndexError, IndexErrorKind, IndexFile};

/// What is fetched of one wheel in all.
const MOST_FETCHED: u64 = 128 << 20;
/// The largest shared object that is unpacked.
const LARGEST_OBJECT: u64 = 192 << 20;
/// Members that lie as close as this are fetched together, up to this much at once.
const GAP: u64 = 64 << 10;
const RUN: u64 = 8 << 20;

/// What was found in a wheel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WheelContents {
    /// The names of the libraries that must be there when it is imported, the C library among them. Ex) `libGL.so.1`
    pub needed: BTreeSet<String>,
    /// The extension modules, as paths in the wheel; of a wheel without any, the libraries that stand in for them.
    pub modules: Vec<String>,
    /// The names of the libraries that the wheel brings along.
    pub bundled: BTreeSet<String>,
    /// Shared objects that count and could not be read, because they are too large or broken: `needed` may lack something.
    pub unread: Vec<String>,
    /// What the wheel takes on the disk, in bytes.
    pub unpacked_size: u64,
}

pub(super) fn read(http: &Http, file: &IndexFile) -> Result<WheelContents, IndexError> {
    let mut archive = Remote::at_end(http, file, MOST_FETCHED)?;
    let directory = ZipDirectory::read(&mut archive)?;
    let mut reading = Reading::new(&directory);
    let (sure, perhaps) = (reading.with(Role::Module), reading.with(Role::PerhapsModule));
    reading.load(&mut archive, &[sure.clone(), perhaps.clone()].concat())?;
    let knows_symbol = |member: &&Member| {
        let stem = file_name(&member.name).split('.').next().unwrap_or_default();
        reading.objects.get(member.name.as_str()).is_some_and(|object| object.is_extension_module(stem))
    };
    let mut roots: Vec<&Member> = sure.into_iter().chain(perhaps.iter().copied().filter(knows_symbol)).collect();
    if roots.is_empty() {
        roots = [perhaps, reading.with(Role::Library)].concat();
    }
    let mut needed = reading.reach(&mut archive, &roots)?;
    let sonames: BTreeSet<&str> = reading.objects.values().filter_map(|object| object.soname.as_deref()).collect();
    // A library that Python code opens first, under another file name, is there for all that come after.
    needed.retain(|name| !sonames.contains(name.as_str()) && !reading.brings_release_of(name));
    Ok(WheelContents {
        needed,
        modules: roots.iter().map(|member| member.name.clone()).collect(),
        bundled: reading.by_name.keys().map(|name| (*name).to_owned()).collect(),
        unread: reading.unread.iter().map(|name| (*name).to_owned()).collect(),
        unpacked_size: directory.members.iter().fold(0, |sum: u64, member| sum.saturating_add(member.size)),
    })
}

/// What a member's name says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Its name has one of Python's tags. Ex) `_core.cpython-313-x86_64-linux-gnu.so`, `cv2.abi3.so`
    Module,
    /// Ex) `simsimd.so`
    PerhapsModule,
    /// Ex) `lightgbm/lib/lib_lightgbm.so`
    Library,
    /// Ex) `numpy.libs/libgfortran-040039e1.so.5.0.0`
    Copy,
    /// Ex) `cv2/qt/plugins/platforms/libqxcb.so`
    Plugin,
}

impl Role {
    /// Nothing for what is not a shared object.
    fn of(path: &str) -> Option<Self> {
        let name = file_name(path);
        let (stem, rest) = name.split_once('.')?;
        if !(rest == "so" || rest.ends_with(".so") || rest.starts_with("so.") || rest.contains(".so.")) {
            return None;
        }
        let tagged = ["cpython-", "abi3", "pypy", "cp3", "graalpy"].iter().any(|tag| rest.starts_with(tag));
        let mut folders = path.split('/').rev().skip(1);
        let identifier = !stem.is_empty() && stem.chars().all(|c| c.is_alphanumeric() || c == '_');
        Some(if tagged && rest.ends_with(".so") {
            Self::Module
        } else if folders.clone().any(|folder| folder.ends_with(".libs")) {
            Self::Copy
        } else if folders.any(|folder| matches!(folder, "plugins" | "plugin")) {
            Self::Plugin
        } else if rest == "so" && identifier && !stem.starts_with("lib") {
            Self::PerhapsModule
        } else {
            Self::Library
        })
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The wheel's shared objects, as far as they have been read.
struct Reading<'a> {
    members: Vec<(&'a Member, Role)>,
    /// By file name, which is what the loader goes by.
    by_name: BTreeMap<&'a str, &'a Member>,
    /// By path.
    objects: BTreeMap<&'a str, SharedObject>,
    unread: BTreeSet<&'a str>,
}

impl<'a> Reading<'a> {
    fn new(directory: &'a ZipDirectory) -> Self {
        let with_role = |member: &'a Member| Role::of(&member.name).map(|role| (member, role));
        let members: Vec<(&Member, Role)> = directory.members.iter().filter_map(with_role).collect();
        let mut by_name = BTreeMap::new();
        // A plugin stands in for no library while there is another of its name.
        for plugins in [false, true] {
            for (member, role) in members.iter().filter(|(_, role)| (*role == Role::Plugin) == plugins) {
                if !matches!(role, Role::Module) {
                    by_name.entry(file_name(&member.name)).or_insert(*member);
                }
            }
        }
        Self { members, by_name, objects: BTreeMap::new(), unread: BTreeSet::new() }
    }

    fn with(&self, wanted: Role) -> Vec<&'a Member> {
        self.members.iter().filter(|(_, role)| *role == wanted).map(|(member, _)| *member).collect()
    }

    /// Reads these members where that has not been done, neighbours together.
    fn load(&mut self, archive: &mut Remote<'_>, members: &[&'a Member]) -> Result<(), IndexError> {
        let known =
            |member: &&&Member| !self.objects.contains_key(member.name.as_str()) && !self.unread.contains(member.name.as_str());
        let mut open: Vec<&Member> = members.iter().filter(known).copied().collect();
        // Where not all can be read, many small ones tell more than few large ones.
        open.sort_by_key(|member| (member.length(), member.span()));
        open.dedup_by_key(|member| member.span());
        let mut sum = 0;
        let readable = |member: &&'a Member| {
            let fits = member.size <= LARGEST_OBJECT && archive.affords(sum + member.length());
            sum += if fits { member.length() } else { 0 };
            fits
        };
        let (mut open, closed): (Vec<_>, Vec<_>) = open.into_iter().partition(readable);
        self.unread.extend(closed.iter().map(|member| member.name.as_str()));
        open.sort_by_key(|member| member.span());
        while !open.is_empty() {
            let start = open[0].span().0;
            let mut end = open[0].span().1;
            let joins = |end: u64, member: &Member| member.span().0 <= end + GAP && member.span().1 - start <= RUN;
            let mut count = 1;
            while open.get(count).is_some_and(|member| joins(end, member)) {
                end = end.max(open[count].span().1);
                count += 1;
            }
            let run: Vec<&Member> = open.drain(..count).collect();
            let bytes = match archive.bytes(start, end) {
                Ok(bytes) => bytes,
                // The gaps between them were too much.
                Err(error) if error.kind == IndexErrorKind::TooLarge => {
                    self.unread.extend(run.iter().map(|member| member.name.as_str()));
                    continue;
                }
                Err(error) => return Err(error),
            };
            for member in run {
                let span = |bytes: &'_ [u8]| {
                    let at = |offset: u64| usize::try_from(offset - start).unwrap_or(usize::MAX);
                    let unpacked = member.unpack(bytes.get(at(member.span().0)..at(member.span().1))?, LARGEST_OBJECT)?;
                    SharedObject::read(&unpacked)
                };
                match span(&bytes) {
                    Some(object) => drop(self.objects.insert(&member.name, object)),
                    None => drop(self.unread.insert(&member.name)),
                }
            }
        }
        Ok(())
    }

    /// What the roots ask for, directly or by libraries of the wheel, and the wheel does not bring.
    fn reach(&mut self, archive: &mut Remote<'_>, roots: &[&'a Member]) -> Result<BTreeSet<String>, IndexError> {
        let mut needed = BTreeSet::new();
        let mut reached: BTreeSet<&str> = roots.iter().map(|member| member.name.as_str()).collect();
        let mut wave = roots.to_vec();
        while !wave.is_empty() {
            self.load(archive, &wave)?;
            let mut next = Vec::new();
            for object in wave.iter().filter_map(|member| self.objects.get(member.name.as_str())) {
                for name in &object.needed {
                    match self.by_name.get(name.as_str()) {
                        Some(member) if reached.insert(&member.name) => next.push(*member),
                        Some(_) => {}
                        None => drop(needed.insert(name.clone())),
                    }
                }
            }
            wave = next;
        }
        // What was read and is reached by nothing does not count, so its failure does not either.
        self.unread.retain(|name| reached.contains(name));
        Ok(needed)
    }

    /// Whether the wheel has the library under the name of its exact release. Ex) `libfoo.so.1.2.3` for `libfoo.so.1`
    fn brings_release_of(&self, soname: &str) -> bool {
        self.by_name.keys().any(|name| name.strip_prefix(soname).is_some_and(|rest| rest.starts_with('.')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_modules_from_libraries() {
        for (path, expected) in [
            ("numpy/_core/_multiarray_umath.cpython-313-x86_64-linux-gnu.so", Some(Role::Module)),
            ("cv2/cv2.abi3.so", Some(Role::Module)),
            ("demo/plugins/_fast.cpython-313-aarch64-linux-musl.so", Some(Role::Module)),
            ("simsimd.so", Some(Role::PerhapsModule)),
            ("demo.data/platlib/demo/_x.so", Some(Role::PerhapsModule)),
            ("lightgbm/lib/lib_lightgbm.so", Some(Role::Library)),
            ("_soundfile_data/libsndfile_x86_64.so", Some(Role::Library)),
            ("torch/lib/libgomp-98b21ff3.so.1", Some(Role::Library)),
            ("numpy.libs/libgfortran-040039e1.so.5.0.0", Some(Role::Copy)),
            ("cv2/qt/plugins/platforms/libqxcb.so", Some(Role::Plugin)),
            ("demo/source.py", None),
            ("demo/README", None),
            ("demo/_x.cp313-win_amd64.pyd", None),
        ] {
            assert_eq!(Role::of(path), expected, "{path}");
        }
    }
}

//! The directory at the end of a zip archive, and the members that it lists.
//!
//! ```text
//! archive   = member* directory-entry* [zip64-end zip64-locator] end
//! member    = local-header name extra data
//! ```
//!
//! It is read here and not by a library because no library tells where a member lies before it has read the member's own
//! header, which is one question to the server for each. Stored and deflated members are read, and archives with 64-bit
//! sizes; archives in several volumes, encrypted members and other compressions are not.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::IndexError;
use super::remote::{Remote, TAIL};

/// No wheel comes near; a directory that is larger is not worth its time.
const LARGEST_DIRECTORY: u64 = 32 << 20;
const END: (u32, usize) = (0x0605_4b50, 22);
const LOCATOR: (u32, usize) = (0x0706_4b50, 20);
const END_64: (u32, usize) = (0x0606_4b50, 56);
const ENTRY: (u32, usize) = (0x0201_4b50, 46);
const LOCAL: (u32, usize) = (0x0403_4b50, 30);

/// The members, in the order in which they lie in the archive.
pub(super) struct ZipDirectory {
    pub members: Vec<Member>,
}

/// A file in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub name: String,
    /// Unpacked, as the archive says.
    pub size: u64,
    pub compressed: u64,
    method: u16,
    encrypted: bool,
    start: u64,
    /// Where the next member or the directory starts: the member's header, name and data lie before.
    end: u64,
}

impl ZipDirectory {
    pub(super) fn read(archive: &mut Remote<'_>) -> Result<Self, IndexError> {
        let url = archive.url().clone();
        let broken = || IndexError::invalid(&url, "the file is not a zip archive, or a broken one");
        let length = archive.length();
        let tail_start = length.saturating_sub(TAIL);
        let tail = archive.bytes(tail_start, length)?.into_owned();
        let (end_at, end) = find_end(&tail).ok_or_else(broken)?;
        let (mut size, mut start) = (u64::from(u32_at(end, 12).unwrap_or(0)), u64::from(u32_at(end, 16).unwrap_or(0)));
        let mut before = tail_start + end_at as u64;
        let locator = end_at.checked_sub(LOCATOR.1).and_then(|at| tail.get(at..end_at));
        if let Some(locator) = locator.filter(|locator| u32_at(locator, 0) == Some(LOCATOR.0)) {
            let at = u64_at(locator, 8).ok_or_else(broken)?;
            let end_64 = archive.bytes(at, at.saturating_add(END_64.1 as u64))?;
            if u32_at(&end_64, 0) != Some(END_64.0) {
                return Err(broken());
            }
            (size, start) = (u64_at(&end_64, 40).ok_or_else(broken)?, u64_at(&end_64, 48).ok_or_else(broken)?);
            before = at;
        }
        let directory_end = start.checked_add(size).filter(|end| *end <= before && size <= LARGEST_DIRECTORY);
        let directory = archive.bytes(start, directory_end.ok_or_else(broken)?)?;
        let mut members = entries(&directory).ok_or_else(broken)?;
        members.sort_by_key(|member| member.start);
        let ends: Vec<u64> = members.iter().skip(1).map(|member| member.start).chain([start]).collect();
        for (member, end) in members.iter_mut().zip(ends) {
            if end < member.start {
                return Err(broken());
            }
            member.end = end;
        }
        Ok(Self { members })
    }
}

impl Member {
    /// The bytes of the archive that hold the member.
    pub(super) fn span(&self) -> (u64, u64) {
        (self.start, self.end)
    }

    /// What reading it fetches.
    pub(super) fn length(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Unpacks the member out of the bytes of its span; `None` if they do not hold it, or it unpacks to more than `most`.
    pub(super) fn unpack(&self, span: &[u8], most: u64) -> Option<Vec<u8>> {
        if u32_at(span, 0)? != LOCAL.0 || self.encrypted || self.size > most {
            return None;
        }
        let variable = usize::from(u16_at(span, 26)?) + usize::from(u16_at(span, 28)?);
        let start = LOCAL.1 + variable;
        let data = span.get(start..start.checked_add(usize::try_from(self.compressed).ok()?)?)?;
        match self.method {
            0 => Some(data.to_vec()),
            8 => {
                let mut bytes = Vec::new();
                DeflateDecoder::new(data).take(most + 1).read_to_end(&mut bytes).ok()?;
                (bytes.len() as u64 == self.size).then_some(bytes)
            }
            _ => None,
        }
    }
}

/// The last record that says that the archive ends where the file does, comment included.
fn find_end(tail: &[u8]) -> Option<(usize, &[u8])> {
    let last = tail.len().checked_sub(END.1)?;
    (0..=last).rev().find_map(|at| {
        let end = &tail[at..];
        let comment = usize::from(u16_at(end, 20)?);
        (u32_at(end, 0) == Some(END.0) && END.1 + comment == end.len()).then_some((at, end))
    })
}

/// The directory's entries without those of folders. Where they lie is not known yet but for their starts.
fn entries(mut directory: &[u8]) -> Option<Vec<Member>> {
    let mut members = Vec::new();
    while !directory.is_empty() {
        let entry = directory;
        if u32_at(entry, 0)? != ENTRY.0 {
            return None;
        }
        let length = |at| u16_at(entry, at).map(usize::from);
        let (name_end, comment) = (ENTRY.1 + length(28)?, length(32)?);
        let extra_end = name_end + length(30)?;
        let name = String::from_utf8_lossy(entry.get(ENTRY.1..name_end)?).into_owned();
        let mut large = large_numbers(entry.get(name_end..extra_end)?).into_iter();
        let mut sizes = [u32_at(entry, 24)?, u32_at(entry, 20)?, u32_at(entry, 42)?].map(u64::from);
        for size in &mut sizes {
            if *size == u64::from(u32::MAX) {
                *size = large.next()?;
            }
        }
        let [size, compressed, start] = sizes;
        let (method, encrypted) = (u16_at(entry, 10)?, u16_at(entry, 8)? & 1 == 1);
        if !name.ends_with('/') {
            members.push(Member { name, size, compressed, method, encrypted, start, end: start });
        }
        directory = directory.get(extra_end + comment..)?;
    }
    Some(members)
}

/// The 64-bit numbers of an entry's extra field 1, for those of its numbers that do not fit in 32 bits.
fn large_numbers(mut extra: &[u8]) -> Vec<u64> {
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = 4 + usize::from(length);
        let Some(field) = extra.get(4..end) else { break };
        if id == 1 {
            return field.chunks_exact(8).filter_map(|chunk| u64_at(chunk, 0)).collect();
        }
        extra = &extra[end..];
    }
    Vec::new()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

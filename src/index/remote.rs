//! A file on a server, read in parts (RFC 9110, section 14).

use std::borrow::Cow;
use std::io::{self, Read};

use ureq::http::header;
use url::Url;

use super::http::{Answer, Http};
use super::{IndexError, IndexErrorKind, IndexFile};

/// What is fetched of the end in the first question: the directory of most wheels fits.
pub(super) const TAIL: u64 = 64 << 10;
/// The largest file that is fetched whole from a server that does not send parts.
pub(super) const LARGEST_WHOLE: u64 = 64 << 20;
/// What the time for a first question is reckoned by, since the answer may be the whole file.
const PERHAPS_WHOLE: u64 = 16 << 20;

/// A file of which the end, or all of it, is at hand.
pub(super) struct Remote<'a> {
    http: &'a Http,
    url: Url,
    length: u64,
    /// What is at hand already, and where it begins.
    held: (u64, Vec<u8>),
    /// How many bytes may still be asked for.
    left: u64,
}

impl<'a> Remote<'a> {
    /// Asks for the end of the file; at most `most` bytes will be fetched in all.
    pub(super) fn at_end(http: &'a Http, file: &IndexFile, most: u64) -> Result<Self, IndexError> {
        let url = address(file)?;
        // Not every server knows "the last so many bytes", so a size that the index tells is put to use.
        let known = file.size.filter(|size| *size > 0).map(|size| format!("bytes={}-{}", size.saturating_sub(TAIL), size - 1));
        let last = format!("bytes=-{TAIL}");
        let mut answer = part(http, &url, known.as_deref().unwrap_or(&last), PERHAPS_WHOLE)?;
        if answer.status == 416 && known.is_some() {
            answer = part(http, &url, &last, PERHAPS_WHOLE)?;
        }
        if answer.status == 416 {
            // A file shorter than what was asked for, on a server that minds.
            answer = http.get(&url, &[identity()], PERHAPS_WHOLE, &[])?;
        }
        // What the server redirected to is asked directly from now on.
        let url = answer.url.clone();
        match answer.status {
            206 => {
                let (start, length) = span(&answer)?;
                let another = || IndexError::invalid(&url, "the server returned a different range than requested");
                if length - start > TAIL {
                    return Err(another());
                }
                let bytes = answer.bytes(TAIL)?;
                if bytes.len() as u64 != length - start {
                    return Err(another());
                }
                Ok(Self { http, url, length, held: (start, bytes), left: most })
            }
            200 => {
                let problem = "the server sends whole files only, and this one is larger than 64 MiB";
                let too_large = || IndexError::new(IndexErrorKind::TooLarge, &url, problem);
                if answer.length().is_some_and(|length| length > LARGEST_WHOLE) {
                    return Err(too_large());
                }
                let bytes = answer.bytes(LARGEST_WHOLE).map_err(|error| match error.kind {
                    IndexErrorKind::TooLarge => too_large(),
                    _ => error,
                })?;
                Ok(Self { http, url, length: bytes.len() as u64, held: (0, bytes), left: most })
            }
            status => Err(unexpected(&url, status)),
        }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Whether so many bytes may still be fetched, with some to spare for the gaps between them.
    pub(super) fn affords(&self, bytes: u64) -> bool {
        bytes.saturating_add(bytes / 8) <= self.left
    }

    /// The bytes from `start` to before `end`, fetched unless they are at hand.
    pub(super) fn bytes(&mut self, start: u64, end: u64) -> Result<Cow<'_, [u8]>, IndexError> {
        if start > end || end > self.length {
            return Err(IndexError::invalid(&self.url, "the archive points beyond its own end"));
        }
        if start < self.held.0 && end - start > self.left {
            return Err(IndexError::new(IndexErrorKind::TooLarge, &self.url, "the archive's parts are too large to read"));
        }
        let (held, tail) = &self.held;
        if start >= *held {
            let at = |offset: u64| usize::try_from(offset - held).unwrap_or(usize::MAX);
            let slice = tail.get(at(start)..at(end));
            return slice
                .map(Cow::Borrowed)
                .ok_or_else(|| IndexError::invalid(&self.url, "the archive points beyond its own end"));
        }
        let to = end.min(*held);
        self.left = self.left.saturating_sub(to - start);
        let answer = part(self.http, &self.url, &format!("bytes={start}-{}", to - 1), to - start)?;
        if answer.status != 206 {
            return Err(unexpected(&self.url, answer.status));
        }
        if span(&answer)? != (start, self.length) {
            return Err(IndexError::invalid(&self.url, "the server returned a different range than requested"));
        }
        let mut bytes = answer.bytes(to - start)?;
        if bytes.len() as u64 != to - start {
            return Err(IndexError::invalid(&self.url, "the server returned less of the file than requested"));
        }
        if end > *held {
            let rest = usize::try_from(end - held).unwrap_or(usize::MAX);
            bytes.extend_from_slice(tail.get(..rest).unwrap_or(tail));
        }
        Ok(Cow::Owned(bytes))
    }
}

/// A file from its beginning, in parts that grow, so that a reader that stops early has not fetched much more than it read.
pub(super) struct Beginning<'a> {
    http: &'a Http,
    url: Url,
    position: u64,
    length: Option<u64>,
    next_part: u64,
    most: u64,
    /// The reader of the part, or of the whole file where the server sends nothing less, and where the part ends.
    open: Option<(Box<dyn Read + Send>, Option<u64>)>,
}

impl<'a> Beginning<'a> {
    /// Reads at most `most` bytes and then ends, as if the file did.
    pub(super) fn open(http: &'a Http, file: &IndexFile, most: u64) -> Result<Self, IndexError> {
        const FIRST_PART: u64 = 64 << 10;
        let url = address(file)?;
        Ok(Self { http, url, position: 0, length: None, next_part: FIRST_PART, most, open: None })
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// Whether reading ended because of the limit and not because the file did.
    pub(super) fn was_cut(&self) -> bool {
        self.position >= self.most && self.length.is_none_or(|length| self.position < length)
    }

    fn ask(&mut self) -> Result<(), IndexError> {
        let end = self.length.unwrap_or(u64::MAX).min(self.most).min(self.position + self.next_part);
        let range = format!("bytes={}-{}", self.position, end - 1);
        let size = if self.position == 0 { PERHAPS_WHOLE } else { end - self.position };
        let answer = part(self.http, &self.url, &range, size)?;
        match answer.status {
            206 => {
                let (start, length) = span(&answer)?;
                if start != self.position || self.length.is_some_and(|known| known != length) {
                    return Err(IndexError::invalid(&self.url, "the server returned a different range than requested"));
                }
                self.length = Some(length);
                // What the server redirected to is asked directly from now on.
                self.url = answer.url.clone();
                self.open = Some((Box::new(answer.reader().take(end - start)), Some(end.min(length))));
            }
            200 if self.position == 0 => {
                self.length = answer.length();
                self.open = Some((Box::new(answer.reader()), None));
            }
            // A file of no bytes has no part.
            416 if self.position == 0 => self.length = Some(0),
            status => return Err(unexpected(&self.url, status)),
        }
        self.next_part = (self.next_part * 4).min(4 << 20);
        Ok(())
    }
}

impl Read for Beginning<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.most - self.position).unwrap_or(usize::MAX).min(buffer.len());
        loop {
            if room == 0 || self.length.is_some_and(|length| self.position >= length) {
                return Ok(0);
            }
            let Some((open, end)) = &mut self.open else {
                self.ask().map_err(IndexError::into_io)?;
                continue;
            };
            match open.read(&mut buffer[..room])? {
                0 if *end == Some(self.position) => self.open = None,
                0 if end.is_none() => return Ok(0),
                0 => {
                    let problem = "the server returned less of the file than requested";
                    return Err(IndexError::invalid(&self.url, problem).into_io());
                }
                count => {
                    self.position += count as u64;
                    return Ok(count);
                }
            }
        }
    }
}

fn address(file: &IndexFile) -> Result<Url, IndexError> {
    let parsed = Url::parse(&file.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    parsed.ok_or_else(|| IndexError {
        kind: IndexErrorKind::Invalid,
        url: file.name.clone(),
        problem: "the index gives no address for the file".to_owned(),
        hint: None,
    })
}

/// Archives are compressed already, and parts of a compressed answer would be parts of something else.
fn identity() -> (header::HeaderName, String) {
    (header::ACCEPT_ENCODING, "identity".to_owned())
}

fn part(http: &Http, url: &Url, range: &str, size: u64) -> Result<Answer, IndexError> {
    http.get(url, &[(header::RANGE, range.to_owned()), identity()], size, &[416])
}

fn unexpected(url: &Url, status: u16) -> IndexError {
    IndexError::new(IndexErrorKind::Refused, url, format!("the server answers a range request with status {status}"))
}

/// `bytes 100-199/1000` is a start and a length.
fn span(answer: &Answer) -> Result<(u64, u64), IndexError> {
    let parse = |text: &str| {
        let (range, length) = text.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
        let (start, end) = range.split_once('-')?;
        let (start, end, length): (u64, u64, u64) = (start.parse().ok()?, end.parse().ok()?, length.parse().ok()?);
        (start <= end && end < length).then_some((start, length))
    };
    let found = answer.header(header::CONTENT_RANGE).and_then(parse);
    found.ok_or_else(|| IndexError::invalid(&answer.url, "the server returned no `Content-Range`"))
}

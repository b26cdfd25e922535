//! Questions to an index over HTTP: whom credentials go to, whom to ask once more and whom never again.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Mutex;
use std::time::Duration;

use flate2::read::GzDecoder;
use ureq::Body;
use ureq::http::{HeaderMap, header};
use url::Url;

use super::{IndexError, IndexErrorKind, IndexUrl};
use crate::http::{Agents, Credentials, Environment, Failure, FailureKind, redirect};

const MOST_REDIRECTS: usize = 10;
/// A server that fails for a moment is asked once more, as a proxy or a balancer that restarts is common.
const TRIES: usize = 2;
const PAUSE: Duration = Duration::from_millis(250);
/// After so many questions in a row without any answer a server is asked nothing more: a project has hundreds of
/// dependencies, and each would wait for its time-out.
const PATIENCE: usize = 3;
/// A connection that is slower than this for a whole answer is not worth its wait.
const SLOWEST_BYTES_A_SECOND: u64 = 64 << 10;

/// The connections of one client.
pub(super) struct Http {
    agents: Agents,
    timeout: Duration,
    /// The credentials of the indexes that were asked, for the files of the same server.
    known: Mutex<Vec<(Url, Credentials)>>,
    /// For each server that has not answered, how often and why last.
    silent: Mutex<BTreeMap<String, (usize, IndexError)>>,
}

/// An answer whose body has not been read.
pub(super) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Where the answer came from after all redirects.
    pub url: Url,
    body: Body,
}

impl Http {
    pub(super) fn new(environment: &Environment, timeout: Duration) -> Self {
        Self { agents: Agents::new(environment, timeout), timeout, known: Mutex::default(), silent: Mutex::default() }
    }

    /// From now on the credentials of this index go to its server.
    pub(super) fn remember(&self, index: &IndexUrl) {
        if let (Some(credentials), Ok(mut known)) = (index.credentials(), self.known.lock()) {
            let entry = (index.address().clone(), credentials.clone());
            if !known.contains(&entry) {
                known.push(entry);
            }
        }
    }

    /// The credentials for an address: those of an index of the same server, of the one that has most of the path in
    /// common, as pip chooses.
    fn credentials(&self, url: &Url) -> Option<Credentials> {
        let known = self.known.lock().ok()?;
        let in_common = |index: &Url| index.path().bytes().zip(url.path().bytes()).take_while(|(a, b)| a == b).count();
        let same_server = known.iter().filter(|(index, _)| index.origin() == url.origin());
        same_server.max_by_key(|(index, _)| in_common(index)).map(|(_, credentials)| credentials.clone())
    }

    /// Asks, following redirects. Every status below 400 is an answer, and those that `expected` names; any other is an
    /// error. `size` is what the answer may take to arrive.
    pub(super) fn get(
        &self,
        url: &Url,
        headers: &[(header::HeaderName, String)],
        size: u64,
        expected: &[u16],
    ) -> Result<Answer, IndexError> {
        if let Some(error) = self.gave_up(url) {
            return Err(error);
        }
        let mut last = None;
        for attempt in 0..TRIES {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            let answered = self.follow(url, headers, size);
            self.keep_count(url, answered.as_ref().err());
            match answered {
                Ok(answer) if matches!(answer.status, 429 | 500..) => last = Some(status_error(&answer)),
                Ok(answer) if answer.status < 400 || expected.contains(&answer.status) => return Ok(answer),
                Ok(answer) => return Err(status_error(&answer)),
                Err(error) if error.kind == IndexErrorKind::Refused => last = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(last.unwrap_or_else(|| IndexError::new(IndexErrorKind::Refused, url, "no answer")))
    }

    /// The last error of a server that is asked nothing more.
    fn gave_up(&self, url: &Url) -> Option<IndexError> {
        let silent = self.silent.lock().ok()?;
        let (times, error) = silent.get(&url.origin().ascii_serialization())?;
        (*times >= PATIENCE)
            .then(|| IndexError { hint: error.hint.clone(), ..IndexError::new(error.kind, url, error.problem.clone()) })
    }

    fn keep_count(&self, url: &Url, error: Option<&IndexError>) {
        let Ok(mut silent) = self.silent.lock() else { return };
        let server = url.origin().ascii_serialization();
        match error {
            Some(error) if matches!(error.kind, IndexErrorKind::Unreachable | IndexErrorKind::TimedOut) => {
                silent
                    .entry(server)
                    .and_modify(|(times, last)| (*times, *last) = (*times + 1, error.clone()))
                    .or_insert((1, error.clone()));
            }
            _ => drop(silent.remove(&server)),
        }
    }

    fn follow(&self, url: &Url, headers: &[(header::HeaderName, String)], size: u64) -> Result<Answer, IndexError> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.once(&url, headers, size)?;
            match redirect(&url, answer.status, &answer.headers) {
                Ok(None) => return Ok(answer),
                Ok(Some(next)) => url = next,
                Err(problem) => return Err(IndexError::invalid(&url, problem)),
            }
        }
        Err(IndexError::invalid(&url, "the server redirects in circles"))
    }

    fn once(&self, url: &Url, headers: &[(header::HeaderName, String)], size: u64) -> Result<Answer, IndexError> {
        let agent = self.agents.agent(url).map_err(|failure| failed(url, failure))?;
        let mut request = agent.get(url.as_str());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(credentials) = self.credentials(url) {
            request = request.header(header::AUTHORIZATION, credentials.header());
        }
        let whole = self.timeout + Duration::from_secs(size / SLOWEST_BYTES_A_SECOND);
        let response =
            request.config().timeout_recv_body(Some(whole)).build().call().map_err(|error| failed(url, (&error).into()))?;
        let (parts, body) = response.into_parts();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, url: url.clone(), body })
    }
}

impl Answer {
    pub(super) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.header(header::CONTENT_LENGTH)?.trim().parse().ok()
    }

    /// The body as it arrives. Errors of its reading come out of [`IndexError::from_io`].
    pub(super) fn reader(self) -> impl std::io::Read + Send {
        let url = self.url;
        BodyReader { inner: self.body.into_reader(), url }
    }

    /// The whole body, if it has at most so many bytes.
    pub(super) fn bytes(self, most: u64) -> Result<Vec<u8>, IndexError> {
        let url = self.url.clone();
        read_all(self.reader(), &url, most)
    }

    /// The whole body with its compression undone.
    pub(super) fn decoded(self, most: u64) -> Result<Vec<u8>, IndexError> {
        let url = self.url.clone();
        let coding = self.header(header::CONTENT_ENCODING).unwrap_or("identity").trim().to_ascii_lowercase();
        match coding.as_str() {
            "" | "identity" => self.bytes(most),
            "gzip" | "x-gzip" => read_all(GzDecoder::new(self.reader()), &url, most),
            _ => Err(IndexError::invalid(&url, "the server uses a compression that was not requested")),
        }
    }
}

fn read_all(reader: impl std::io::Read, url: &Url, most: u64) -> Result<Vec<u8>, IndexError> {
    let mut bytes = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| IndexError::from_io(error, url, "the response is incomplete"))?;
    if bytes.len() as u64 > most {
        let problem = format!("the answer is larger than {} MiB", most >> 20);
        return Err(IndexError::new(IndexErrorKind::TooLarge, url, problem));
    }
    Ok(bytes)
}

/// Turns what ureq says while a body arrives into an [`IndexError`].
struct BodyReader {
    inner: ureq::BodyReader<'static>,
    url: Url,
}

impl std::io::Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.inner.read(buffer).map_err(|error| failed(&self.url, (&ureq::Error::from(error)).into()).into_io())
    }
}

/// An answer that is a refusal.
fn status_error(answer: &Answer) -> IndexError {
    let error = |kind, problem: &str| IndexError::new(kind, &answer.url, problem);
    match answer.status {
        401 | 403 => error(IndexErrorKind::Forbidden, "authentication failed")
            .hint("check the user name and password or token in the index's address"),
        404 | 410 => error(IndexErrorKind::Unknown, "not found"),
        407 => error(IndexErrorKind::Forbidden, "proxy authentication required")
            .hint("put the user name and password into the address of the proxy"),
        status => error(IndexErrorKind::Refused, &format!("the server answers with status {status}"))
            .hint("try again later, or go without `--online`"),
    }
}

/// A question that got no answer.
fn failed(url: &Url, failure: Failure) -> IndexError {
    const OFFLINE: &str = "check the connection and the proxy variables, or go without `--online`";
    const AUTHORITY: &str = "name a file with your company's certificate authority in `SSL_CERT_FILE`";
    let (kind, hint) = match failure.kind {
        FailureKind::TimedOut => (IndexErrorKind::TimedOut, Some(OFFLINE)),
        FailureKind::Unreachable => (IndexErrorKind::Unreachable, Some(OFFLINE)),
        FailureKind::Untrusted => (IndexErrorKind::Unreachable, Some(AUTHORITY)),
        FailureKind::BrokenOff => (IndexErrorKind::Refused, Some(OFFLINE)),
        FailureKind::NotHttp => (IndexErrorKind::Invalid, Some(OFFLINE)),
        FailureKind::Environment => (IndexErrorKind::Unreachable, None),
    };
    IndexError { hint: hint.map(str::to_owned), ..IndexError::new(kind, url, failure.problem) }
}

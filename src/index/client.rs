//! The questions that can be asked.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use ureq::http::header;

use super::cache::{Cache, Entry, freshness};
use super::http::{Answer, Http};
use super::parallel::in_parallel;
use super::{IndexError, IndexErrorKind, IndexFile, IndexUrl, SdistEvidence, WheelContents, page, sdist, wheel};
use crate::http::Environment;
use crate::model::PackageName;

/// The largest page that is read; PyPI's largest have less than a tenth of it.
const LARGEST_PAGE: u64 = 64 << 20;
/// What the time for a page is reckoned by.
const USUAL_PAGE: u64 = 8 << 20;

/// How a client asks.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where answers are kept between runs, as in `$XDG_CACHE_HOME/pydock`; `None` keeps none.
    pub cache_dir: Option<PathBuf>,
    /// How long to wait for a server that says nothing.
    pub timeout: Duration,
    /// How many questions are under way at once.
    pub concurrency: usize,
    pub strategy: IndexStrategy,
    pub environment: Environment,
}

/// What several indexes mean for one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexStrategy {
    /// The first index that has the project answers for it, as uv has it: a name on a private index cannot be taken over
    /// by a stranger on the public one.
    FirstMatch,
    /// The files of all indexes count as one list, as pip has it; of two with the same name the earlier index's stays.
    Merge,
}

impl Default for Options {
    /// As a person at a terminal would want it, without a cache.
    fn default() -> Self {
        Self {
            cache_dir: None,
            timeout: Duration::from_secs(15),
            concurrency: 8,
            strategy: IndexStrategy::Merge,
            environment: Environment::default(),
        }
    }
}

/// Asks indexes, and remembers what they said.
pub struct Client {
    http: Http,
    cache: Cache,
    concurrency: usize,
    strategy: IndexStrategy,
}

impl Client {
    /// Opens no connection yet.
    pub fn new(options: Options) -> Self {
        Self {
            http: Http::new(&options.environment, options.timeout),
            cache: Cache::new(options.cache_dir),
            concurrency: options.concurrency.max(1),
            strategy: options.strategy,
        }
    }

    /// The files of all releases of a project on one index, in the index's order.
    pub fn files(&self, index: &IndexUrl, name: &PackageName) -> Result<Vec<IndexFile>, IndexError> {
        self.http.remember(index);
        let url = index.page(name);
        let key = format!("files {}@ {url}", index.credentials().map_or("", |credentials| credentials.user()));
        let stored: Option<Entry<Vec<IndexFile>>> = self.cache.get(&key);
        if let Some(entry) = stored.as_ref().filter(|entry| entry.is_fresh()) {
            return Ok(entry.value.clone());
        }
        let mut headers = vec![(header::ACCEPT, page::ACCEPT.to_owned()), (header::ACCEPT_ENCODING, "gzip".to_owned())];
        if let Some(entry) = &stored {
            headers.extend(entry.etag.clone().map(|etag| (header::IF_NONE_MATCH, etag)));
            headers.extend(entry.last_modified.clone().map(|date| (header::IF_MODIFIED_SINCE, date)));
        }
        let answer = self.http.get(&url, &headers, USUAL_PAGE, &[])?;
        let fresh = freshness(answer.header(header::CACHE_CONTROL), answer.header(header::AGE));
        let etag = answer.header(header::ETAG).map(str::to_owned);
        let last_modified = answer.header(header::LAST_MODIFIED).map(str::to_owned);
        let (files, known) = match (answer.status, stored) {
            (304, Some(entry)) => (entry.value, (etag.or(entry.etag), last_modified.or(entry.last_modified))),
            (200, _) => (read_page(answer)?, (etag, last_modified)),
            (status, _) => {
                let problem = format!("the server answers with status {status}");
                return Err(IndexError::new(IndexErrorKind::Refused, &url, problem));
            }
        };
        if fresh.is_some() {
            let mut entry = Entry::new(&key, files, fresh);
            (entry.etag, entry.last_modified) = known;
            let _ = self.cache.put(&entry);
            return Ok(entry.value);
        }
        Ok(files)
    }

    /// The files of a project on the indexes of a project, by the client's [`IndexStrategy`].
    ///
    /// An index that does not have the project is passed over. Any other failure fails the question: half an answer would
    /// look like a whole one.
    pub fn files_of(&self, indexes: &[IndexUrl], name: &PackageName) -> Result<Vec<IndexFile>, IndexError> {
        let mut unknown = None;
        let mut files: Option<Vec<IndexFile>> = None;
        for index in indexes {
            match (self.files(index, name), &mut files) {
                (Ok(found), _) if self.strategy == IndexStrategy::FirstMatch => return Ok(found),
                (Ok(found), None) => files = Some(found),
                (Ok(found), Some(files)) => {
                    let names: BTreeSet<String> = files.iter().map(|file| file.name.clone()).collect();
                    files.extend(found.into_iter().filter(|file| !names.contains(&file.name)));
                }
                (Err(error), _) if error.kind == IndexErrorKind::Unknown => unknown = unknown.or(Some(error)),
                (Err(error), _) => return Err(error),
            }
        }
        files.ok_or_else(|| {
            unknown.map_or_else(
                || IndexError::nowhere(name),
                |error| IndexError { problem: format!("the index does not have `{name}`"), ..error },
            )
        })
    }

    /// The files of many projects, several asked for at once; the answers stand in the order of the requests.
    ///
    /// `progress` is told how many of how many are answered, from whatever thread just had an answer.
    pub fn files_of_all(
        &self,
        requests: Vec<(PackageName, Vec<IndexUrl>)>,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Vec<Result<Vec<IndexFile>, IndexError>> {
        for index in requests.iter().flat_map(|(_, indexes)| indexes) {
            self.http.remember(index);
        }
        in_parallel(&requests, self.concurrency, progress, |(name, indexes)| self.files_of(indexes, name))
    }

    /// What a wheel asks of the image, read from its parts without downloading it whole. A file never changes, so it is
    /// read once.
    pub fn wheel(&self, file: &IndexFile) -> Result<WheelContents, IndexError> {
        self.once("wheel", file, || wheel::read(&self.http, file))
    }

    /// What a source archive says about how it is built, read from its beginning or its listing.
    pub fn sdist(&self, file: &IndexFile) -> Result<SdistEvidence, IndexError> {
        self.once("sdist", file, || sdist::read(&self.http, file, sdist::MOST_FETCHED))
    }

    /// [`Client::wheel`] for many, as [`Client::files_of_all`], though fewer at once, since each may hold a large library
    /// in memory.
    pub fn wheels(
        &self,
        files: &[IndexFile],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Vec<Result<WheelContents, IndexError>> {
        in_parallel(files, self.concurrency.min(4), progress, |file| self.wheel(file))
    }

    /// [`Client::sdist`] for many, as [`Client::files_of_all`].
    pub fn sdists(
        &self,
        files: &[IndexFile],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Vec<Result<SdistEvidence, IndexError>> {
        in_parallel(files, self.concurrency, progress, |file| self.sdist(file))
    }

    /// Keeps what was read of a file that has a hash. Without one the same address may hold another file tomorrow.
    fn once<T>(&self, what: &str, file: &IndexFile, read: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError>
    where
        T: serde::Serialize + serde::de::DeserializeOwned,
    {
        let Some((algorithm, digest)) = file.hashes.iter().find(|(algorithm, _)| algorithm == "sha256") else {
            return read();
        };
        let key = format!("{what} {algorithm} {digest}");
        if let Some(entry) = self.cache.get(&key) {
            return Ok(entry.value);
        }
        let entry = Entry::new(&key, read()?, None);
        let _ = self.cache.put(&entry);
        Ok(entry.value)
    }
}

fn read_page(answer: Answer) -> Result<Vec<IndexFile>, IndexError> {
    let url = answer.url.clone();
    page::read(&answer.decoded(LARGEST_PAGE)?, &url)
}

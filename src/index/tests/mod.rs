//! The room against a server in the same process.

mod archives;
pub(in crate::index) mod objects;
mod pages;
mod real;

use super::{Client, IndexFile, IndexUrl, Options};
use crate::http::tests::server::Server;

impl Server {
    fn index(&self) -> IndexUrl {
        format!("http://{}/simple", self.address()).parse().unwrap()
    }

    fn file(&self, path: &str) -> IndexFile {
        IndexFile::at(&format!("http://{}{path}", self.address())).unwrap()
    }
}

/// A client without a cache.
fn client() -> Client {
    Client::new(Options::default())
}

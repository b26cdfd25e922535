//! The room against the Python Package Index itself. It needs the network, so it is tried where CI=true, and says elsewhere
//! that it is not.
#![allow(clippy::print_stderr, reason = "a test that does nothing says so")]

use std::time::Duration;

use crate::http::Environment;
use crate::index::{Client, IndexError, IndexErrorKind, IndexFile, IndexUrl, Options};

#[test]
fn releases_that_do_not_change_any_more_are_read() {
    if std::env::var("CI").as_deref() != Ok("true") {
        eprintln!("skipped: asks the real index, under CI=true only");
        return;
    }
    let environment = Environment::read(|name| std::env::var(name).ok());
    // A mirror may fetch a whole file before it sends the first byte of it.
    let client = Client::new(Options { environment, timeout: Duration::from_secs(60), ..Options::default() });
    match releases_are_read(&client) {
        // The public index owes nobody an answer, and everything but its being there is tested on a server of our own.
        Err(error) if matches!(error.kind, IndexErrorKind::TimedOut | IndexErrorKind::Unreachable) => {
            eprintln!("skipped: {error}");
        }
        result => result.unwrap(),
    }
}

fn releases_are_read(client: &Client) -> Result<(), IndexError> {
    let file = |project: &str, name: &str| -> Result<IndexFile, IndexError> {
        let files = client.files(&IndexUrl::pypi(), &project.parse().unwrap())?;
        Ok(files.into_iter().find(|file| file.name == name).unwrap_or_else(|| panic!("{project} has no {name}")))
    };
    for (project, sdist, native) in [("docopt", "docopt-0.6.2.tar.gz", false), ("psycopg2", "psycopg2-2.9.10.tar.gz", true)] {
        let evidence = client.sdist(&file(project, sdist)?)?;
        assert_eq!((evidence.native.is_some(), native || evidence.complete), (native, true), "{sdist}: {evidence:?}");
    }
    for (project, wheel, library, needed) in [
        ("rasterio", "rasterio-1.4.3-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "libexpat.so.1", true),
        ("markupsafe", "MarkupSafe-3.0.2-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "libexpat.so.1", false),
    ] {
        let contents = client.wheel(&file(project, wheel)?)?;
        assert_eq!(contents.needed.contains(library), needed, "{wheel}: {:?}", contents.needed);
    }
    Ok(())
}

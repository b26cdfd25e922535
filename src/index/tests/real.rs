//! The room against the Python Package Index itself. It needs the network, so it is tried where CI=true, and says elsewhere
//! that it is not.
#![allow(clippy::print_stderr, reason = "a test that does nothing says so")]

use crate::index::{Client, Environment, IndexFile, IndexUrl, Options};

#[test]
fn releases_that_do_not_change_any_more_are_read() {
    if std::env::var("CI").as_deref() != Ok("true") {
        eprintln!("skipped: asks the real index, under CI=true only");
        return;
    }
    let environment = Environment::read(|name| std::env::var(name).ok());
    let client = Client::new(Options { environment, ..Options::default() });
    let file = |project: &str, name: &str| -> IndexFile {
        let files = client.files(&IndexUrl::pypi(), &project.parse().unwrap()).unwrap();
        files.into_iter().find(|file| file.name == name).unwrap_or_else(|| panic!("{project} has no {name}"))
    };
    for (project, sdist, native) in [("docopt", "docopt-0.6.2.tar.gz", false), ("psycopg2", "psycopg2-2.9.10.tar.gz", true)] {
        let evidence = client.sdist(&file(project, sdist)).unwrap();
        assert_eq!((evidence.native.is_some(), native || evidence.complete), (native, true), "{sdist}: {evidence:?}");
    }
    for (project, wheel, library, needed) in [
        ("rasterio", "rasterio-1.4.3-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "libexpat.so.1", true),
        ("markupsafe", "MarkupSafe-3.0.2-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "libexpat.so.1", false),
        ("opencv-python", "opencv_python-4.10.0.84-cp37-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "libGL.so.1", true),
        (
            "opencv-python",
            "opencv_python-4.10.0.84-cp37-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "libSM.so.6",
            false,
        ),
    ] {
        let contents = client.wheel(&file(project, wheel)).unwrap();
        assert_eq!(contents.needed.contains(library), needed, "{wheel}: {:?}", contents.needed);
    }
}

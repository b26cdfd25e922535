//! The room against the Python Package Index itself; asked for by name only:
//! `cargo test --lib index::tests::real -- --ignored --nocapture`

use std::time::Instant;

use crate::index::{Client, Environment, IndexFile, IndexUrl, Options};
use crate::model::PackageName;

/// The newest of the files that a person would take: wheels for CPython 3.13 on amd64 with glibc, and source archives.
fn newest(files: &[IndexFile], fits: impl Fn(&str) -> bool) -> Option<&IndexFile> {
    files.iter().rfind(|file| !file.yanked && fits(&file.name))
}

#[test]
#[ignore = "asks the real index"]
fn well_known_projects_are_read() {
    let environment = Environment::read(|name| std::env::var(name).ok());
    let client = Client::new(Options { environment, ..Options::default() });
    let names = ["docopt", "fiona", "lightgbm", "numpy", "opencv-python", "psycopg2", "psycopg2-binary", "rasterio", "soundfile"];
    let requests: Vec<(PackageName, Vec<IndexUrl>)> = names.map(|name| (name.parse().unwrap(), vec![IndexUrl::pypi()])).to_vec();
    let started = Instant::now();
    let answers = client.files_of_all(requests, &|_, _| {});
    println!("{} pages in {:?}", names.len(), started.elapsed());
    for (name, answer) in names.iter().zip(answers) {
        let files = answer.unwrap();
        let sized = files.iter().filter(|file| file.size.is_some()).count();
        println!("\n{name}: {} files, {sized} with a size", files.len());
        let linux = |name: &str| {
            name.contains("manylinux")
                && name.contains("x86_64")
                && (name.contains("-cp313-") || name.contains("abi3") || name.contains("-none-"))
        };
        if let Some(wheel) = newest(&files, |name| name.ends_with(".whl") && linux(name) && !name.contains("cp313t")) {
            let started = Instant::now();
            let found = client.wheel(wheel).unwrap();
            println!("  {} in {:?}: {} modules", wheel.name, started.elapsed(), found.modules.len());
            println!("  needed {:?}\n  unread {:?}, unpacked {} MB", found.needed, found.unread, found.unpacked_size / 1_000_000);
        }
        if let Some(sdist) = newest(&files, |name| name.ends_with(".tar.gz") || name.ends_with(".zip")) {
            let started = Instant::now();
            let found = client.sdist(sdist);
            println!("  {} in {:?}: {found:?}", sdist.name, started.elapsed());
        }
    }
}

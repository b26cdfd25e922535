//! Reading archives in parts.

use std::time::Duration;

use super::client;
use super::objects::{noise, shared_object, tar_gz, zip_archive, zip64_archive};
use crate::http::Environment;
use crate::http::tests::server::{Ranges, Reply, Server};
use crate::index::http::Http;
use crate::index::{Client, IndexErrorKind, IndexFile, Language, Options, WheelContents, sdist};

const WHEEL: &str = "/f/demo-1.0-cp313-cp313-manylinux_2_28_x86_64.whl";

fn list(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    names.into_iter().map(|name| name.as_ref().to_owned()).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn contents(members: &[(&str, &[u8])]) -> WheelContents {
    let server = Server::start();
    server.reply(WHEEL, Reply::ok(zip_archive(members)));
    client().wheel(&server.file(WHEEL)).unwrap()
}

#[test]
fn only_what_the_modules_reach_is_needed() {
    let module = shared_object(&["libQt5Gui-ab12.so.5", "libc.so.6"], None, &["PyInit_cv2"]);
    let gui = shared_object(&["libGL.so.1", "libm.so.6", "libpng16-cd.so.16"], Some("libQt5Gui-ab12.so.5"), &[]);
    let png = shared_object(&["libz.so.1", "libpng16-cd.so.16"], Some("libpng16-cd.so.16"), &[]);
    let plugin = shared_object(&["libSM.so.6", "libICE.so.6"], Some("libqxcb.so"), &[]);
    let found = contents(&[
        ("cv2/cv2.abi3.so", &module),
        ("cv2/qt/plugins/platforms/libqxcb.so", &plugin),
        ("=demo.libs/libQt5Gui-ab12.so.5", &gui),
        ("demo.libs/large-libpng.txt", b"text"),
        ("demo.libs/libpng16-cd.so.16", &png),
        ("demo.libs/libunused.so.1", &shared_object(&["libXt.so.6"], None, &[])),
    ]);
    assert_eq!(list(&found.needed), "libGL.so.1 libc.so.6 libm.so.6 libz.so.1");
    assert_eq!(list(&found.modules), "cv2/cv2.abi3.so");
    assert_eq!(list(&found.bundled), "libQt5Gui-ab12.so.5 libpng16-cd.so.16 libqxcb.so libunused.so.1");
    assert_eq!(list(&found.unread), "");
    assert!(found.unpacked_size > 1000);
}

#[test]
fn a_plain_name_is_a_module_when_it_knows_its_symbol() {
    let found = contents(&[
        ("large/fast.so", &shared_object(&["libexpat.so.1"], None, &["PyInit_fast"])),
        ("demo/helper.so", &shared_object(&["libXt.so.6"], None, &["helper_start"])),
        ("demo/libshim.so", &shared_object(&["libXt.so.6"], None, &[])),
    ]);
    assert_eq!((list(&found.needed), list(&found.modules)), ("libexpat.so.1".to_owned(), "large/fast.so".to_owned()));
}

#[test]
fn a_wheel_without_modules_is_judged_by_its_libraries() {
    let found = contents(&[
        ("lightgbm/lib/lib_lightgbm.so", &shared_object(&["libgomp.so.1", "libinner.so.3", "libalias.so.2"], None, &[])),
        ("lightgbm/lib/libother.so", &shared_object(&[], Some("libinner.so.3"), &[])),
        ("lightgbm/lib/libalias.so.2.1", &shared_object(&[], None, &[])),
        ("lightgbm/plugins/libp.so", &shared_object(&["libXt.so.6"], None, &[])),
    ]);
    assert_eq!(list(&found.needed), "libgomp.so.1");
    let pure = contents(&[("demo/__init__.py", b""), ("demo-1.0.dist-info/METADATA", b"Name: demo")]);
    assert!(pure.needed.is_empty() && pure.modules.is_empty());
}

#[test]
fn archives_with_large_numbers_are_read() {
    let module = shared_object(&["libGL.so.1"], None, &[]);
    let server = Server::start();
    server.reply(WHEEL, Reply::ok(zip64_archive("a/x.abi3.so", &module)));
    let found = client().wheel(&server.file(WHEEL)).unwrap();
    assert_eq!(
        (list(&found.needed), list(&found.unread), found.unpacked_size),
        ("libGL.so.1".to_owned(), String::new(), module.len() as u64)
    );
    // The same with a promise of more than anybody unpacks.
    let mut huge = zip64_archive("a/x.abi3.so", &module);
    let entry = huge.windows(4).rposition(|window| window == [0x50, 0x4b, 1, 2]).unwrap();
    let size = entry + 46 + "a/x.abi3.so".len() + 5 + 4;
    huge[size..size + 8].copy_from_slice(&u64::MAX.to_le_bytes());
    server.reply(WHEEL, Reply::ok(huge));
    assert_eq!(list(client().wheel(&server.file(WHEEL)).unwrap().unread), "a/x.abi3.so");
}

#[test]
fn a_large_wheel_is_not_fetched_whole() {
    let module = shared_object(&["libGL.so.1"], None, &["PyInit_x"]);
    let (before, after) = (noise(3 << 20), noise(300 << 10));
    let wheel = zip_archive(&[("=a/data.bin", &before), ("a/x.abi3.so", &module), ("=b/data.bin", &after)]);
    for (ranges, size) in [
        (Ranges::All, None),
        (Ranges::All, Some(wheel.len() as u64)),
        (Ranges::NoSuffix, Some(wheel.len() as u64)),
        (Ranges::All, Some(wheel.len() as u64 * 3)),
        (Ranges::All, Some(7)),
    ] {
        let server = Server::start();
        server.reply(WHEEL, Reply { ranges, ..Reply::ok(wheel.clone()) });
        let found = client().wheel(&IndexFile { size, ..server.file(WHEEL) });
        if size == Some(7) {
            assert_eq!(found.unwrap_err().kind, IndexErrorKind::Invalid, "what the index says is not true");
            continue;
        }
        assert_eq!(list(&found.unwrap().needed), "libGL.so.1");
        let asked = server.asked();
        assert!(asked.len() <= 3, "{asked:?}");
        assert!(
            asked
                .iter()
                .all(|asked| asked.headers["range"].starts_with("bytes=") && asked.headers["accept-encoding"] == "identity")
        );
    }
}

#[test]
fn a_server_without_parts_sends_small_files_whole() {
    let wheel = zip_archive(&[("a/x.abi3.so", &shared_object(&["libGL.so.1"], None, &[])), ("=a/noise", &noise(200 << 10))]);
    let server = Server::start();
    for ranges in [Ranges::None, Ranges::NoSuffix] {
        server.reply(WHEEL, Reply { ranges, ..Reply::ok(wheel.clone()) });
        assert_eq!(list(&client().wheel(&server.file(WHEEL)).unwrap().needed), "libGL.so.1");
    }
    // Said to be larger than is taken: refused before it is read.
    let reply = Reply { ranges: Ranges::None, ..Reply::ok("PK").header("Content-Length", "67108865") };
    server.reply(WHEEL, reply);
    let error = client().wheel(&server.file(WHEEL)).unwrap_err();
    assert_eq!(error.kind, IndexErrorKind::TooLarge);
    assert_eq!(error.problem, "the server sends whole files only, and this one is larger than 64 MiB");
    let wrong = zip_archive(&[
        ("=a/noise", &noise(200 << 10)),
        ("a/x.abi3.so", &shared_object(&["libGL.so.1"], None, &[])),
        ("=b/noise", &noise(200 << 10)),
    ]);
    server.reply(WHEEL, Reply { ranges: Ranges::Wrong, ..Reply::ok(wrong) });
    assert_eq!(client().wheel(&server.file(WHEEL)).unwrap_err().kind, IndexErrorKind::Invalid);
}

#[test]
fn broken_wheels_are_errors_and_never_panics() {
    let wheel = zip_archive(&[("a/x.abi3.so", &shared_object(&["libGL.so.1"], None, &[])), ("=b/y.abi3.so", b"not an object")]);
    let server = Server::start();
    let client = client();
    server.reply(WHEEL, Reply::ok(wheel.clone()));
    assert_eq!(list(client.wheel(&server.file(WHEEL)).unwrap().unread), "b/y.abi3.so");
    let mut broken: Vec<Vec<u8>> = (0..wheel.len()).step_by(23).map(|length| wheel[..length].to_vec()).collect();
    for at in 0..wheel.len() {
        let mut changed = wheel.clone();
        changed[at] = changed[at].wrapping_add(0x7f);
        broken.push(changed);
    }
    for bytes in broken {
        server.reply(WHEEL, Reply::ok(bytes));
        let _ = client.wheel(&server.file(WHEEL));
    }
    server.reply(WHEEL, Reply { cut: Some(100), ..Reply::ok(wheel) });
    assert_eq!(client.wheel(&server.file(WHEEL)).unwrap_err().kind, IndexErrorKind::Refused);
    assert_eq!(client.wheel(&server.file("/f/gone-1.0-py3-none-any.whl")).unwrap_err().kind, IndexErrorKind::Unknown);
}

#[test]
fn a_source_archive_is_read_until_it_tells() {
    let big = noise(1 << 20);
    for (name, archive, native, languages, requires, complete, most_asked) in [
        ("pure-1.0.tar.gz", tar_gz(&[("pure-1.0/pure.py", b"x = 1"), ("pure-1.0/setup.py", b"setup()")]), None, "", "", true, 1),
        (
            "c-1.0.tar.gz",
            tar_gz(&[
                ("c-1.0/src/a.c", b"int a;"),
                ("c-1.0/pyproject.toml", b"build-system.requires = ['setuptools']"),
                ("c-1.0/z", &big),
            ]),
            Some("src/a.c"),
            "C",
            "setuptools",
            false,
            1,
        ),
        (
            "late-1.0.tar.gz",
            tar_gz(&[("late-1.0/data", &big), ("late-1.0/src/lib.rs", b"")]),
            Some("src/lib.rs"),
            "Rust",
            "",
            true,
            3,
        ),
        (
            "z-1.0.zip",
            zip_archive(&[
                ("=z-1.0/data", &big),
                ("z-1.0/pyproject.toml", b"build-system.requires = ['Cython>=3']"),
                ("z-1.0/a.pyx", b""),
            ]),
            Some("pyproject.toml (requires cython)"),
            "Cython",
            "Cython>=3",
            true,
            2,
        ),
    ] {
        for ranges in [Ranges::All, Ranges::None] {
            let server = Server::start();
            let path = format!("/f/{name}");
            server.reply(&path, Reply { ranges, ..Reply::ok(archive.clone()) });
            let found = client().sdist(&server.file(&path)).unwrap();
            let spoken = found.languages.iter().map(|language| format!("{language:?}"));
            assert_eq!((found.native.as_deref(), list(spoken)), (native, languages.to_owned()), "{name}");
            assert_eq!((list(&found.build_requires), found.complete), (requires.to_owned(), complete), "{name}");
            assert!(server.asked().len() <= most_asked, "{name}");
        }
    }
    assert_eq!(serde_json::to_string(&Language::Cxx).unwrap(), "\"cxx\"");
}

#[test]
fn source_archives_have_limits() {
    let server = Server::start();
    let ask = |name: &str, reply: Reply| {
        let path = format!("/f/{name}");
        server.reply(&path, reply);
        client().sdist(&server.file(&path))
    };
    let large = tar_gz(&[("x-1/data", &noise(300 << 10)), ("x-1/a.c", b"")]);
    for ranges in [Ranges::All, Ranges::None] {
        server.reply("/f/x-1.tar.gz", Reply { ranges, ..Reply::ok(large.clone()) });
        let http = Http::new(&Environment::default(), Duration::from_secs(5));
        let read = |most| sdist::read(&http, &server.file("/f/x-1.tar.gz"), most).unwrap();
        let (short, long) = (read(200 << 10), read(400 << 10));
        assert_eq!((short.native, short.complete), (None, false));
        assert_eq!((long.native.as_deref(), long.complete), (Some("a.c"), true));
    }
    assert_eq!(ask("x-1.tar.bz2", Reply::ok("")).unwrap_err().kind, IndexErrorKind::Unsupported);
    assert_eq!(ask("x-1.tar.gz", Reply::ok("not gzip")).unwrap_err().kind, IndexErrorKind::Invalid);
    assert_eq!(ask("x-1.zip", Reply::ok("not zip")).unwrap_err().kind, IndexErrorKind::Invalid);
    let small = tar_gz(&[("x-1/a.py", &noise(1000))]);
    assert_eq!(ask("x-1.tar.gz", Reply::ok(&small[..500])).unwrap_err().kind, IndexErrorKind::Invalid);
    assert_eq!(ask("x-1.tar.gz", Reply { cut: Some(500), ..Reply::ok(small) }).unwrap_err().kind, IndexErrorKind::Refused);
    assert_eq!(ask("x-1.tar.gz", Reply::status(404)).unwrap_err().kind, IndexErrorKind::Unknown);
}

#[test]
fn a_file_with_a_hash_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start();
    server.reply(WHEEL, Reply::ok(zip_archive(&[("a/x.abi3.so", &shared_object(&["libGL.so.1"], None, &[]))])));
    let hashed = IndexFile { hashes: vec![("sha256".to_owned(), "0".repeat(64))], ..server.file(WHEEL) };
    let ask = |file: &IndexFile| {
        let client = Client::new(Options { cache_dir: Some(folder.path().to_owned()), ..Options::default() });
        (list(client.wheel(file).unwrap().needed), server.asked().len())
    };
    assert_eq!(ask(&hashed), ("libGL.so.1".to_owned(), 1));
    assert_eq!(ask(&hashed), ("libGL.so.1".to_owned(), 0));
    assert_eq!(ask(&server.file(WHEEL)).1, 1, "without a hash nothing is taken for the same");
    let client = Client::new(Options::default());
    let all = client.wheels(&[hashed.clone(), server.file("/f/gone.whl"), hashed], &|_, _| {});
    assert_eq!(all.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
}

//! Asking for the files of a project.

use std::io::Write as _;
use std::time::Duration;

use super::client;
use crate::http::Environment;
use crate::http::tests::server::{Reply, Server};
use crate::index::http::Http;
use crate::index::{Client, IndexErrorKind, IndexStrategy, IndexUrl, Options};
use crate::model::PackageName;

const JSON: &str =
    r#"{"meta": {"api-version": "1.0"}, "files": [{"filename": "demo-1.0.tar.gz", "url": "/f/demo-1.0.tar.gz", "hashes": {}}]}"#;

fn demo() -> PackageName {
    "demo".parse().unwrap()
}

#[test]
fn both_languages_are_understood_whatever_the_content_type_says() {
    let server = Server::start();
    for (body, content_type) in [
        (JSON, "application/vnd.pypi.simple.v1+json"),
        (JSON, "text/html"),
        ("<html><a href='../../f/demo-1.0.tar.gz'>demo-1.0.tar.gz</a>", "text/html; charset=utf-8"),
        ("<html><base href='/f/'><a href='demo-1.0.tar.gz'>demo-1.0.tar.gz</a>", "application/vnd.pypi.simple.v1+html"),
    ] {
        server.reply("/simple/demo/", Reply::ok(body).header("Content-Type", content_type));
        let files = client().files(&server.index(), &demo()).unwrap();
        assert_eq!(files.len(), 1, "{content_type}");
        assert_eq!(files[0].url, format!("http://{}/f/demo-1.0.tar.gz", server.address()));
    }
    let asked = server.asked();
    assert!(asked[0].headers["accept"].starts_with("application/vnd.pypi.simple.v1+json, "));
    assert!(asked[0].headers["user-agent"].starts_with("pydock/"));
    assert!(!asked[0].headers.contains_key("authorization"));
}

#[test]
fn a_compressed_page_is_unpacked_and_a_bomb_is_not() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let server = Server::start();
    server.reply("/simple/demo/", Reply::ok(gzip(JSON.as_bytes())).header("Content-Encoding", "gzip"));
    assert_eq!(client().files(&server.index(), &demo()).unwrap().len(), 1);
    server.reply("/bomb", Reply::ok(gzip(&vec![b' '; 100_001])).header("Content-Encoding", "gzip"));
    let bomb = url::Url::parse(&format!("http://{}/bomb", server.address())).unwrap();
    let unpack =
        |most| Http::new(&Environment::default(), Duration::from_secs(5)).get(&bomb, &[], most, &[]).unwrap().decoded(most);
    assert_eq!(unpack(100_000).unwrap_err().kind, IndexErrorKind::TooLarge);
    assert_eq!(unpack(100_001).unwrap().len(), 100_001);
    server.reply("/simple/demo/", Reply::ok("{not gzip}").header("Content-Encoding", "gzip"));
    assert_eq!(client().files(&server.index(), &demo()).unwrap_err().kind, IndexErrorKind::Invalid);
}

#[test]
fn each_failure_has_its_name_and_hint() {
    let server = Server::start();
    let slow = Reply { delay: Duration::from_secs(1), ..Reply::ok(JSON) };
    let truncated = Reply { cut: Some(20), ..Reply::ok(JSON) };
    for (reply, kind, problem) in [
        (Reply::status(404), IndexErrorKind::Unknown, "not found"),
        (Reply::status(401), IndexErrorKind::Forbidden, "authentication failed"),
        (Reply::status(403), IndexErrorKind::Forbidden, "authentication failed"),
        (Reply::status(503), IndexErrorKind::Refused, "the server answers with status 503"),
        (Reply::status(204), IndexErrorKind::Refused, "the server answers with status 204"),
        (slow, IndexErrorKind::TimedOut, "the server timed out"),
        (truncated, IndexErrorKind::Refused, "the server closed the connection"),
        (Reply::ok("hello"), IndexErrorKind::Invalid, "the answer is neither HTML nor JSON"),
        (Reply::ok("{\"files\": 1}"), IndexErrorKind::Invalid, "the answer is not a list of files in JSON"),
        (Reply::status(302), IndexErrorKind::Invalid, "the server redirects without an address"),
        (Reply::status(301).header("Location", "."), IndexErrorKind::Invalid, "the server redirects in circles"),
        (
            Reply::status(307).header("Location", "file:///etc/passwd"),
            IndexErrorKind::Invalid,
            "the server redirects to an address that is not safe to follow",
        ),
    ] {
        server.reply("/simple/demo/", reply);
        let index: IndexUrl = format!("http://user:secret@{}/simple", server.address()).parse().unwrap();
        let timeout = Duration::from_millis(if kind == IndexErrorKind::TimedOut { 200 } else { 5000 });
        let error = Client::new(Options { timeout, ..Options::default() }).files(&index, &demo()).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.to_string().starts_with(&format!("http://{}/simple/demo/: {problem}", server.address())), "{error}");
        assert!(!format!("{error:?}").contains("secret"));
    }
    let nowhere: IndexUrl = "http://127.0.0.1:9/simple".parse().unwrap();
    let error = client().files(&nowhere, &demo()).unwrap_err();
    assert_eq!(error.kind, IndexErrorKind::Unreachable, "{error}");
    assert!(error.hint.is_some());
}

#[test]
fn a_server_that_fails_for_a_moment_is_asked_again() {
    let server = Server::start();
    server.reply("/simple/demo/", Reply::status(502));
    let asking = std::thread::scope(|scope| {
        let asking = scope.spawn(|| client().files(&server.index(), &demo()));
        while server.asked().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        server.reply("/simple/demo/", Reply::ok(JSON));
        asking.join().unwrap()
    });
    assert_eq!(asking.unwrap().len(), 1);
}

#[test]
fn credentials_go_to_their_server_and_nowhere_else() {
    let (own, other) = (Server::start(), Server::start());
    let index: IndexUrl = format!("http://us:pw@{}/simple", own.address()).parse().unwrap();
    let locked = Reply { secret: Some("Basic dXM6cHc=".to_owned()), ..Reply::ok(JSON) };
    own.reply("/simple/demo/", locked.clone());
    let client = client();
    let files = client.files(&index, &demo()).unwrap();
    assert_eq!(files[0].url, format!("http://{}/f/demo-1.0.tar.gz", own.address()));
    // A file of the same server is asked for with them, too.
    let sdist = super::objects::tar_gz(&[("demo-1.0/demo.py", b"")]);
    own.reply("/f/demo-1.0.tar.gz", Reply { body: sdist, ..locked });
    assert!(client.sdist(&files[0]).unwrap().complete);
    own.reply("/simple/demo/", Reply::status(302).header("Location", &format!("http://a:b@{}/moved/", other.address())));
    other.reply("/moved/", Reply::ok(JSON));
    let moved = client.files(&index, &demo()).unwrap();
    assert_eq!(moved[0].url, format!("http://{}/f/demo-1.0.tar.gz", other.address()), "relative to where the page was found");
    assert!(other.asked().iter().all(|asked| !asked.headers.contains_key("authorization")));
}

#[test]
fn answers_are_kept_until_they_are_old_and_then_only_compared() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start();
    let index: IndexUrl = format!("http://us:secret@{}/simple", server.address()).parse().unwrap();
    let ask = || {
        let options = Options { cache_dir: Some(folder.path().to_owned()), ..Options::default() };
        Client::new(options).files(&index, &demo()).unwrap().len()
    };
    server.reply("/simple/demo/", Reply::ok(JSON).header("ETag", "\"7\"").header("Cache-Control", "max-age=600"));
    assert_eq!((ask(), server.asked().len()), (1, 1));
    assert_eq!((ask(), server.asked().len()), (1, 0), "it is fresh");
    let entry = std::fs::read_dir(folder.path().join("index-v1")).unwrap().next().unwrap().unwrap();
    let text = std::fs::read_to_string(entry.path()).unwrap();
    assert!(!text.contains("secret") && !entry.file_name().to_string_lossy().contains("us"), "{text}");
    std::fs::write(entry.path(), &text[..text.len() / 2]).unwrap();
    assert_eq!((ask(), server.asked().len()), (1, 1), "a broken entry is asked for again");

    server.reply("/simple/demo/", Reply::ok(JSON).header("ETag", "\"8\"").header("Cache-Control", "max-age=0"));
    std::fs::remove_file(entry.path()).unwrap();
    assert_eq!((ask(), server.asked().len()), (1, 1));
    assert_eq!(ask(), 1, "304 has no body");
    assert_eq!(server.asked()[0].headers["if-none-match"], "\"8\"");
    server.reply("/simple/demo/", Reply::ok("{\"files\": []}").header("ETag", "\"9\""));
    assert_eq!(ask(), 0, "it changed");

    std::fs::remove_file(entry.path()).unwrap();
    server.reply("/simple/demo/", Reply::ok(JSON).header("Cache-Control", "no-store"));
    assert_eq!(ask(), 1);
    assert!(!entry.path().exists());
}

#[test]
fn several_indexes_are_merged_or_the_first_counts() {
    let (first, second) = (Server::start(), Server::start());
    let page = |names: &[&str]| {
        Reply::ok(format!("<html>{}", names.iter().map(|name| format!("<a href='{name}'></a>")).collect::<String>()))
    };
    first.reply("/simple/demo/", page(&["demo-1.0.tar.gz"]));
    second
        .reply("/simple/demo/", page(&["demo-1.0.tar.gz", "demo-2.0.tar.gz"]))
        .reply("/simple/other/", page(&["other-1.0.tar.gz"]));
    let indexes = vec![first.index(), second.index()];
    let ask = |strategy| {
        let client = Client::new(Options { strategy, ..Options::default() });
        let requests = ["demo", "other", "nothing"].map(|name| (name.parse().unwrap(), indexes.clone())).to_vec();
        let answers = client.files_of_all(requests, &|_, _| {});
        let names = answers.into_iter().map(|answer| match answer {
            Ok(files) => files.into_iter().map(|file| file.name).collect::<Vec<_>>().join(" "),
            Err(error) => format!("{:?}: {}", error.kind, error.problem),
        });
        names.collect::<Vec<_>>()
    };
    let nothing = "Unknown: the index does not have `nothing`";
    assert_eq!(ask(IndexStrategy::Merge), ["demo-1.0.tar.gz demo-2.0.tar.gz", "other-1.0.tar.gz", nothing]);
    assert_eq!(ask(IndexStrategy::FirstMatch), ["demo-1.0.tar.gz", "other-1.0.tar.gz", nothing]);
    first.reply("/simple/demo/", Reply::status(403));
    assert!(ask(IndexStrategy::Merge)[0].starts_with("Forbidden"), "half an answer is none");
    assert_eq!(client().files_of(&[], &demo()).unwrap_err().problem, "no package index is configured");
}

#[test]
fn proxies_are_asked_for_what_is_not_excepted() {
    let (server, proxy) = (Server::start(), Server::start());
    server.reply("/simple/demo/", Reply::ok(JSON));
    let ask = |http_proxy: String, no_proxy: Option<&str>| {
        let environment =
            Environment { http_proxy: Some(http_proxy), no_proxy: no_proxy.map(str::to_owned), ..Environment::default() };
        Client::new(Options { environment, ..Options::default() }).files(&server.index(), &demo())
    };
    let at_proxy = |user: &str| format!("http://{user}{}", proxy.address());
    assert!(ask(at_proxy("us:secret@"), None).is_err(), "this proxy connects to nobody");
    let asked = proxy.asked();
    assert!(asked[0].path.contains(server.address()), "{asked:?}");
    assert_eq!(asked[0].headers["proxy-authorization"].to_ascii_lowercase(), "basic dxm6c2vjcmv0");
    assert!(server.asked().is_empty());
    assert!(ask(at_proxy(""), Some("127.0.0.1")).is_ok());
    assert!(proxy.asked().is_empty());
    let error = ask("socks5://user:secret@127.0.0.1:1".to_owned(), None).unwrap_err();
    assert_eq!((error.kind, error.to_string().contains("secret")), (IndexErrorKind::Unreachable, false));
}

#[test]
fn a_silent_server_is_not_asked_for_ever() {
    let server = Server::start();
    let names: Vec<PackageName> = (0..20).map(|number| format!("demo-{number}").parse().unwrap()).collect();
    for name in &names {
        server.reply(&format!("/simple/{name}/"), Reply { delay: Duration::from_secs(1), ..Reply::ok(JSON) });
    }
    let client = Client::new(Options { timeout: Duration::from_millis(50), concurrency: 2, ..Options::default() });
    let requests = names.into_iter().map(|name| (name, vec![server.index()])).collect();
    let answers = client.files_of_all(requests, &|_, _| {});
    assert!(answers.iter().all(|answer| matches!(answer, Err(error) if error.kind == IndexErrorKind::TimedOut)));
    assert_eq!(answers[19].as_ref().unwrap_err().url, format!("http://{}/simple/demo-19/", server.address()));
    assert!(server.asked().len() <= 4);
}

//! Questions that need no login.

use std::time::Duration;

use super::{INDEX, PYTHON, Reply, SHOP, Server, ask, asked, digest, manifest, options, with_mirrors};
use crate::http::Environment;
use crate::registry::{Options, Registry, RegistryErrorKind};

#[test]
fn the_digest_is_asked_for_and_not_the_image() {
    let server = Server::start();
    server.reply(SHOP, manifest());
    assert_eq!(ask(&server, options()).unwrap(), digest());
    let questions = server.asked();
    assert_eq!((questions.len(), &*questions[0].method, &*questions[0].path), (1, "HEAD", SHOP));
    assert!(questions[0].headers["accept"].starts_with("application/vnd.oci.image.index.v1+json, "));
}

#[test]
fn without_the_header_the_manifest_tells() {
    for reply in [
        Reply::ok(INDEX),
        Reply::ok(INDEX).header("Docker-Content-Digest", "sha512:00"),
        Reply::ok(INDEX).header("Docker-Content-Digest", "nonsense"),
    ] {
        let server = Server::start();
        server.reply(SHOP, reply);
        assert_eq!(ask(&server, options()).unwrap(), digest());
        assert_eq!(asked(&server), [format!("HEAD {SHOP}"), format!("GET {SHOP}")]);
    }
}

#[test]
fn what_is_no_answer_is_an_error() {
    use RegistryErrorKind::{Forbidden, Invalid, Refused, Unknown};
    for (reply, kind, problem) in [
        (Reply::status(404), Unknown, "the registry has no such image (status 404)"),
        (Reply::status(403), Forbidden, "authentication failed (status 403)"),
        (Reply::status(401), Forbidden, "the registry asks for an unknown kind of credentials (status 401)"),
        (Reply::status(429), Refused, "too many requests (status 429)"),
        (Reply::status(503), Refused, "the server answers with status 503"),
        (Reply::ok("<html>"), Invalid, "the answer is not a manifest"),
        (Reply::ok("[]"), Invalid, "the answer is not a manifest"),
        (Reply::ok(vec![b' '; 5 << 20]), Invalid, "the answer is larger than 4 MiB"),
    ] {
        let server = Server::start();
        server.reply(SHOP, reply);
        let error = ask(&server, options()).unwrap_err();
        let expected = format!("http://{}{SHOP}: {problem}", server.address());
        assert_eq!((error.kind, error.to_string()), (kind, expected));
        assert!(error.hint.contains("--no-pin-digests"), "{}", error.hint);
    }
}

#[test]
fn a_manifest_must_fit_the_digest_that_comes_with_it() {
    // The server knows no HEAD, and what it sends is not what it says.
    let server = Server::start();
    server.reply(SHOP, Reply { head: Some(405), ..Reply::ok("{}").header("Docker-Content-Digest", super::OF_INDEX) });
    let error = ask(&server, options()).unwrap_err();
    assert_eq!(
        (error.kind, &*error.problem),
        (RegistryErrorKind::Invalid, "the digest that the registry names is not the manifest's")
    );
    server.reply(SHOP, Reply { head: Some(405), ..manifest() });
    assert_eq!(ask(&server, options()).unwrap(), digest());
}

#[test]
fn redirects_are_followed_and_circles_are_not() {
    let (server, other) = (Server::start(), Server::start());
    other.reply("/elsewhere", manifest());
    server.reply(SHOP, Reply::status(307).header("Location", &format!("http://{}/elsewhere", other.address())));
    assert_eq!(ask(&server, options()).unwrap(), digest());
    for (location, problem) in [
        (SHOP, "the server redirects in circles"),
        ("ftp://host/", "the server redirects to an address that is not safe to follow"),
    ] {
        server.reply(SHOP, Reply::status(302).header("Location", location));
        let error = ask(&server, options()).unwrap_err();
        assert_eq!((error.kind, &*error.problem), (RegistryErrorKind::Invalid, problem));
    }
    server.reply(SHOP, Reply::status(302));
    assert_eq!(ask(&server, options()).unwrap_err().problem, "the server redirects without an address");
}

#[test]
fn mirrors_are_asked_in_their_order_and_fail_in_silence() {
    let (first, second) = (Server::start(), Server::start());
    second.reply(&PYTHON.replace("library", "hub/library"), manifest());
    let mirrors = format!("http://127.0.0.1:1, http://{}, http://{}/hub", first.address(), second.address());
    let registry = Registry::new(with_mirrors(&mirrors));
    assert_eq!(registry.digest(&"python:3.13-slim".parse().unwrap()).unwrap(), digest());
    assert_eq!(asked(&first), [format!("HEAD {PYTHON}")]);
    assert_eq!(asked(&second), [format!("HEAD {}", PYTHON.replace("library", "hub/library"))]);

    // They are for Docker Hub alone.
    let server = Server::start();
    server.reply(SHOP, manifest());
    assert_eq!(ask(&server, with_mirrors(&mirrors)).unwrap(), digest());
    assert_eq!((asked(&first).len(), asked(&second).len()), (0, 0));
}

#[test]
fn when_all_fail_each_one_is_told() {
    let mirror = Server::start();
    // The registry itself is asked by a proxy that is not there.
    let environment = Environment { https_proxy: Some("http://127.0.0.1:1".to_owned()), ..Environment::default() };
    let options = Options { environment, ..with_mirrors(&format!("http://{}", mirror.address())) };
    let error = Registry::new(options).digest(&"python:3.13-slim".parse().unwrap()).unwrap_err();
    assert_eq!(error.kind, RegistryErrorKind::Unreachable);
    let text = error.to_string();
    assert!(text.starts_with(&format!("https://registry-1.docker.io{PYTHON}: cannot connect: ")), "{text}");
    let of_mirror =
        format!("(mirrors before it: http://{}{PYTHON}: the registry has no such image (status 404))", mirror.address());
    assert!(text.ends_with(&of_mirror), "{text}");
    assert!(error.hint.starts_with("check the connection and the proxy variables, or omit digests with "), "{}", error.hint);
}

#[test]
fn this_machine_is_asked_past_every_proxy() {
    let server = Server::start();
    server.reply(SHOP, manifest());
    let proxy = Some("http://127.0.0.1:1".to_owned());
    let environment = Environment { https_proxy: proxy.clone(), http_proxy: proxy, ..Environment::default() };
    assert_eq!(ask(&server, Options { environment, ..options() }).unwrap(), digest());
}

#[test]
fn a_server_that_fails_for_a_moment_is_asked_again() {
    let server = Server::start();
    server.reply(SHOP, Reply::status(502));
    let answer = std::thread::scope(|scope| {
        let asking = scope.spawn(|| ask(&server, options()));
        std::thread::sleep(Duration::from_millis(150));
        server.reply(SHOP, manifest());
        asking.join().unwrap()
    });
    assert_eq!(answer.unwrap(), digest());
}

#[test]
fn a_silent_server_is_waited_for_no_longer_than_asked() {
    let server = Server::start();
    server.reply(SHOP, Reply { delay: Duration::from_secs(5), ..manifest() });
    let error = ask(&server, Options { timeout: Duration::from_millis(300), ..options() }).unwrap_err();
    assert_eq!(error.kind, RegistryErrorKind::TimedOut);
}

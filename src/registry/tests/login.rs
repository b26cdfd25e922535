//! Questions that need a login.

use super::{OF_INDEX, Reply, SHOP, Server, ask, asked, digest, manifest, options, with_login};
use crate::registry::RegistryErrorKind;

const TOKEN: &str = r#"{"token":"t0ken","expires_in":300}"#;
const SCOPE: &str = "scope=repository%3Ashop%3Apull";

/// A registry that takes tokens of a server.
fn with_tokens(tokens: &Server, parameters: &str) -> Server {
    let server = Server::start();
    let challenge = format!("Bearer realm=\"http://{}/token\"{parameters}", tokens.address());
    server.reply(SHOP, Reply { secret: Some("Bearer t0ken".to_owned()), challenge: Some(challenge), ..manifest() });
    server
}

fn basic() -> Server {
    let server = Server::start();
    let secret = Some("Basic dXNlcjpzZWNyZXQ=".to_owned());
    server.reply(SHOP, Reply { secret, challenge: Some("Basic realm=\"Registry\"".to_owned()), ..manifest() });
    server
}

fn config(server: &Server, entry: &str) -> String {
    format!(r#"{{"auths": {{"{}": {entry}}}}}"#, server.address())
}

#[test]
fn anybody_gets_a_token_for_a_public_image() {
    let tokens = Server::start();
    tokens.reply(&format!("/token?{SCOPE}&service=s"), Reply::ok(TOKEN));
    tokens.reply(&format!("/token?{SCOPE}"), Reply::ok(r#"{"access_token":"t0ken"}"#));
    for (parameters, path) in [
        (r#",service="s",scope="repository:shop:pull""#, format!("/token?{SCOPE}&service=s")),
        // What the registry does not say is what is asked for.
        ("", format!("/token?{SCOPE}")),
    ] {
        let server = with_tokens(&tokens, parameters);
        assert_eq!(ask(&server, options()).unwrap(), digest());
        assert_eq!(asked(&server), [format!("HEAD {SHOP}"), format!("HEAD {SHOP}")]);
        let questions = tokens.asked();
        assert_eq!(questions[0].headers["accept"], "application/json");
        assert_eq!((&*questions[0].path, questions[0].headers.get("authorization")), (&*path, None));
    }
}

#[test]
fn one_token_is_enough_for_both_questions() {
    let tokens = Server::start();
    tokens.reply(&format!("/token?{SCOPE}"), Reply::ok(TOKEN));
    let server = with_tokens(&tokens, "");
    let challenge = format!("Bearer realm=\"http://{}/token\"", tokens.address());
    let reply = Reply { secret: Some("Bearer t0ken".to_owned()), challenge: Some(challenge), ..Reply::ok(super::INDEX) };
    server.reply(SHOP, reply);
    assert_eq!(ask(&server, options()).unwrap(), digest());
    assert_eq!((tokens.asked().len(), server.asked().len()), (1, 3));
}

#[test]
fn a_password_goes_to_the_server_of_tokens() {
    let tokens = Server::start();
    let secret = Some("Basic dXNlcjpzZWNyZXQ=".to_owned());
    tokens.reply(&format!("/token?{SCOPE}"), Reply { secret, ..Reply::ok(TOKEN) });
    let server = with_tokens(&tokens, "");
    assert_eq!(ask(&server, with_login(&config(&server, r#"{"auth": "dXNlcjpzZWNyZXQ="}"#))).unwrap(), digest());
    for asked in server.asked() {
        assert!(asked.headers.get("authorization").is_none_or(|value| value == "Bearer t0ken"), "{asked:?}");
    }

    let error = ask(&server, with_login(&config(&server, r#"{"auth": "dXNlcjp3cm9uZw=="}"#))).unwrap_err();
    let expected = format!("http://{}/token: the token server gives no token for this image (status 401)", tokens.address());
    assert_eq!((error.kind, error.to_string()), (RegistryErrorKind::Forbidden, expected));
    assert!(error.hint.contains("`docker login`"), "{}", error.hint);
}

#[test]
fn an_identity_token_is_traded_in() {
    let tokens = Server::start();
    tokens.reply("/token", Reply::ok(r#"{"access_token":"t0ken"}"#));
    let server = with_tokens(&tokens, r#",service="s""#);
    let login = config(&server, r#"{"auth": "MDAwOg==", "identitytoken": "l/o+ng"}"#);
    assert_eq!(ask(&server, with_login(&login)).unwrap(), digest());
    let asked = tokens.asked();
    let form = "grant_type=refresh_token&client_id=pydock&refresh_token=l%2Fo%2Bng&scope=repository%3Ashop%3Apull&service=s";
    assert_eq!((&*asked[0].method, &*asked[0].body), ("POST", form));
    assert_eq!(asked[0].headers["content-type"], "application/x-www-form-urlencoded");

    let other = Server::start();
    tokens.reply("/token", Reply::status(307).header("Location", &format!("http://{}/token", other.address())));
    let error = ask(&server, with_login(&login)).unwrap_err();
    assert_eq!(error.problem, "the server redirects a request that contains a secret");
    assert!(other.asked().is_empty());
}

#[test]
fn a_password_is_sent_when_it_is_asked_for_and_not_before() {
    let server = basic();
    assert_eq!(ask(&server, with_login(&config(&server, r#"{"auth": "dXNlcjpzZWNyZXQ="}"#))).unwrap(), digest());
    let questions = server.asked();
    assert_eq!((questions.len(), questions[0].headers.get("authorization")), (2, None));

    let error = ask(&server, options()).unwrap_err();
    assert_eq!((error.kind, &*error.problem), (RegistryErrorKind::Forbidden, "authentication failed (status 401)"));
    let error = ask(&server, with_login(r#"{"credsStore": "pydock-has-no-such-helper"}"#)).unwrap_err();
    assert!(error.problem.contains("(status 401); `docker-credential-pydock-has-no-such-helper` cannot be started"), "{error}");
}

#[test]
fn a_registry_that_is_never_content_is_asked_twice_and_no_more() {
    let tokens = Server::start();
    tokens.reply(&format!("/token?{SCOPE}"), Reply::ok(r#"{"token":"another"}"#));
    let server = with_tokens(&tokens, "");
    let error = ask(&server, options()).unwrap_err();
    assert_eq!((error.kind, server.asked().len(), tokens.asked().len()), (RegistryErrorKind::Forbidden, 2, 1));

    let server = basic();
    let error = ask(&server, with_login(&config(&server, r#"{"auth": "dXNlcjp3cm9uZw=="}"#))).unwrap_err();
    assert_eq!((error.kind, server.asked().len()), (RegistryErrorKind::Forbidden, 2));
    assert!(!format!("{error} {error:?} {}", error.hint).contains("wrong"));
}

#[test]
fn credentials_stay_with_their_server() {
    let other = Server::start();
    other.reply("/elsewhere", manifest());
    let server = basic();
    server.reply(
        SHOP,
        Reply {
            secret: Some("Basic dXNlcjpzZWNyZXQ=".to_owned()),
            challenge: Some("Basic realm=\"Registry\"".to_owned()),
            ..Reply::status(307).header("Location", &format!("http://{}/elsewhere", other.address()))
        },
    );
    assert_eq!(ask(&server, with_login(&config(&server, r#"{"auth": "dXNlcjpzZWNyZXQ="}"#))).unwrap().as_str(), OF_INDEX);
    assert_eq!(other.asked()[0].headers.get("authorization"), None);
}

#[test]
fn a_token_server_that_is_not_safe_or_makes_no_sense_is_refused() {
    for (realm, problem) in [
        ("http://tokens.example/token", "the token server of the registry does not use HTTPS"),
        ("/token", "the token server of the registry does not use HTTPS"),
    ] {
        let server = Server::start();
        let challenge = Some(format!("Bearer realm=\"{realm}\""));
        server.reply(SHOP, Reply { secret: Some("Bearer t0ken".to_owned()), challenge, ..manifest() });
        let error = ask(&server, options()).unwrap_err();
        assert_eq!((error.kind, &*error.problem), (RegistryErrorKind::Invalid, problem), "{realm}");
    }
    for body in ["", "{}", "[1]", r#"{"token":""}"#, r#"{"token":"a\r\nb"}"#, r#"{"token":7}"#] {
        let tokens = Server::start();
        tokens.reply(&format!("/token?{SCOPE}"), Reply::ok(body));
        let error = ask(&with_tokens(&tokens, ""), options()).unwrap_err();
        assert_eq!((error.kind, &*error.problem), (RegistryErrorKind::Invalid, "the answer contains no token"), "{body}");
    }
}

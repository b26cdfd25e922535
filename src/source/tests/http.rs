//! Over HTTP, as from a server of one's own.

use super::repository::{Repository, store, texts};
use super::server::{Kind, serve};
use crate::source::{GitSource, SourceError};

fn source(repository: &Repository, kind: Kind, behind: &str) -> GitSource {
    let address = serve(repository.path().parent().unwrap(), kind);
    format!("git+http://{address}/presets.git{behind}").parse().unwrap()
}

#[test]
fn both_protocols_give_the_same() {
    let repository = Repository::new();
    let first = repository.commit("one");
    repository.tag("v1");
    repository.git(&["tag", "--annotate", "--message=x", "v1.1", "main"]);
    let second = repository.commit("two");
    repository.git(&["update-server-info"]);
    for kind in [Kind::Dumb, Kind::Smart] {
        for (behind, commit, text) in
            [("@v1", &first, "one"), ("@v1.1", &first, "one"), ("", &second, "two"), ("@main", &second, "two")]
        {
            let cache = tempfile::tempdir().unwrap();
            let source = source(&repository, kind, &format!("//service{behind}"));
            let checkout = store(&cache).fetch(&source).unwrap();
            assert_eq!(&checkout.commit, commit, "{behind}");
            assert_eq!(texts(&checkout), [("preset.toml", text), ("templates/a.tera", text)], "{behind}");
        }
        let cache = tempfile::tempdir().unwrap();
        let source = source(&repository, kind, "@v1");
        assert_eq!(texts(&store(&cache).at(&source, &first).unwrap())[0], ("preset.toml", "one"));
        assert_eq!(store(&cache).newer(&source).unwrap().as_deref(), Some("v1.1"));
    }
}

#[test]
fn a_large_file_is_not_even_sent_where_the_server_can_do_without() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let (large, small) = (repository.blob(&[b'x'; 2 << 20]), repository.blob(b"x"));
    let service = repository.tree(&[format!("100644 blob {small}\tpreset.toml")]);
    repository.commit_tree(&repository.tree(&[format!("100644 blob {large}\tvideo"), format!("040000 tree {service}\tservice")]));
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let checkout = store(&cache).fetch(&source(&repository, Kind::Smart, "//service")).unwrap();
    assert_eq!(texts(&checkout), [("preset.toml", "x")]);
    let error = store(&cache).fetch(&source(&repository, Kind::Smart, "")).unwrap_err();
    assert!(matches!(&error, SourceError::Refused { path, problem: "is larger than 1 MiB", .. } if path == "video"), "{error}");
}

#[test]
fn servers_that_give_nothing_are_quoted() {
    let repository = Repository::new();
    for (kind, expected) in [
        (Kind::Locked, "could not read Username for 'http://HOST': terminal prompts disabled"),
        (Kind::Confused, "http://HOST/presets.git/info/refs not valid: is this a git repository?"),
        (Kind::Silent, "unable to access 'http://HOST/presets.git/': "),
        (Kind::Dumb, "repository 'http://HOST/presets.git/' not found"),
    ] {
        let cache = tempfile::tempdir().unwrap();
        let source = source(&repository, kind, "@v1");
        let host = source.address().split('/').nth(2).unwrap().to_owned();
        let error = store(&cache).fetch(&source).unwrap_err();
        let SourceError::Unreachable { said, .. } = &error else { panic!("{error}") };
        // What libcurl adds differs between its versions.
        assert!(said.replace(&host, "HOST").starts_with(expected), "{said}");
    }
}

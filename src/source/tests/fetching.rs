//! What is fetched, kept, and found again.

use std::path::PathBuf;

use super::repository::{Repository, store, texts};
use crate::source::{Commit, SourceError, Store};

fn offline(folder: &tempfile::TempDir) -> Store {
    Store { offline: true, git: PathBuf::from("/nowhere/git"), ..store(folder) }
}

#[test]
fn a_tag_a_branch_a_commit_and_no_reference_are_fetched() {
    for format in ["sha1", "sha256"] {
        let (repository, cache) = (Repository::with_format(format), tempfile::tempdir().unwrap());
        let first = repository.commit("one");
        repository.tag("v1");
        repository.git(&["tag", "--annotate", "--message=x", "v1.1", "main"]);
        repository.git(&["branch", "stable", "main"]);
        let second = repository.commit("two");
        for (behind, commit, text) in [
            ("@v1".to_owned(), &first, "one"),
            ("@v1.1".to_owned(), &first, "one"),
            ("@stable".to_owned(), &first, "one"),
            ("@refs/heads/stable".to_owned(), &first, "one"),
            ("@main".to_owned(), &second, "two"),
            (format!("@{first}"), &first, "one"),
            (String::new(), &second, "two"),
        ] {
            let checkout = store(&cache).fetch(&repository.source(&behind)).unwrap();
            assert_eq!(&checkout.commit, commit, "{behind}");
            let expected = [("preset.toml", text), ("service/preset.toml", text), ("service/templates/a.tera", text)];
            assert_eq!(texts(&checkout), expected, "{behind}");
            let below = store(&cache).fetch(&repository.source(&format!("//service{behind}"))).unwrap();
            assert_eq!(texts(&below), [("preset.toml", text), ("templates/a.tera", text)], "{behind}");
        }
    }
}

#[test]
fn a_tag_comes_before_a_branch_of_its_name() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let tagged = repository.commit("tag");
    repository.tag("main");
    repository.commit("branch");
    assert_eq!(store(&cache).fetch(&repository.source("@main")).unwrap().commit, tagged);
}

#[test]
fn what_was_fetched_needs_neither_network_nor_git() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let commit = repository.commit("one");
    repository.tag("v1");
    let source = repository.source("//service@v1");
    let fetched = store(&cache).fetch(&source).unwrap();
    drop(repository);
    assert_eq!(offline(&cache).fetch(&source).unwrap(), fetched);
    assert_eq!(offline(&cache).at(&source, &commit).unwrap(), fetched);
    let no_git = Store { offline: false, ..offline(&cache) };
    assert_eq!(no_git.at(&source, &commit).unwrap(), fetched);
    assert!(matches!(no_git.fetch(&source), Err(SourceError::NoGit { .. })));
    let other = source.with_reference("v2").unwrap();
    assert!(matches!(offline(&cache).fetch(&other), Err(SourceError::Offline { .. })));
    assert!(matches!(offline(&cache).newer(&source), Err(SourceError::Offline { .. })));
}

#[test]
fn a_moved_tag_is_followed_by_a_fetch_and_not_by_a_pin() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let first = repository.commit("one");
    repository.tag("v1");
    let source = repository.source("//service@v1");
    assert_eq!(store(&cache).fetch(&source).unwrap().commit, first);
    let second = repository.commit("two");
    repository.tag("v1");
    assert_eq!(texts(&store(&cache).at(&source, &first).unwrap())[0], ("preset.toml", "one"));
    assert_eq!(offline(&cache).fetch(&source).unwrap().commit, first);
    assert_eq!(store(&cache).fetch(&source).unwrap().commit, second);
    assert_eq!(offline(&cache).fetch(&source).unwrap().commit, second);
}

#[test]
fn a_pin_outlives_its_cache_and_its_tag() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let first = repository.commit("one");
    repository.commit("two");
    let source = repository.source("@v1");
    let fetched = store(&cache).at(&source, &first).unwrap();
    std::fs::remove_dir_all(cache.path()).unwrap();
    assert!(matches!(offline(&cache).at(&source, &first), Err(SourceError::Offline { .. })));
    assert_eq!(store(&cache).at(&source, &first).unwrap(), fetched);
    let unknown: Commit = "1".repeat(40).parse().unwrap();
    let error = store(&cache).at(&source, &unknown).unwrap_err();
    assert!(matches!(error, SourceError::UnknownCommit { .. }), "{error}");
}

#[test]
fn a_damaged_cache_is_as_good_as_none() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let commit = repository.commit("one");
    let source = repository.source("//service");
    let fetched = store(&cache).fetch(&source).unwrap();
    let folder = cache.path().join("presets/git-v1");
    let only = |name: &str| std::fs::read_dir(folder.join(name)).unwrap().next().unwrap().unwrap().path();
    let (snapshot, reference) = (only("snapshots"), only("references"));
    let whole = std::fs::read(&snapshot).unwrap();
    let flipped: Vec<u8> =
        whole.iter().enumerate().map(|(at, byte)| if at + 1 == whole.len() { byte ^ 1 } else { *byte }).collect();
    let other_name = String::from_utf8(whole.clone()).unwrap().replace("preset.toml", "../eset.toml").into_bytes();
    for damaged in [&whole[..whole.len() - 1], &flipped, &other_name, b"", b"{}\n", b"\0\n\n"] {
        std::fs::write(&snapshot, damaged).unwrap();
        assert!(matches!(offline(&cache).at(&source, &commit), Err(SourceError::Offline { .. })));
        assert_eq!(store(&cache).at(&source, &commit).unwrap(), fetched);
    }
    std::fs::write(reference, "{").unwrap();
    assert!(matches!(offline(&cache).fetch(&source), Err(SourceError::Offline { .. })));
}

#[test]
fn no_folder_for_a_cache_means_to_go_without() {
    let (repository, file) = (Repository::new(), tempfile::NamedTempFile::new().unwrap());
    repository.commit("one");
    for cache in [None, Some(file.path().join("below-a-file"))] {
        let store =
            Store { cache, offline: false, consent: crate::source::Consent::Given, interactive: false, git: "git".into() };
        assert_eq!(store.fetch(&repository.source("")).unwrap().files.len(), 3);
    }
}

#[test]
fn fetches_at_once_do_not_meet() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let commit = repository.commit("one");
    let source = repository.source("//service@main");
    std::thread::scope(|scope| {
        let fetches: Vec<_> = (0..4).map(|_| scope.spawn(|| store(&cache).fetch(&source).unwrap())).collect();
        for fetch in fetches {
            assert_eq!(fetch.join().unwrap().commit, commit);
        }
    });
    let kept = |name: &str| std::fs::read_dir(cache.path().join("presets/git-v1").join(name)).unwrap().count();
    assert_eq!((kept("snapshots"), kept("references")), (1, 1));
}

#[test]
fn a_newer_tag_is_newer_by_pep_440() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    repository.commit("one");
    for tag in ["v1", "v1.9", "v1.10", "v2.0rc1", "v2.0rc2", "latest", "1.2"] {
        repository.tag(tag);
    }
    for (current, expected) in [
        ("@v1", Some("v1.10")),
        ("@1.0", Some("v1.10")),
        ("@v1.9.5", Some("v1.10")),
        ("@v1.10", None),
        ("@v1.10.0", None),
        ("@v2.0rc1", Some("v2.0rc2")),
        ("@v3", None),
        ("@latest", None),
        ("@main", None),
        ("", None),
    ] {
        let newer = store(&cache).newer(&repository.source(current)).unwrap();
        assert_eq!(newer.as_deref(), expected, "{current}");
    }
}

#[test]
fn what_is_missing_is_named_with_what_is_there() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let store = store(&cache);
    let source = repository.source("");
    assert!(matches!(store.fetch(&source), Err(SourceError::Empty { .. })));
    let error = store.fetch(&repository.source("@v1")).unwrap_err();
    assert_eq!(error.hint(), "the repository has no tags; name a branch or the whole hash of a commit");

    let commit = repository.commit("one");
    for tag in ["v1", "v2", "v10", "v3", "v4", "nightly"] {
        repository.tag(tag);
    }
    let error = store.fetch(&repository.source("@v5")).unwrap_err();
    assert_eq!(error.to_string(), format!("`{source}@v5`: the repository has no tag or branch `v5`"));
    assert_eq!(error.hint(), "it has `v10`, `v4`, `v3`, `v2`, `v1`");

    for folder in ["servic", "preset.toml", "service/templates/a.tera"] {
        let error = store.fetch(&repository.source(&format!("//{folder}@v1"))).unwrap_err();
        assert_eq!(error.to_string(), format!("`{source}//{folder}@v1`: there is no folder `{folder}` at commit {commit}"));
        assert_eq!(error.hint(), "it has `service`");
    }

    let error = store.fetch(&"git+file:///nowhere/presets.git@v1".parse().unwrap()).unwrap_err();
    let said = "the repository cannot be read: '/nowhere/presets.git' does not appear to be a git repository";
    assert_eq!(error.to_string(), format!("`git+file:///nowhere/presets.git@v1`: {said}"));
}

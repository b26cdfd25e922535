//! Repositories that mean harm, and surroundings that lead elsewhere.

use super::repository::{Repository, store, texts};
use crate::source::git::Git;
use crate::source::{SourceError, Store};

/// What becomes of a repository whose root holds these entries.
#[track_caller]
fn check(repository: &Repository, entries: &[String], expected: &str) {
    let cache = tempfile::tempdir().unwrap();
    let commit = repository.commit_tree(&repository.tree(entries));
    let source = repository.source("");
    let expected = format!("`{source}`: {expected}");
    assert_eq!(store(&cache).fetch(&source).unwrap_err().to_string(), expected);
    // The same by its hash, as a pin is fetched.
    assert_eq!(store(&cache).at(&source, &commit).unwrap_err().to_string(), expected);
    assert!(std::fs::read_dir(cache.path()).unwrap().next().is_none(), "nothing of it is kept");
}

#[test]
fn only_plain_files_with_plain_names_are_taken() {
    let repository = Repository::new();
    let blob = repository.blob(b"x");
    let file = |name: &str| format!("100644 blob {blob}\t{name}");
    let folder = |name: &str, inner: &str| format!("040000 tree {}\t{name}", repository.tree(&[file(inner)]));
    check(
        &repository,
        &[file("a"), format!("120000 blob {}\tlink", repository.blob(b"/etc/passwd"))],
        "`link` is a symbolic link",
    );
    check(&repository, &[format!("160000 commit {}\tmodule", "1".repeat(40))], "`module` is a submodule");
    check(&repository, &[folder(".git", "config")], "`.git/config` is inside of a `.git`");
    check(&repository, &[folder("a", ".GIT")], "`a/.GIT` is inside of a `.git`");
    check(&repository, &[folder("..", "x")], "`../x` is not a path inside the repository");
    check(&repository, &[folder(".", "x")], "`./x` is not a path inside the repository");
    check(&repository, &[file("a\\\\b")], "`a\\\\\\\\b` has a name that is too long, or that not every system takes");
    check(
        &repository,
        &[format!("100644 blob {blob}\t\"a\\033[31m\"")],
        "`a\\u{1b}[31m` has a name that is too long, or that not every system takes",
    );
}

#[test]
fn what_is_too_large_is_refused() {
    let repository = Repository::new();
    let entries = |blob: &str, count: usize| (0..count).map(|n| format!("100644 blob {blob}\tf{n:04}")).collect::<Vec<_>>();
    let (two, one, small) = (repository.blob(&[b'x'; 2 << 20]), repository.blob(&[b'x'; 1 << 20]), repository.blob(b"x"));
    check(&repository, &entries(&two, 1), "`f0000` is larger than 1 MiB");
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    check(&repository, &entries(&two, 1), "`f0000` is larger than 1 MiB");
    check(&repository, &entries(&one, 9), "its files take more than 8 MiB");
    check(&repository, &entries(&small, 1001), "there are more than 1000 files");
    let mut tree = repository.tree(&entries(&small, 10));
    // Ten billion files out of eleven small trees.
    for _ in 0..9 {
        tree = repository.tree(&(0..10).map(|n| format!("040000 tree {tree}\td{n}")).collect::<Vec<_>>());
    }
    check(&repository, &[format!("040000 tree {tree}\tbomb")], "there are more than 1000 files");

    let cache = tempfile::tempdir().unwrap();
    repository.commit_tree(&repository.tree(&entries(&one, 8)));
    assert_eq!(store(&cache).fetch(&repository.source("")).unwrap().files.len(), 8);
    repository.commit_tree(&repository.tree(&entries(&small, 1000)));
    assert_eq!(store(&cache).fetch(&repository.source("")).unwrap().files.len(), 1000);
}

/// Filters and attributes are of a checkout, and there is none.
#[test]
fn contents_are_those_of_the_repository() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let (attributes, text) = (repository.blob(b"* text eol=crlf ident export-ignore"), repository.blob(b"$Id$\na\n"));
    let tree = [format!("100644 blob {attributes}\t.gitattributes"), format!("100664 blob {text}\ta")];
    repository.commit_tree(&repository.tree(&tree));
    let checkout = store(&cache).fetch(&repository.source("")).unwrap();
    assert_eq!(texts(&checkout)[1], ("a", "$Id$\na\n"));
}

/// A tag may point to anything.
#[test]
fn a_tag_of_something_else_is_no_commit() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    repository.commit("one");
    let blob = repository.blob(b"x");
    repository.git(&["tag", "v1", &blob]);
    let error = store(&cache).fetch(&repository.source("@v1")).unwrap_err();
    assert!(matches!(error, SourceError::Git { doing: "finds no commit for the reference", .. }), "{error}");
}

/// A hook and a command as a transport would run anything.
#[test]
fn hooks_and_commands_are_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    let git = Git { program: "git".into(), interactive: false, folder: folder.path().to_owned() };
    let said = |arguments: &[&str]| format!("{:?}", git.run(arguments));
    assert_eq!(said(&["rev-parse", "--git-dir"]), "Err(Said(\"not a git repository (or any of the parent directories): .git\"))");
    assert_eq!(said(&["ls-remote", "--", "ext::sh -c true"]), "Err(Said(\"transport 'ext' not allowed\"))");
    let setting = |name: &str| String::from_utf8(git.run(&["config", "--get", name]).unwrap()).unwrap();
    assert_eq!((setting("core.hooksPath").trim(), setting("core.fsmonitor").trim()), ("/dev/null", "false"));
}

#[test]
fn a_missing_git_is_said() {
    let (repository, cache) = (Repository::new(), tempfile::tempdir().unwrap());
    let commit = repository.commit("one");
    let store = Store { git: "/nowhere/git".into(), ..store(&cache) };
    let source = repository.source("@main");
    for error in [
        store.fetch(&source).unwrap_err(),
        store.at(&source, &commit).unwrap_err(),
        store.newer(&repository.source("@v1")).unwrap_err(),
    ] {
        assert!(matches!(error, SourceError::NoGit { .. }), "{error}");
        assert_eq!(error.hint(), "install git, or name a folder that holds the preset");
    }
}

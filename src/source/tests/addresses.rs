//! Which addresses and references are taken.

use std::process::Stdio;

use super::repository::plain_git;
use crate::source::reference;
use crate::source::{Commit, PresetSource};

#[track_caller]
fn check_git(text: &str, address: &str, subdir: &str, expected_reference: Option<&str>) {
    let source: PresetSource = text.parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(source.to_string(), text);
    let PresetSource::Git(git) = source else { panic!("{text} is no git source") };
    assert_eq!((git.address(), git.subdir().as_str(), git.reference()), (address, subdir, expected_reference), "{text}");
}

#[test]
fn git_sources_are_read_and_written_alike() {
    check_git("gh:acme/presets", "https://github.com/acme/presets", "", None);
    check_git("gh:acme/presets@v2", "https://github.com/acme/presets", "", Some("v2"));
    check_git("gh:acme/pre.sets//python/service@v2", "https://github.com/acme/pre.sets", "python/service", Some("v2"));
    check_git("git+https://host/org/repo.git//a/b@v2.1", "https://host/org/repo.git", "a/b", Some("v2.1"));
    check_git("git+https://host:8443/org/group/repo@refs/heads/x", "https://host:8443/org/group/repo", "", Some("refs/heads/x"));
    check_git("git+ssh://git@host/org/repo//sub@ref", "ssh://git@host/org/repo", "sub", Some("ref"));
    check_git("git+ssh://git@host:2222/~me/repo", "ssh://git@host:2222/~me/repo", "", None);
    check_git("git+ssh://host/repo@pkg@1.0", "ssh://host/repo", "", Some("pkg@1.0"));
    check_git("git+file:///srv/git/presets.git//x@main", "file:///srv/git/presets.git", "x", Some("main"));
    check_git("git+http://localhost:8000/a.git", "http://localhost:8000/a.git", "", None);
    check_git("git+http://127.0.0.1/a.git@v1", "http://127.0.0.1/a.git", "", Some("v1"));
    check_git("git+http://[::1]:80/a.git", "http://[::1]:80/a.git", "", None);
    check_git("git+https://host/a%40b@v1", "https://host/a%40b", "", Some("v1"));
}

#[test]
fn names_and_folders_are_told_apart() {
    for (text, expected) in [
        ("production", "name"),
        ("two-stage2", "name"),
        (".", "folder"),
        ("..", "folder"),
        ("./presets", "folder"),
        ("../presets/a b", "folder"),
        ("/srv/presets@v1", "folder"),
        ("~/presets", "folder"),
    ] {
        let source: PresetSource = text.parse().unwrap();
        let found = match source {
            PresetSource::BuiltIn(_) => "name",
            PresetSource::Folder(_) => "folder",
            PresetSource::Git(_) => "git",
        };
        assert_eq!((found, source.to_string().as_str()), (expected, text));
    }
}

#[test]
fn hostile_and_mistaken_sources_are_refused_without_a_password() {
    const PLAIN: &str = "the name of a preset, a folder that begins with `./`, `/` or `~/`, or git+https://host/path//folder@tag";
    const ADDRESS: &str = "git+https://host/path, git+ssh://git@host/path, git+file:///path or gh:owner/name";
    const SECRET: &str = "an address without a user or a password, since it is kept in files; git's credential helpers know them (`git help credentials`)";
    const INSECURE: &str = "git+https:// or git+ssh://, since git+http:// works only on localhost";
    const FOLDER: &str = "a folder such as `presets/service`, without `.`, `..` or control characters";
    const REFERENCE: &str = "a tag, a branch or a whole commit hash";
    for (text, found, expected) in [
        ("", "", PLAIN),
        ("Production", "Production", PLAIN),
        ("-x", "-x", PLAIN),
        ("presets/service", "presets/service", PLAIN),
        ("./a\u{0}b", "./a\\0b", PLAIN),
        ("https://me:secret@host/a", "https://host/a", "git+ in front of the address of a git repository"),
        ("git@host:org/repo", "git@host:org/repo", "git+ssh://git@host/path"),
        ("git+https://me:secret@host/a@v1", "git+https://host/a", SECRET),
        ("git+https://token@host/a", "git+https://host/a", SECRET),
        ("git+https://a@b:c@host/a", "git+https://host/a", SECRET),
        ("git+ssh://git:secret@host/a", "git+ssh://host/a", SECRET),
        ("git+http://host/a", "git+http://host/a", INSECURE),
        ("git+http://127.0.0.1.evil/a", "git+http://127.0.0.1.evil/a", INSECURE),
        ("git+http://localhost.evil/a", "git+http://localhost.evil/a", INSECURE),
        ("git+ext::sh -c touch%20/x", "git+ext::sh -c touch%20/x", ADDRESS),
        ("git+git://host/a", "git+git://host/a", ADDRESS),
        ("git+ssh://-oProxyCommand=x/a", "git+ssh://-oProxyCommand=x/a", ADDRESS),
        ("git+ssh://-x@host/a", "git+ssh://host/a", ADDRESS),
        ("git+https://-host/a", "git+https://-host/a", ADDRESS),
        ("git+https://host", "git+https://host", ADDRESS),
        ("git+https://host/", "git+https://host/", ADDRESS),
        ("git+https:///a", "git+https:///a", ADDRESS),
        ("git+https://host:x/a", "git+https://host:x/a", ADDRESS),
        ("git+https://host/../a", "git+https://host/../a", ADDRESS),
        ("git+https://host/a?token=1", "git+https://host/a?token=1", ADDRESS),
        ("git+https://host/a#b", "git+https://host/a#b", ADDRESS),
        ("git+https://host/a b", "git+https://host/a b", ADDRESS),
        ("git+https://host/a\nb", "git+https://host/a\\nb", ADDRESS),
        ("git+https://host/a%0Ab", "git+https://host/a%0Ab", ADDRESS),
        ("git+https://host/a;b", "git+https://host/a;b", ADDRESS),
        ("git+file://host/a", "git+file://host/a", "git+file:///path, with no host"),
        ("git+file:///", "git+file:///", ADDRESS),
        ("gh:acme", "gh:acme", "gh:owner/name"),
        ("gh:acme/-x", "gh:acme/-x", "gh:owner/name"),
        ("gh:acme/a/b", "gh:acme/a/b", "gh:owner/name"),
        ("gh:../a", "gh:../a", "gh:owner/name"),
        ("gh:acme/a//../b", "../b", FOLDER),
        ("gh:acme/a///etc", "/etc", FOLDER),
        ("gh:acme/a//b/./c", "b/./c", FOLDER),
        ("gh:acme/a//", "", FOLDER),
        ("gh:acme/a//b\\c", "b\\\\c", FOLDER),
        ("gh:acme/a@", "", REFERENCE),
        ("gh:acme/a@--upload-pack=x", "--upload-pack=x", REFERENCE),
        ("gh:acme/a@v1..v2", "v1..v2", REFERENCE),
        ("gh:acme/a@v1 v2", "v1 v2", REFERENCE),
        ("gh:acme/a@v1:x", "v1:x", REFERENCE),
        ("gh:acme/a@+v1^{}", "+v1^{}", REFERENCE),
        ("gh:acme/a@a\u{1b}[31m", "a\\u{1b}[31m", REFERENCE),
    ] {
        let error = text.parse::<PresetSource>().expect_err(text);
        assert_eq!((error.found.as_str(), error.expected), (found, expected), "{text}");
    }
}

/// Git itself is asked, and agrees but for what it would take for an option.
#[test]
fn references_follow_the_rules_of_git() {
    for (text, is_valid) in [
        ("v1", true),
        ("release/2.0", true),
        ("a.b-c_d+e", true),
        ("@scope/a@1", true),
        ("a@", true),
        ("ä", true),
        ("{x}", true),
        ("", false),
        ("@", false),
        ("a@{1}", false),
        (".a", false),
        ("a/.b", false),
        ("a.lock", false),
        ("a.lock/b", false),
        ("a.", false),
        ("a..b", false),
        ("a//b", false),
        ("/a", false),
        ("a/", false),
        ("a b", false),
        ("a~1", false),
        ("a^", false),
        ("a:b", false),
        ("a?", false),
        ("a*", false),
        ("a[b", false),
        ("a\\b", false),
        ("a\tb", false),
        ("a\u{7f}", false),
    ] {
        assert_eq!(reference::check(text).is_ok(), is_valid, "{text:?}");
        let mut git = plain_git(std::path::Path::new("/"));
        let status = git.args(["check-ref-format", "--allow-onelevel", text]).stdout(Stdio::null()).status().unwrap();
        assert_eq!(status.success(), is_valid, "git on {text:?}");
    }
    assert!(reference::check("-a").is_err());
    assert!(reference::check(&"a".repeat(201)).is_err());
}

#[test]
fn commits_are_whole_hashes() {
    for (text, is_valid) in [
        ("0123456789abcdef0123456789abcdef01234567", true),
        ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true),
        ("0123456789ABCDEF0123456789ABCDEF01234567", false),
        ("0123456", false),
        ("g123456789abcdef0123456789abcdef01234567", false),
        ("", false),
    ] {
        assert_eq!(text.parse::<Commit>().is_ok(), is_valid, "{text}");
    }
}

//! What is planned, what is refused, and that a run is all or nothing.

mod faults;
mod kill;
mod places;

use std::fs;
use std::path::Path;

use super::{ChangeSet, RenderedFile, apply, disk, plan};
use crate::model::{ChangeKind, RelPath};

fn file(path: &str, contents: &str) -> RenderedFile {
    RenderedFile { path: RelPath::parse(path).unwrap(), contents: contents.to_owned() }
}

/// All files below a folder with their contents, so that two moments can be compared.
fn snapshot(folder: &Path) -> Vec<(String, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
                found.push((name, None));
            } else {
                found.push((name, fs::read(path).ok()));
            }
        }
    }
    found.sort();
    found
}

fn write(folder: &Path, files: &[RenderedFile]) -> ChangeSet {
    let changes = plan(folder, files).unwrap();
    apply(folder, &changes).unwrap();
    changes
}

#[test]
fn a_plan_says_what_is_there_and_what_will_be() {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in
        [("same", "a\n".as_bytes()), ("other", b"b\n"), ("crlf", b"a\r\n"), ("bytes", b"a\xFF\n"), ("bom", b"\xEF\xBB\xBFa\n")]
    {
        fs::write(folder.path().join(name), contents).unwrap();
    }
    let files = ["same", "other", "crlf", "bytes", "bom", "new", "deep/er/new"].map(|name| file(name, "a\n"));
    let before = snapshot(folder.path());
    let changes = plan(folder.path(), &files).unwrap().changes;
    let read: Vec<_> = changes.iter().map(|change| (change.kind, change.before.as_str())).collect();
    assert_eq!(
        read,
        [
            (ChangeKind::Unchanged, "a\n"),
            (ChangeKind::Update, "b\n"),
            (ChangeKind::Update, "a\r\n"),
            (ChangeKind::Update, "a\u{fffd}\n"),
            (ChangeKind::Update, "\u{feff}a\n"),
            (ChangeKind::Create, ""),
            (ChangeKind::Create, ""),
        ]
    );
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn what_is_planned_is_written_and_then_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), "old").unwrap();
    let files = [file("Dockerfile", "new"), file(".dockerignore", "*.md\n"), file("docker/deep/x", "")];
    write(folder.path(), &files);
    let expected = [
        (".dockerignore", Some("*.md\n")),
        ("Dockerfile", Some("new")),
        ("docker", None),
        ("docker/deep", None),
        ("docker/deep/x", Some("")),
    ];
    let expected: Vec<_> = expected.map(|(name, text)| (name.to_owned(), text.map(|text| text.as_bytes().to_vec()))).to_vec();
    assert_eq!(snapshot(folder.path()), expected);
    assert!(plan(folder.path(), &files).unwrap().is_unchanged());
}

#[test]
fn an_unchanged_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "a").unwrap();
    let before = fs::metadata(folder.path().join("a")).unwrap().modified().unwrap();
    write(folder.path(), &[file("a", "a")]);
    assert_eq!(fs::metadata(folder.path().join("a")).unwrap().modified().unwrap(), before);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_new_files_can_be_read_by_all() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old");
    fs::write(&old, "old").unwrap();
    // Only root can give a file away; for others this checks the mode alone.
    let _ = chown(&old, Some(12345), Some(54321));
    fs::set_permissions(&old, fs::Permissions::from_mode(0o750)).unwrap();
    let owner = fs::metadata(&old).unwrap().uid();
    write(folder.path(), &[file("old", "x"), file("new", "x")]);
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().mode() & 0o7777;
    assert_eq!((mode("old"), mode("new")), (0o750, 0o644));
    assert_eq!(fs::metadata(&old).unwrap().uid(), owner);
}

#[test]
fn two_runs_at_once_leave_whole_files() {
    let folder = tempfile::tempdir().unwrap();
    let contents: Vec<String> = (b'a'..b'e').map(|letter| char::from(letter).to_string().repeat(20_000)).collect();
    std::thread::scope(|scope| {
        for text in &contents {
            scope.spawn(|| {
                for _ in 0..30 {
                    write(folder.path(), &[file("Dockerfile", text), file(".dockerignore", text)]);
                }
            });
        }
    });
    let left = snapshot(folder.path());
    assert_eq!(left.len(), 2);
    for (name, bytes) in left {
        assert!(contents.iter().any(|text| Some(text.as_bytes()) == bytes.as_deref()), "{name}");
    }
}

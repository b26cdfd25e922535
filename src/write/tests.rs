//! What is planned, what is refused, and that a run is all or nothing.

mod faults;
mod kill;
mod places;

use std::fs;
use std::path::Path;

use super::{ChangeSet, RenderedFile, Undone, apply, plan, undo};
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
    apply(folder, &changes, None).unwrap();
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
fn permissions_stay_and_new_files_have_what_the_umask_leaves() {
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
    // What the umask leaves of a new file.
    fs::write(folder.path().join("like"), "").unwrap();
    assert_eq!((mode("old"), mode("new")), (0o750, mode("like")));
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
                    // The other one may come between the look and the change, which is then refused.
                    let changes = plan(folder.path(), &[file("Dockerfile", text), file(".dockerignore", text)]).unwrap();
                    let _ = apply(folder.path(), &changes, None);
                }
            });
        }
    });
    let left = snapshot(folder.path());
    assert_eq!(left.len(), 2);
    assert_eq!(left[0].1, left[1].1, "both files are of one run");
    assert!(contents.iter().any(|text| Some(text.as_bytes()) == left[0].1.as_deref()));
}

#[test]
fn what_changes_between_the_look_and_the_change_stops_the_run() {
    for (before, meanwhile, problem) in [
        (None, Some("theirs"), "it was created while pydock was running"),
        (Some("old"), Some("theirs"), "it was changed while pydock was running"),
        (Some("old"), None, "it was deleted while pydock was running"),
        (Some("new"), Some("theirs"), "it was changed while pydock was running"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let dockerfile = folder.path().join("Dockerfile");
        if let Some(text) = before {
            fs::write(&dockerfile, text).unwrap();
        }
        let changes = plan(folder.path(), &[file(".dockerignore", "x"), file("Dockerfile", "new")]).unwrap();
        match meanwhile {
            Some(text) => fs::write(&dockerfile, text).unwrap(),
            None => fs::remove_file(&dockerfile).unwrap(),
        }
        let now = snapshot(folder.path());
        assert_eq!(apply(folder.path(), &changes, None).unwrap_err().problem, problem);
        assert_eq!(snapshot(folder.path()), now);
    }
}

#[test]
fn the_last_run_is_undone_and_an_edit_of_it_is_not_lost() {
    let (folder, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let kept = kept.path().join("pydock/undo");
    fs::write(folder.path().join("Dockerfile"), b"old\xFF").unwrap();
    let before = snapshot(folder.path());
    let run = |contents: &str| {
        let files = ["Dockerfile", ".dockerignore"].map(|path| file(path, contents));
        apply(folder.path(), &plan(folder.path(), &files).unwrap(), Some(&kept)).unwrap()
    };
    assert!(run("new"));
    // A run that changes nothing is not the last one.
    assert!(!run("new"));
    #[cfg(unix)]
    for entry in fs::read_dir(&kept).unwrap() {
        use std::os::unix::fs::MetadataExt as _;
        assert_eq!(entry.unwrap().metadata().unwrap().mode() & 0o077, 0);
    }
    let undone = undo(folder.path(), &kept).unwrap().unwrap();
    let path = |name| RelPath::parse(name).unwrap();
    assert_eq!(undone, [Undone::Restored(path("Dockerfile")), Undone::Removed(path(".dockerignore"))]);
    assert_eq!(snapshot(folder.path()), before);
    assert_eq!(undo(folder.path(), &kept).unwrap(), None);

    run("new");
    fs::write(folder.path().join(".dockerignore"), "edited").unwrap();
    let edited = snapshot(folder.path());
    assert_eq!(undo(folder.path(), &kept).unwrap_err().problem, "it was changed after pydock wrote it");
    assert_eq!(snapshot(folder.path()), edited);
}

#[test]
fn what_a_killed_run_left_goes_with_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    for name in [".pydock-aB3xYz", ".pydock-notes", ".pydock-cache"] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    write(folder.path(), &[file("Dockerfile", "new")]);
    let left: Vec<String> = snapshot(folder.path()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, [".pydock-cache", ".pydock-notes", "Dockerfile"]);
}

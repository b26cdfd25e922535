//! Targets that are refused, and links.

use super::*;
use crate::write::WriteError;

#[track_caller]
fn check_refused(folder: &Path, path: &str, expected_problem: &str) {
    let before = snapshot(folder);
    let error = plan(folder, &[file("a", "a"), file(path, "new")]).unwrap_err();
    assert!(error.problem.contains(expected_problem), "{error}");
    assert!(error.hint.is_some(), "{error}");
    assert_eq!(error.path.as_str(), path);
    assert_eq!(snapshot(folder), before);
}

#[test]
fn a_folder_in_the_way_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("Dockerfile/full")).unwrap();
    fs::write(folder.path().join("plain"), "").unwrap();
    check_refused(folder.path(), "Dockerfile", "a folder has that name");
    check_refused(folder.path(), "plain/Dockerfile", "`plain` is not a folder");
    check_refused(folder.path(), "", "the project's folder itself");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_only_inside_the_project() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("Dockerfile"), "theirs").unwrap();
    let project = tempfile::tempdir().unwrap();
    let folder = project.path();
    fs::create_dir(folder.join("docker")).unwrap();
    fs::write(folder.join("docker/real"), "old").unwrap();
    symlink("docker/real", folder.join("inside")).unwrap();
    symlink("docker", folder.join("folder")).unwrap();
    symlink(outside.path().join("Dockerfile"), folder.join("outside")).unwrap();
    symlink(outside.path(), folder.join("away")).unwrap();
    symlink("nowhere", folder.join("dangling")).unwrap();
    symlink("loop", folder.join("loop")).unwrap();

    check_refused(folder, "outside", "out of the project");
    check_refused(folder, "away/Dockerfile", "out of the project");
    check_refused(folder, "away/new/Dockerfile", "out of the project");
    check_refused(folder, "dangling", "leads nowhere");
    assert!(plan(folder, &[file("loop", "")]).is_err());
    let twice: WriteError = plan(folder, &[file("inside", "a"), file("folder/real", "b")]).unwrap_err();
    assert!(twice.problem.contains("another file of this run"), "{twice}");

    write(folder, &[file("inside", "new"), file("folder/other", "new")]);
    assert!(folder.join("inside").is_symlink());
    assert_eq!(fs::read(folder.join("docker/real")).unwrap(), b"new");
    assert_eq!(fs::read(folder.join("docker/other")).unwrap(), b"new");
    assert_eq!(fs::read(outside.path().join("Dockerfile")).unwrap(), b"theirs");
}

#[cfg(unix)]
#[test]
fn a_link_that_appears_after_the_plan_is_refused_too() {
    let outside = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let changes = plan(folder.path(), &[file("docker/Dockerfile", "new")]).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("docker")).unwrap();
    assert!(apply(folder.path(), &changes, None).is_err());
    assert_eq!(snapshot(outside.path()), []);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("Dockerfile")).unwrap();
    check_refused(folder.path(), "Dockerfile", "not a regular file");
}

#[test]
fn a_root_that_is_not_there_is_an_error() {
    assert!(plan(Path::new("/nonexistent/project"), &[file("a", "a")]).is_err());
}

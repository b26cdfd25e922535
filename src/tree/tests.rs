//! What a tree reads and walks, on disk and in memory.

use super::*;

fn path(text: &str) -> RelPath {
    RelPath::parse(text).unwrap()
}

#[test]
fn the_three_encodings_that_tools_write_are_read() {
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain("flask\r\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [b"flask\r\n".as_slice(), b"\xEF\xBB\xBFflask\r\n", &utf16] {
        let tree = ProjectTree::in_memory_bytes([("requirements.txt", bytes)]);
        assert_eq!(tree.text(&path("requirements.txt")).unwrap().as_deref(), Some("flask\r\n"));
    }
}

#[test]
fn what_is_not_text_is_an_error_with_a_line() {
    for (bytes, line) in [(b"flask\n\xFF\xFFx\n".as_slice(), 2), (b"a\nb\n\0", 3)] {
        let tree = ProjectTree::in_memory_bytes([("requirements.txt", bytes)]);
        let error = tree.text(&path("requirements.txt")).unwrap_err();
        assert_eq!(error.line, Some(line));
    }
}

#[test]
fn disk_and_memory_agree_on_a_walk() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["app.py", "src/shop/api.py", ".venv/lib/x.py", "web/node_modules/left-pad/index.js", "docs/index.md"];
    for file in files {
        let target = folder.path().join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, "x").unwrap();
    }
    let disk = ProjectTree::open(folder.path()).unwrap();
    let memory = ProjectTree::in_memory(files.map(|file| (file, "x")));
    for tree in [&disk, &memory] {
        assert_eq!(tree.walk().files, ["app.py", "docs/index.md", "src/shop/api.py"].map(path));
        assert_eq!(tree.walk().folders, ["docs", "src", "src/shop", "web"].map(path));
        assert_eq!(tree.walk().skipped, [".venv", "web/node_modules"].map(path));
    }
}

#[test]
fn what_git_ignores_is_left_out_and_its_line_known() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".gitignore"), "# locks\nuv.lock\n/data/\n").unwrap();
    fs::write(folder.path().join("uv.lock"), "version = 1").unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/x.py"), "").unwrap();
    let tree = ProjectTree::open(folder.path()).unwrap();
    assert_eq!(tree.walk().files, [path(".gitignore")]);
    assert_eq!(tree.git_ignored_by(&path("uv.lock")).unwrap().to_string(), ".gitignore:2");
    assert_eq!(tree.git_ignored_by(&path("app.py")), None);
}

#[test]
fn what_is_committed_nevertheless_is_not_ignored() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["shop/static/lib/jquery.js", "shop/static/lib/local.js", ".vscode/settings.json"] {
        let target = folder.path().join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, "").unwrap();
    }
    fs::write(folder.path().join(".gitignore"), "lib/\n.vscode/\n").unwrap();
    let committed = [".vscode/settings.json", "shop/static/lib/gone.js", "shop/static/lib/jquery.js"];
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(folder.path().join(".git/index"), committed::tests::index(2, &committed)).unwrap();
    let tree = ProjectTree::open(folder.path()).unwrap();
    assert_eq!(tree.walk().files, [".gitignore", "shop/static/lib/jquery.js"].map(path));
    assert_eq!(tree.walk().folders, ["shop", "shop/static", "shop/static/lib"].map(path));
    assert_eq!(tree.git_ignored_by(&path("shop/static/lib/jquery.js")), None);
    assert_eq!(tree.git_ignored_by(&path("shop/static/lib/local.js")).unwrap().to_string(), ".gitignore:1");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_only_inside_the_project() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("real.txt"), "real").unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), folder.path().join("out.txt")).unwrap();
    std::os::unix::fs::symlink("real.txt", folder.path().join("in.txt")).unwrap();
    let tree = ProjectTree::open(folder.path()).unwrap();
    assert_eq!(tree.text(&path("out.txt")).unwrap(), None);
    assert_eq!(tree.text(&path("in.txt")).unwrap().as_deref(), Some("real"));
    assert_eq!(tree.walk().files, ["in.txt", "real.txt"].map(path));
}

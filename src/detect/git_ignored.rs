//! The patterns of `.gitignore` files, as a `.dockerignore` spells them.
//!
//! What git ignores is on one machine only: an image must not depend on it, and secrets are often among it. Git matches a
//! name without a slash at any depth and Docker at the root only, so each pattern is written anew. It is taken from the
//! text of the file and never from what happens to be in the folder: every checkout gets the same `.dockerignore`.

use std::collections::BTreeSet;

use crate::dockerfile::IgnoreFile;
use crate::model::RelPath;
use crate::tree::ProjectTree;

/// The title of the section that repeats what git ignores.
pub const TITLE: &str = "Ignored by git (.gitignore)";
/// The file that git reads in each folder.
const NAME: &str = ".gitignore";

/// Patterns that can hide something below the paths which the build reads, without those of the default list.
pub fn detect(tree: &ProjectTree, read: &[RelPath], defaults: &BTreeSet<&str>) -> Vec<String> {
    let key = Of(read.to_vec(), defaults.iter().map(|pattern| (*pattern).to_owned()).collect());
    tree.once(key, || find(tree, read, defaults))
}

/// What the patterns follow from: the paths that the build reads, and the default list.
#[derive(PartialEq)]
struct Of(Vec<RelPath>, Vec<String>);

fn find(tree: &ProjectTree, read: &[RelPath], defaults: &BTreeSet<&str>) -> Vec<String> {
    let is_read = |folder: &RelPath| folder.is_root() || read.iter().any(|path| folder.is_within(path));
    let files = tree.walk().files.iter().filter(|file| file.file_name() == NAME && is_read(&file.parent()));
    let mut files: Vec<&RelPath> = files.collect();
    // A deeper file decides over the ones above it, as a later line does.
    files.sort_by_key(|file| file.depth());
    let mut patterns: Vec<String> = Vec::new();
    for file in files {
        let Ok(Some(text)) = tree.text(file) else { continue };
        for line in text.lines() {
            let Some(pattern) = translate(&file.parent(), line) else { continue };
            let bare = pattern.trim_start_matches('!');
            if defaults.contains(bare) || !can_match(bare, read) {
                continue;
            }
            // The last of several equal lines decides.
            patterns.retain(|known| known != &pattern);
            patterns.push(pattern);
        }
    }
    without_mistakes(tree, read, patterns)
}

/// One line of a `.gitignore` in the folder; `None` if it is a comment or says nothing that Docker understands.
fn translate(folder: &RelPath, line: &str) -> Option<String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || line.contains('\\') {
        return None;
    }
    let (exception, body) = line.strip_prefix('!').map_or(("", line), |body| ("!", body));
    // A slash anywhere but at the end ties a pattern to its folder: `data/*` is about the `data` beside the file alone.
    let is_anchored = body.trim_end_matches('/').contains('/');
    let body = body.strip_suffix("/**").or_else(|| body.strip_suffix("/*")).unwrap_or(body);
    let body = body.trim_end_matches('/');
    let body = body.trim_start_matches('/').replace("[!", "[^");
    let allowed = |c: char| c.is_ascii_alphanumeric() || "./_-@+ *?[]^$~".contains(c);
    if body.is_empty() || !body.chars().all(allowed) {
        return None;
    }
    let prefix = if folder.is_root() { String::new() } else { format!("{folder}/") };
    let depth = if is_anchored || body.starts_with("**/") { "" } else { "**/" };
    let pattern = format!("{exception}{prefix}{depth}{body}");
    IgnoreFile::parse(&pattern).is_ok().then_some(pattern)
}

/// Whether the pattern holds at any depth, or leads into one of the paths.
fn can_match(pattern: &str, read: &[RelPath]) -> bool {
    let first = pattern.split('/').next().unwrap_or_default();
    first.contains(['*', '?', '[']) || read.iter().any(|path| path.is_root() || path.top() == first)
}

/// Leaves out patterns that hide a file which git does not ignore: Docker has no pattern for folders alone, and takes
/// nothing back below `folder/*`.
fn without_mistakes(tree: &ProjectTree, read: &[RelPath], mut patterns: Vec<String>) -> Vec<String> {
    let walk = tree.walk();
    let is_read = |file: &&RelPath| read.iter().any(|path| file.is_within(path));
    // What is committed against a pattern comes first: those are the likely mistakes.
    let files: Vec<&RelPath> = walk.forced.iter().chain(&walk.files).filter(is_read).take(LOOKED_AT).collect();
    while let Ok(ignore) = IgnoreFile::parse(&patterns.join("\n")) {
        let wrong: BTreeSet<usize> = files
            .iter()
            .filter_map(|file| ignore.decided_by(file))
            .filter(|pattern| !pattern.is_exception)
            .map(|pattern| pattern.line)
            .collect();
        if wrong.is_empty() {
            break;
        }
        let mut line = 0;
        patterns.retain(|_| {
            line += 1;
            !wrong.contains(&line)
        });
    }
    patterns
}

/// Files that are compared with the patterns, so that a large project costs no more than some milliseconds.
const LOOKED_AT: usize = 2000;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], read: &[&str], expected: &[&str]) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let read: Vec<RelPath> = read.iter().map(|path| RelPath::parse(path).unwrap()).collect();
        assert_eq!(detect(&tree, &read, &BTreeSet::from(["**/*.log"])), expected);
    }

    #[test]
    fn each_line_is_written_as_docker_reads_it() {
        let text = "# people's files\n\n*.log\n*.sqlite\n/shop/cache/\nlocal.py\nshop/keys/*\n!shop/keys/README\n/web/dist\na\\ b\n[!a]x\nvar/\n";
        check(
            &[(".gitignore", text), ("shop/__init__.py", ""), ("shop/keys/README", ""), ("app.py", "")],
            &["shop", "app.py"],
            &["**/*.sqlite", "shop/cache", "**/local.py", "shop/keys", "!shop/keys/README", "**/[^a]x", "**/var"],
        );
    }

    #[test]
    fn files_in_folders_hold_for_their_folder() {
        check(
            &[("shop/.gitignore", "secret.txt\n/only_here\n"), ("web/.gitignore", "dist"), ("shop/app.py", "")],
            &["shop"],
            &["shop/**/secret.txt", "shop/only_here"],
        );
    }

    #[test]
    fn a_pattern_that_would_hide_a_source_is_left_out() {
        check(&[(".gitignore", "build/\n*.so\n"), ("shop/build", "a file, and no folder")], &["shop"], &["**/*.so"]);
    }
}

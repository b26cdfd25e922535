//! The Dockerfiles of a repository, with the folder that each is built in.

use crate::manifest::image_builds;
use crate::model::{DOCKERFILE, RelPath, is_dockerfile_name};
use crate::tree::ProjectTree;

/// One Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerFile {
    pub path: RelPath,
    /// The build context.
    pub context: RelPath,
    /// The stage that is built. `None` if the last one is built.
    pub target: Option<String>,
    /// A workflow pushes what it builds.
    pub is_published: bool,
    /// A compose file or a workflow builds it.
    pub is_named: bool,
}

/// Folders that hold files about images, and no sources that an image is made of.
const FOLDERS: &[&str] = &[
    ".ci",
    ".docker",
    "build",
    "ci",
    "container",
    "containers",
    "contrib",
    "deploy",
    "deployment",
    "devops",
    "docker",
    "dockerfiles",
    "extras",
    "images",
    "infra",
    "ops",
    "packaging",
];

/// Folders whose images are about something else than what the project does.
const SKIPPED: &[&str] = &[
    ".devcontainer",
    "benchmarks",
    "demo",
    "demos",
    "doc",
    "docs",
    "e2e",
    "example",
    "examples",
    "fixtures",
    "sample",
    "samples",
    "test",
    "tests",
    "third_party",
    "vendor",
];

/// Below this depth, a Dockerfile is some other project's.
const DEEPEST: usize = 4;

/// Every Dockerfile, in the order of the paths.
pub fn find(tree: &ProjectTree) -> Vec<ContainerFile> {
    let is_skipped = |path: &RelPath| path.parent().as_str().split('/').any(|part| SKIPPED.contains(&part));
    let files = tree.walk().files.iter();
    let mut paths: Vec<&RelPath> =
        files.filter(|path| path.depth() <= DEEPEST && is_dockerfile_name(path.file_name()) && !is_skipped(path)).collect();
    // The usual one counts even where git ignores it, as `COPY` would take it.
    let usual = RelPath::parse(DOCKERFILE).ok().filter(|path| tree.is_file(path));
    paths.extend(usual.iter().filter(|usual| !tree.walk().files.contains(usual)));
    if paths.is_empty() {
        return Vec::new();
    }
    paths.sort();
    let builds = image_builds(tree);
    let file = |path: &RelPath| {
        let named: Vec<_> = builds.iter().filter(|build| build.dockerfile == *path).collect();
        let published = named.iter().rev().find(|build| build.is_published);
        let build = published.or_else(|| named.first());
        ContainerFile {
            context: build.map_or_else(|| usual_context(tree, path), |build| build.context.clone()),
            target: build.and_then(|build| build.target.clone()),
            is_published: published.is_some(),
            is_named: build.is_some(),
            path: path.clone(),
        }
    };
    paths.into_iter().map(file).collect()
}

/// The folder that a Dockerfile is built in where nothing names one: its own, or for one among files about images, the
/// folder above them.
fn usual_context(tree: &ProjectTree, path: &RelPath) -> RelPath {
    let folder = path.parent();
    if folder.is_root() {
        return folder;
    }
    let root = RelPath::root();
    let copies = |context: &RelPath| {
        let Ok(Some(text)) = tree.text(path) else { return 0 };
        let lines =
            text.lines().map(str::trim).filter(|line| line.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("copy ")));
        let sources = lines.filter(|line| !line.contains("--from")).filter_map(|line| {
            line.split_whitespace().skip(1).find(|word| !word.starts_with("--") && !matches!(*word, "." | "./"))
        });
        sources.filter(|source| context.join(source).is_ok_and(|path| tree.kind(&path).is_some())).count()
    };
    let is_about_images = folder.as_str().split('/').all(|part| FOLDERS.contains(&part));
    match (copies(&root), copies(&folder)) {
        (above, own) if above > own => root,
        (above, own) if own > above => folder,
        _ if is_about_images => root,
        _ => folder,
    }
}

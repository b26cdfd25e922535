//! The folder that a Dockerfile is built from: compose files and workflows say it, or what it copies shows it.

use super::image_build::ImageBuild;
use crate::dockerfile::Dockerfile;
use crate::model::RelPath;
use crate::tree::ProjectTree;

/// The build context of a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildContext {
    pub folder: RelPath,
    /// A file says so, or only one folder has what is copied.
    pub is_sure: bool,
}

/// The folders that compose files and workflows build the Dockerfile from, each once.
pub fn stated_contexts(builds: &[ImageBuild], dockerfile: &RelPath) -> Vec<RelPath> {
    let mut found: Vec<RelPath> = Vec::new();
    for build in builds.iter().filter(|build| build.dockerfile == *dockerfile) {
        if !found.contains(&build.context) {
            found.push(build.context.clone());
        }
    }
    found
}

/// The folders that may be the context: the Dockerfile's own and those above it, the nearest first.
pub fn possible_contexts(dockerfile: &RelPath) -> Vec<RelPath> {
    let mut found = vec![dockerfile.parent()];
    while let Some(folder) = found.last().filter(|folder| !folder.is_root()) {
        found.push(folder.parent());
    }
    found
}

/// The folder that the Dockerfile is most likely built from; `builds` are those of the whole tree.
pub fn build_context(tree: &ProjectTree, builds: &[ImageBuild], dockerfile: &RelPath, parsed: &Dockerfile) -> BuildContext {
    let stated = stated_contexts(builds, dockerfile);
    let is_stated = !stated.is_empty();
    let candidates = if is_stated { stated } else { possible_contexts(dockerfile) };
    let sources = sources(parsed);
    let has = |folder: &RelPath, source: &str| folder.join(source).is_ok_and(|path| tree.kind(&path).is_some());
    let count = |folder: &RelPath| sources.iter().filter(|source| has(folder, source)).count();
    let counts: Vec<usize> = candidates.iter().map(count).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let best: Vec<&RelPath> =
        candidates.iter().zip(&counts).filter(|(_, count)| **count == most).map(|(folder, _)| folder).collect();
    let folder = best.first().map_or_else(|| dockerfile.parent(), |folder| (*folder).clone());
    BuildContext { folder, is_sure: is_stated || best.len() == 1 }
}

/// What is copied from the context by a plain name, the whole context aside.
fn sources(dockerfile: &Dockerfile) -> Vec<String> {
    let from_context = dockerfile.instructions.iter().filter(|instruction| instruction.flag("from").is_none());
    let paths = from_context.filter_map(crate::dockerfile::Instruction::copy_paths).flat_map(|paths| paths.sources);
    let plain = paths.map(|path| path.trim_matches(['"', '\'']).trim_start_matches("./").trim_matches('/').to_owned());
    plain.filter(|path| !path.is_empty() && path != "." && !path.contains(['*', '?', '[', '$', ':'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::image_builds;

    #[test]
    fn the_context_is_stated_or_shown_by_what_is_copied() {
        let compose = "services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/web/Dockerfile\n";
        for (dockerfile, copies, with_compose, folder, is_sure) in [
            ("docker/web/Dockerfile", "COPY . /app/\n", true, "", true),
            ("docker/web/Dockerfile", "COPY requirements.txt /app/\n", false, "", true),
            ("api/Dockerfile", "COPY main.py /app/\n", false, "api", true),
            ("api/Dockerfile", "COPY \"./main.py\" /app/\n", false, "api", true),
            ("api/Dockerfile", "COPY . /app/\n", false, "api", false),
            ("api/Dockerfile", "COPY shared ./\n", false, "api", false),
            ("api/Dockerfile", "COPY --from=build requirements.txt ./\n", false, "api", false),
            ("Dockerfile", "COPY . /app/\n", false, "", true),
        ] {
            let text = format!("FROM python:3.13\n{copies}");
            let mut files = vec![
                (dockerfile, text.as_str()),
                ("requirements.txt", ""),
                ("api/main.py", ""),
                ("api/shared/a", ""),
                ("shared/a", ""),
            ];
            files.extend(Some(("compose.yaml", compose)).filter(|_| with_compose));
            let tree = ProjectTree::in_memory(files);
            let parsed = Dockerfile::parse(&text).unwrap();
            let found = build_context(&tree, &image_builds(&tree), &RelPath::parse(dockerfile).unwrap(), &parsed);
            assert_eq!(
                (found.folder.as_str().trim_start_matches('.'), found.is_sure),
                (folder, is_sure),
                "{dockerfile} {copies}"
            );
        }
    }
}

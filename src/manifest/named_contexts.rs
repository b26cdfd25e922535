//! Names that stand for other builds in `FROM` and `--from`: a build gets them from a bake file, a compose file or a flag.

use super::service_images::is_compose;
use super::yaml::{get, load};
use crate::model::RelPath;
use crate::tree::ProjectTree;

/// Whether a file of the repository gives a build this name for another one.
pub fn is_named_context(tree: &ProjectTree, name: &str) -> bool {
    let names = |path: &RelPath| {
        let is_bake = path.extension() == Some("hcl") || path.file_name().starts_with("docker-bake");
        let is_script = matches!(path.extension(), Some("sh" | "mk")) || path.file_name() == "Makefile";
        let is_compose = is_compose(path);
        if path.depth() > 4 || !(is_bake || is_script || is_compose) {
            return false;
        }
        let Ok(Some(text)) = tree.text(path) else { return false };
        (is_bake && bakes(&text, name)) || (is_compose && composes(&text, name)) || (is_script && passes(&text, name))
    };
    tree.walk().files.iter().any(names)
}

/// `contexts = { deps = "target:deps" }`, in HCL or in JSON.
fn bakes(text: &str, name: &str) -> bool {
    text.match_indices("contexts").any(|(at, word)| {
        let block = text[at + word.len()..].split_once('{').map_or("", |(_, rest)| rest);
        let block = block.split('}').next().unwrap_or_default();
        let keys = block.split([',', '\n']).filter_map(|entry| entry.split(['=', ':']).next());
        keys.into_iter().any(|key| key.trim().trim_matches('"') == name)
    })
}

fn composes(text: &str, name: &str) -> bool {
    const KEY: &str = "additional_contexts";
    if !text.contains(KEY) {
        return false;
    }
    let Some(document) = load(text) else { return false };
    let services = get(&document, "services").and_then(|services| services.data.as_mapping());
    services.into_iter().flatten().filter_map(|(_, body)| get(get(body, "build")?, KEY)).any(|contexts| {
        let listed = contexts.data.as_sequence().into_iter().flatten().filter_map(|item| item.data.as_str()?.split('=').next());
        get(contexts, name).is_some() || listed.into_iter().any(|known| known == name)
    })
}

/// `docker build --build-context deps=…`
fn passes(text: &str, name: &str) -> bool {
    text.split("--build-context")
        .skip(1)
        .any(|rest| rest.trim_start_matches(['=', ' ', '"', '\'']).strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_builds_have_names() {
        for (path, text, expected) in [
            ("docker-bake.hcl", "target \"a\" {\n  contexts = {\n    deps = \"target:deps\"\n  }\n}\n", true),
            ("docker/rk.hcl", "target a {\n  contexts = { base = \"docker-image://x\", deps = \"target:d\" }\n}\n", true),
            ("docker-bake.json", "{\"target\": {\"a\": {\"contexts\": {\"deps\": \"target:d\"}}}}", true),
            (
                "compose.yaml",
                "services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n        deps: ./d\n",
                true,
            ),
            ("compose.yaml", "services:\n  a:\n    build:\n      context: .\n      additional_contexts: [deps=./d]\n", true),
            ("build.sh", "docker build --build-context deps=../deps .\n", true),
            ("docker-bake.hcl", "target \"deps\" {\n  contexts = { base = \"x\" }\n}\n", false),
            ("compose.yaml", "services:\n  deps:\n    build: .\n", false),
            ("build.sh", "docker build -t deps .\n", false),
        ] {
            let tree = ProjectTree::in_memory([(path, text)]);
            assert_eq!(is_named_context(&tree, "deps"), expected, "{path} {text}");
        }
    }
}

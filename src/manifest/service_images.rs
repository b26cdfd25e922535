//! The images that the services of compose files are made from.
//!
//! ```text
//! services.*.image: NAME of every file whose name holds `compose`, and of cookiecutter's `local.yml` and `production.yml`
//! ```
//! Variables with a default are filled with it.

use saphyr::MarkedYaml;

use super::image_build::with_defaults;
use super::yaml::{at, get, load, readable};
use crate::model::{Location, RelPath, is_own};
use crate::tree::ProjectTree;

/// One service and its image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceImage {
    /// Ex) `db`
    pub service: String,
    /// Ex) `postgres:16-alpine`
    pub image: String,
    pub at: Location,
}

/// The services of all compose files that are not far from the root.
pub fn service_images(tree: &ProjectTree) -> Vec<ServiceImage> {
    let mut found = Vec::new();
    for path in tree.walk().files.iter().filter(|path| is_compose(path)) {
        let Ok(Some(text)) = tree.text(path) else { continue };
        if is_own(&text) {
            continue;
        }
        let text = readable(&text);
        let Some(document) = load(&text) else { continue };
        let Some(services) = get(&document, "services").and_then(|services| services.data.as_mapping()) else { continue };
        let of_service = |(name, body): (&MarkedYaml<'_>, &MarkedYaml<'_>)| {
            let node = get(body, "image")?;
            let image = with_defaults(node.data.as_str()?);
            Some(ServiceImage { service: name.data.as_str()?.to_owned(), image, at: at(path, node) })
        };
        found.extend(services.iter().filter_map(of_service));
    }
    found
}

/// Whether the file describes services for an engine.
pub fn is_compose(path: &RelPath) -> bool {
    let name = path.file_name();
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    is_yaml
        && path.depth() <= 3
        && (name.contains("compose") || (path.depth() == 1 && matches!(name, "local.yml" | "production.yml")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_of_every_compose_file_have_their_images() {
        let tree = ProjectTree::in_memory([
            ("compose.yaml", "services:\n  db:\n    image: postgres:${PG:-16}-alpine\n  web:\n    build: .\n"),
            ("docker/docker-compose.prod.yml", "services:\n  cache:\n    image: redis\n  odd: [x]\n"),
            ("a/b/c/compose.yaml", "services:\n  far:\n    image: mongo\n"),
            ("config.yml", "services:\n  x:\n    image: mysql\n"),
            ("broken-compose.yml", "services: ["),
        ]);
        let found: Vec<String> =
            service_images(&tree).iter().map(|found| format!("{} {} {}", found.service, found.image, found.at)).collect();
        assert_eq!(found, ["db postgres:16-alpine compose.yaml:3", "cache redis docker/docker-compose.prod.yml:3"]);
    }
}

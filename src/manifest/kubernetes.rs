//! What the containers of Kubernetes' files run.

use saphyr::MarkedYaml;

use super::yaml::{at, get, load_all};
use crate::model::{Location, RelPath};

/// The words of `command` and `args` of every container, with their place. A container without both runs what its image starts.
pub fn container_commands(path: &RelPath, text: &str) -> Vec<(Vec<String>, Location)> {
    let mut found = Vec::new();
    // A template is no YAML before it is filled in.
    if text.contains("containers:") && !text.contains("{{") {
        load_all(text).iter().for_each(|document| containers(path, document, &mut found));
    }
    found
}

fn containers(path: &RelPath, node: &MarkedYaml<'_>, found: &mut Vec<(Vec<String>, Location)>) {
    if let Some(list) = get(node, "containers").and_then(|list| list.data.as_sequence()) {
        for container in list {
            let parts: Vec<&MarkedYaml<'_>> = ["command", "args"].iter().filter_map(|key| get(container, key)).collect();
            let items = parts.iter().filter_map(|part| part.data.as_sequence()).flatten();
            let words: Option<Vec<String>> = items.map(|item| item.data.as_str().map(str::to_owned)).collect();
            if let (Some(words), Some(first)) = (words.filter(|words| !words.is_empty()), parts.first()) {
                found.push((words, at(path, first)));
            }
        }
    }
    // A deployment has its pod below `spec.template`, and a list of resources has them below `items`.
    for value in node.data.as_mapping().into_iter().flat_map(|mapping| mapping.values()) {
        containers(path, value, found);
    }
    for item in node.data.as_sequence().into_iter().flatten() {
        containers(path, item, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_of_containers_are_read() {
        let path = RelPath::parse("k8s/api.yaml").unwrap();
        let text = "kind: Service\n---\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        command: [uvicorn]\n        args:\n        - api.main:app\n        - '--port'\n        - '80'\n      - name: proxy\n        image: nginx\n";
        let found: Vec<String> =
            container_commands(&path, text).iter().map(|(words, at)| format!("{at} {}", words.join(" "))).collect();
        assert_eq!(found, ["k8s/api.yaml:9 uvicorn api.main:app --port 80"]);
        assert_eq!(container_commands(&path, "containers:\n- command: [\"{{ .Values.command }}\"]\n"), []);
    }
}

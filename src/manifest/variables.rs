//! Files that list the variables of an application: `.env.example` and its like, Heroku's `app.json`, Render's `render.yaml`.
//!
//! ```text
//! example      [export] NAME=value, also behind a `#`, where NAME is in capitals
//! app.json     { "env": { NAME: … } }
//! render.yaml  services.*.envVars[].key, envVarGroups.*.envVars[].key
//! ```
//! Only names are read: a value of an example may be a secret that somebody forgot.

use saphyr::MarkedYaml;

use super::yaml::{at, get, load};
use crate::model::{EnvName, Location, RelPath};
use crate::tree::ProjectTree;

/// The names that an example lists, each with its line.
pub fn of_example(tree: &ProjectTree, path: &RelPath) -> Vec<(EnvName, Location)> {
    let Some(text) = tree.text(path).ok().flatten() else { return Vec::new() };
    let named = |(index, line): (usize, &str)| {
        let line = line.trim();
        let commented = line.strip_prefix('#').map(str::trim_start);
        let (name, _) = commented.unwrap_or(line).split_once('=')?;
        let name = name.trim().trim_start_matches("export ").trim();
        let is_shouted = name.len() > 1 && !name.contains(char::is_lowercase);
        let name = EnvName::new(name).ok().filter(|_| commented.is_none() || is_shouted)?;
        Some((name, Location::line(path.clone(), index + 1)))
    };
    text.lines().enumerate().filter_map(named).collect()
}

/// The names that `app.json` and `render.yaml` in the folder give values to.
pub fn of_platforms(tree: &ProjectTree, folder: &RelPath) -> Vec<(EnvName, Location)> {
    let mut found = Vec::new();
    if let Ok(path) = folder.join("app.json") {
        found.extend(of_app_json(tree, &path));
    }
    for name in ["render.yaml", "render.yml"] {
        found.extend(folder.join(name).ok().into_iter().flat_map(|path| of_render(tree, &path)));
    }
    found
}

fn of_app_json(tree: &ProjectTree, path: &RelPath) -> Vec<(EnvName, Location)> {
    let Some(text) = tree.text(path).ok().flatten() else { return Vec::new() };
    let Ok(document) = serde_json::from_str::<serde_json::Value>(&text) else { return Vec::new() };
    let Some(variables) = document.get("env").and_then(serde_json::Value::as_object) else { return Vec::new() };
    let located = |name: &String| {
        let offset = text.find(&format!("\"{name}\"")).unwrap_or_default();
        Some((EnvName::new(name).ok()?, Location::at_offset(path.clone(), &text, offset)))
    };
    variables.keys().filter_map(located).collect()
}

fn of_render(tree: &ProjectTree, path: &RelPath) -> Vec<(EnvName, Location)> {
    let Some(text) = tree.text(path).ok().flatten() else { return Vec::new() };
    let Some(document) = load(&text) else { return Vec::new() };
    let lists = ["services", "envVarGroups"].into_iter().filter_map(|key| get(&document, key)?.data.as_sequence());
    let variables = lists.flatten().filter_map(|service| get(service, "envVars")?.data.as_sequence()).flatten();
    let named = |variable: &MarkedYaml<'_>| {
        let key = get(variable, "key")?;
        Some((EnvName::new(key.data.as_str()?).ok()?, at(path, key)))
    };
    variables.filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: &[(EnvName, Location)], expected: &str) {
        let found: Vec<String> = found.iter().map(|(name, at)| format!("{name} {}", at.line.unwrap())).collect();
        assert_eq!(found.join(", "), expected);
    }

    #[test]
    fn names_are_read_with_their_lines() {
        let tree = ProjectTree::in_memory([
            (
                ".env.example",
                "# The key\nSECRET_KEY=\nexport DEBUG=1\n# REDIS_URL=redis://x\n# a = b\n#see=this\nlog level=1\nname=x\n",
            ),
            (
                "app.json",
                "{\"name\": \"x\",\n\"env\": {\"SECRET_KEY\": {\"generator\": \"secret\"},\n\"A-B\": \"\", \"WEB\": \"1\"}}",
            ),
            (
                "render.yaml",
                "services:\n  - type: web\n    envVars:\n      - key: DATABASE_URL\n      - fromGroup: x\nenvVarGroups: 3\n",
            ),
        ]);
        let path = |text| RelPath::parse(text).unwrap();
        check(&of_example(&tree, &path(".env.example")), "SECRET_KEY 2, DEBUG 3, REDIS_URL 4, name 8");
        check(&of_platforms(&tree, &RelPath::root()), "SECRET_KEY 2, WEB 3, DATABASE_URL 4");
        for text in ["", "[", "3", "{\"env\": [1]}"] {
            let broken = ProjectTree::in_memory([("app.json", text), ("render.yaml", text), (".env.example", text)]);
            check(&of_platforms(&broken, &RelPath::root()), "");
            check(&of_example(&broken, &path(".env.example")), "");
        }
    }
}

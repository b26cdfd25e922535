//! What `make TARGET` and the calls of other tasks run: no image has their tools, so what they run is the command.

use super::survey::Survey;
use crate::manifest::called_toml_task;
use crate::model::RelPath;

/// The line of the task that the words call by its name, in a Pipfile or pyproject.toml. `None` if they call no task of the
/// project. Ex) `pipenv run server`, `poe web`
pub fn task(survey: &Survey<'_>, words: &[String]) -> Option<String> {
    ["Pipfile", "pyproject.toml"].into_iter().find_map(|name| {
        let path = RelPath::parse(name).ok()?;
        let text = survey.evidence.tree.text(&path).ok()??;
        called_toml_task(&path, &text, words)
    })
}

/// The recipe of the target as one line of shell. `None` if the words are no call of `make` with a target that the project's
/// Makefile has, or if the recipe needs Make's own variables.
pub fn command(survey: &Survey<'_>, words: &[String]) -> Option<String> {
    let [program, target] = words else { return None };
    if program != "make" {
        return None;
    }
    let path = RelPath::parse("Makefile").ok()?;
    let text = survey.evidence.tree.text(&path).ok()??;
    recipe(&text, target)
}

fn recipe(text: &str, target: &str) -> Option<String> {
    let is_rule =
        |line: &&str| line.split_once(':').is_some_and(|(names, _)| names.split_whitespace().any(|name| name == target));
    let mut lines = text.lines().skip_while(|line| line.starts_with('\t') || line.starts_with('.') || !is_rule(line)).skip(1);
    let recipe: Vec<&str> = lines.by_ref().take_while(|line| line.starts_with('\t')).collect();
    let commands: Vec<&str> = recipe.iter().map(|line| line.trim().trim_start_matches(['@', '-', '+'])).collect();
    let line = commands.join(" && ");
    (!line.is_empty() && !line.contains("$(") && !line.ends_with('\\')).then(|| line.replace("$$", "$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_becomes_one_line() {
        let text =
            ".PHONY: run\nPORT = 80\nrun: install\n\t@echo go\n\tpython app.py -p $$PORT\n\ntest:\n\t$(PYTHON) -m pytest\n";
        assert_eq!(recipe(text, "run").as_deref(), Some("echo go && python app.py -p $PORT"));
        assert_eq!(recipe(text, "test"), None);
        assert_eq!(recipe(text, "absent"), None);
    }
}

//! The commands of the documentation, page by page, for those who run them: `tests/cli` without an engine, `tests/e2e` with one.
//!
//! A line `<!-- try: NAME PATH -->` in a page begins a guide: what follows, up to the next of these lines or the end of the page, is
//! run in a fresh copy of the project NAME. It is a folder beside this file, or the `repo` of a project of the end-to-end tests.
//! PATH is what a server answers with success; without it `/`.
//!
//! Of a fence `console`, the lines that begin with `$ ` are run by one bash in their order, so that `cd` has its effect. A fence
//! whose first line is `# FILE.toml` is that file.

use std::path::{Path, PathBuf};

/// One run of a page's commands.
pub struct Guide {
    /// Ex) `docs/guides/web-app.md`
    #[allow(dead_code, reason = "an engine names the trial by it")]
    pub page: String,
    pub sample: String,
    #[allow(dead_code, reason = "only with an engine there are servers")]
    pub path: String,
    pub steps: Vec<Step>,
    /// Lines of output that the page shows.
    #[allow(dead_code, reason = "an engine has output of its own between them")]
    pub shown: Vec<String>,
}

pub enum Step {
    Command(String),
    File { name: String, text: String },
}

/// The guides of a page in their order, and the commands that belong to none of them.
pub fn of_page(page: &str, text: &str) -> (Vec<Guide>, Vec<String>) {
    let (mut guides, mut loose): (Vec<Guide>, Vec<String>) = (Vec::new(), Vec::new());
    let mut fence: Option<(String, Vec<&str>)> = None;
    for line in text.lines() {
        if let Some((language, mut lines)) = fence.take() {
            if line != "```" {
                lines.push(line);
                fence = Some((language, lines));
                continue;
            }
            if let Some(guide) = guides.last_mut().filter(|_| language == "console") {
                let output = lines.iter().filter(|line| !line.starts_with("$ ") && !line.is_empty());
                guide.shown.extend(output.map(|line| (*line).to_owned()));
            }
            for step in steps(&language, &lines) {
                match (guides.last_mut(), step) {
                    (Some(guide), step) => guide.steps.push(step),
                    (None, Step::Command(command)) => loose.push(command),
                    (None, Step::File { .. }) => {}
                }
            }
        } else if let Some(language) = line.strip_prefix("```") {
            fence = Some((language.to_owned(), Vec::new()));
        } else if let Some(mark) = line.strip_prefix("<!-- try: ").and_then(|rest| rest.strip_suffix(" -->")) {
            let (sample, path) = mark.split_once(' ').unwrap_or((mark, "/"));
            let (page, sample, path) = (page.to_owned(), sample.to_owned(), path.to_owned());
            guides.push(Guide { page, sample, path, steps: Vec::new(), shown: Vec::new() });
        }
    }
    (guides, loose)
}

fn steps(language: &str, lines: &[&str]) -> Vec<Step> {
    let name = lines.first().and_then(|first| first.strip_prefix("# ")).filter(|name| name.ends_with(".toml"));
    match (language, name) {
        ("console", _) => {
            let commands = lines.iter().filter_map(|line| line.strip_prefix("$ "));
            commands.map(|command| Step::Command(command.to_owned())).collect()
        }
        ("toml", Some(name)) => vec![Step::File { name: name.to_owned(), text: lines[1..].join("\n") + "\n" }],
        _ => Vec::new(),
    }
}

impl Guide {
    /// The project that the guide is about.
    pub fn repository(&self) -> PathBuf {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        let places = ["e2e/projects", "e2e/compose"].map(|folder| tests.join(folder).join(&self.sample).join("repo"));
        let own = tests.join("guides").join(&self.sample);
        places.into_iter().chain([own]).find(|folder| folder.is_dir()).unwrap_or_else(|| panic!("no project {}", self.sample))
    }

    /// The commands as one script, behind the definitions of `prelude`. `found` is printed where a command that looks for
    /// something ends with status 1.
    pub fn script(&self, prelude: &str) -> String {
        let mut script = format!("set -eu\n{prelude}\n");
        for step in &self.steps {
            match step {
                Step::File { name, text } => script.push_str(&format!("cat >{name} <<'END OF FILE'\n{text}END OF FILE\n")),
                Step::Command(command) => {
                    script.push_str(&format!("printf '$ %s\\n' {} >&2\n", shlex::try_quote(command).unwrap_or_default()));
                    script.push_str(&match looks(command) {
                        // A comment may stand at its end.
                        true => format!("{{ {command}\n}} || [ $? -eq 1 ]\n"),
                        false => format!("{command}\n"),
                    });
                }
            }
        }
        script
    }

    /// Whether it is about a preset in a repository, and where the commands do not make one themselves.
    pub fn needs_a_preset(&self) -> bool {
        let has = |part: &str| self.steps.iter().any(|step| matches!(step, Step::Command(text) if text.contains(part)));
        has("gh:acme/presets") && !has("git push")
    }
}

/// Whether the command has status 1 where it finds something.
fn looks(command: &str) -> bool {
    let verb = command.strip_prefix("pydock ").unwrap_or_default();
    let is_verb = ["check", "detect", "lint", "wheels"].iter().any(|name| verb.split(' ').next() == Some(name));
    (is_verb || verb.contains("--diff")) && !command.contains(['|', '\''])
}

/// The repository `https://github.com/acme/presets` of the pages as a bare one in the folder, and the variables by which git goes
/// there. With `filled`, it has the preset `web` and the tag `v1`, made by `pydock`.
pub fn presets(folder: &Path, pydock: &Path, filled: bool) -> Result<Vec<(&'static str, String)>, String> {
    let bare = folder.join("acme.git");
    let variables = vec![
        ("GIT_CONFIG_COUNT", "4".to_owned()),
        ("GIT_CONFIG_KEY_0", format!("url.file://{}.insteadOf", bare.display())),
        ("GIT_CONFIG_VALUE_0", "https://github.com/acme/presets".to_owned()),
        ("GIT_CONFIG_KEY_1", "user.name".to_owned()),
        ("GIT_CONFIG_VALUE_1", "Team".to_owned()),
        ("GIT_CONFIG_KEY_2", "user.email".to_owned()),
        ("GIT_CONFIG_VALUE_2", "team@example.org".to_owned()),
        ("GIT_CONFIG_KEY_3", "safe.directory".to_owned()),
        ("GIT_CONFIG_VALUE_3", "*".to_owned()),
    ];
    let fill = "git init --quiet work && cd work && \"$PYDOCK\" preset new web 2>/dev/null && git add . && git commit --quiet --message web && \
                git tag v1 && git push --quiet https://github.com/acme/presets HEAD v1 && cd .. && rm -rf work";
    let script = format!("set -eu\ncd \"$FOLDER\"\ngit init --quiet --bare acme.git\n{}", if filled { fill } else { "" });
    let mut command = std::process::Command::new("bash");
    command.args(["-c", &script]).env("FOLDER", folder).env("PYDOCK", pydock);
    let output = command.envs(variables.iter().cloned()).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(variables) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

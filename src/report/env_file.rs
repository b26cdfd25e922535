//! How the container gets what the project's `.env` says.
//!
//! Docker takes each line of `--env-file` as it is: quotes become part of the value, and `export` and blanks around `=` are errors
//! (docker run, "Set environment variables"). Libraries that load `.env` understand those, so their program gets the file itself.

use std::path::Path;

use crate::knowledge::environment_readers;
use crate::model::RelPath;
use crate::tree::ProjectTree;

const FILE: &str = ".env";

/// The option with a blank behind it; `None` without such a file.
pub fn option(path: &Path, tree: &ProjectTree) -> Option<String> {
    let own = RelPath::parse(FILE).ok().filter(|file| tree.is_file(file))?;
    let file = if path == Path::new(".") { FILE.to_owned() } else { path.join(FILE).display().to_string() };
    let is_plain = tree.text(&own).ok().flatten().is_none_or(|text| text.lines().all(is_plain));
    if is_plain || !loads_file(tree) {
        return Some(shlex::try_quote(&file).map(|file| format!("--env-file {file} ")).unwrap_or_default());
    }
    // Docker takes a path without a leading `.` or `/` for the name of a volume, and `.env` for a wrong name.
    let file =
        if file.starts_with('/') || file.starts_with("./") || file.starts_with("../") { file } else { format!("./{file}") };
    let mount = format!("{file}:/app/{FILE}:ro");
    Some(format!("--volume {} ", shlex::try_quote(&mount).map_or_else(|_| mount.clone(), std::borrow::Cow::into_owned)))
}

/// Whether Docker reads the line as the libraries do.
fn is_plain(line: &str) -> bool {
    let line = line.trim_end();
    if line.trim_start().is_empty() || line.trim_start().starts_with('#') {
        return true;
    }
    let Some((name, value)) = line.split_once('=') else { return !line.contains(char::is_whitespace) };
    !name.contains(char::is_whitespace)
        && !value.starts_with(['"', '\'', ' ', '\t'])
        && !value.contains(" #")
        && !value.contains("${")
}

/// Whether the program loads such a file itself.
fn loads_file(tree: &ProjectTree) -> bool {
    let signs = &environment_readers().file_loaders;
    let shows = |text: &str| signs.iter().any(|sign| text.contains(sign.as_str()));
    !tree.files_where("loads .env", |path| path.extension() == Some("py"), shows).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_docker_reads_otherwise_is_mounted_for_the_program_that_loads_it() {
        let loads = "from dotenv import load_dotenv\nload_dotenv()\n";
        for (env, code, expected) in [
            ("A=1\n# why\n\nB=x y\nC=\n", loads, "--env-file .env "),
            ("A='1'\n", loads, "--volume ./.env:/app/.env:ro "),
            ("A=\"1\"\n", "from decouple import config\nA = config('A')\n", "--volume ./.env:/app/.env:ro "),
            ("export A=1\n", loads, "--volume ./.env:/app/.env:ro "),
            ("A = 1\n", loads, "--volume ./.env:/app/.env:ro "),
            ("A=1 # one\n", loads, "--volume ./.env:/app/.env:ro "),
            ("A=${HOST}/x\n", "class Config:\n    env_file = '.env'\n", "--volume ./.env:/app/.env:ro "),
            ("A=a'b#c\n", loads, "--env-file .env "),
            // The program does not look for the file.
            ("A='1'\n", "import os\nA = os.environ['A']\n", "--env-file .env "),
        ] {
            let tree = ProjectTree::in_memory([(".env", env), ("app.py", code)]);
            assert_eq!(option(Path::new("."), &tree).as_deref(), Some(expected), "{env}");
        }
        let tree = ProjectTree::in_memory([(".env", "A='1'\n"), ("app.py", loads)]);
        assert_eq!(option(Path::new("shop"), &tree).as_deref(), Some("--volume ./shop/.env:/app/.env:ro "));
        assert_eq!(option(Path::new("."), &ProjectTree::in_memory([("app.py", loads)])), None);
    }
}

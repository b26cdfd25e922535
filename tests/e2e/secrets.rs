//! A checkout full of secrets: one file for each name in the table, at the root, in a package and among its templates. None
//! of them is in the image, whether git ignores them or not.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::docker::Engine;
use crate::process;
use crate::project::init;

/// In every secret, and nowhere else.
const MARK: &str = "h8f3k2l9s7d6q1w4marker";
/// In a template, to show that the image was searched.
const PAGE: &str = "a page of the shop";

pub fn check(engine: &Engine) -> Result<(), String> {
    for is_ignored in [false, true] {
        checkout(engine, is_ignored).map_err(|problem| format!("ignored by git: {is_ignored}\n{problem}"))?;
    }
    Ok(())
}

fn checkout(engine: &Engine, is_ignored: bool) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = scratch.path().join("shop-of-secrets");
    write(&folder, "requirements.txt", "six==1.17.0\n")?;
    write(&folder, "main.py", "import six\n\nimport shop\n\nprint(shop.page())\n")?;
    write(
        &folder,
        "shop/__init__.py",
        "from pathlib import Path\n\n\ndef page():\n    return (Path(__file__).parent / \"templates/page.html\").read_text()\n",
    )?;
    write(&folder, "shop/templates/page.html", &format!("<p>{PAGE}</p>\n"))?;
    let mut ignored = String::new();
    let mut count = 0;
    for (name, text) in secrets()? {
        for place in ["", "shop/", "shop/templates/"] {
            write(&folder, &format!("{place}{name}"), &text)?;
            count += 1;
        }
        ignored.push_str(&format!("{name}\n"));
    }
    if is_ignored {
        write(&folder, ".git/HEAD", "ref: refs/heads/main\n")?;
        write(&folder, ".gitignore", &ignored)?;
    }
    init(&folder, &["--cmd".to_owned(), "python main.py".to_owned(), "--port".to_owned(), "none".to_owned()])?;

    let tag = format!("pydock-e2e-secrets-{is_ignored}:{}", std::process::id());
    let (image, _) = engine.build_image(&folder, &tag)?;
    let outcome = image.run(&tag.replace(':', "-"), &["--network=none"], &[])?;
    if !outcome.stdout.contains(PAGE) {
        return Err(format!("the container does not print its page\n{}", outcome.tail()));
    }
    let bytes = exported(&tag, scratch.path())?;
    if !contains(&bytes, PAGE) {
        return Err("the page is not found in the exported image".to_owned());
    }
    if contains(&bytes, MARK) {
        let dockerfile = fs::read_to_string(folder.join("Dockerfile")).unwrap_or_default();
        return Err(format!("one of {count} secrets is in the image: {}\n{dockerfile}", around(&bytes)));
    }
    Ok(())
}

/// The name and the text of a file for each name in the table.
fn secrets() -> Result<Vec<(String, String)>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge/secrets.toml");
    let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let table = toml::from_str::<toml::Table>(&text).map_err(|error| error.to_string())?;
    let rows = table.get("secret").and_then(toml::Value::as_array).ok_or("no rows")?;
    let mut files = Vec::new();
    for row in rows {
        let is_folder = row.get("folder").and_then(toml::Value::as_bool).unwrap_or_default();
        let text = match row.get("proof").and_then(toml::Value::as_str) {
            Some("private-key") => format!("-----BEGIN RSA PRIVATE KEY-----\n{MARK}\n-----END RSA PRIVATE KEY-----\n"),
            Some("login") => format!("//registry.example.com/:_authToken={MARK}\npassword {MARK}\n"),
            Some("dump") => format!("INSERT INTO users VALUES ('{MARK}');\n"),
            Some("account") => format!("{{\"client_secret\": \"{MARK}\"}}\n"),
            _ => format!("SECRET_KEY = \"{MARK}\"\n"),
        };
        let names = row.get("names").and_then(toml::Value::as_array).ok_or("a row without names")?;
        for name in names.iter().filter_map(toml::Value::as_str) {
            let name = name.replace('*', "own");
            files.push((if is_folder { format!("{name}/config.txt") } else { name }, text.clone()));
        }
    }
    if files.len() < 50 { Err(format!("only {} names", files.len())) } else { Ok(files) }
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(|error| error.to_string())?;
    fs::write(path, text).map_err(|error| error.to_string())
}

/// The whole file system of the image, as an archive.
fn exported(tag: &str, scratch: &Path) -> Result<Vec<u8>, String> {
    let (name, archive) = (tag.replace(':', "-export-"), scratch.join("image.tar"));
    let docker = |arguments: &[&str]| process::run(Command::new("docker").args(arguments), Duration::from_secs(300));
    docker(&["create", "--name", &name, tag])?;
    let outcome = docker(&["export", "--output", &archive.display().to_string(), &name]);
    docker(&["rm", "--force", &name])?;
    let outcome = outcome?;
    if !outcome.succeeded() {
        return Err(outcome.tail());
    }
    fs::read(archive).map_err(|error| error.to_string())
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// What stands before the first secret: the header of the archive names the file.
fn around(bytes: &[u8]) -> String {
    let at = bytes.windows(MARK.len()).position(|window| window == MARK.as_bytes()).unwrap_or_default();
    let start = at.saturating_sub(600);
    let shown = String::from_utf8_lossy(&bytes[start..at]).replace('\0', " ");
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

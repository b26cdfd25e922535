//! Absolute paths inside an image.

/// The path as seen from a working directory, cleaned. Ex) `/app/src` for `./src/` in `/app`
pub fn absolute(path: &str, from: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{from}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// What follows the folder in a path at or below it. `None` if the path is elsewhere.
pub fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

pub fn join(folder: &str, rest: &str) -> String {
    absolute(rest.trim_start_matches('/'), folder)
}

pub fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((folder, _)) => folder,
    }
}

pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_a_folder() {
        for (path, from, expected) in
            [("./src/", "/app", "/app/src"), ("../x/./y", "/app/a", "/app/x/y"), ("/etc//x", "/app", "/etc/x"), ("..", "/", "/")]
        {
            assert_eq!(absolute(path, from), expected, "{path}");
        }
        for (path, folder, expected) in [
            ("/app/src", "/app", Some("src")),
            ("/app/src", "/app/", Some("src")),
            ("/app", "/app", Some("")),
            ("/application", "/app", None),
            ("/app", "/", Some("app")),
            ("/", "/", Some("")),
        ] {
            assert_eq!(below(path, folder), expected, "{path} {folder}");
        }
    }
}

//! Absolute paths inside an image.

use crate::model::RelPath;

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

/// What follows the folder in a path at or below it.
pub fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder == "/" {
        return Some(path.trim_start_matches('/'));
    }
    let rest = path.strip_prefix(folder)?;
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

/// The project's file that a path of the image most likely stands for.
pub fn as_project(path: &str, workdir: &str) -> Option<RelPath> {
    RelPath::parse(below(path, workdir)?).ok().filter(|path| !path.is_root())
}

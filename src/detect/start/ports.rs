//! The port that the project states outside its command: in its own Dockerfile and compose file, in the configuration of the
//! server, and in the defaults that a program reads.

use super::evidence::Evidence;
use crate::knowledge::ServerRow;
use crate::model::{Location, Port, RelPath};

/// What a server's configuration says about where it listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Everywhere(Port),
    /// A socket file or the loopback address: nothing outside the container reaches it.
    Inside,
}

/// The first port that the project's own image exposes, else the first that a compose service of the image publishes.
pub fn of_project(evidence: Evidence<'_>) -> Option<Port> {
    all(evidence).first().copied()
}

/// Every port that the project's own image exposes, or, if it exposes none, that its compose services publish.
pub fn all(evidence: Evidence<'_>) -> Vec<Port> {
    let exposed = evidence.witness.iter().flat_map(|witness| &witness.reading.ports).filter_map(|said| Port::new(said.value));
    let exposed: Vec<Port> = exposed.collect();
    if !exposed.is_empty() || !evidence.folder().is_root() {
        return exposed;
    }
    evidence.manifests.compose.iter().flat_map(|service| &service.ports).map(|(port, _)| *port).collect()
}

/// What the configuration file of the server says: the one that the command names, or the one that the server looks for.
pub fn of_config(evidence: Evidence<'_>, server: &ServerRow, named: Option<&str>, folder: &RelPath) -> Option<Bound> {
    let config = server.config.as_ref()?;
    let names: Vec<&str> = match named {
        Some(name) => vec![name.strip_prefix("file:").unwrap_or(name)],
        None => config.files.iter().map(String::as_str).collect(),
    };
    let text = names.into_iter().find_map(|name| evidence.tree.text(&folder.join(name).ok()?).ok()?)?;
    values(&text).filter(|(key, ..)| config.keys.iter().any(|known| known == key)).find_map(|(_, value, _)| bound(value))
}

/// The port in the only file of the package that holds the program's defaults, and the line there that keeps it inside the
/// container. Ex) `http_port = 6800` of `default_shop.conf`
pub fn of_defaults(evidence: Evidence<'_>, package: &RelPath) -> Option<(Port, Option<(Location, String)>)> {
    const ENDINGS: &[&str] = &["cfg", "conf", "ini", "toml", "yaml", "yml"];
    let is_default = |file: &&RelPath| {
        let name = file.file_name().to_ascii_lowercase();
        file.extension().is_some_and(|ending| ENDINGS.contains(&ending)) && (name.contains("default") || name.contains("example"))
    };
    let files = evidence.tree.walk().files.iter().filter(|file| file.parent() == *package).filter(is_default);
    let mut stated = files.filter_map(|file| {
        let text = evidence.tree.text(file).ok()??;
        let mut ports = values(&text).filter(|(key, ..)| is_port_key(key)).filter_map(|(_, value, _)| number(value));
        let port = ports.next().filter(|_| ports.next().is_none())?;
        let address = values(&text).find(|(key, value, _)| is_address_key(key) && is_loopback(value));
        Some((port, address.map(|(_, value, line)| (Location::line(file.clone(), line), value.to_owned()))))
    });
    let only = stated.next()?;
    stated.next().is_none().then_some(only)
}

fn is_port_key(key: &str) -> bool {
    matches!(key, "port" | "http_port" | "http-port" | "server_port" | "listen_port")
}

fn is_address_key(key: &str) -> bool {
    matches!(key, "bind" | "bind_address" | "host" | "hostname" | "listen_address" | "address")
}

/// The keys of a file with one `key = value` or `key: value` per line, with the values and the lines, counted from 1.
fn values(text: &str) -> impl Iterator<Item = (&str, &str, usize)> {
    text.lines().enumerate().filter_map(|(index, line)| {
        let (key, value) = line.split_once(['=', ':'])?;
        let key = key.trim().trim_matches(['"', '\'']);
        let is_word = key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        (is_word && !key.is_empty()).then(|| (key, value.split(" #").next().unwrap_or(value).trim(), index + 1))
    })
}

fn bound(value: &str) -> Option<Bound> {
    if value.contains("unix:") || value.contains(".sock") || is_loopback(value) {
        return Some(Bound::Inside);
    }
    let is_open = ["0.0.0.0", "[::]", "*:"].iter().any(|sign| value.contains(sign));
    let is_bare = value.trim_start_matches(['f', '"', '\'', '[', ' ']).starts_with(':');
    if is_open || is_bare { number(value).map(Bound::Everywhere) } else { None }
}

fn is_loopback(value: &str) -> bool {
    value.contains("127.0.0.1") || value.contains("localhost")
}

/// The last number of the text, if it is a port: what stands behind an address, or the default of a variable.
fn number(value: &str) -> Option<Port> {
    let digits = value.rsplit(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?;
    let is_of_address = value.ends_with(&format!(".{digits}"))
        || value.contains(&format!(".{digits}\""))
        || value.contains(&format!(".{digits}:{{"));
    digits.parse().ok().filter(|_| !is_of_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_says_where_the_server_listens() {
        let port = |number| Port::new(number).map(Bound::Everywhere);
        for (value, expected) in [
            ("\"0.0.0.0:8080\"", port(8080)),
            ("'[::]:8080'", port(8080)),
            ("\":\" + os.environ.get(\"PORT\", \"8080\")", port(8080)),
            ("f\"0.0.0.0:{os.getenv('PORT', '5000')}\"", port(5000)),
            ("[\"0.0.0.0:7000\"]", port(7000)),
            (":9090", port(9090)),
            ("f\"0.0.0.0:{port}\"", None),
            ("\"0.0.0.0\"", None),
            ("\"127.0.0.1:8000\"", Some(Bound::Inside)),
            ("'unix:/run/shop.sock'", Some(Bound::Inside)),
            ("address", None),
        ] {
            assert_eq!(bound(value), expected, "{value}");
        }
    }
}

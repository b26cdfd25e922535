//! The port that the project states outside its command: in its own Dockerfile and compose file, in the configuration of the
//! server, and in the defaults that a program reads.

use super::bound_variables;
use super::composed;
use super::evidence::Evidence;
use super::files::is_copied_in;
use super::published;
use super::survey::Survey;
use crate::knowledge::{ServerRow, services};
use crate::manifest::internal_port;
use crate::model::{Location, Note, Port, RelPath};

/// Ports of servers that build pages while somebody works on them, as Node.js has them.
pub const OF_PAGES: &[u16] = &[3000, 3001, 4200, 5173, 8081];

/// A port, and the line that states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub port: Port,
    pub at: Location,
}

/// What a server's configuration says about where it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    Everywhere(Stated),
    /// As before, but what it speaks there is not HTTP: a web server in front of it understands that.
    OtherProtocol(Stated),
    /// A socket file or the loopback address: nothing outside the container reaches it.
    Inside,
}

/// The first port that the project's own image exposes, else the first that a compose service of the image publishes, else the
/// one that a host asks for, else the one that its documents publish. `None` if nothing states one.
pub fn of_project(evidence: Evidence<'_>) -> Option<Stated> {
    let of_hosts = || of_hosts(evidence).filter(|_| evidence.folder().is_root());
    all(evidence).into_iter().next().or_else(of_hosts).or_else(|| published::in_documents(evidence))
}

/// The port that Fly.io, App Engine or a cluster sends requests to.
fn of_hosts(evidence: Evidence<'_>) -> Option<Stated> {
    let of_fly = internal_port(evidence.tree).map(|(port, at)| Stated { port, at });
    of_fly.or_else(|| of_app_engine(evidence)).or_else(|| of_cluster(evidence))
}

/// App Engine's `PORT`, which no file of the project can change. (cloud.google.com/appengine/docs/standard/python3/runtime)
fn of_app_engine(evidence: Evidence<'_>) -> Option<Stated> {
    const PORT: u16 = 8080;
    let file = RelPath::parse("app.yaml").ok()?;
    let text = evidence.tree.text(&file).ok()??;
    let line =
        text.lines().position(|line| line.strip_prefix("runtime:").is_some_and(|name| name.trim().starts_with("python")))?;
    Some(Stated { port: Port::new(PORT)?, at: Location::line(file, line + 1) })
}

/// Whether the file is one of those that describe the project to Kubernetes or Helm, by its place.
pub fn is_of_cluster(file: &RelPath) -> bool {
    const FOLDERS: &[&str] = &[
        "chart",
        "charts",
        "deploy",
        "deployment",
        "deployments",
        "helm",
        "k8s",
        "kube",
        "kubernetes",
        "kustomize",
        "manifests",
    ];
    matches!(file.extension(), Some("yaml" | "yml")) && file.parent().as_str().split('/').any(|part| FOLDERS.contains(&part))
}

/// The only port of containers in the files of Kubernetes and Helm that no known service has. Ex) `containerPort: 8080`
fn of_cluster(evidence: Evidence<'_>) -> Option<Stated> {
    const KEYS: &[&str] = &["containerPort", "targetPort"];
    let mut found = Vec::new();
    for file in evidence.tree.walk().files.iter().filter(|file| is_of_cluster(file)) {
        let Ok(Some(text)) = evidence.tree.text(file) else { continue };
        for (index, line) in text.lines().enumerate() {
            let Some((key, value)) = line.trim_start_matches([' ', '-']).split_once(':') else { continue };
            let port = KEYS.contains(&key).then(|| value.split(" #").next()?.trim().parse::<Port>().ok()).flatten();
            let Some(port) = port.filter(|port| services().iter().all(|service| service.port != *port)) else { continue };
            found.push(Stated { port, at: Location::line(file.clone(), index + 1) });
        }
    }
    agreed(found)
}

/// Every port that the project's own image exposes, or, if it exposes none, that its compose services publish, or else the services
/// of further compose files.
pub fn all(evidence: Evidence<'_>) -> Vec<Stated> {
    let exposed = evidence.witness.iter().flat_map(|witness| {
        let ports = witness.reading.ports.iter();
        ports.filter_map(|said| Some(Stated { port: Port::new(said.value)?, at: witness.at(said.line) }))
    });
    let exposed: Vec<Stated> = exposed.collect();
    if !exposed.is_empty() || !evidence.folder().is_root() {
        return exposed;
    }
    composed::all(evidence)
}

/// Whether Node builds pages in the project or in a folder beside it.
pub fn has_pages(evidence: Evidence<'_>) -> bool {
    const BESIDE: &[&str] =
        &["client/package.json", "frontend/package.json", "ui/package.json", "web/package.json", "webapp/package.json"];
    let mut files = evidence.tree.walk().files.iter();
    files.any(|file| file.depth() <= 2 && file.file_name() == "package.json") || evidence.tree.above_with(BESIDE).is_some()
}

/// The one of these ports that the project asks for itself: in the health check of a compose service, or on the first page of its
/// documents. `None` if it asks for none of them, or for several.
pub fn asked_for<'p>(survey: &Survey<'_>, exposed: &'p [Stated]) -> Option<&'p Stated> {
    let tree = survey.evidence.tree;
    let is_compose = |file: &RelPath| {
        let name = file.file_name();
        (name.contains("compose") && matches!(file.extension(), Some("yml" | "yaml")))
            || survey.evidence.witness.is_some_and(|witness| witness.file == *file)
    };
    let asks = |text: &str, port: Port| ["localhost", "127.0.0.1"].iter().any(|host| text.contains(&format!("//{host}:{port}")));
    let asked = |is_it: &dyn Fn(&RelPath) -> bool| {
        let files = tree.walk().files.iter().filter(|file| is_it(file));
        let texts: Vec<_> = files.filter_map(|file| tree.text(file).ok().flatten()).collect();
        let mut found = exposed.iter().filter(|stated| texts.iter().any(|text| asks(text, stated.port)));
        found.next().filter(|_| found.next().is_none())
    };
    if exposed.len() < 2 {
        return None;
    }
    asked(&is_compose)
        .or_else(|| asked(&|file| file.depth() == 1 && file.file_name().to_ascii_lowercase().starts_with("readme.")))
}

/// The port that all of them state. `None` if they differ, or there are none.
pub fn agreed(stated: impl IntoIterator<Item = Stated>) -> Option<Stated> {
    let mut stated = stated.into_iter();
    let first = stated.next()?;
    stated.all(|other| other.port == first.port).then_some(first)
}

/// What the configuration file of the server says: the one that the command names, or the one that the server looks for. Of a
/// file with sections the one that is named counts first. `None` if there is no such file, or it states no port.
/// Ex) `uwsgi.ini:web`
pub fn of_config(evidence: Evidence<'_>, server: &ServerRow, named: Option<&str>, folder: &RelPath) -> Option<Bound> {
    let config = server.config.as_ref()?;
    let named = named.map(|name| name.strip_prefix("file:").unwrap_or(name));
    let names: Vec<&str> = match named {
        Some(name) => vec![name, name.rsplit_once(':').map_or(name, |(file, _)| file)],
        None => config.files.iter().map(String::as_str).collect(),
    };
    let read = |name: &str| {
        let path = folder.join(name).ok()?;
        Some((evidence.tree.text(&path).ok()??, path))
    };
    let (text, path) = names.into_iter().find_map(read)?;
    let place = |line: usize| Location::line(path.clone(), line);
    let section = named.and_then(|name| name.rsplit_once(':')).map(|(_, section)| lines_of(&text, section));
    let in_lines = |from: usize, to: usize| {
        let of_key = |known: &String| {
            let mut found = values(&text).filter(|(key, _, line)| known == key && (from..to).contains(line));
            found.find_map(|(_, value, line)| bound(value, place(line)))
        };
        let of_socket = |known: &String| match of_key(known)? {
            Bound::Everywhere(stated) => Some(Bound::OtherProtocol(stated)),
            other => Some(other),
        };
        config.keys.iter().find_map(of_key).or_else(|| config.socket_keys.iter().find_map(of_socket))
    };
    section.and_then(|(from, to)| in_lines(from, to)).or_else(|| in_lines(0, usize::MAX))
}

/// The lines of a section, counted from 1, without the one behind the last.
fn lines_of(text: &str, section: &str) -> (usize, usize) {
    let is_title = |line: &str| line.trim().starts_with('[') && line.trim().ends_with(']');
    let title = format!("[{section}]");
    let Some(first) = text.lines().position(|line| line.trim() == title) else { return (0, 0) };
    let length = text.lines().skip(first + 1).position(is_title);
    (first + 1, length.map_or(usize::MAX, |length| first + 2 + length))
}

/// The port in the only file of the package that holds the program's defaults, and the line there that keeps it inside the
/// container. `None` if no file, or more than one, states a port. Ex) `http_port = 6800` of `default_shop.conf`
pub fn of_defaults(evidence: Evidence<'_>, package: &RelPath) -> Option<(Stated, Option<Note>)> {
    const ENDINGS: &[&str] = &["cfg", "conf", "ini", "toml", "yaml", "yml"];
    let is_default = |file: &&RelPath| {
        let name = file.file_name().to_ascii_lowercase();
        file.extension().is_some_and(|ending| ENDINGS.contains(&ending)) && (name.contains("default") || name.contains("example"))
    };
    let files = evidence.tree.walk().files.iter().filter(|file| file.parent() == *package).filter(is_default);
    let mut stated = files.filter_map(|file| {
        let text = evidence.tree.text(file).ok()??;
        let ports = values(&text).filter(|(key, ..)| is_port_key(key));
        let mut ports = ports.filter_map(|(_, value, line)| Some((number(value)?, line)));
        let (port, line) = ports.next().filter(|_| ports.next().is_none())?;
        let address = values(&text).find(|(key, value, _)| is_address_key(key) && is_loopback(value));
        let note = address.map(|(key, value, line)| {
            let message =
                format!("`{key} = {value}` listens on the loopback address, which is not reachable from outside the container");
            Note::warning(message)
                .at(Location::line(file.clone(), line))
                .hint(format!("set `{key}` to `0.0.0.0` in the program's configuration"))
        });
        Some((Stated { port, at: Location::line(file.clone(), line) }, note))
    });
    let only = stated.next()?;
    stated.next().is_none().then_some(only)
}

/// The port that the settings in the project's code state, if all of them state the same one. `None` if none is stated, or they
/// differ. Ex) `port: int = 5000` of a class in `config.py`, `Validator("general.port", default=6767)`
pub fn of_settings(survey: &Survey<'_>) -> Option<Stated> {
    /// Below it are the ports of mail, of name services and of proxies, which programs of this kind are clients of.
    const FIRST: u16 = 1024;
    const OF_MAIL: u16 = 2525;
    const FILES: &[&str] = &["cfg", "conf", "constants", "default", "env", "schema", "settings"];
    let is_settings = |file: &RelPath| {
        let path = file.as_str().to_ascii_lowercase();
        FILES.iter().any(|word| path.contains(word))
    };
    let is_key = |line: &str| line.contains("port") || line.contains("Port") || line.contains("PORT");
    let mut found = Vec::new();
    for file in survey.scanned.iter().filter(|file| is_settings(&file.path) && !is_copied_in(&file.path)) {
        let Ok(Some(text)) = survey.evidence.tree.text(&file.path) else { continue };
        for (index, line) in text.lines().enumerate().filter(|(_, line)| is_key(line)) {
            let Some(port) = setting(line.trim()).filter(|_| !is_about_another(&text, index)) else { continue };
            // The settings of a database or of a mail server say where that listens.
            let is_of_pages = || OF_PAGES.contains(&port.number()) && has_pages(survey.evidence);
            let is_of_other = port.number() < FIRST || port.number() == OF_MAIL;
            if services().iter().any(|service| service.port == port) || is_of_other || is_of_pages() {
                continue;
            }
            found.push(Stated { port, at: Location::line(file.path.clone(), index + 1) });
        }
    }
    agreed(found)
}

/// Whether the line is in a dictionary about another program: one of a list of them, or one that is called like a service.
/// Ex) `{"address": "tides.example", "port": 443}` of `NODES = [`
fn is_about_another(text: &str, index: usize) -> bool {
    const OTHERS: &[&str] = &["broker", "cache", "database", "db", "imap", "ldap", "mail", "proxy", "smtp", "ssh"];
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().take(index + 1).collect();
    let Some((line, before)) = lines.split_last().filter(|(line, _)| line.trim_start().starts_with(['"', '\''])) else {
        return false;
    };
    let opening = before.iter().rev().find(|above| !above.trim().is_empty() && indent(above) < indent(line));
    opening.is_some_and(|opening| {
        let opening = opening.trim().to_ascii_lowercase();
        let words = || opening.split(|c: char| !c.is_ascii_alphanumeric());
        let is_known = |word: &str| services().iter().any(|service| service.name == word);
        opening == "{" || opening.ends_with("[{") || words().any(|word| OTHERS.contains(&word) || is_known(word))
    })
}

/// The port in the configuration files of the project, if all of them state the same one. `None` if none is stated, or they
/// differ. Ex) `port: 8080` of `config.yaml`
pub fn of_configuration(survey: &Survey<'_>) -> Option<Stated> {
    const ENDINGS: &[&str] = &["cfg", "conf", "ini", "json", "toml", "yaml", "yml"];
    const NAMES: &[&str] =
        &["app", "application", "conf", "config", "configuration", "default", "defaults", "server", "settings"];
    const FOLDERS: &[&str] = &["conf", "config", "configs", "etc"];
    let name = survey.name().unwrap_or_default();
    let is_configuration = |file: &&RelPath| {
        let mut parts = file.file_name().split('.');
        let stem = parts.next().unwrap_or_default().to_ascii_lowercase().replace('_', "-");
        let is_here = file.depth() == 1 || (file.depth() == 2 && FOLDERS.contains(&file.top()));
        is_here
            && file.extension().is_some_and(|ending| ENDINGS.contains(&ending))
            && (NAMES.contains(&stem.as_str()) || stem == name)
    };
    let is_of_other = |port: Port| services().iter().any(|service| service.port == port);
    let mut found = Vec::new();
    for file in survey.evidence.tree.walk().files.iter().filter(is_configuration) {
        let Ok(Some(text)) = survey.evidence.tree.text(file) else { continue };
        for (_, value, line) in values(&text).filter(|(key, ..)| is_port_key(&key.to_ascii_lowercase())) {
            let value = value.trim_end_matches(',').trim_matches(['"', '\'']);
            let Some(port) = value.parse::<Port>().ok().filter(|port| !is_of_other(*port)) else { continue };
            found.push(Stated { port, at: Location::line(file.clone(), line) });
        }
    }
    agreed(found)
}

/// The port in the examples of variables at the root, if all of them give the same one. `None` if none is given, or they differ.
/// Ex) `PORT=5000` of `.env.example`
pub fn of_examples(survey: &Survey<'_>) -> Option<Stated> {
    let is_example = |file: &&RelPath| {
        let name = file.file_name();
        let is_of_variables = name.starts_with(".env") || name.starts_with("env.") || name.ends_with(".env");
        file.depth() == 1
            && is_of_variables
            && ["default", "dist", "example", "sample", "template"].iter().any(|word| name.contains(word))
    };
    let mut found = Vec::new();
    for file in survey.evidence.tree.walk().files.iter().filter(is_example) {
        let Ok(Some(text)) = survey.evidence.tree.text(file) else { continue };
        for (key, value, line) in values(&text) {
            let key = key.trim_start_matches("export ");
            let is_key = is_port_key(&key.to_ascii_lowercase()) || bound_variables::is_bound(survey.evidence, key);
            let Some(port) = is_key.then(|| value.trim_matches(['"', '\'']).parse::<Port>().ok()).flatten() else {
                continue;
            };
            if OF_PAGES.contains(&port.number()) && has_pages(survey.evidence) {
                continue;
            }
            found.push(Stated { port, at: Location::line(file.clone(), line) });
        }
    }
    agreed(found)
}

/// The port of one line of code that gives `port` its default.
fn setting(line: &str) -> Option<Port> {
    let digits = |text: &str| -> Option<Port> {
        let text = text.trim_start_matches(['"', '\'']);
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse().ok()
    };
    let (name, rest) = line.split_at(line.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(line.len()));
    if is_port_key(&name.to_ascii_lowercase()) {
        let (annotation, value) = rest.split_once('=')?;
        let annotation = annotation.trim();
        let is_plain = annotation.is_empty() || annotation.starts_with(':');
        let value = value.trim();
        let value = value.strip_prefix("Field(").unwrap_or(value).trim_start();
        let default = digits(value.strip_prefix("default=").unwrap_or(value)).filter(|_| is_plain);
        if default.is_some() || !value.contains('(') {
            return default;
        }
    }
    // Ex) `"http_port": 8080,` of a dictionary
    if let Some((key, value)) = line.split_once(':')
        && let Some(key) = key.trim().strip_prefix(['"', '\'']).and_then(|key| key.strip_suffix(['"', '\'']))
        && is_port_key(&key.to_ascii_lowercase())
    {
        let value = value.trim();
        // Ex) `'HTTP_PORT': (int, 'General', 8080),`
        let last = value.strip_prefix('(').and_then(|rest| rest.split(')').next()?.rsplit(',').next());
        return digits(last.unwrap_or(value).trim());
    }
    // Ex) `web_port = IntOption("misc", "port", 8080)`, `port = check_int(CONFIG, "General", "http_port", 8080)`
    if let Some((_, call)) = line.split_once('(')
        && let Some((before, value)) = call.strip_suffix([')', ',']).unwrap_or(call).trim_end_matches(')').rsplit_once(',')
        && let Some(key) = before.rsplit(',').next().map(str::trim)
        && key.starts_with(['"', '\''])
        && is_port_key(&key.trim_matches(['"', '\'']).to_ascii_lowercase())
        && value.trim().chars().all(|c| c.is_ascii_digit())
    {
        return digits(value.trim());
    }
    let quoted = ["\"", "'"]
        .iter()
        .any(|quote| ["general.port", "server.port", "port"].iter().any(|key| line.contains(&format!("{quote}{key}{quote}"))));
    let (_, value) = line.split_once("default=").filter(|_| quoted && line.starts_with("Validator("))?;
    digits(value)
}

fn is_port_key(key: &str) -> bool {
    matches!(
        key,
        "port"
            | "app_port"
            | "def_port"
            | "default_http_port"
            | "default_port"
            | "flaskport"
            | "flask_port"
            | "http_port"
            | "http-port"
            | "httpport"
            | "listen_port"
            | "server_port"
            | "web_port"
            | "webport"
    )
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

fn bound(value: &str, at: Location) -> Option<Bound> {
    if value.contains("unix:") || value.contains(".sock") || is_loopback(value) {
        return Some(Bound::Inside);
    }
    let is_open = ["0.0.0.0", "[::]", "*:"].iter().any(|sign| value.contains(sign));
    let is_bare = value.trim_start_matches(['f', '"', '\'', '[', ' ']).starts_with(':');
    if is_open || is_bare { number(value).map(|port| Bound::Everywhere(Stated { port, at })) } else { None }
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
    fn a_line_of_settings_gives_the_port_its_default() {
        for (line, expected) in [
            ("port: int = 5000", Some(5000)),
            ("port = 5000  # web", Some(5000)),
            ("PORT = 5000", Some(5000)),
            ("port: int = Field(5000, description='x')", Some(5000)),
            ("port: int = Field(default=5000)", Some(5000)),
            ("Validator('general.port', must_exist=True, default=6767, is_type_of=int),", Some(6767)),
            ("'http_port': 5000,", Some(5000)),
            ("'HTTP_PORT': (int, 'General', 8181),", Some(8181)),
            ("web_port = Number(\"misc\", \"port\", 8080)", Some(8080)),
            ("HTTP_PORT = check_int(CFG, 'General', 'http_port', 8080)", Some(8080)),
            ("log_port = Number(\"misc\", \"log_level\", 8080)", None),
            ("app_port: int = 5001", Some(5001)),
            ("'port': None,", None),
            ("'redis_port': 6379,", None),
            ("redis_port: int = 6379", None),
            ("port: int", None),
            ("port = config.port", None),
            ("Validator('redis.port', default=6379)", None),
            ("report = 5000", None),
        ] {
            assert_eq!(setting(line).map(Port::number), expected, "{line}");
        }
    }

    #[test]
    fn a_configuration_says_where_the_server_listens() {
        let at = || Location::line(RelPath::parse("gunicorn.conf.py").unwrap(), 1);
        let port = |number| Port::new(number).map(|port| Bound::Everywhere(Stated { port, at: at() }));
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
            assert_eq!(bound(value, at()), expected, "{value}");
        }
    }
}

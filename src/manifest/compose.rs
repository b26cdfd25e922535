//! `compose.yaml` and its older names.
//!
//! The file is not pydock's, and it is only read for hints: one that cannot be read is noted and passed over.

use saphyr::{LoadableYamlNode, MarkedYaml};

use super::error::{ManifestError, shown};
use super::image_build::with_defaults;
use super::yaml::{at, get, readable, unreadable};
use crate::model::{EnvName, Location, Note, Port, RelPath, is_own};
use crate::tree::ProjectTree;

/// A service that is built from the project's folder, or runs the image of one that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeService {
    pub name: String,
    /// The Dockerfile; `None` if that is `Dockerfile`, or none is named.
    pub dockerfile: Option<RelPath>,
    /// `entrypoint`, in words. `None` if it is not set.
    pub entrypoint: Option<(Vec<String>, Location)>,
    /// `command`, in words; a string is split as a shell splits it. `None` if it is not set.
    pub command: Option<(Vec<String>, Location)>,
    /// The container's side of `ports`.
    pub ports: Vec<(Port, Location)>,
    /// The container's side of `volumes` that it may write to.
    pub volumes: Vec<(String, Location)>,
    /// The names in `environment`.
    pub environment: Vec<(EnvName, Location)>,
    /// Those of them that name a folder of `volumes`, or a path in one. Ex) `DATA_DIR=/data`
    pub paths: Vec<(EnvName, String, Location)>,
}

/// A port of the host, and the port of a container that is built in the repository behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedPort {
    pub host: Port,
    pub container: Port,
}

/// The compose file at the root under a name that must be given to Docker Compose: the only one with the plainest name, those for
/// production first. `None` if there is none, or several are as plain. Ex) `docker-compose.prod.yml`, `shop.yml`
pub(super) fn other_file(tree: &ProjectTree) -> Option<RelPath> {
    const OTHER: &[&str] = &["ci", "debug", "dev", "develop", "development", "local", "override", "test", "testing", "tests"];
    let has = |path: &RelPath, wanted: &dyn Fn(&str) -> bool| {
        path.file_name().to_ascii_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).any(wanted)
    };
    let is_compose = |path: &&RelPath| {
        let is_named = path.depth() == 1
            && matches!(path.extension(), Some("yml" | "yaml"))
            && !path.file_name().starts_with('.')
            && !has(path, &|word| OTHER.contains(&word));
        is_named
            && tree.text(path).ok().flatten().is_some_and(|text| {
                let is_key = |line: &str, key: &str| line.trim_start().starts_with(key);
                text.lines().any(|line| line.starts_with("services:")) && text.lines().any(|line| is_key(line, "build:"))
            })
    };
    let found: Vec<&RelPath> = tree.walk().files.iter().filter(is_compose).collect();
    let production: Vec<&RelPath> = found.iter().copied().filter(|path| has(path, &|word| word.starts_with("prod"))).collect();
    let best = if production.is_empty() { found } else { production };
    // Ex) `production.yml` before `production-mirror.yml`
    let words = |path: &RelPath| path.file_name().split(|c: char| !c.is_ascii_alphanumeric()).count();
    let fewest = best.iter().map(|path| words(path)).min()?;
    let mut plainest = best.into_iter().filter(|path| words(path) == fewest);
    plainest.next().filter(|_| plainest.next().is_none()).cloned()
}

/// The services of the first file that exists, in the order in which Docker Compose looks for them.
pub(super) fn read_all(
    tree: &ProjectTree,
    published: &mut Vec<PublishedPort>,
    notes: &mut Vec<Note>,
) -> Result<Vec<ComposeService>, ManifestError> {
    let usual = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"].map(RelPath::named);
    let has_usual = usual.iter().any(|path| tree.is_file(path));
    let others = if has_usual { None } else { other_file(tree) };
    for path in usual.into_iter().chain(others) {
        let text = match tree.text(&path) {
            Ok(None) => continue,
            Ok(Some(text)) => text,
            Err(error) => {
                notes.push(Note::info(error.to_string()));
                return Ok(Vec::new());
            }
        };
        if is_own(&text) {
            return Ok(Vec::new());
        }
        if let Some(reason) = unreadable(&text) {
            notes.push(Note::info(format!("{reason}, so its services are not read")).at(Location::file(path)));
            return Ok(Vec::new());
        }
        let text = readable(&text);
        match MarkedYaml::load_from_str(&text) {
            Ok(documents) => {
                published.extend(published_ports(&documents));
                return Ok(services(&path, &documents));
            }
            Err(error) => {
                let at = Location::line(path, error.marker().line());
                notes.push(Note::info(format!("not valid YAML, so its services are not read: {}", shown(error.info()))).at(at));
                return Ok(Vec::new());
            }
        }
    }
    Ok(Vec::new())
}

fn services(path: &RelPath, documents: &[MarkedYaml<'_>]) -> Vec<ComposeService> {
    let services = documents.first().and_then(|document| get(document, "services")?.data.as_mapping());
    let image = |body: &MarkedYaml<'_>| Some(get(body, "image")?.data.as_str()?.to_owned());
    let built: Vec<_> = services
        .into_iter()
        .flat_map(|services| services.values())
        .filter_map(|body| Some((image(body), get(body, "build").filter(|build| is_built_here(build))?)))
        .collect();
    // A service without `build` runs the image that another one builds and names.
    let same_image = |body: &MarkedYaml<'_>| {
        let named = image(body)?;
        built.iter().find(|(image, _)| image.as_deref() == Some(named.as_str())).map(|(_, build)| *build)
    };
    let service = |(name, body): (&MarkedYaml<'_>, &MarkedYaml<'_>)| {
        let build = match get(body, "build") {
            Some(build) => Some(is_built_here(build).then_some(build)?),
            None => same_image(body),
        };
        // So does one that runs some image with the folder of the file in it.
        if build.is_none() && !mounts_project(body) {
            return None;
        }
        let said = |key: &str| get(body, key).and_then(|node| Some((words(node)?, at(path, node))));
        let volumes = get(body, "volumes").map(|volumes| container_folders(path, volumes)).unwrap_or_default();
        Some(ComposeService {
            name: name.data.as_str()?.to_owned(),
            dockerfile: build
                .and_then(|build| get(build, "dockerfile"))
                .and_then(|file| RelPath::parse(file.data.as_str()?).ok()),
            entrypoint: said("entrypoint"),
            command: said("command"),
            ports: get(body, "ports").map(|ports| container_ports(path, ports)).unwrap_or_default(),
            paths: get(body, "environment").map(|variables| paths_in(path, variables, &volumes)).unwrap_or_default(),
            volumes,
            environment: get(body, "environment").map(|variables| names(path, variables)).unwrap_or_default(),
        })
    };
    services.into_iter().flatten().filter_map(service).collect()
}

/// Whether the service starts a command where the folder of the file is mounted. Ex) `.:/srv/shop`
fn mounts_project(body: &MarkedYaml<'_>) -> bool {
    let items = get(body, "volumes").and_then(|volumes| volumes.data.as_sequence()).into_iter().flatten();
    let source = |item: &MarkedYaml<'_>| match get(item, "source") {
        Some(source) => source.data.as_str().map(str::to_owned),
        None => item.data.as_str().and_then(|text| Some(text.split_once(":/")?.0.to_owned())),
    };
    let mut sources = items.filter_map(source);
    get(body, "command").is_some() && sources.any(|source| is_this_folder(&source))
}

/// Every mapping of ports of the services that are built in the repository, whichever folder they are built in.
fn published_ports(documents: &[MarkedYaml<'_>]) -> Vec<PublishedPort> {
    let services = documents.first().and_then(|document| get(document, "services")?.data.as_mapping());
    let built = services.into_iter().flatten().map(|(_, body)| body).filter(|body| get(body, "build").is_some());
    let items = built.filter_map(|body| get(body, "ports")?.data.as_sequence()).flatten();
    items.filter_map(|item| Some(PublishedPort { host: host_port(item)?, container: container_port(item)? })).collect()
}

/// Ex) 80 of `"127.0.0.1:80:8000"` and of `{ target: 8000, published: 80 }`, and of `"${PORT:-80}:8000"`
fn host_port(item: &MarkedYaml<'_>) -> Option<Port> {
    if let Some(published) = get(item, "published") {
        let number = published.data.as_integer().map(|number| number.to_string());
        return number.or_else(|| published.data.as_str().map(str::to_owned))?.parse().ok();
    }
    let (host, _) = item.data.as_str()?.rsplit_once(':')?;
    let digits = host.trim_end_matches('}').rsplit(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// `build: .` or `build: { context: . }`; a build section without a context has the folder of the file as its context.
fn is_built_here(build: &MarkedYaml<'_>) -> bool {
    let context = match build.data.as_mapping() {
        Some(_) => get(build, "context").map_or(Some("."), |context| context.data.as_str()),
        None => build.data.as_str(),
    };
    context.is_some_and(is_this_folder)
}

fn is_this_folder(path: &str) -> bool {
    matches!(path.trim_end_matches('/'), "." | "./." | "$PWD" | "${PWD}")
}

fn words(command: &MarkedYaml<'_>) -> Option<Vec<String>> {
    let scalar = |item: &MarkedYaml<'_>| {
        let text = item.data.as_str().map(str::to_owned);
        text.or_else(|| item.data.as_integer().map(|number| number.to_string()))
    };
    let words: Option<Vec<String>> = match command.data.as_sequence() {
        Some(items) => items.iter().map(scalar).collect(),
        None => shlex::split(command.data.as_str()?),
    };
    // Compose fills in its variables before the container sees them, and writes a dollar sign that is meant for it as two.
    let filled = |word: String| if word.contains("$$") { word.replace("$$", "$") } else { with_defaults(&word) };
    let words = words?.into_iter().map(filled).collect::<Vec<_>>();
    (!words.is_empty()).then_some(words)
}

/// Ex) `["DEBUG=1", "SECRET_KEY"]`, `{ DEBUG: 1 }`; names that YAML merges in are left out.
fn names(path: &RelPath, variables: &MarkedYaml<'_>) -> Vec<(EnvName, Location)> {
    let name = |node: &MarkedYaml<'_>| {
        let text = node.data.as_str()?;
        Some((EnvName::new(text.split('=').next().unwrap_or(text)).ok()?, at(path, node)))
    };
    match (variables.data.as_sequence(), variables.data.as_mapping()) {
        (Some(items), _) => items.iter().filter_map(name).collect(),
        (_, Some(mapping)) => mapping.keys().filter_map(name).collect(),
        _ => Vec::new(),
    }
}

/// The variables whose values are paths in one of the folders.
fn paths_in(path: &RelPath, variables: &MarkedYaml<'_>, folders: &[(String, Location)]) -> Vec<(EnvName, String, Location)> {
    let of_item = |node: &MarkedYaml<'_>| {
        let (name, value) = node.data.as_str()?.split_once('=')?;
        Some((name.to_owned(), value.to_owned(), at(path, node)))
    };
    let pairs: Vec<(String, String, Location)> = match (variables.data.as_sequence(), variables.data.as_mapping()) {
        (Some(items), _) => items.iter().filter_map(of_item).collect(),
        (_, Some(mapping)) => {
            let one = |(name, value): (&MarkedYaml<'_>, &MarkedYaml<'_>)| {
                Some((name.data.as_str()?.to_owned(), value.data.as_str()?.to_owned(), at(path, name)))
            };
            mapping.iter().filter_map(one).collect()
        }
        _ => Vec::new(),
    };
    let is_inside = |value: &str| {
        let mut rests = folders.iter().filter_map(|(folder, _)| value.strip_prefix(folder.trim_end_matches('/')));
        rests.any(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let inside = pairs.into_iter().filter(|(_, value, _)| !value.contains('$') && is_inside(value));
    inside.filter_map(|(name, value, at)| Some((EnvName::new(&name).ok()?, value, at))).collect()
}

pub(super) fn container_ports(path: &RelPath, ports: &MarkedYaml<'_>) -> Vec<(Port, Location)> {
    let items = ports.data.as_sequence().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| Some((container_port(item)?, at(path, item)))).collect()
}

/// Ex) `8000`, `"127.0.0.1:80:8000"`, `"${PORT:-80}:8000/tcp"`, `{ target: 8000 }`; a range or UDP is not a web port.
fn container_port(item: &MarkedYaml<'_>) -> Option<Port> {
    let item = get(item, "target").unwrap_or(item);
    if let Some(number) = item.data.as_integer() {
        return number.to_string().parse().ok();
    }
    let text = with_defaults(item.data.as_str()?);
    text.strip_suffix("/tcp").unwrap_or(&text).rsplit(':').next()?.parse().ok()
}

pub(super) fn container_folders(path: &RelPath, volumes: &MarkedYaml<'_>) -> Vec<(String, Location)> {
    let items = volumes.data.as_sequence().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| Some((container_folder(item)?, at(path, item)))).collect()
}

/// Ex) `data:/data`, `./media:/app/media:rw`, `{ type: volume, target: /data }`; what is mounted to be read is none, nor is
/// a single file.
fn container_folder(item: &MarkedYaml<'_>) -> Option<String> {
    let target = match get(item, "target") {
        Some(target) => {
            let is_read_only = get(item, "read_only").and_then(|flag| flag.data.as_bool()) == Some(true);
            target.data.as_str().filter(|_| !is_read_only)?
        }
        None => {
            let whole = with_defaults(item.data.as_str()?);
            let text = whole.as_str();
            let (text, mode) = match text.rsplit_once(':') {
                Some((rest, mode)) if !mode.starts_with('/') => (rest, mode),
                _ => (text, ""),
            };
            // Behind the last colon that a path follows: the host's side may hold `${DATA:-./data}`.
            let target = text.rsplit_once(":/").map_or(text, |(source, _)| &text[source.len() + 1..]);
            let is_read_only = mode.split(',').any(|option| option == "ro");
            return folder(target).filter(|_| !is_read_only);
        }
    };
    folder(target)
}

/// The path, if it is a folder's: the last part of a file's has an ending.
fn folder(target: &str) -> Option<String> {
    let name = target.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    (target.starts_with('/') && !name.trim_start_matches('.').contains('.')).then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_built_from_the_root_are_read() {
        let text = "services:\n  web:\n    build: .\n    command: gunicorn shop:app -b 0.0.0.0:8000\n    ports:\n      - \"80:8000\"\n      - 9000\n\
                    \x20     - target: 7000\n      - \"53:53/udp\"\n      - \"${P:-1}:5000/tcp\"\n  worker:\n    build:\n      context: ./\n    command: [celery, -A, shop]\n\
                    \x20 db:\n    image: postgres\n    volumes: ['./data:/data']\n    command: postgres -c x=1\n\
                    \x20 migrate:\n    build: .\n    command: [-path, /migrations, up]\n  docs:\n    build: ./docs\n\
                    \x20 beat:\n    image: acme/shop\n    volumes: ['.:/srv/shop']\n    command: celery -A shop beat\n\
                    \x20 pages:\n    image: nginx\n    volumes: ['.:/srv']\n";
        let found = read_all(&ProjectTree::in_memory([("docker-compose.yml", text)]), &mut Vec::new(), &mut Vec::new()).unwrap();
        let ports: Vec<_> = found[0].ports.iter().map(|(port, at)| format!("{port} {at}")).collect();
        assert_eq!(
            ports,
            ["8000 docker-compose.yml:6", "9000 docker-compose.yml:7", "7000 docker-compose.yml:8", "5000 docker-compose.yml:10"]
        );
        assert_eq!(found[0].command.as_ref().unwrap().1.to_string(), "docker-compose.yml:4");
        assert_eq!(found.iter().map(|service| service.name.as_str()).collect::<Vec<_>>(), ["web", "worker", "migrate", "beat"]);
        assert_eq!(found[2].command.as_ref().unwrap().0, ["-path", "/migrations", "up"]);
        assert_eq!(found[1].command.as_ref().unwrap().0, ["celery", "-A", "shop"]);
    }

    #[test]
    fn folders_that_a_service_writes_to_are_read() {
        let text = "services:\n  web:\n    build: .\n    volumes:\n      - data:/data\n      - ./media:/app/media:rw\n      - ${HOME:-./x}:/kept\n\
                    \x20     - ./conf:/conf:ro\n      - ./a.yaml:/app/a.yaml\n      - type: volume\n        target: /store\n";
        let found = read_all(&ProjectTree::in_memory([("compose.yaml", text)]), &mut Vec::new(), &mut Vec::new()).unwrap();
        let volumes: Vec<_> = found[0].volumes.iter().map(|(folder, at)| format!("{folder} {at}")).collect();
        assert_eq!(
            volumes,
            ["/data compose.yaml:5", "/app/media compose.yaml:6", "/kept compose.yaml:7", "/store compose.yaml:10"]
        );
    }

    #[test]
    fn variables_that_name_a_folder_of_a_volume_are_read_with_it() {
        for environment in
            ["[A=/data, B=/data/x.db, C=/database, D=/other, 'E=/data/$X', F]", "{A: /data, B: /data/x.db, C: /database, D: 1}"]
        {
            let text =
                format!("services:\n  web:\n    build: .\n    volumes: ['./data:/data/']\n    environment: {environment}\n");
            let tree = ProjectTree::in_memory([("compose.yaml", text.as_str())]);
            let found = read_all(&tree, &mut Vec::new(), &mut Vec::new()).unwrap();
            let paths: Vec<_> = found[0].paths.iter().map(|(name, path, _)| format!("{name}={path}")).collect();
            assert_eq!(paths, ["A=/data", "B=/data/x.db"], "{environment}");
        }
    }

    #[test]
    fn ports_of_the_host_lead_to_those_of_containers() {
        let text = "services:\n  api:\n    build: ./api\n    ports:\n      - 8004:8000\n      - \"127.0.0.1:81:82\"\n      - \"${P:-83}:84\"\n\
                    \x20     - target: 85\n        published: 86\n      - \"87\"\n  db:\n    image: postgres\n    ports:\n      - 5:6\n";
        let mut published = Vec::new();
        read_all(&ProjectTree::in_memory([("compose.yaml", text)]), &mut published, &mut Vec::new()).unwrap();
        let found: Vec<_> = published.iter().map(|ports| (ports.host.number(), ports.container.number())).collect();
        assert_eq!(found, [(8004, 8000), (81, 82), (83, 84), (86, 85)]);
    }

    #[test]
    fn a_service_that_runs_the_image_of_another_one_is_of_the_project() {
        let text = "services:\n  web:\n    build: .\n    image: tides:dev\n  worker:\n    image: tides:dev\n    command: bin/work\n\
                    \x20 other:\n    image: tides:old\n    command: x\n  pages:\n    build: pages\n    image: pages\n  more:\n    image: pages\n";
        let found = read_all(&ProjectTree::in_memory([("compose.yaml", text)]), &mut Vec::new(), &mut Vec::new()).unwrap();
        let names: Vec<&str> = found.iter().map(|service| service.name.as_str()).collect();
        assert_eq!(names, ["web", "worker"]);
    }

    #[test]
    fn variables_in_a_command_are_their_defaults() {
        let text = "services:\n  web:\n    build: .\n    command: celery -A shop worker -l \"${LEVEL:-INFO}\" -c $${WORKERS:-2} -Q ${QUEUES}\n";
        let found = read_all(&ProjectTree::in_memory([("compose.yaml", text)]), &mut Vec::new(), &mut Vec::new()).unwrap();
        let words = &found[0].command.as_ref().unwrap().0;
        assert_eq!(words[4..], ["-l", "INFO", "-c", "${WORKERS:-2}", "-Q", "${QUEUES}"]);
    }

    #[test]
    fn a_broken_file_is_only_noted() {
        for text in ["services: [", "services:\n\tweb: x", "a: b: c"] {
            let mut notes = Vec::new();
            let found = read_all(&ProjectTree::in_memory([("compose.yaml", text)]), &mut Vec::new(), &mut notes).unwrap();
            assert!(found.is_empty() && notes.len() == 1, "{text} {notes:?}");
        }
        for text in ["", "services: 3", "- a", "services:\n  web: [x]\n"] {
            assert!(
                read_all(&ProjectTree::in_memory([("compose.yaml", text)]), &mut Vec::new(), &mut Vec::new()).unwrap().is_empty()
            );
        }
    }
}

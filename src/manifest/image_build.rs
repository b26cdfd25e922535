//! Images that compose files and the workflows of GitHub build: from which Dockerfile, in which folder.
//!
//! ```text
//! compose    services.*.build: FOLDER | { context, dockerfile, target }
//! workflow   jobs.*.steps.*.with: { context, file, target, push } of docker/build-push-action
//!            jobs.*.steps.*.run: docker build [-f FILE] [--target STAGE] FOLDER, `docker buildx build` as well
//! ```
//! Left out: matrices, reusable workflows, bake files, and every value that is computed.

use std::rc::Rc;

use saphyr::MarkedYaml;

use super::compose;
use super::yaml::{at, get, load, readable};
use crate::model::{DOCKERFILE, Location, Port, RelPath};
use crate::shell;
use crate::tree::ProjectTree;

/// One image that is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageBuild {
    pub dockerfile: RelPath,
    /// The folder that is its build context.
    pub context: RelPath,
    pub target: Option<String>,
    /// It is pushed to a registry.
    pub is_published: bool,
    /// The folders of the container that are filled with folders of the host.
    pub mounts: Vec<String>,
    /// The folders of the container that its program may write to, as a compose file mounts them.
    pub volumes: Vec<(String, Location)>,
    /// The container's side of the ports that a compose file publishes.
    pub ports: Vec<(Port, Location)>,
    pub at: Location,
}

/// The name of the question that the tree keeps the answer to.
#[derive(PartialEq)]
struct Builds;

/// Every image that the files name, compose files first.
pub fn image_builds(tree: &ProjectTree) -> Rc<[ImageBuild]> {
    tree.once(Builds, || all(tree).into())
}

fn all(tree: &ProjectTree) -> Vec<ImageBuild> {
    let mut found = Vec::new();
    let other = compose::other_file(tree);
    for path in &tree.walk().files {
        let name = path.file_name();
        let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        let is_compose = is_yaml && ((path.depth() <= 3 && name.contains("compose")) || other.as_ref() == Some(path));
        let is_workflow = is_yaml && path.as_str().starts_with(".github/workflows/");
        if !is_compose && !is_workflow {
            continue;
        }
        let Ok(Some(text)) = tree.text(path) else { continue };
        if is_workflow && !text.contains("docker") {
            continue;
        }
        let text = readable(&text);
        let Some(document) = load(&text) else { continue };
        if is_compose { services(path, &document, &mut found) } else { steps(path, &document, &mut found) }
    }
    found.sort_by_key(|build| build.at.file.as_str().starts_with(".github/"));
    found
}

fn services(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ImageBuild>) {
    let Some(services) = get(document, "services").and_then(|services| services.data.as_mapping()) else { return };
    for body in services.values() {
        let Some(build) = get(body, "build") else { continue };
        let text = |key: &str| get(build, key).and_then(|node| node.data.as_str()).map(with_defaults);
        let context = build.data.as_str().map(with_defaults).or_else(|| text("context")).unwrap_or_else(|| ".".to_owned());
        let Some(context) = below(&path.parent(), &context) else { continue };
        let Some(dockerfile) = below(&context, &text("dockerfile").unwrap_or_else(|| DOCKERFILE.to_owned())) else { continue };
        let volumes = get(body, "volumes");
        let mounts = volumes.map(mounts).unwrap_or_default();
        let volumes = volumes.map(|volumes| compose::container_folders(path, volumes)).unwrap_or_default();
        let ports = get(body, "ports").map(|ports| compose::container_ports(path, ports)).unwrap_or_default();
        let (target, at) = (text("target"), at(path, build));
        found.push(ImageBuild { dockerfile, context, target, is_published: false, mounts, volumes, ports, at });
    }
}

/// Ex) `/app` of `./src:/app`
fn mounts(volumes: &MarkedYaml<'_>) -> Vec<String> {
    let target = |item: &MarkedYaml<'_>| match get(item, "target") {
        Some(target) => {
            let is_bound = get(item, "type").and_then(|kind| kind.data.as_str()) == Some("bind");
            target.data.as_str().filter(|_| is_bound).map(str::to_owned)
        }
        None => {
            let text = with_defaults(item.data.as_str()?);
            let is_bound = text.starts_with(['.', '/', '~']);
            let (_, target) = text.split_once(":/").filter(|_| is_bound)?;
            Some(format!("/{}", target.split(':').next().unwrap_or_default().trim_end_matches('/')))
        }
    };
    volumes.data.as_sequence().into_iter().flatten().filter_map(target).collect()
}

fn steps(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ImageBuild>) {
    let Some(jobs) = get(document, "jobs").and_then(|jobs| jobs.data.as_mapping()) else { return };
    let steps = jobs.values().filter_map(|job| get(job, "steps")?.data.as_sequence()).flatten();
    for step in steps {
        let uses = get(step, "uses").and_then(|uses| uses.data.as_str()).unwrap_or_default();
        if uses.starts_with("docker/build-push-action") {
            let with = get(step, "with");
            let text = |key: &str| with.and_then(|with| get(with, key)?.data.as_str());
            let push = with.and_then(|with| get(with, "push"));
            let is_published = push.is_some_and(|push| push.data.as_bool() != Some(false))
                || text("outputs").is_some_and(|text| text.contains("push"));
            let Some(context) = below(&RelPath::root(), text("context").unwrap_or(".")) else { continue };
            let file = text("file").and_then(|file| below(&RelPath::root(), file));
            let Some(dockerfile) = file.or_else(|| context.join(DOCKERFILE).ok()) else { continue };
            let target = text("target").map(str::to_owned);
            found.push(of_workflow(dockerfile, context, target, is_published, at(path, step)));
        } else if let Some(run) = get(step, "run")
            && let Some(text) = run.data.as_str().filter(|text| text.contains("docker"))
            && let Ok(list) = shell::parse(text)
        {
            let calls = shell::simple_commands(&list);
            found.extend(calls.iter().filter_map(|visited| built(&visited.command.words, &at(path, run))));
        }
    }
}

/// `docker build -f FILE FOLDER`
fn built(words: &[shell::Word], at: &Location) -> Option<ImageBuild> {
    const WITH_VALUE: &[&str] = &[
        "-t",
        "--tag",
        "--build-arg",
        "--platform",
        "--cache-from",
        "--cache-to",
        "--progress",
        "--label",
        "-o",
        "--output",
        "--secret",
        "--ssh",
        "--network",
        "--builder",
    ];
    let words: Vec<String> = words.iter().map(shell::Word::text).collect();
    let rest = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["docker" | "podman" | "buildah", "build", ..] => &words[2..],
        ["docker", "buildx", "build", ..] => &words[3..],
        _ => return None,
    };
    let (mut file, mut target, mut context, mut is_published) = (None, None, None, false);
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        let (flag, value) = word.split_once('=').map_or((word.as_str(), None), |(flag, value)| (flag, Some(value.to_owned())));
        match flag {
            "-f" | "--file" => file = value.or_else(|| rest.next().cloned()),
            "--target" => target = value.or_else(|| rest.next().cloned()),
            "--push" => is_published = true,
            flag if WITH_VALUE.contains(&flag) => {
                if value.is_none() {
                    rest.next();
                }
            }
            flag if flag.starts_with('-') => {}
            _ => context = Some(word.clone()),
        }
    }
    let context = below(&RelPath::root(), &context?)?;
    let dockerfile = file.map_or_else(|| context.join(DOCKERFILE).ok(), |file| below(&RelPath::root(), &file))?;
    Some(of_workflow(dockerfile, context, target, is_published, at.clone()))
}

/// A build that runs no container.
fn of_workflow(dockerfile: RelPath, context: RelPath, target: Option<String>, is_published: bool, at: Location) -> ImageBuild {
    let (mounts, volumes, ports) = (Vec::new(), Vec::new(), Vec::new());
    ImageBuild { dockerfile, context, target, is_published, mounts, volumes, ports, at }
}

/// The path below the folder; nothing where it is computed or lies elsewhere.
fn below(folder: &RelPath, path: &str) -> Option<RelPath> {
    if path.contains(['$', '{', ':']) || path.starts_with('/') {
        return None;
    }
    folder.join(path).ok()
}

/// `${NAME:-default}` by its default, as compose does where the variable is not set.
pub(super) fn with_defaults(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        filled.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else { return text.to_owned() };
        match inside.split_once(":-").or_else(|| inside.split_once('-')) {
            Some((_, default)) => filled.push_str(default),
            None if inside == "PWD" => filled.push('.'),
            None => return text.to_owned(),
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled.replace("$PWD", ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compose_files_and_workflows_name_their_dockerfiles() {
        let tree = ProjectTree::in_memory([
            (
                "docker-compose.yml",
                "services:\n  web:\n    build: .\n  api:\n    build:\n      context: ./api\n      dockerfile: ../deploy/${FLAVOUR:-slim}.dockerfile\n      target: final\n  db:\n    image: postgres\n",
            ),
            (
                "deploy/compose.prod.yaml",
                "services:\n  web:\n    build:\n      context: ..\n      dockerfile: deploy/Dockerfile\n",
            ),
            (
                ".github/workflows/image.yml",
                "jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          file: ./docker/Dockerfile\n          push: true\n      - run: |\n          docker build --tag x:latest -f ci.Dockerfile --target test .\n          docker build -t y ${{ matrix.folder }}\n",
            ),
        ]);
        let found: Vec<String> = image_builds(&tree)
            .iter()
            .map(|build| {
                let target = build.target.as_deref().unwrap_or("-");
                format!("{} in `{}` {target} {} {}", build.dockerfile, build.context, build.is_published, build.at)
            })
            .collect();
        assert_eq!(
            found,
            [
                "deploy/Dockerfile in `.` - false deploy/compose.prod.yaml:4",
                "Dockerfile in `.` - false docker-compose.yml:3",
                "deploy/slim.dockerfile in `api` final false docker-compose.yml:6",
                "docker/Dockerfile in `.` - true .github/workflows/image.yml:4",
                "ci.Dockerfile in `.` test false .github/workflows/image.yml:9",
            ]
        );
    }
}

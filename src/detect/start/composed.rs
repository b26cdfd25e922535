//! The ports that compose files publish for the project's own image.

use super::evidence::Evidence;
use super::ports::{OF_PAGES, Stated, has_pages};
use crate::manifest::{ComposeService, image_builds};
use crate::witness::is_for_work;

/// Every port of the services, or else that of a service of a further compose file.
pub fn all(evidence: Evidence<'_>) -> Vec<Stated> {
    let services = evidence.manifests.compose.iter().filter(|service| may_be_of_python(evidence, service));
    let published: Vec<Stated> = services.flat_map(|service| of_program(evidence, service)).collect();
    if published.is_empty() { of_builds(evidence) } else { published }
}

/// The ports of the service that another compose file builds from the own Dockerfile. One below the root or for work on the project
/// starts the same image, which listens on the same port. Ex) `docker/compose.yaml`, `docker-compose.dev.yml`
fn of_builds(evidence: Evidence<'_>) -> Vec<Stated> {
    let Some(witness) = evidence.witness else { return Vec::new() };
    let builds = image_builds(evidence.tree);
    let published = builds.iter().filter(|build| build.dockerfile == witness.file && !build.ports.is_empty());
    let Some(build) = published.min_by_key(|build| is_for_work(&build.at.file)) else { return Vec::new() };
    let is_own = is_of_program(evidence);
    let all = build.ports.iter().map(|(port, at)| Stated { port: *port, at: at.clone() });
    all.filter(is_own).collect()
}

/// Whether a port is no one of the programs beside: a debugger, a server that builds pages, one that speaks TLS.
fn is_of_program(evidence: Evidence<'_>) -> impl Fn(&Stated) -> bool {
    const DEBUGGER: u16 = 5678;
    let has_pages = has_pages(evidence);
    move |stated| {
        let port = stated.port.number();
        port != DEBUGGER && port % 1000 != 443 && !(has_pages && OF_PAGES.contains(&port))
    }
}

/// Whether the service is built from a Dockerfile that names Python, or from one that is not known: a proxy or a store beside the
/// program may have a Dockerfile too.
fn may_be_of_python(evidence: Evidence<'_>, service: &ComposeService) -> bool {
    const SIGNS: &[&str] = &["pip ", "python", "uv "];
    let text = service.dockerfile.as_ref().and_then(|file| evidence.tree.text(file).ok().flatten());
    text.is_none_or(|text| SIGNS.iter().any(|sign| text.to_ascii_lowercase().contains(sign)))
}

/// The ports that the compose service publishes, without those of other programs beside it.
fn of_program(evidence: Evidence<'_>, service: &ComposeService) -> Vec<Stated> {
    let has_pages = has_pages(evidence);
    let is_own = is_of_program(evidence);
    let all: Vec<Stated> = of_service(service).collect();
    let own: Vec<Stated> = all.iter().filter(|stated| is_own(stated)).cloned().collect();
    // The only service that publishes anything is the program's, whatever its port is.
    let is_of_pages = all.iter().any(|stated| has_pages && OF_PAGES.contains(&stated.port.number()));
    let is_alone = !is_of_pages && evidence.manifests.compose.iter().filter(|service| !service.ports.is_empty()).count() == 1;
    if own.is_empty() && is_alone { all } else { own }
}

/// The ports that the compose service publishes.
pub fn of_service(service: &ComposeService) -> impl Iterator<Item = Stated> {
    service.ports.iter().map(|(port, at)| Stated { port: *port, at: at.clone() })
}

//! Backing services: databases, brokers and stores that an application talks to, one file of `services/` each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{EnvName, ImageRef, PackageName, Port, ProcessName};

/// One service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRow {
    /// The stem of its file.
    #[serde(skip)]
    pub name: String,
    pub title: String,
    /// Its name in a compose file, which is its host there.
    pub service: ProcessName,
    pub image: ImageRef,
    /// Names of images, without their tags, that are this service.
    pub images: Vec<String>,
    pub port: Port,
    /// Where the image keeps what must last. `None` if nothing must last.
    pub volume: Option<String>,
    /// Services of one group share variables. `None` if it is in no group.
    pub group: Option<String>,
    /// What it keeps lies under its host name, which must stay the same.
    #[serde(default)]
    pub hostname: bool,
    /// Distributions that speak to it.
    pub drivers: Vec<PackageName>,
    /// Requirements whose extra brings one. Ex) `dramatiq[redis]`
    #[serde(default)]
    pub driver_extras: Vec<String>,
    /// Those that may speak to another service as well: the group's variables say nothing with them alone.
    #[serde(default)]
    pub unsure: Vec<PackageName>,
    /// The `test` of its health check.
    pub health: Vec<String>,
    #[serde(default)]
    pub command: Vec<String>,
    /// What URLs of it begin with.
    #[serde(default)]
    pub schemes: Vec<String>,
    /// Texts in the sources that name it. Ex) an `ENGINE` of Django's
    #[serde(default)]
    pub strings: Vec<String>,
    /// Functions that connect to it.
    #[serde(default)]
    pub calls: Vec<String>,
    /// Settings that are for it alone.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Ex) `postgresql://{user}:{password}@{host}:{port}/{database}`
    pub url: String,
    /// The variables of its image.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Variables that point at it.
    pub variables: Variables,
    /// Variables that point at it once it is known to be meant.
    #[serde(default)]
    pub also: Variables,
    #[serde(default, rename = "scheme")]
    pub url_schemes: Vec<SchemeRow>,
    #[serde(default, rename = "variant")]
    pub variants: Vec<Variant>,
}

/// Names of variables, by what they hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Variables {
    pub url: Vec<EnvName>,
    pub host: Vec<EnvName>,
    pub port: Vec<EnvName>,
    /// Host and port. Ex) `kafka:9092`
    pub address: Vec<EnvName>,
    pub user: Vec<EnvName>,
    pub password: Vec<EnvName>,
    pub database: Vec<EnvName>,
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableRole {
    Url,
    Host,
    Port,
    Address,
    User,
    Password,
    Database,
}

/// How a URL begins for certain drivers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeRow {
    /// Of each list one is installed.
    pub with: Vec<Vec<PackageName>>,
    #[serde(default)]
    pub without: Vec<PackageName>,
    pub scheme: String,
}

/// Another image of the service, for what the usual one has not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    #[serde(default)]
    pub with: Vec<PackageName>,
    pub string: Option<String>,
    pub image: ImageRef,
}

impl Variables {
    pub fn role(&self, name: &str) -> Option<VariableRole> {
        self.all().find(|(_, known)| known.as_str() == name).map(|(role, _)| role)
    }

    pub fn all(&self) -> impl Iterator<Item = (VariableRole, &EnvName)> {
        let lists = [
            (VariableRole::Url, &self.url),
            (VariableRole::Host, &self.host),
            (VariableRole::Port, &self.port),
            (VariableRole::Address, &self.address),
            (VariableRole::User, &self.user),
            (VariableRole::Password, &self.password),
            (VariableRole::Database, &self.database),
        ];
        lists.into_iter().flat_map(|(role, list)| list.iter().map(move |name| (role, name)))
    }
}

impl ServiceRow {
    /// Whether an image of this name is the service. Ex) `postgres:16-alpine`, `docker.io/library/postgres`
    pub fn is_image(&self, image: &str) -> bool {
        let name = image.split('@').next().unwrap_or(image);
        let name = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => name,
            _ => name,
        };
        let name = name.trim_start_matches("docker.io/").trim_start_matches("library/");
        self.images.iter().any(|known| known == name)
    }

    /// Whether the text is a URL of the service. `None` if it is not one. Ex) `postgresql+asyncpg://…`
    pub fn scheme_of<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (scheme, _) = text.split_once("://")?;
        let plain = scheme.split('+').next().unwrap_or(scheme);
        self.schemes.iter().any(|known| known == plain).then_some(scheme)
    }
}

/// Every service, by name.
pub fn services() -> &'static [ServiceRow] {
    static TABLE: OnceLock<Vec<ServiceRow>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows: BTreeMap<String, ServiceRow> = super::embedded("services", table!("services"));
        rows.into_iter().map(|(name, row)| ServiceRow { name, ..row }).collect()
    })
}

/// The variables that any service of the group may be meant by. `None` if there is no such group.
pub fn service_group(name: &str) -> Option<&'static Variables> {
    static TABLE: OnceLock<BTreeMap<String, Variables>> = OnceLock::new();
    let table = TABLE.get_or_init(|| super::embedded("service_groups.toml", table!("service_groups")));
    table.get(name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "a test may read the disk")]
    fn rows_are_complete_sorted_and_unique() {
        let mut names = BTreeSet::new();
        let mut hosts = BTreeSet::new();
        for row in services() {
            let name = &row.name;
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/knowledge/services");
            let text = std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap();
            assert!(text.starts_with("# "), "{name} says nowhere where it is written");
            assert!(hosts.insert(&row.service), "{name}");
            assert!(row.drivers.is_sorted() && row.images.is_sorted() && row.driver_extras.is_sorted(), "{name}");
            assert!(row.driver_extras.iter().all(|requirement| requirement.ends_with(']')), "{name}");
            assert!(row.unsure.iter().all(|driver| row.drivers.contains(driver)), "{name}");
            assert!(row.is_image(row.image.as_str()), "{name} does not know its own image");
            assert!(row.variants.iter().all(|variant| row.is_image(variant.image.as_str())), "{name}");
            assert!(row.image.tag().is_some_and(|tag| tag != "latest"), "{name} has no tag");
            assert!(matches!(row.health.first().map(String::as_str), Some("CMD" | "CMD-SHELL")), "{name}");
            assert!(row.volume.iter().all(|path| path.starts_with('/')), "{name}");
            assert!(row.group.iter().all(|group| service_group(group).is_some()), "{name}");
            for (_, variable) in row.variables.all().chain(row.also.all()) {
                assert!(names.insert(variable), "{name}: {variable} points at two services");
            }
            for text in [&row.url].into_iter().chain(row.environment.values()) {
                let mut rest = text.clone();
                for known in ["{user}", "{password}", "{host}", "{port}", "{database}"] {
                    rest = rest.replace(known, "");
                }
                assert!(!rest.contains(['{', '}', '$']), "{name}: {text}");
            }
            let scheme = row.url.split_once("://").map(|(scheme, _)| scheme);
            let is_own = |scheme: &str| matches!(scheme, "http" | "smtp") || row.scheme_of(&format!("{scheme}://")).is_some();
            assert!(scheme.is_none_or(is_own), "{name}: {}", row.url);
            assert!(row.url_schemes.iter().all(|scheme| is_own(&scheme.scheme)), "{name}");
        }
    }

    #[test]
    fn images_and_urls_are_told_by_their_names() {
        let row = services().iter().find(|row| row.name == "postgresql").unwrap();
        for image in
            ["postgres", "postgres:16-alpine", "docker.io/library/postgres:18", "postgres@sha256:0", "postgis/postgis:16-3.4"]
        {
            assert!(row.is_image(image), "{image}");
        }
        for image in ["postgrest/postgrest", "acme/postgres-backup", "redis:8"] {
            assert!(!row.is_image(image), "{image}");
        }
        assert_eq!(row.scheme_of("postgresql+asyncpg://a@b/c"), Some("postgresql+asyncpg"));
        assert_eq!(row.scheme_of("redis://a"), None);
    }
}

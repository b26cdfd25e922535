//! `hardened_images.toml`: pairs of images of which one builds and one runs.

use std::sync::OnceLock;

use serde::{Deserialize, Deserializer};

use crate::model::{ImageRef, InvalidValue, PythonVersion, UserId};

/// A vendor's pair.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HardenedPair {
    /// Ex) `dhi`
    pub id: String,
    builder: String,
    runtime: String,
    /// The start of the names that a house's mirror takes the place of.
    registry: String,
    /// The releases of Python that there are; `None` if there are those of the official image.
    python: Option<Vec<PythonVersion>>,
    /// The one tag moves from release to release.
    #[serde(default)]
    pub moving: bool,
    link: Option<String>,
    #[serde(deserialize_with = "user")]
    pub user: UserId,
    /// The user's name.
    pub name: String,
    pub evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    pair: Vec<HardenedPair>,
}

fn user<'de, D: Deserializer<'de>>(deserializer: D) -> Result<UserId, D::Error> {
    u32::deserialize(deserializer)?.to_string().parse().map_err(serde::de::Error::custom)
}

/// Every pair, by name.
pub fn hardened_pairs() -> &'static [HardenedPair] {
    static ROWS: OnceLock<Vec<HardenedPair>> = OnceLock::new();
    ROWS.get_or_init(|| super::embedded::<Table>("hardened_images.toml", table!("hardened_images")).pair)
}

impl HardenedPair {
    /// Whether the image is in the vendor's registry.
    pub fn is_of(&self, image: &ImageRef) -> bool {
        image.as_str().strip_prefix(&self.registry).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The releases of Python that it has, if not all. `None` if it has all.
    pub fn releases(&self) -> Option<&[PythonVersion]> {
        self.python.as_deref()
    }

    pub fn builder(&self, python: PythonVersion, mirror: Option<&str>) -> Result<ImageRef, InvalidValue> {
        self.image(&self.builder, python, mirror)
    }

    pub fn runtime(&self, python: PythonVersion, mirror: Option<&str>) -> Result<ImageRef, InvalidValue> {
        self.image(&self.runtime, python, mirror)
    }

    /// The interpreter of the image that runs, where the one that builds has it elsewhere. `None` if it is at the same place.
    pub fn link(&self, python: PythonVersion) -> Option<String> {
        self.link.as_ref().map(|link| link.replace("{python}", &python.to_string()))
    }

    fn image(&self, text: &str, python: PythonVersion, mirror: Option<&str>) -> Result<ImageRef, InvalidValue> {
        let text = text.replace("{python}", &python.to_string());
        match mirror.zip(text.strip_prefix(&self.registry)) {
            Some((mirror, rest)) => format!("{}{rest}", mirror.trim_end_matches('/')).parse(),
            None => text.parse(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::image_facts;

    #[test]
    fn rows_are_sorted_and_lead_to_images_that_are_known() {
        let rows = hardened_pairs();
        assert!(rows.windows(2).all(|pair| pair[0].id < pair[1].id));
        let python: PythonVersion = "3.13".parse().unwrap();
        for row in rows {
            let (builder, runtime) = (row.builder(python, None).unwrap(), row.runtime(python, None).unwrap());
            let builder = image_facts(builder.as_str()).unwrap_or_else(|| panic!("{} builds on an unknown image", row.id));
            let runtime = image_facts(runtime.as_str()).unwrap_or_else(|| panic!("{} runs on an unknown image", row.id));
            assert!(builder.row.shell && !runtime.row.shell, "{}", row.id);
            assert!(builder.row.libc == runtime.row.libc, "{}", row.id);
            let place = |facts: crate::knowledge::ImageFacts| facts.row.python.as_ref().and_then(|python| python.path.clone());
            match row.link(python) {
                Some(link) => assert_eq!(place(runtime), Some(link), "{}", row.id),
                None => assert_eq!(place(builder), place(runtime), "{}", row.id),
            }
            assert!(runtime.row.users.contains(&row.name), "{}", row.id);
            assert!(row.evidence.starts_with("https://"), "{}", row.id);
        }
    }

    #[test]
    fn a_mirror_takes_the_place_of_the_registry() {
        let dhi = hardened_pairs().iter().find(|row| row.id == "dhi").unwrap();
        let python: PythonVersion = "3.14".parse().unwrap();
        assert_eq!(
            dhi.builder(python, Some("registry.acme.dev/dhi/")).unwrap().as_str(),
            "registry.acme.dev/dhi/python:3.14-dev"
        );
        assert_eq!(dhi.runtime(python, None).unwrap().as_str(), "dhi.io/python:3.14");
    }
}

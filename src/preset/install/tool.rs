//! Where the manager itself comes from: a stage of its own, from which it is mounted.

use pep440_rs::{Version, VersionSpecifiers};

use crate::knowledge::{ToolRelease, image_facts, tools};
use crate::model::{
    BUILD_CONSTRAINTS, ImageRef, Install, InstallBlock, InstallTool, LockFormat, PackageManager, Stage, StageBase, StageName,
    Step,
};

use super::words::words;
use super::{Installer, arch};
use crate::preset::resolve::Images;

impl Installer<'_> {
    /// The stage that carries the manager. It is only ever mounted, so no image keeps it.
    pub fn tool_stage(&self, runtime: &ImageRef) -> Option<Stage> {
        let settings = &self.facts.settings;
        let python = self.facts.python.value;
        let release = |rows: &[ToolRelease]| ToolRelease::for_python(rows, python).map(|release| release.version.clone());
        let (name, version) = match self.tool()? {
            "uv" => {
                let required =
                    self.manifests.pyproject.iter().filter_map(|file| file.uv.as_ref()?.required_version.as_ref()).next();
                let version = match (&settings.uv_version, required) {
                    (Some(stated), _) => stated.clone(),
                    (None, Some(required)) => uv_release(required, &tools().uv.version),
                    (None, None) => tools().uv.version.clone(),
                };
                let image = format!("{}:{version}", tools().uv.image).parse().ok()?;
                return Some(Stage {
                    name: stage_name("uv"),
                    about: "uv: mounted into the install steps, not part of the final image.".to_owned(),
                    from: StageBase::Image(image),
                    platform: None,
                    steps: Vec::new(),
                });
            }
            "poetry" => {
                // Poetry computes the lock's content hash a little differently from release to release, so the release
                // that wrote the lock is taken; 1.x locks are read by 2.x, which runs on newer Pythons.
                let written = self.manifests.lock(LockFormat::Poetry).and_then(|lock| lock.written_by.as_deref()?.parse().ok());
                let written = written.filter(|version: &pep440_rs::Version| version.release().first() >= Some(&2));
                ("poetry", settings.poetry_version.clone().or(written).or_else(|| release(&tools().poetry)))
            }
            "pdm" => ("pdm", settings.pdm_version.clone().or_else(|| release(&tools().pdm))),
            _ => ("pipenv", settings.pipenv_version.clone().or_else(|| release(&tools().pipenv))),
        };
        let requirement = match (name, version) {
            // pdm's `locked` extra pins its own dependencies, which have broken it before.
            ("pdm", Some(version)) => format!("'pdm[locked]=={version}'"),
            ("poetry", Some(version)) => format!("poetry=={version} poetry-plugin-export"),
            (name, Some(version)) => format!("{name}=={version}"),
            (name, None) => name.to_owned(),
        };
        let install = Install {
            template: self.template(),
            mounts: vec![self.cache("pip", "/root/.cache/pip")],
            variables: Vec::new(),
            words: vec![requirement],
        };
        Some(Stage {
            name: stage_name(name),
            about: format!("{name}: mounted into the install steps, not part of the final image."),
            from: StageBase::Image(runtime.clone()),
            platform: None,
            steps: vec![arch(), Step::Install { block: InstallBlock::Tool, install: Box::new(install) }],
        })
    }

    /// The stage that the manager is mounted from; pip is in every Python image.
    pub(super) fn tool(&self) -> Option<&'static str> {
        match self.template() {
            "uv" | "uv-pip" => Some("uv"),
            "pip" => None,
            other => Some(other),
        }
    }

    pub(super) fn tool_mount(&self) -> Vec<String> {
        match self.tool() {
            Some("uv") => vec!["type=bind,from=uv,source=/uv,target=/usr/local/bin/uv".to_owned()],
            Some(tool) => vec![format!("type=bind,from={tool},source=/opt/{tool},target=/opt/{tool}")],
            None => Vec::new(),
        }
    }

    pub(super) fn template(&self) -> &'static str {
        match self.manager {
            PackageManager::Uv => "uv",
            PackageManager::Poetry => "poetry",
            PackageManager::Pdm => "pdm",
            PackageManager::Pipenv => "pipenv",
            PackageManager::Pip if self.tool == InstallTool::Uv => "uv-pip",
            PackageManager::Pip | PackageManager::None => "pip",
            PackageManager::Pylock | PackageManager::Pyproject | PackageManager::Setuptools | PackageManager::Script => "uv-pip",
        }
    }

    /// The interpreter of the image that installs.
    fn python(&self) -> String {
        let builder = self.facts.hardened.and_then(|_| Images::of(self.facts).ok()).map(|images| images.builder);
        let row = builder.and_then(|image| image_facts(image.as_str())).and_then(|facts| facts.row.python.as_ref());
        row.and_then(|python| python.path.clone()).unwrap_or_else(|| "/usr/local/bin/python".to_owned())
    }

    pub(super) fn env(&self) -> Vec<String> {
        let mut env = match self.template() {
            "uv" => {
                let python = format!("UV_PYTHON={}", self.python());
                words(&["UV_PROJECT_ENVIRONMENT=/opt/venv", &python, "UV_PYTHON_DOWNLOADS=never"])
            }
            "uv-pip" => words(&["VIRTUAL_ENV=/opt/venv", "UV_PYTHON_DOWNLOADS=never"]),
            "poetry" => words(&["POETRY_NO_INTERACTION=1"]),
            "pdm" => words(&["VIRTUAL_ENV=/opt/venv", "PDM_CHECK_UPDATE=0"]),
            "pipenv" => words(&["VIRTUAL_ENV=/opt/venv", "PIPENV_VERBOSITY=-1"]),
            _ => Vec::new(),
        };
        // pip compiles unless it is told otherwise, uv if it is told to.
        env.extend(match (self.template(), self.compiles) {
            ("uv" | "uv-pip", true) => words(&["UV_COMPILE_BYTECODE=1", "UV_LINK_MODE=copy"]),
            ("uv" | "uv-pip", false) => words(&["UV_LINK_MODE=copy"]),
            ("pip" | "poetry" | "pipenv", false) => words(&["PIP_COMPILE=0"]),
            _ => Vec::new(),
        });
        if !self.facts.build_constraints.is_empty() {
            env.extend(match self.template() {
                "uv" | "uv-pip" => vec![format!("UV_BUILD_CONSTRAINT={BUILD_CONSTRAINTS}")],
                // pip reads the first one for builds up to its release 25.2, and the second one since.
                _ => vec![format!("PIP_CONSTRAINT={BUILD_CONSTRAINTS}"), format!("PIP_BUILD_CONSTRAINT={BUILD_CONSTRAINTS}")],
            });
        }
        env
    }
}

/// The release of uv that a project asks for: pydock's, if it is allowed, else the tag of one that is. Ex) `0.9` for `==0.9.*`
fn uv_release(required: &VersionSpecifiers, usual: &Version) -> Version {
    use pep440_rs::Operator::{Equal, EqualStar, ExactEqual, GreaterThanEqual, LessThan, LessThanEqual, TildeEqual};
    if required.contains(usual) {
        return usual.clone();
    }
    let of = |operators: &[pep440_rs::Operator]| required.iter().find(|one| operators.contains(one.operator()));
    if let Some(exact) = of(&[Equal, ExactEqual, EqualStar, LessThanEqual]) {
        return exact.version().clone();
    }
    if let Some(minor) = of(&[TildeEqual]) {
        // `~=0.9.5` allows the rest of 0.9, whose tag is that of the newest one.
        let release = minor.version().release();
        return Version::new(release[..release.len() - 1].iter().copied());
    }
    match (of(&[LessThan]).map(|one| one.version().release().to_vec()), of(&[GreaterThanEqual])) {
        (Some(below), _) => {
            let mut release = below;
            while release.len() > 1 && release.last() == Some(&0) {
                release.pop();
            }
            if let Some(last) = release.last_mut() {
                *last = last.saturating_sub(1);
            }
            Version::new(release)
        }
        (None, Some(least)) => least.version().clone(),
        (None, None) => usual.clone(),
    }
}

fn stage_name(name: &str) -> StageName {
    name.parse().expect("a stage name written here")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_of_uv_is_one_that_the_project_takes() {
        for (required, expected) in [
            (">=0.5", "0.13.8"),
            ("==0.9.*", "0.9"),
            ("==0.9.7", "0.9.7"),
            ("~=0.9.5", "0.9"),
            (">=0.5,<0.10", "0.9"),
            ("<0.9.7", "0.9.6"),
            (">=0.14.2", "0.14.2"),
        ] {
            let release = uv_release(&required.parse().unwrap(), &"0.13.8".parse().unwrap());
            assert_eq!(release.to_string(), expected, "{required}");
        }
    }
}

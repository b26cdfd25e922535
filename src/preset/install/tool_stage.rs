//! Where the manager itself comes from: a stage of its own, from which it is mounted.

use pep440_rs::{Version, VersionSpecifiers};

use crate::knowledge::{ToolRelease, image_facts, tools};
use crate::model::{BUILD_CONSTRAINTS, ImageRef, Install, InstallBlock, Stage, StageBase, StageName, Step};

use super::installer::Installer;
use super::literal::{arch, words};
use super::tool::{Interpreter, ToolStage};
use crate::preset::images::Images;

impl Installer<'_> {
    /// The stage that carries the manager. It is only ever mounted, so no image keeps it. `None` if the base has the manager.
    pub fn tool_stage(&self, runtime: &ImageRef) -> Option<Stage> {
        let (name, requirement) = match self.tool().stage.as_ref()? {
            ToolStage::Uv => return self.uv_stage(),
            ToolStage::Installed { name, releases, version, requirement } => {
                let python = self.facts.python.value;
                let pinned = || ToolRelease::for_python(releases(), python).map(|release| release.version.clone());
                let version = version(&self.facts.settings, self.manifests).or_else(pinned);
                (*name, version.map_or_else(|| (*name).to_owned(), |version| requirement(&version)))
            }
        };
        let install = Install {
            template: self.tool().template,
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

    fn uv_stage(&self) -> Option<Stage> {
        let required = self.manifests.pyproject.iter().filter_map(|file| file.uv.as_ref()?.required_version.as_ref()).next();
        let version = match (&self.facts.settings.uv_version, required) {
            (Some(stated), _) => stated.clone(),
            (None, Some(required)) => uv_release(required, &tools().uv.version),
            (None, None) => tools().uv.version.clone(),
        };
        let image = format!("{}:{version}", tools().uv.image).parse().ok()?;
        Some(Stage {
            name: stage_name("uv"),
            about: "uv: mounted into the install steps, not part of the final image.".to_owned(),
            from: StageBase::Image(image),
            platform: None,
            steps: Vec::new(),
        })
    }

    pub(super) fn tool_mount(&self) -> Vec<String> {
        match &self.tool().stage {
            Some(ToolStage::Uv) => vec!["type=bind,from=uv,source=/uv,target=/usr/local/bin/uv".to_owned()],
            Some(ToolStage::Installed { name, .. }) => {
                vec![format!("type=bind,from={name},source=/opt/{name},target=/opt/{name}")]
            }
            None => Vec::new(),
        }
    }

    /// The interpreter of the image that installs.
    fn python(&self) -> String {
        let builder = self.facts.hardened.and_then(|_| Images::of(self.facts).ok()).map(|images| images.builder);
        let row = builder.and_then(|image| image_facts(image.as_str())).and_then(|facts| facts.row.python.as_ref());
        row.and_then(|python| python.path.clone()).unwrap_or_else(|| "/usr/local/bin/python".to_owned())
    }

    pub(super) fn env(&self) -> Vec<String> {
        let tool = self.tool();
        let mut env = (tool.env)(Interpreter(&self.python()));
        env.extend(words(if self.compiles { tool.compiling } else { tool.not_compiling }));
        if !self.facts.build_constraints.is_empty() {
            env.extend(tool.build_constraints.iter().map(|name| format!("{name}={BUILD_CONSTRAINTS}")));
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

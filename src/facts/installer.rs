//! Whether pip or uv installs a requirements file.

use super::Settings;
use super::dependencies::DependencyFacts;
use super::resolver::Resolver;
use crate::detect::installer::{PipOnly, pip_only};
use crate::manifest::RequirementsFile;
use crate::model::{Fact, InstallTool, InstallToolChoice, Location, Note, Origin, PackageManager, PythonVersion, Torch};

/// The oldest Python that uv installs for.
const OLDEST_OF_UV: PythonVersion = PythonVersion { major: 3, minor: 8 };

impl Resolver<'_> {
    /// What installs the requirements file; `None` if the project is not installed from one.
    pub(super) fn installer(
        self,
        dependencies: &DependencyFacts,
        settings: &Settings,
        notes: &mut Vec<Note>,
    ) -> Fact<Option<InstallTool>> {
        let stated = self.answers.installer.as_ref();
        let manager = dependencies.manager.value;
        if manager != PackageManager::Pip {
            let flag = stated.filter(|fact| fact.origin == Origin::Flag);
            notes.extend(flag.map(|_| {
                Note::warning(format!("`--installer` changes nothing: {manager} installs this project"))
                    .hint("it is for projects that are installed from a requirements file")
            }));
            return Fact::default_value(None);
        }
        let manifest = dependencies.manifest.value.as_ref();
        let Some(file) = self.manifests.requirements.iter().find(|file| Some(&file.path) == manifest) else {
            return Fact::default_value(Some(InstallTool::Pip));
        };
        let against = self.against_uv(file, dependencies.python.value, settings);
        match stated {
            Some(Fact { value: InstallToolChoice::Named(tool), origin }) => {
                if let (InstallTool::Uv, Some(PipOnly { reason, at })) = (tool, against) {
                    let message = format!("uv may install other files than pip: {reason}");
                    notes.push(Note::warning(message).at(at).hint("`--installer pip` installs what pip would"));
                }
                Fact::new(Some(*tool), origin.clone())
            }
            _ => {
                let (tool, at) = match against {
                    // The usual case needs no note; `explain` has the reason.
                    None => (InstallTool::Uv, Location::file(file.path.clone())),
                    Some(PipOnly { reason, at }) => {
                        let message = format!("pip installs `{}` rather than uv: {reason}", file.path);
                        notes.push(Note::info(message).at(at.clone()));
                        (InstallTool::Pip, at)
                    }
                };
                Fact::new(Some(tool), Origin::Detected { at })
            }
        }
    }

    /// Why uv would not do what pip does.
    fn against_uv(self, file: &RequirementsFile, python: PythonVersion, settings: &Settings) -> Option<PipOnly> {
        let named = |reason: String| Some(PipOnly { reason, at: Location::file(file.path.clone()) });
        if python < OLDEST_OF_UV {
            return named(format!("uv does not install for Python {python}"));
        }
        if self.answers.torch.as_ref().is_some_and(|fact| fact.value == Torch::Cpu) {
            return named("`--torch cpu` takes some of it from PyTorch's index".to_owned());
        }
        if settings.private_index == Some(true) {
            return named("the secret for a private index is a `pip.conf`".to_owned());
        }
        if let Some(reason) = self.for_pip {
            return named(reason.to_owned());
        }
        pip_only(file)
    }
}

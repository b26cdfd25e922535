//! `setup.cfg` and `setup.py`, the latter as a syntax tree that is never run.

mod cfg;
mod ini;
mod literal;
mod options;
mod package;
mod py;

use super::error::ManifestError;
use crate::model::{Location, Note, RelPath};
use crate::python::SourceFile;
use crate::tree::ProjectTree;

pub use package::SetupPackage;
use package::empty;

/// A `setup.cfg` that only configures tools, without `[metadata]` and `[options]`, makes no package.
pub(super) fn read(tree: &ProjectTree, notes: &mut Vec<Note>) -> Result<Option<SetupPackage>, ManifestError> {
    let (cfg_path, py_path) = (RelPath::named("setup.cfg"), RelPath::named("setup.py"));
    let cfg_text = tree.text(&cfg_path)?;
    let is_package =
        |text: &str| ini::read(text).iter().any(|entry| entry.section == "metadata" || entry.section.starts_with("options"));
    let cfg_text = cfg_text.filter(|text| is_package(text));
    let module = crate::python::read(tree, &py_path)?;
    let source = module.as_ref().map(|module| &module.source);
    if source.is_some_and(SourceFile::is_refused) {
        let message = "it is nested too deeply or too long, so its dependencies are not read";
        notes.push(Note::warning(message).at(Location::file(py_path.clone())));
    }
    if cfg_text.is_none() && source.is_none() {
        return Ok(None);
    }
    let mut setup = empty(if source.is_some() { py_path.clone() } else { cfg_path.clone() });
    if let Some(text) = &cfg_text {
        setup.paths.push(cfg_path.clone());
        cfg::read(tree, &cfg_path, text, &mut setup, notes)?;
    }
    if let Some(source) = source {
        setup.paths.insert(0, py_path);
        py::read(tree, source, &mut setup, notes)?;
    }
    Ok(Some(setup))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dependency;

    fn read_files(files: &[(&str, &str)]) -> SetupPackage {
        read(&ProjectTree::in_memory(files.iter().copied()), &mut Vec::new()).unwrap().unwrap()
    }

    fn names(dependencies: &[Dependency]) -> Vec<String> {
        dependencies.iter().map(|d| format!("{} @{}", d.name, d.at)).collect()
    }

    #[test]
    fn literals_and_constants_of_setup_py_are_read() {
        let setup = read_files(&[
            (
                "setup.py",
                "from setuptools import setup\nBASE = ['flask']; django.setup()\nREQUIRES = BASE + [\n    'rich>=1',\n]\n\
                 setup(\n    name='shop',\n    python_requires='>=3.9',\n    install_requires=REQUIRES,\n\
                 \x20   extras_require={'dev': ['pytest'], 'all': compute()},\n    py_modules=['app'],\n\
                 \x20   long_description=open('README.md').read(),\n\
                 \x20   entry_points={'console_scripts': ['shop = app:main']},\n)\n",
            ),
            ("README.md", ""),
        ]);
        assert_eq!(names(&setup.dependencies), ["flask @setup.py:2", "rich @setup.py:4"]);
        assert_eq!(setup.requires_python.unwrap().1.to_string(), "setup.py:8");
        assert_eq!((setup.extras.len(), setup.dependencies_unknown), (1, None));
        assert_eq!(setup.scripts[0].target, "app:main");
        assert_eq!(setup.options.py_modules, Some(vec!["app".to_owned()]));
        assert_eq!(setup.files[0].as_str(), "README.md");
        assert_eq!(setup.at.to_string(), "setup.py:6");
    }

    #[test]
    fn computed_dependencies_are_said_to_be_unknown() {
        for text in [
            "from setuptools import setup\nsetup(install_requires=open('requirements.txt').read().splitlines())\n",
            "import setuptools\nsetuptools.setup(**options())\n",
            "from setuptools import setup\nR = ['a']\nR += ['b']\nif True:\n    pass\nsetup(install_requires=R)\n",
        ] {
            assert!(read_files(&[("setup.py", text)]).dependencies_unknown.is_some(), "{text}");
        }
    }

    #[test]
    fn setup_cfg_is_read_and_a_tools_only_one_is_no_package() {
        let setup = read_files(&[
            (
                "setup.cfg",
                "[metadata]\nname = shop\nlong_description = file: README.md\n[options]\npython_requires = >=3.8\n\
                 install_requires =\n    flask\n    tomli; python_version < '3.11'\n[options.entry_points]\n\
                 console_scripts =\n    shop = shop.cli:main\n[options.extras_require]\ndev = pytest\n",
            ),
            ("setup.py", "from setuptools import setup\nsetup()\n"),
        ]);
        assert_eq!(names(&setup.dependencies), ["flask @setup.cfg:7", "tomli @setup.cfg:8"]);
        assert_eq!(setup.scripts[0].at.to_string(), "setup.cfg:11");
        assert_eq!(setup.paths.len(), 2);
        let tools = ProjectTree::in_memory([("setup.cfg", "[flake8]\nmax-line-length = 100\n")]);
        assert!(read(&tools, &mut Vec::new()).unwrap().is_none());
    }
}

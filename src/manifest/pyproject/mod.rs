//! `pyproject.toml`: PEP 518 and 621 metadata, PEP 735 groups, and the tables of uv, poetry, pdm and flit.

mod backend;
mod flit;
mod groups;
mod poetry;
mod project;
mod tables;
mod uv;

use super::error::ManifestError;
use super::requirements::RequirementsFile;
use super::toml_file::{TomlFile, lookup};
use crate::model::{Note, RelPath};
use crate::tree::ProjectTree;

pub use tables::{BuildSystem, PdmTable, PoetryTable, Pyproject, ScriptEntry, UvTable};

impl Pyproject {
    pub(super) fn read(tree: &ProjectTree, file: &TomlFile<'_>, notes: &mut Vec<Note>) -> Result<Self, ManifestError> {
        let mut pyproject = Self::empty(file.path.clone());
        groups::read(file, &mut pyproject)?;
        project::read(file, &mut pyproject, notes)?;
        poetry::read(file, &mut pyproject)?;
        flit::read(file, &mut pyproject)?;
        uv::read(file, tree, &mut pyproject)?;
        uv::read_pdm(file, &mut pyproject)?;
        backend::read(file, &mut pyproject);
        pyproject.read_dynamic_dependencies(tree, file, notes)?;
        pyproject.fastapi_entrypoint = lookup(&file.root, &["tool", "fastapi", "entrypoint"])
            .and_then(|value| Some((value.get_ref().as_str()?.to_owned(), file.at(value))));
        if let Some(value) = lookup(&file.root, &["tool", "pixi", "dependencies"])
            && value.get_ref().as_table().is_some_and(|table| table.keys().any(|name| name.get_ref() != "python"))
        {
            pyproject.pixi = Some(file.at(value));
        }
        if let Some(tools) = file.table(&file.root, "tool")? {
            pyproject.tools = tools.keys().map(|name| name.get_ref().to_string()).collect();
        }
        Ok(pyproject)
    }

    /// setuptools may take the dependencies from requirements files.
    fn read_dynamic_dependencies(
        &mut self,
        tree: &ProjectTree,
        file: &TomlFile<'_>,
        notes: &mut Vec<Note>,
    ) -> Result<(), ManifestError> {
        let files = lookup(&file.root, &["tool", "setuptools", "dynamic", "dependencies", "file"]);
        let Some(files) = files.filter(|_| self.dynamic.iter().any(|field| field == "dependencies")) else { return Ok(()) };
        let many = files.get_ref().as_array().map_or(std::slice::from_ref(files), |array| &**array);
        for path in many.iter().filter_map(|item| RelPath::parse(item.get_ref().as_str()?).ok()) {
            let read = RequirementsFile::read(tree, &path, notes)?;
            self.dependencies.extend(read.into_iter().flat_map(|file| file.dependencies));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

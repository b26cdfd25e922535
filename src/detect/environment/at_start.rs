//! Which functions run whenever the program starts: those that the modules call while they are loaded, and those that
//! these call.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::model::{RelPath, Start};
use crate::python::{Definition, Module, Project, Target, calls};

/// The functions, by file and name.
#[derive(Debug, Default)]
pub struct AtStart {
    functions: HashSet<(RelPath, String)>,
    /// The file that is run as a program, where one is.
    start: Option<RelPath>,
}

impl AtStart {
    pub fn find(project: &Project<'_>, modules: &[Rc<Module>], start: Option<&Start>) -> Self {
        let mut found = Self { functions: HashSet::new(), start: start.and_then(|start| start.file.clone()) };
        let mut callees: HashMap<(RelPath, String), Vec<(RelPath, String)>> = HashMap::new();
        let mut open = Vec::new();
        for module in modules {
            let is_start = found.is_start(module.path());
            for site in calls(module.statements()) {
                let callee = match project.target(module, &site.call.func) {
                    Some(Target::Local(name)) => callee(module, &name),
                    Some(Target::Project { file, rest }) if !rest.is_empty() => {
                        let (file, name) = project.defined(&file, &rest);
                        project.module(&file).and_then(|module| callee(&module, &name))
                    }
                    _ => continue,
                };
                let Some(callee) = callee else { continue };
                match site.function {
                    Some(function) => {
                        let caller = (module.path().clone(), function.name.to_string());
                        callees.entry(caller).or_default().push(callee);
                    }
                    None if site.guarded && !is_start => {}
                    None => open.push(callee),
                }
            }
            let attribute = start.filter(|_| is_start).and_then(|start| start.entrypoint.as_ref()?.attribute.as_ref());
            open.extend(attribute.map(|attribute| (module.path().clone(), attribute.as_str().to_owned())));
        }
        while let Some(function) = open.pop() {
            if found.functions.insert(function.clone()) {
                open.extend(callees.remove(&function).unwrap_or_default());
            }
        }
        found
    }

    pub fn runs(&self, file: &RelPath, function: &str) -> bool {
        self.functions.contains(&(file.clone(), function.to_owned()))
    }

    /// Whether the file is the one that is run, so that what `if __name__ == "__main__":` guards runs too.
    pub fn is_start(&self, file: &RelPath) -> bool {
        self.start.as_ref() == Some(file)
    }
}

/// A function of the module, or a method that is called on its class. Ex) `Settings.load`
fn callee(module: &Module, name: &str) -> Option<(RelPath, String)> {
    let function = match name.split_once('.') {
        None => name,
        Some((class, method)) => {
            let is_class = matches!(module.definition(class), Some(Definition::Class(_)));
            Some(method).filter(|method| is_class && !method.contains('.'))?
        }
    };
    Some((module.path().clone(), function.to_owned()))
}

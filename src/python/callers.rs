//! The calls in a project that give a function's parameters their values.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ruff_python_ast::{Arguments, Expr, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::calls::call_at;
use super::{Module, Project, Target, bindings, calls};
use crate::model::{RelPath, Text};

/// Imports of an import that are followed before the search gives up.
const DEEPEST: usize = 4;

/// Modules that are searched for the calls of one function. A name that more of them call is too common to say anything.
const MOST_MODULES: usize = 40;

/// The files that are searched for calls.
#[derive(Default)]
pub struct Callers {
    files: Vec<(RelPath, Text)>,
    /// By file: the names that it calls, made when they are asked for.
    called: RefCell<HashMap<usize, Rc<HashSet<String>>>>,
    /// The calls that enter a function, by where it stands and where the project's imports lead: each path that depends on a
    /// parameter asks for them.
    entering: RefCell<HashMap<Entered, Rc<Vec<Entering>>>>,
}

/// The project's identity, and the file of a function with its place there.
type Entered = (usize, RelPath, TextSize);

/// A call by its place, and its module. `None` if that is the one that the function is in.
type Entering = (Option<Rc<Module>>, TextRange);

/// What a call must name to enter a function.
enum Callee<'m> {
    /// A function of the module, or a class whose constructor it is.
    Exported(&'m str),
    /// A method. Ex) `self.open(path)`
    Method(&'m str),
}

impl Callers {
    pub fn new(files: Vec<(RelPath, Text)>) -> Self {
        Self { files, ..Self::default() }
    }

    /// The files whose text has the name.
    pub fn naming(&self, name: &str) -> impl Iterator<Item = &RelPath> {
        self.files.iter().filter(move |(_, text)| text.contains(name)).map(|(path, _)| path)
    }

    /// The modules that call something of this name, or under the name that they import it by.
    fn calling(&self, project: &Project<'_>, name: &str) -> Vec<Rc<Module>> {
        let mut found = Vec::new();
        for (index, (path, _)) in self.files.iter().enumerate().filter(|(_, (_, text))| text.contains(name)) {
            let Some(module) = project.module(path) else { continue };
            let known = self.called.borrow().get(&index).cloned();
            let called = known.unwrap_or_else(|| {
                let called = Rc::new(called_names(&module));
                self.called.borrow_mut().insert(index, called.clone());
                called
            });
            if called.contains(name) {
                found.push(module);
            }
            if found.len() > MOST_MODULES {
                return Vec::new();
            }
        }
        found
    }

    /// Whether one function alone of all the files has the name, and the name is no word that objects from outside answer to.
    fn is_defined_once(&self, name: &str) -> bool {
        let definition = format!("def {name}(");
        let count = self.files.iter().map(|(_, text)| text.matches(&definition).count()).sum::<usize>();
        count == 1 && name.contains('_')
    }

    /// Calls `each` with every call that enters the function: the module, the function around the call, and its arguments.
    pub fn each(
        &self,
        project: &Project<'_>,
        module: &Module,
        entered: &StmtFunctionDef,
        each: &mut dyn FnMut(&Module, Option<&StmtFunctionDef>, &Arguments),
    ) {
        if self.files.is_empty() {
            return;
        }
        let key = (project.identity(), module.path().clone(), entered.range.start());
        let known = self.entering.borrow().get(&key).cloned();
        let entering = known.unwrap_or_else(|| {
            let entering = Rc::new(self.entering(project, module, entered));
            self.entering.borrow_mut().insert(key, entering.clone());
            entering
        });
        for (caller, place) in entering.iter() {
            let caller = caller.as_deref().unwrap_or(module);
            if let Some(site) = call_at(caller.statements(), *place) {
                each(caller, site.function, &site.call.arguments);
            }
        }
    }

    fn entering(&self, project: &Project<'_>, module: &Module, entered: &StmtFunctionDef) -> Vec<Entering> {
        let mut found = Vec::new();
        let Some(callee) = callee(module, entered) else { return found };
        match callee {
            Callee::Method(name) => {
                let mut calls_of = |caller: &Module, other: Option<&Rc<Module>>| {
                    for site in calls(caller.statements()) {
                        let Expr::Attribute(attribute) = site.call.func.as_ref() else { continue };
                        let is_self = matches!(attribute.value.as_ref(), Expr::Name(of) if of.id.as_str() == "self");
                        if attribute.attr.as_str() == name && (is_self || other.is_some()) {
                            found.push((other.cloned(), site.call.range()));
                        }
                    }
                };
                // Where no other class has a method of the name, every call of it is one of this.
                if self.is_defined_once(name) {
                    self.calling(project, name).iter().for_each(|caller| calls_of(caller, Some(caller)));
                } else {
                    calls_of(module, None);
                }
            }
            Callee::Exported(name) => {
                for caller in self.calling(project, name) {
                    for site in calls(caller.statements()) {
                        if !names_of(&caller, &site.call.func).any(|called| called == name) {
                            continue;
                        }
                        let (file, rest) = match project.target(&caller, &site.call.func) {
                            Some(Target::Local(rest)) => (caller.path().clone(), rest),
                            Some(Target::Project { file, rest }) => (file, rest),
                            _ => continue,
                        };
                        if defines(project, file, rest, module.path(), name) {
                            found.push((Some(caller.clone()), site.call.range()));
                        }
                    }
                }
            }
        }
        found
    }
}

/// Every name that the module calls.
fn called_names(module: &Module) -> HashSet<String> {
    calls(module.statements()).iter().flat_map(|site| names_of(module, &site.call.func)).map(str::to_owned).collect()
}

/// The last name of what is called, and the one that it was imported by. Ex) `write` and `save` after `import save as write`
fn names_of<'m>(module: &'m Module, callee: &'m Expr) -> impl Iterator<Item = &'m str> {
    let name = match callee {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    };
    let imported = name.and_then(|name| module.imports.get(name)).and_then(|path| path.path.rsplit('.').next());
    name.into_iter().chain(imported)
}

fn callee<'m>(module: &'m Module, function: &'m StmtFunctionDef) -> Option<Callee<'m>> {
    let name = function.name.as_str();
    if bindings::functions(module.statements()).iter().any(|own| own.range() == function.range()) {
        return Some(Callee::Exported(name));
    }
    let class =
        bindings::classes(module.statements()).into_iter().find(|class| class.range().contains_range(function.range()))?;
    let is_method = bindings::functions(&class.body).iter().any(|method| method.range() == function.range());
    match name {
        _ if !is_method => None,
        "__init__" => Some(Callee::Exported(class.name.as_str())),
        _ => Some(Callee::Method(name)),
    }
}

/// Whether the name that the file is asked for is the one that the module defines; a name that is only imported is followed.
fn defines(project: &Project<'_>, mut file: RelPath, mut rest: String, module: &RelPath, name: &str) -> bool {
    for _ in 0..DEEPEST {
        if file == *module {
            return rest == name;
        }
        let Some(other) = project.module(&file) else { return false };
        let first = rest.split('.').next().unwrap_or_default();
        if other.definition(first).is_some() {
            return false;
        }
        let Some(import) = other.imports.get(first) else { return false };
        let Target::Project { file: next, rest: below } = project.import(&file, import) else { return false };
        let behind = rest.split_once('.').map(|(_, behind)| behind).unwrap_or_default();
        rest = [below.as_str(), behind].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        file = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tree::ProjectTree;

    #[test]
    fn calls_are_found_through_imports_and_constructors() {
        let files = [
            ("shop/__init__.py", "from .store import save\n"),
            (
                "shop/store.py",
                "def save(path): ...\nclass Store:\n    def __init__(self, path): ...\n    def keep(self, path): ...\n    def go(self):\n        self.keep('kept')\n",
            ),
            (
                "main.py",
                "import shop\nfrom shop.store import Store, save as write\nshop.save('a')\nwrite('b')\nStore('c')\nother('d')\n",
            ),
        ];
        let tree = ProjectTree::in_memory(files);
        let project = Project::new(&tree, Vec::new(), BTreeSet::new());
        let module = |path: &str| project.module(&RelPath::parse(path).unwrap()).unwrap();
        let file = |path: &str| (RelPath::parse(path).unwrap(), tree.text(&RelPath::parse(path).unwrap()).unwrap().unwrap());
        let callers = Callers::new(vec![file("main.py"), file("shop/store.py")]);
        let store = module("shop/store.py");
        let class = bindings::classes(store.statements())[0];
        let own = bindings::functions(&class.body);
        for (function, expected) in [(bindings::functions(store.statements())[0], "a b"), (own[0], "c"), (own[1], "kept")] {
            let mut found = Vec::new();
            callers.each(&project, &store, function, &mut |_, _, arguments| {
                found.extend(arguments.args.first().and_then(super::super::literal::string).map(str::to_owned));
            });
            assert_eq!(found.join(" "), expected, "{}", function.name);
        }
        // What was found is not looked for again.
        let known = callers.entering.borrow().clone();
        assert_eq!(known.len(), 3);
        for function in [bindings::functions(store.statements())[0], own[0], own[1]] {
            let mut count = 0;
            callers.each(&project, &store, function, &mut |_, _, _| count += 1);
            let key = (project.identity(), store.path().clone(), function.range.start());
            assert_eq!((count, callers.entering.borrow().len()), (known[&key].len(), 3), "{}", function.name);
            assert!(Rc::ptr_eq(&known[&key], &callers.entering.borrow()[&key]));
        }
    }

    #[test]
    fn what_a_file_calls_is_collected_once_and_a_common_name_says_nothing() {
        let files: Vec<(String, &str)> = (0..=MOST_MODULES).map(|number| (format!("m{number}.py"), "save('a')\n")).collect();
        let tree = ProjectTree::in_memory(files.iter().map(|(path, text)| (path.as_str(), *text)));
        let project = Project::new(&tree, Vec::new(), BTreeSet::new());
        let texts = tree.walk().files.iter().map(|path| (path.clone(), tree.text(path).unwrap().unwrap()));
        let callers = Callers::new(texts.collect());
        assert!(callers.calling(&project, "save").is_empty());
        let known = callers.called.borrow().clone();
        assert!(callers.calling(&project, "save").is_empty());
        assert!(callers.calling(&project, "keep").is_empty());
        assert_eq!(known.len(), callers.called.borrow().len());
        let again = callers.called.borrow();
        assert!(known.iter().all(|(file, names)| Rc::ptr_eq(names, &again[file])));
    }
}

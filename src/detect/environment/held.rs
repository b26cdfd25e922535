//! Where the value of a read is kept for other code, in a name of a module or in an attribute of a class's objects, and what other
//! code cannot do without. Ex) `if not settings.BOT_TOKEN: sys.exit(1)` where another file says `BOT_TOKEN: str = ""`

use ruff_python_ast::{Expr, StmtClassDef, StmtFunctionDef};

use super::read::Read;
use crate::model::{RelPath, VariableKind};
use crate::python::{Definition, Module, Place, Project, Target, class_of, class_of_value, defining};

/// Names that stand for others, followed before the search gives up.
const DEEPEST: usize = 4;

/// A name of a module, or an attribute that a class gives its objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub file: RelPath,
    pub class: Option<String>,
    pub name: String,
}

/// Code that runs whenever the program starts and fails without what is held.
#[derive(Debug, Clone)]
pub struct Demand {
    pub held: Held,
    /// An empty text is as good as none.
    pub fails_empty: bool,
    pub kind: Option<VariableKind>,
}

/// Where code stands: the function around it and the class of the method.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub function: Option<&'a StmtFunctionDef>,
    pub class: Option<&'a StmtClassDef>,
}

/// What the expression names, seen from the code around it. `None` if that is not known.
pub fn held(project: &Project<'_>, module: &Module, around: Around<'_>, expression: &Expr) -> Option<Held> {
    of(project, module, around, expression, DEEPEST)
}

/// The attribute `name` of the object that the expression is. `None` if the object is not known.
pub fn attribute(project: &Project<'_>, module: &Module, around: Around<'_>, object: &Expr, name: &str) -> Option<Held> {
    let function = around.function.map(|function| function.name.to_string()).unwrap_or_default();
    let class = around.class.map(|class| class.name.to_string());
    let place = Place { file: module.path().clone(), class, function };
    let class = class_of_value(project, module, &place, around.function, object);
    let class = class.or_else(|| class_of(project, module, object))?;
    let (file, class) = defining(project, class, name)?;
    Some(Held { file, class: Some(class), name: name.to_owned() })
}

fn of(project: &Project<'_>, module: &Module, around: Around<'_>, expression: &Expr, depth: usize) -> Option<Held> {
    let depth = depth.checked_sub(1)?;
    match expression {
        Expr::Name(name) => {
            if let Some(function) = around.function
                && module.binds(function, name.id.as_str())
            {
                let binding = module.local(function, name.id.as_str())?;
                return matches!(binding.value, Expr::Name(_) | Expr::Attribute(_))
                    .then(|| of(project, module, around, binding.value, depth))
                    .flatten();
            }
            of_module(project, module, expression, depth)
        }
        Expr::Attribute(named) => of_module(project, module, expression, depth)
            .or_else(|| attribute(project, module, around, &named.value, named.attr.as_str())),
        _ => None,
    }
}

/// A plain name of a file of the project, or what it stands for there. Ex) `TOKEN = settings.bot_token`
fn of_module(project: &Project<'_>, module: &Module, expression: &Expr, depth: usize) -> Option<Held> {
    let (file, name) = match project.target(module, expression)? {
        Target::Local(name) => (module.path().clone(), name),
        Target::Project { file, rest } if !rest.is_empty() => project.defined(&file, &rest),
        _ => return None,
    };
    if name.contains('.') {
        return None;
    }
    let other = project.module(&file)?;
    match other.definition(&name)? {
        Definition::Values(values) => {
            let nowhere = Around { function: None, class: None };
            let named = values.iter().filter(|value| matches!(value, Expr::Name(_) | Expr::Attribute(_)));
            let further = named.filter_map(|value| of(project, &other, nowhere, value, depth)).next();
            Some(further.unwrap_or(Held { file, class: None, name }))
        }
        _ => None,
    }
}

/// Makes what the code demands of what others hold a demand of the reads that it comes from.
pub fn apply(demands: &[Demand], reads: &mut [Read]) {
    for read in reads.iter_mut() {
        let Some(held) = &read.held else { continue };
        let own = || demands.iter().filter(|demand| demand.held == *held);
        read.kind = read.kind.or_else(|| own().find_map(|demand| demand.kind));
        let is_missed = own().any(|demand| !read.defaulted || (read.is_empty && demand.fails_empty));
        if is_missed && !read.guards {
            (read.raises, read.certain) = (true, true);
        }
    }
}

//! What a call or a subscript reads: the variable's name, its default and what is made of it, by the rows of
//! `environment_readers.toml` and the project's own helper functions.

use ruff_python_ast::{Arguments, Expr, ExprCall, ExprSubscript, StmtFunctionDef};

use super::helpers::Helper;
use super::loops::Shape;
use super::names::{Named, Names};
use super::read::kind_of_type;
use crate::knowledge::{ReadingClass, environment_readers};
use crate::model::VariableKind;
use crate::python::Module;

/// A read whose name may still be an expression.
#[derive(Debug, Default)]
pub struct Site<'a> {
    pub name: Option<&'a Expr>,
    /// What is put around the name.
    pub shape: Shape,
    /// Further names, any of which may be given.
    pub more: &'a [Expr],
    /// The name where the call gives none. `None` if the call gives it, or nothing does.
    pub variable: Option<&'a str>,
    pub default: Option<&'a Expr>,
    pub raises: bool,
    pub guards: bool,
    pub kind: Option<VariableKind>,
    pub stand_in: Option<String>,
}

/// The mapping's method `get`, `pop` or `setdefault`.
fn of_mapping<'a>(method: &str, arguments: &'a Arguments) -> Option<Site<'a>> {
    let default = arguments.find_argument_value("default", 1).filter(|default| !default.is_none_literal_expr());
    let name = arguments.find_argument_value("key", 0);
    match method {
        "get" => Some(Site { name, default, ..Site::default() }),
        "pop" => Some(Site { name, default, raises: arguments.len() < 2, ..Site::default() }),
        "setdefault" => Some(Site { name, default, guards: true, ..Site::default() }),
        _ => None,
    }
}

/// Whether the expression is a mapping from names to values.
pub fn is_mapping(named: &Named) -> bool {
    let name = match named {
        Named::External(name) => name,
        Named::Instance { class, rest, .. } if rest.is_empty() => class,
        _ => return false,
    };
    environment_readers().mappings.iter().any(|mapping| mapping == name)
}

/// What `os.environ["X"]` reads; `None` if the object is no mapping of variables.
pub fn of_subscript<'a>(
    names: &Names<'_>,
    module: &Module,
    function: Option<&StmtFunctionDef>,
    subscript: &'a ExprSubscript,
) -> Option<Site<'a>> {
    let named = names.of(module, function, &subscript.value)?;
    is_mapping(&named).then(|| Site { name: Some(&subscript.slice), raises: true, ..Site::default() })
}

/// What the call reads. The name of what it calls was followed before.
pub fn of_call<'a>(named: &Named, helpers: &[Helper], call: &'a ExprCall) -> Vec<Site<'a>> {
    match named {
        Named::Function { file, name } => {
            let own: Vec<&Helper> = helpers.iter().filter(|helper| helper.file == *file && helper.function == *name).collect();
            own.iter().map(|helper| of_helper(helper, &own, &call.arguments)).collect()
        }
        _ => of_reader(named, &call.arguments).into_iter().collect(),
    }
}

fn of_helper<'a>(helper: &Helper, own: &[&Helper], arguments: &'a Arguments) -> Site<'a> {
    // Behind a rest of names there are keywords alone.
    let of = |(position, keyword): &(usize, String)| match helper.many && *keyword != helper.name.1 {
        true => arguments.find_keyword(keyword).map(|keyword| &keyword.value),
        false => arguments.find_argument_value(keyword, *position),
    };
    let more = if helper.many { arguments.args.get(helper.name.0 + 1..).unwrap_or_default() } else { &[] };
    let is_name = |default: &&(usize, String)| own.iter().any(|other| other.name == **default);
    let default = helper.default.as_ref().filter(|default| !is_name(default)).and_then(of);
    let default = default.filter(|default| !default.is_none_literal_expr());
    Site {
        name: of(&helper.name),
        shape: helper.shape.clone(),
        more,
        default: default.filter(|_| helper.shape.is_plain()),
        // Another variable may stand for it. Ex) `TOKEN_FILE` for `TOKEN`
        raises: helper.raises && default.is_none() && more.is_empty() && own.iter().all(|other| other.shape == helper.shape),
        kind: helper.kind,
        ..Site::default()
    }
}

fn of_reader<'a>(named: &Named, arguments: &'a Arguments) -> Option<Site<'a>> {
    match named {
        Named::External(path) => {
            let rows = environment_readers();
            if let Some((mapping, method)) = path.rsplit_once('.')
                && rows.mappings.iter().any(|known| known == mapping)
            {
                return of_mapping(method, arguments);
            }
            if let Some(row) = rows.function(path) {
                let name = match &row.argument {
                    Some(keyword) => arguments.find_argument_value(keyword, row.position),
                    None => arguments.find_positional(row.position),
                };
                let default = row.default.and_then(|position| arguments.find_argument_value("default", position));
                let cast = row.cast.and_then(|position| arguments.find_argument_value("cast", position));
                let (kind, stand_in) = cast.map(kind_of_type).unwrap_or_default();
                return Some(Site {
                    name,
                    variable: row.variable.as_deref(),
                    // `None` stands for a variable that is not set, and is no value.
                    default: default.filter(|default| !default.is_none_literal_expr()),
                    raises: row.raises && default.is_none(),
                    kind: row.kind.or(kind),
                    stand_in: row.stand_in.clone().or(stand_in),
                    ..Site::default()
                });
            }
            if let Some(row) = rows.client(path) {
                let is_given = |keyword: &String| arguments.find_keyword(keyword).is_some();
                let is_unpacked = arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
                let is_placed = row.position.is_some_and(|position| arguments.args.len() > position);
                let variable = Some(row.variable.as_str());
                return (!is_unpacked && !is_placed && !row.unless.iter().any(is_given)).then(|| Site {
                    variable,
                    raises: true,
                    ..Site::default()
                });
            }
            let (class, method) = rows.classes.iter().find_map(|class| {
                let instance = class.instances.iter().find(|instance| path.starts_with(instance.as_str()))?;
                let rest = &path[instance.len()..];
                if rest.is_empty() { Some((class, "")) } else { Some((class, rest.strip_prefix('.')?)) }
            })?;
            of_instance(class, method, arguments)
        }
        Named::Instance { class, rest, .. } => match environment_readers().class(class) {
            Some(row) => of_instance(row, rest, arguments),
            None if is_mapping(&Named::External(class.clone())) => of_mapping(rest, arguments),
            None => None,
        },
        Named::Function { .. } => None,
    }
}

fn of_instance<'a>(class: &'static ReadingClass, method: &str, arguments: &'a Arguments) -> Option<Site<'a>> {
    let name = arguments.args.first().or_else(|| {
        let keyword = |name| arguments.find_keyword(name).map(|keyword| &keyword.value);
        keyword("var").or_else(|| keyword("name"))
    });
    if method.is_empty() {
        let row = class.call.as_ref()?;
        let default = arguments.find_argument_value("default", row.default);
        let cast = row.cast.and_then(|position| arguments.find_argument_value("cast", position));
        let (kind, stand_in) = cast.map(kind_of_type).unwrap_or_default();
        return Some(Site { name, default, raises: default.is_none(), kind, stand_in, ..Site::default() });
    }
    let row = class.methods.iter().find(|row| row.name == method)?;
    let default = arguments.find_argument_value("default", row.default);
    let cast = row.cast.and_then(|position| arguments.find_argument_value("cast", position));
    let (kind, stand_in) = cast.map(kind_of_type).unwrap_or_default();
    Some(Site {
        name,
        variable: row.variable.as_deref(),
        default,
        raises: default.is_none(),
        kind: row.kind.or(kind),
        stand_in: row.stand_in.clone().or(stand_in),
        ..Site::default()
    })
}

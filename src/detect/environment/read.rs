//! One read of a variable, as the code writes it.

use ruff_python_ast::{Expr, ExprCall, Number, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use super::held::Held;
use crate::knowledge::{Demand, environment_readers};
use crate::model::{Location, VariableKind};
use crate::python::Module;

/// A place of the code that reads, presets or tests a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub name: String,
    pub at: Location,
    /// Without the variable this is an error.
    pub raises: bool,
    /// It is evaluated whenever the program starts.
    pub certain: bool,
    /// The code gives the variable a value, or asks whether there is one, before it is read.
    pub guards: bool,
    /// Something stands for a missing variable.
    pub defaulted: bool,
    /// What stands for it is an empty text, which is as good as none where the code asks whether there is one.
    pub is_empty: bool,
    /// The same, where it is a literal. `None` if it is no literal, or nothing stands for it.
    pub default: Option<String>,
    pub kind: Option<VariableKind>,
    /// A value that the reader takes. `None` if any text will do.
    pub stand_in: Option<String>,
    /// Where the value is kept for other code. `None` if it is used where it is read.
    pub held: Option<Held>,
}

/// What is done with a value, seen from outside of the expression that reads it.
#[derive(Debug, Clone, Default)]
pub struct Use<'a> {
    pub kind: Option<VariableKind>,
    pub stand_in: Option<String>,
    /// `None` in its place is an error. Ex) `int(…)`
    pub fails: bool,
    /// So is an empty text. Ex) `if not KEY: raise ValueError`
    pub fails_empty: bool,
    /// `read or …`
    pub defaulted: bool,
    /// `read or "text"`; `None` if nothing of the kind stands for it
    pub default: Option<String>,
    /// The name that the value is bound to. `None` if it is bound to none.
    pub bound: Option<&'a str>,
    /// What keeps the value for other code. `None` if nothing does.
    pub held: Option<Held>,
}

impl Use<'_> {
    pub fn of_kind(kind: VariableKind, fails: bool) -> Self {
        Self { kind: Some(kind), fails, ..Self::default() }
    }
}

/// The text of a literal as an environment would hold it; nothing for `None`, an empty text and what is computed.
pub fn text(expression: &Expr) -> Option<String> {
    let text = match expression {
        Expr::StringLiteral(literal) => literal.value.to_str().to_owned(),
        Expr::BooleanLiteral(literal) => if literal.value { "true" } else { "false" }.to_owned(),
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.to_string(),
            Number::Float(number) => number.to_string(),
            Number::Complex { .. } => return None,
        },
        Expr::UnaryOp(operation) if operation.op == UnaryOp::USub => format!("-{}", self::text(&operation.operand)?),
        Expr::List(list) => texts(&list.elts)?,
        Expr::Tuple(tuple) => texts(&tuple.elts)?,
        _ => return None,
    };
    (!text.is_empty() && !text.contains(crate::model::is_hidden)).then_some(text)
}

fn texts(elements: &[Expr]) -> Option<String> {
    let texts: Option<Vec<String>> = elements.iter().map(text).collect();
    texts.map(|texts| texts.join(","))
}

/// The kind of a default's literal. `None` if it is a literal of another kind, or none. Ex) `False`, `[]`
pub fn kind_of_literal(expression: &Expr) -> Option<VariableKind> {
    match expression {
        Expr::BooleanLiteral(_) => Some(VariableKind::Boolean),
        Expr::NumberLiteral(literal) => match literal.value {
            Number::Int(_) => Some(VariableKind::Integer),
            _ => Some(VariableKind::Number),
        },
        Expr::UnaryOp(operation) => kind_of_literal(&operation.operand),
        Expr::List(_) | Expr::Tuple(_) | Expr::Set(_) => Some(VariableKind::List),
        _ => None,
    }
}

/// What a cast or a type makes of the text. Ex) `int`, `decouple.Csv()`, `Literal["a", "b"]`
pub fn kind_of_type(expression: &Expr) -> (Option<VariableKind>, Option<String>) {
    match expression {
        Expr::Call(call) => kind_of_type(&call.func),
        Expr::Name(name) => kind_of_type_name(name.id.as_str()),
        Expr::Attribute(attribute) => kind_of_type_name(attribute.attr.as_str()),
        _ => (None, None),
    }
}

/// As [`kind_of_type`], by the type's name.
pub fn kind_of_type_name(name: &str) -> (Option<VariableKind>, Option<String>) {
    match environment_readers().variable_type(name) {
        Some(row) => (Some(row.kind), row.stand_in.clone()),
        None => (None, None),
    }
}

/// What a comparison with the literal says about the text. `None` if it says nothing about its kind. Ex) `== "true"`,
/// `in ("1", "yes")`
pub fn kind_of_comparison(expression: &Expr) -> Option<VariableKind> {
    const WORDS: &[&str] = &["0", "1", "f", "false", "n", "no", "off", "on", "t", "true", "y", "yes"];
    let is_word = |element: &Expr| {
        crate::python::literal::string(element).is_some_and(|text| WORDS.contains(&text.to_lowercase().as_str()))
    };
    let elements = match expression {
        Expr::List(list) => list.elts.as_slice(),
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        Expr::Set(set) => set.elts.as_slice(),
        other => std::slice::from_ref(other),
    };
    (!elements.is_empty() && elements.iter().all(is_word)).then_some(VariableKind::Boolean)
}

/// The text whose parts all become numbers, so that an empty one is an error: its only part is empty. `None` for other expressions.
/// Ex) `IDS.split(",")` of `[int(part) for part in IDS.split(",")]`, `map(int, IDS.split(","))`
pub fn parts_as_numbers(expression: &Expr) -> Option<&Expr> {
    let is_number = |function: &Expr| matches!(function, Expr::Name(name) if matches!(name.id.as_str(), "int" | "float"));
    let is_split = |parts: &Expr| {
        matches!(parts, Expr::Call(call) if call.arguments.args.len() == 1
            && matches!(call.func.as_ref(), Expr::Attribute(method) if method.attr.as_str() == "split"))
    };
    let (value, generators) = match expression {
        Expr::ListComp(made) => (&made.elt, &made.generators),
        Expr::SetComp(made) => (&made.elt, &made.generators),
        Expr::Generator(made) => (&made.elt, &made.generators),
        Expr::Call(call) if matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "map") => {
            let [function, parts] = call.arguments.args.as_ref() else { return None };
            return (is_number(function) && is_split(parts)).then_some(parts);
        }
        _ => return None,
    };
    let ([generator], Expr::Call(number)) = (generators.as_slice(), value.as_ref()) else { return None };
    let Expr::Name(part) = &generator.target else { return None };
    let is_part = |value: &Expr| matches!(value, Expr::Name(name) if name.id == part.id);
    let is_it = match number.arguments.args.as_ref() {
        [Expr::Call(call)] => {
            matches!(call.func.as_ref(), Expr::Attribute(method) if method.attr.as_str() == "strip" && is_part(&method.value))
        }
        [value] => is_part(value),
        _ => false,
    };
    (is_it && is_number(&number.func) && generator.ifs.is_empty() && is_split(&generator.iter)).then_some(&generator.iter)
}

/// What the function around a value makes of it, and the argument that holds the value. `None` if it is no function that is
/// known.
pub fn wrapped(call: &ExprCall) -> Option<(&Expr, Use<'_>)> {
    let argument = call.arguments.args.first()?;
    let name = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let used = match name {
        "int" => Use::of_kind(VariableKind::Integer, true),
        "float" | "Decimal" => Use::of_kind(VariableKind::Number, true),
        "bool" => Use::of_kind(VariableKind::Boolean, false),
        "strtobool" => Use::of_kind(VariableKind::Boolean, true),
        "loads" | "literal_eval" => Use::of_kind(VariableKind::Json, true),
        "Path" => Use::of_kind(VariableKind::Path, true),
        "str" => Use::default(),
        _ => return None,
    };
    Some((argument, used))
}

/// The arguments of the call that must not be `None`, each with whether it may be an empty text. Ex) `bot.run(os.getenv("TOKEN"))`
pub fn demanded(module: &Module, call: &ExprCall) -> Vec<(TextRange, bool)> {
    let name = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return Vec::new(),
    };
    let imports =
        |library: &str| module.imports.loaded().any(|path| path.level == 0 && path.path.split('.').next() == Some(library));
    let rows = environment_readers().demands.iter().filter(|row| row.call == name && imports(&row.library));
    let value = |row: &Demand| call.arguments.find_argument_value(&row.argument, row.position);
    rows.filter_map(|row| Some((value(row)?.range(), row.takes_empty))).collect()
}

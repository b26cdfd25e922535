//! Tables that the program reads from files. Ex) `yaml.safe_load(open("config.yaml"))`

use ruff_python_ast::{Expr, Stmt};

use super::super::{Module, calls};
use super::{Found, Function, Object, Paths, entered};

/// Functions that make a table of an open file, of its text, or of its path.
const READERS: &[&str] = &[
    "json.load",
    "json.loads",
    "json5.load",
    "json5.loads",
    "omegaconf.OmegaConf.load",
    "orjson.loads",
    "rtoml.load",
    "toml.load",
    "toml.loads",
    "tomli.load",
    "tomli.loads",
    "tomllib.load",
    "tomllib.loads",
    "yaml.full_load",
    "yaml.load",
    "yaml.safe_load",
];

/// Classes that give a table attributes.
const WRAPPERS: &[&str] = &["addict.Dict", "box.Box", "easydict.EasyDict", "munch.Munch", "munch.munchify"];

pub fn is_reader(function: &str) -> bool {
    READERS.contains(&function)
}

pub fn is_wrapper(class: &str) -> bool {
    WRAPPERS.contains(&class)
}

/// Whether the module is the table of a file, and no source.
pub fn is_table(module: &Module) -> bool {
    module.path().extension() != Some("py")
}

impl Paths<'_> {
    /// Calls `each` with what the file holds that the reader is given. `None` if `each` gives no answer.
    pub(super) fn read(
        &self,
        module: &Module,
        function: Function<'_>,
        source: &Expr,
        depth: usize,
        each: &mut dyn FnMut(Object<'_>, usize) -> Option<String>,
    ) -> Option<String> {
        let path = self.file(module, function, source, depth)?;
        self.table(&path, depth, each)
    }

    /// Calls `each` with the sections of the files that the module gives to a parser of configparser's. `None` if `each` gives no
    /// answer.
    pub(super) fn parsed(
        &self,
        module: &Module,
        depth: usize,
        each: &mut dyn FnMut(Object<'_>, usize) -> Option<String>,
    ) -> Option<String> {
        let sites = calls(module.statements());
        let reads = sites
            .iter()
            .filter(|site| matches!(site.call.func.as_ref(), Expr::Attribute(attribute) if attribute.attr.as_str() == "read"));
        let mut named = reads.filter_map(|site| Some((entered(site.function), site.call.arguments.find_positional(0)?)));
        named.find_map(|(function, file)| {
            let path = self.text(module, function, file, depth)?;
            if path.ends_with(".ini") || path.ends_with(".cfg") || path.ends_with(".conf") {
                self.table(&path, depth, each)
            } else {
                None
            }
        })
    }

    fn table(&self, path: &str, depth: usize, each: &mut dyn FnMut(Object<'_>, usize) -> Option<String>) -> Option<String> {
        let table = (self.tables)(&self.anchored(path)?)?;
        let [Stmt::Expr(whole)] = table.statements() else { return None };
        self.objects(&table, None, &whole.value, depth, each)
    }

    /// The path of the file that the expression is, is open at, or is the text of.
    fn file(&self, module: &Module, function: Function<'_>, source: &Expr, depth: usize) -> Option<String> {
        let depth = self.step(depth)?;
        let text = |expression: &Expr| self.text(module, function, expression, depth);
        match source {
            Expr::Await(awaited) => self.file(module, function, &awaited.value, depth),
            Expr::Call(call) => {
                let first = || call.arguments.find_positional(0);
                match call.func.as_ref() {
                    Expr::Name(name) if name.id.as_str() == "open" => text(first()?),
                    Expr::Attribute(attribute) => match attribute.attr.as_str() {
                        // Ex) `path.open()`, `aiofiles.open(path)`
                        "open" => text(&attribute.value).or_else(|| text(first()?)),
                        "read" => self.file(module, function, &attribute.value, depth),
                        "read_bytes" | "read_text" => text(&attribute.value),
                        _ => text(source),
                    },
                    _ => text(source),
                }
            }
            Expr::Attribute(_) | Expr::Name(_) => {
                self.origins(module, function, source, depth, &mut |module, function, found, depth| match found {
                    Found::Value(value) => self.file(module, function, value, depth),
                    Found::Class(_) | Found::Function(_) => None,
                })
            }
            _ => text(source),
        }
    }
}

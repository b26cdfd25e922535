//! What shows that an installed project has to lie where its source is.
//!
//! Code that opens files of its own package by their path from the working folder finds them in the source, and not in
//! site-packages. Ex) `Path("shop", "static")` Code that imports its own package by the path from the working folder finds it
//! there alone. Ex) `import src.shop`

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::writable::runs;
use crate::model::{Distribution, Finding, RelPath};
use crate::python::{calls, literal, strings};
use crate::tree::ProjectTree;

/// The first place that names a file of the project's own package by its path from the root. `None` if no code of the package
/// does so.
pub fn reads_from_root(tree: &ProjectTree, distribution: &Distribution) -> Option<Finding<RelPath>> {
    let packages: Vec<&RelPath> = distribution.packages.iter().filter(|package| package.depth() == 1).collect();
    let is_own = |path: &RelPath| {
        let is_data = path.extension() != Some("py") && path.depth() > 1;
        is_data && tree.kind(path).is_some() && packages.iter().any(|package| path.is_within(package))
    };
    let of_package = |path: &&RelPath| runs(path) && packages.iter().any(|package| path.is_within(package));
    for file in tree.walk().files.iter().filter(of_package) {
        let names_one = |text: &str| packages.iter().any(|package| names(text, package.as_str()));
        if !tree.text(file).ok().flatten().is_some_and(|text| names_one(&text)) {
            continue;
        }
        let Some(source) = crate::python::read(tree, file).ok().flatten() else { continue };
        let joined = calls(source.statements()).into_iter().filter_map(|site| Some((joined(site.call)?, site.call.start())));
        let below = joined_below(source.statements());
        let first = |(_, at): &(&str, TextSize)| !below.contains(at);
        let written = strings(source.statements()).into_iter().filter(first).map(|(text, at)| (text.to_owned(), at));
        for (text, at) in written.chain(joined) {
            let text = text.strip_prefix("./").unwrap_or(&text).trim_end_matches('/');
            if let Some(value) = RelPath::parse(text).ok().filter(is_own) {
                let why = format!("`{}`", source.source.line_at(at));
                return Some(Finding { value, at: source.source.location(at), why });
            }
        }
    }
    None
}

/// The first place that imports a package of the project by its path from the root, which is no name of it where it is installed.
/// `None` if no code does so. Ex) `from src.shop.db import Session`
pub fn imports_from_root(tree: &ProjectTree, distribution: &Distribution) -> Option<Finding<RelPath>> {
    let is_own = |path: &RelPath| distribution.packages.iter().any(|package| path.is_within(package));
    let roots: Vec<&str> = distribution.packages.iter().filter(|path| path.depth() > 1).map(RelPath::top).collect();
    let is_named = |top: &str| roots.contains(&top) && !distribution.packages.iter().any(|package| package.file_name() == top);
    for file in tree.walk().files.iter().filter(|path| runs(path) && is_own(path)) {
        if !tree.text(file).ok().flatten().is_some_and(|text| roots.iter().any(|top| text.contains(&format!("{top}.")))) {
            continue;
        }
        let Some(source) = crate::python::read(tree, file).ok().flatten() else { continue };
        for (path, at) in imported(source.statements()) {
            let Some((top, _)) = path.split_once('.').filter(|(top, _)| is_named(top)) else { continue };
            let parts: Vec<&str> = path.split('.').collect();
            let names = (2..=parts.len()).map(|count| parts[..count].join("/"));
            let found = names.flat_map(|path| [format!("{path}.py"), path]).filter_map(|path| RelPath::parse(&path).ok());
            if let Some(value) = found.into_iter().find(|path| is_own(path) && tree.kind(path).is_some()) {
                let why = format!("`{}` imports from `{top}`", source.source.line_at(at));
                return Some(Finding { value, at: source.source.location(at), why });
            }
        }
    }
    None
}

/// What absolute imports name, wherever in the file they stand.
fn imported(statements: &[Stmt]) -> Vec<(String, TextSize)> {
    struct Finder(Vec<(String, TextSize)>);
    impl<'a> Visitor<'a> for Finder {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            let at = statement.start();
            match statement {
                Stmt::Import(import) => self.0.extend(import.names.iter().map(|alias| (alias.name.to_string(), at))),
                Stmt::ImportFrom(import) if import.level == 0 => {
                    let module = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
                    self.0.extend(import.names.iter().map(|alias| (format!("{module}.{}", alias.name), at)));
                }
                _ => walk_stmt(self, statement),
            }
        }
    }
    let mut finder = Finder(Vec::new());
    for statement in statements {
        finder.visit_stmt(statement);
    }
    finder.0
}

/// Whether the code asks for the project's own metadata, as for its version, or for plug-ins: only an installation has them.
pub fn reads_metadata(tree: &ProjectTree, distribution: &Distribution) -> bool {
    const MODULES: &[&str] = &["importlib.metadata", "from importlib import metadata", "importlib_metadata", "pkg_resources"];
    const READERS: &[&str] = &["distribution", "get_distribution", "metadata", "require", "version"];
    let name = distribution.name.to_string();
    let mut own = vec!["__name__".to_owned(), "__package__".to_owned()];
    own.extend([name.clone(), name.replace('-', "_")].iter().flat_map(|name| [format!("\"{name}\""), format!("'{name}'")]));
    let asks = |text: &str| {
        let is_asked = |name: &String| READERS.iter().any(|reader| text.contains(&format!("{reader}({name})")));
        let is_loaded = MODULES.iter().any(|module| text.contains(module));
        is_loaded && (text.contains("entry_points(") || own.iter().any(is_asked))
    };
    let of_package = |path: &&RelPath| runs(path) && distribution.packages.iter().any(|package| path.is_within(package));
    let mut files = tree.walk().files.iter().filter(of_package);
    files.any(|file| tree.text(file).ok().flatten().is_some_and(|text| asks(&text)))
}

/// The text has the name where a quoted path starts.
fn names(text: &str, package: &str) -> bool {
    text.match_indices(package).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + package.len()..]);
        before.trim_end_matches("./").ends_with(['"', '\'']) && behind.starts_with(['/', '"', '\''])
    })
}

/// Where the parts of paths are that stand below another part. Ex) the second one of `os.path.join(HERE, "shop/static")`
fn joined_below(statements: &[Stmt]) -> Vec<TextSize> {
    struct Finder(Vec<TextSize>);
    impl<'a> Visitor<'a> for Finder {
        fn visit_expr(&mut self, expression: &'a Expr) {
            match expression {
                Expr::Call(call) if is_join(call) => self.0.extend(call.arguments.args.iter().skip(1).map(Ranged::start)),
                Expr::BinOp(operation) => self.0.push(operation.right.start()),
                _ => {}
            }
            walk_expr(self, expression);
        }
    }
    let mut finder = Finder(Vec::new());
    for statement in statements {
        finder.visit_stmt(statement);
    }
    finder.0
}

/// The path that `Path("shop", "static")` and `os.path.join("shop", "static")` make.
fn joined(call: &ExprCall) -> Option<String> {
    let parts: Vec<&str> = call.arguments.args.iter().map(literal::string).collect::<Option<_>>()?;
    (is_join(call) && parts.len() > 1).then(|| parts.join("/"))
}

fn is_join(call: &ExprCall) -> bool {
    let name = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    matches!(name, "Path" | "join" | "joinpath")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifests;
    use crate::model::PackageManager;

    /// A project of flit's with this code.
    fn project(code: &str) -> (ProjectTree, Distribution) {
        let files = [
            (
                "pyproject.toml",
                "[project]\nname = \"shop\"\nversion = \"1\"\n[build-system]\nrequires = [\"flit_core\"]\nbuild-backend = \"flit_core.buildapi\"\n",
            ),
            ("shop/__init__.py", "\"\"\"A shop.\"\"\"\n__version__ = \"1\"\n"),
            ("shop/app.py", code),
            ("shop/static/page.html", "<p>"),
        ];
        let tree = ProjectTree::in_memory(files);
        let manifests = Manifests::read(&tree).unwrap();
        let found = super::super::distribution::detect(&tree, &manifests, PackageManager::Pyproject);
        let distribution = found.chosen.expect("flit builds it").value;
        (tree, distribution)
    }

    #[test]
    fn the_metadata_of_the_project_is_told_from_that_of_others() {
        for (code, expected) in [
            ("from importlib.metadata import version\nVERSION = version('shop')\n", true),
            ("import importlib.metadata\nVERSION = importlib.metadata.version(__package__)\n", true),
            ("from importlib.metadata import entry_points\nPLUGINS = entry_points(group='shop')\n", true),
            ("from importlib.metadata import version\nFLASK = version('flask')\n", false),
            ("from importlib.metadata import version\nimport logging\nlogging.getLogger(__name__)\n", false),
            ("version('shop')\n", false),
        ] {
            let (tree, distribution) = project(code);
            assert_eq!(reads_metadata(&tree, &distribution), expected, "{code}");
        }
    }

    #[test]
    fn an_import_by_the_path_from_the_root_is_found() {
        for (code, expected) in [
            ("from src.shop.db import Session\n", "src/shop src/shop/app.py:1"),
            ("def make():\n    from src.shop import db\n", "src/shop src/shop/app.py:2"),
            ("import src.shop.db as db\n", "src/shop src/shop/app.py:1"),
            // These are found where the package is installed.
            ("from shop.db import Session\n", ""),
            ("from .db import Session\n", ""),
            ("from src.tools import build\n", ""),
            ("path = 'src.shop.db'\n", ""),
        ] {
            let files = [
                (
                    "pyproject.toml",
                    "[project]\nname = \"shop\"\nversion = \"1\"\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n",
                ),
                ("src/shop/__init__.py", ""),
                ("src/shop/app.py", code),
                ("src/shop/db.py", ""),
                ("src/tools/__init__.py", ""),
            ];
            let tree = ProjectTree::in_memory(files);
            let manifests = Manifests::read(&tree).unwrap();
            let found = super::super::distribution::detect(&tree, &manifests, PackageManager::Pyproject);
            let distribution = found.chosen.expect("hatchling builds it").value;
            let found = imports_from_root(&tree, &distribution);
            let found = found.map(|found| format!("{} {}", found.value, found.at)).unwrap_or_default();
            assert_eq!(found, expected, "{code}");
        }
    }

    #[test]
    fn a_path_from_the_root_into_the_own_package_is_found() {
        for (code, expected) in [
            ("from pathlib import Path\nSTATIC = Path('shop', 'static')\n", "shop/static shop/app.py:2"),
            ("import os\nSTATIC = os.path.join('shop', 'static')\n", "shop/static shop/app.py:2"),
            ("app.mount('/', StaticFiles(directory='./shop/static/'))\n", "shop/static shop/app.py:1"),
            ("page = open('shop/static/page.html')\n", "shop/static/page.html shop/app.py:1"),
            // These are no paths from the root.
            ("from importlib.resources import files\nfiles('shop')\n", ""),
            ("render(request, 'shop/page.html')\n", ""),
            ("import os\nPAGES = os.path.join(HERE, 'shop/static')\n", ""),
            ("PAGES = HERE / 'shop/static'\n", ""),
            ("\"\"\"`shop/static` holds the pages.\"\"\"\n", ""),
            ("name = 'shop/app.py'\nother = 'shop'\n", ""),
        ] {
            let (tree, distribution) = project(code);
            let found = reads_from_root(&tree, &distribution);
            let found = found.map(|found| format!("{} {}", found.value, found.at)).unwrap_or_default();
            assert_eq!(found, expected, "{code}");
        }
    }
}

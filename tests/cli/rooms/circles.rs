//! Files of one room that import each other in a circle.
//!
//! An import is a path in the code: `use super::plan::Plan`, `crate::lint::check(…)`, `stages::read(…)` for a file below. A name
//! that a file only hands on with `pub use` leads to the file that defines it. Two files that import each other are a pair, a
//! folder's `mod.rs` and a file in it for example, and are fine; a way back over a third file is a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;

/// The circles that are still there. A file that leaves one is taken out of here; none is added.
const KNOWN: &[&[&str]] = &[
    &[
        "detect/processes",
        "detect/processes/list",
        "detect/processes/made_tables",
        "detect/processes/signs",
        "detect/processes/written",
    ],
    &[
        "detect/start/arguments",
        "detect/start/assemble",
        "detect/start/command",
        "detect/start/lasting",
        "detect/start/options",
        "detect/start/pages",
        "detect/start/ports",
        "detect/start/published",
        "detect/start/serving",
        "detect/start/shown",
        "detect/start/subcommands",
        "detect/start/survey",
    ],
    &["detect/start/candidate", "detect/start/marks", "detect/start/runs"],
];

type Module = Vec<String>;

struct File {
    /// The code without comments and without its `use`.
    body: String,
    /// What it imports: the path from the crate's root, and the name that it has here.
    uses: Vec<(Module, String)>,
}

/// The files by their paths as modules. Ex) `["lint", "rules", "apt"]`
struct Files(BTreeMap<Module, File>);

pub fn no_circle_of_more_than_two_files() {
    let mut files = Vec::new();
    for source in sources() {
        let path = source.path.with_extension("");
        let mut module: Module = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        files.push((module, source.text));
    }
    let files = Files::read(files);
    assert!(files.0.len() > 500, "{} files", files.0.len());
    let circles = files.circles();
    let found: BTreeSet<String> = circles.iter().flatten().map(|file| file.join("/")).collect();
    let known: BTreeSet<String> = KNOWN.iter().copied().flatten().map(|file| (*file).to_owned()).collect();
    assert_eq!(found.difference(&known).collect::<Vec<_>>(), [""; 0], "these files are in a circle of imports: {circles:#?}");
    assert_eq!(
        known.difference(&found).collect::<Vec<_>>(),
        [""; 0],
        "these files are in no circle any more: take them out of KNOWN"
    );
}

pub fn the_reader_of_imports() {
    let read = |files: &[(&str, &str)]| {
        let split = |path: &str| path.split('/').map(str::to_owned).collect::<Module>();
        Files::read(files.iter().map(|(path, text)| (split(path), (*text).to_owned())).collect())
            .circles()
            .iter()
            .map(|circle| circle.iter().map(|file| file.join("/")).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let pair = [("a", "use x::Y; pub struct A; fn f() { x::g(A) }"), ("a/x", "use super::A;\npub fn g(a: A) {}")];
    assert_eq!(read(&pair), [""; 0]);
    let star = [
        pair[0],
        ("a", "pub struct A; fn f() { x::g(A); y::g(A) }"),
        pair[1],
        ("a/y", "use super::{\n    A,\n};\nfn g(a: A) {}"),
    ];
    assert_eq!(read(&star), [""; 0]);
    let circle =
        [("a", "fn f() { x::g() }"), ("a/x", "use super::y;\npub fn g() { y::h() }"), ("a/y", "pub fn h() { crate::a::f() }")];
    assert_eq!(read(&circle), ["a a/x a/y"]);
    // What a file hands on is imported from where it is.
    let handed_on = [
        ("a", "pub use y::H;\nfn f() { x::g() }"),
        ("a/x", "use super::{H, y};\npub fn g() -> H { y::h() }"),
        ("a/y", "pub struct H;"),
    ];
    assert_eq!(read(&handed_on), [""; 0]);
    // Another room is not this one's circle, and a comment imports nothing.
    let other = [
        ("a", "use crate::b::B;\nfn f(b: B) {}"),
        ("b", "use crate::a::f;\npub struct B;\nfn g() { f(B) }"),
        ("a/x", "// super::y\n"),
    ];
    assert_eq!(read(&other), [""; 0]);
}

impl Files {
    fn read(sources: Vec<(Module, String)>) -> Self {
        let names: BTreeSet<Module> = sources.iter().map(|(module, _)| module.clone()).collect();
        let mut files = BTreeMap::new();
        for (module, text) in sources {
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code: String = lines.map(|line| without_visibility(line) + "\n").collect();
            let (statements, body) = take_uses(&code);
            let mut uses = Vec::new();
            for (path, name) in statements.iter().flat_map(|statement| flattened(statement)) {
                uses.extend(absolute(&|path| names.contains(path), &module, &path).map(|path| (path, name)));
            }
            files.insert(module, File { body, uses });
        }
        Self(files)
    }

    /// The file that a path leads to; a name that is handed on leads on.
    fn target(&self, path: &[String], depth: usize) -> Option<Module> {
        const DEEPEST: usize = 8;
        let length = (1..=path.len()).rev().find(|length| self.0.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let handed_on =
            rest.first().and_then(|name| self.0[module].uses.iter().find(|(to, known)| known == name && to != &path[..=length]));
        match handed_on.filter(|_| depth < DEEPEST) {
            Some((to, _)) => self.target(&[to.as_slice(), &rest[1..]].concat(), depth + 1),
            None => Some(module.to_vec()),
        }
    }

    /// The files of the same room that a file imports from.
    fn imports(&self, module: &Module) -> BTreeSet<Module> {
        let file = &self.0[module];
        let is_file = |path: &[String]| self.0.contains_key(path);
        let named = file.uses.iter().filter(|(_, name)| name == "*" || has_word(&file.body, name)).map(|(path, _)| path.clone());
        let inline = paths_in(&file.body).into_iter().filter_map(|path| {
            let known = matches!(path[0].as_str(), "crate" | "super" | "self")
                || self.0.contains_key(&[module.as_slice(), &path[..1]].concat());
            if known { absolute(&is_file, module, &path) } else { None }
        });
        let targets = named.chain(inline).filter_map(|path| self.target(&path, 0));
        targets.filter(|target| target != module && target[0] == module[0]).collect()
    }

    /// The files that are in a circle of at least three, by circle, without those that only form pairs with one of it.
    fn circles(&self) -> Vec<Vec<&Module>> {
        let edges: BTreeMap<&Module, BTreeSet<Module>> = self.0.keys().map(|module| (module, self.imports(module))).collect();
        let reach = |from: &Module| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(module) = open.pop() {
                open.extend(edges[&module].iter().filter(|next| seen.insert((*next).clone())).cloned());
            }
            seen
        };
        let reached: BTreeMap<&Module, BTreeSet<Module>> = self.0.keys().map(|module| (module, reach(module))).collect();
        let mut circles: Vec<Vec<&Module>> = Vec::new();
        for module in self.0.keys().filter(|module| reached[module].contains(*module)) {
            let is_same = |circle: &&mut Vec<&Module>| reached[module].contains(circle[0]) && reached[circle[0]].contains(module);
            match circles.iter_mut().find(is_same) {
                Some(circle) => circle.push(module),
                None => circles.push(vec![module]),
            }
        }
        for circle in &mut circles {
            let are_linked = |a: &Module, b: &Module| a != b && (edges[a].contains(b) || edges[b].contains(a));
            while let Some(place) = circle.iter().position(|a| circle.iter().filter(|b| are_linked(a, b)).count() < 2) {
                circle.remove(place);
            }
        }
        circles.retain(|circle| !circle.is_empty());
        circles
    }
}

/// The paths of the `use` statements, and the rest of the code.
fn take_uses(code: &str) -> (Vec<String>, String) {
    let (mut statements, mut body) = (Vec::new(), String::new());
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let is_import = |before: &str| matches!(before, "" | "pub ") || (before.starts_with("pub(") && before.ends_with(") "));
        let statement = line.trim_start().split_once("use ").filter(|(before, _)| is_import(before));
        let Some((_, rest)) = statement else {
            body.push_str(line);
            body.push('\n');
            continue;
        };
        let mut text = rest.to_owned();
        while !text.contains(';') {
            let Some(line) = lines.next() else { break };
            text.push_str(line.trim());
        }
        let (path, behind) = text.split_once(';').unwrap_or((&text, ""));
        statements.push(path.to_owned());
        body.push_str(behind);
        body.push('\n');
    }
    (statements, body)
}

/// Each path of `a::{b, c::d as e}` with the name that it gives.
fn flattened(tree: &str) -> Vec<(Module, String)> {
    let Some((head, list)) = tree.split_once('{') else {
        let (path, renamed) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name.trim().to_owned())));
        let mut path: Module = path.trim().split("::").map(|part| part.trim().to_owned()).collect();
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let last = path.last().cloned().unwrap_or_default();
        return vec![(path, renamed.unwrap_or(last))];
    };
    let list = list.rsplit_once('}').map_or(list, |(list, _)| list);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts
        .iter()
        .filter(|part| !part.trim().is_empty())
        .flat_map(|part| flattened(&format!("{}{}", head.trim(), part.trim())))
        .collect()
}

/// The path from the crate's root; nothing for a path into another crate.
fn absolute(is_file: &dyn Fn(&[String]) -> bool, module: &Module, path: &[String]) -> Option<Module> {
    let mut base = module.clone();
    let rest = match path.first()?.as_str() {
        "crate" => return Some(path[1..].to_vec()),
        "self" => &path[1..],
        "super" => {
            let count = path.iter().take_while(|part| *part == "super").count();
            base.truncate(base.len().saturating_sub(count));
            &path[count..]
        }
        first => {
            base.push(first.to_owned());
            if !is_file(&base) {
                return None;
            }
            base.pop();
            path
        }
    };
    base.extend_from_slice(rest);
    Some(base)
}

/// The line without the path of `pub(in …)`, which imports nothing.
fn without_visibility(line: &str) -> String {
    let found = line.split_once("pub(in ").and_then(|(before, rest)| Some((before, rest.split_once(')')?.1)));
    found.map_or_else(|| line.to_owned(), |(before, rest)| format!("{before}pub{rest}"))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the code has the name as a word that is no field and no method.
fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        !before.is_some_and(|c| is_of_word(c) || c == '.') && !code[start + word.len()..].starts_with(is_of_word)
    })
}

/// Every `a::b::c` of the code.
fn paths_in(code: &str) -> Vec<Module> {
    let mut paths = Vec::new();
    for token in code.split(|c: char| !is_of_word(c) && c != ':') {
        let parts: Module = token.split("::").map(str::to_owned).collect();
        if parts.len() > 1 && parts.iter().all(|part| !part.is_empty() && !part.contains(':')) {
            paths.push(parts);
        }
    }
    paths
}

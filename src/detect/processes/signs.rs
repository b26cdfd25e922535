//! What shows a process that nobody wrote a command for: a setting, an entry of a list, a call, a file.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::{bare, complete, kind_of, plain, value_of};
use crate::detect::start::Survey;
use crate::knowledge::{ShownRow, program_row};
use crate::model::{Command, EnvVar, Finding, Location, Note, PackageName, Process, RelPath, Start};
use crate::python::{Module, Target, literal};

/// Where a row's sign is, and the words that it gives to the command.
struct Sign {
    at: Location,
    why: String,
    words: Vec<String>,
}

/// The process of the row, or why its command cannot be completed. `None` if nothing in the project shows it.
pub fn process<'p>(
    survey: &Survey<'_>,
    row: &ShownRow,
    mut known: impl Iterator<Item = &'p Process>,
    web: Option<&Start>,
) -> Option<Result<Process, Note>> {
    let installs = |names: &[PackageName]| names.iter().any(|name| survey.evidence.installs(name));
    if !installs(&row.with) || installs(&row.without) {
        return None;
    }
    if let Some(method) = &row.made {
        return super::made_tables::process(survey, row, method, web).map(Ok);
    }
    let (sign, file) = match &row.file {
        Some(name) => {
            let path = nearest(survey, name)?;
            (Sign { at: Location::file(path.clone()), why: format!("`{path}`"), words: Vec::new() }, Some(path))
        }
        None if row.declared => (declaration(survey, row)?, None),
        None => (in_sources(survey, row)?, None),
    };
    let needs = |name: &str| row.words.iter().any(|word| word == name) || row.env.iter().any(|variable| variable.ends_with(name));
    let manage = if needs("{manage}") { Some(nearest(survey, "manage.py")?) } else { None };
    let of = match &row.of {
        Some(framework) => Some(known.find_map(|process| application(process, framework))?),
        None => None,
    };
    let web = if needs("{web}") {
        match web.and_then(|web| Some((web.entrypoint.as_ref().filter(|entry| entry.attribute.is_some())?, web))) {
            Some((entrypoint, web)) => Some((entrypoint.to_string(), web.working_dir.clone())),
            None => {
                let message = format!("the process `{}` is not listed, since its application is not known", row.name);
                return Some(Err(Note::info(message).at(sign.at).hint("name the application with `--entrypoint`")));
            }
        }
    } else {
        None
    };
    let mut words = Vec::new();
    for word in &row.words {
        match word.as_str() {
            "{manage}" => words.push("manage.py".to_owned()),
            "{app}" => words.extend(of.iter().map(|(app, _)| app.clone())),
            "{web}" => words.extend(web.iter().map(|(app, _)| app.clone())),
            "{keys}" | "{first}" => words.extend(sign.words.iter().cloned()),
            _ => words.push(word.clone()),
        }
    }
    let value = web.as_ref().map_or("", |(app, _)| app.as_str());
    let env: Vec<EnvVar> = row.env.iter().filter_map(|variable| variable.replace("{web}", value).parse().ok()).collect();
    let beside = file.as_ref().filter(|_| row.folder).map(RelPath::parent).or_else(|| manage.as_ref().map(RelPath::parent));
    let folder = beside.or_else(|| of.and_then(|(_, folder)| folder)).or_else(|| web.and_then(|(_, folder)| folder));
    let folder = folder.filter(|folder| !folder.is_root());
    let command = Command::new(words).ok()?;
    let start = Start { file: file.or(manage), working_dir: folder.clone(), env, ..plain(survey, &command, folder.as_ref()) };
    let kind = kind_of(survey, &start, Some(row.name.as_str()));
    Some(Ok(complete(row.name.clone(), kind, Finding { value: start, at: sign.at, why: sign.why })))
}

/// What a process of the framework calls its application, and the folder that it does so in. Ex) `shop.worker:app`
fn application(process: &Process, framework: &str) -> Option<(String, Option<RelPath>)> {
    if process.start.framework.as_str() != framework {
        return None;
    }
    let words = bare(process.start.command.words());
    let options: Vec<&str> = program_row(&words)?.app.iter().map(String::as_str).collect();
    Some((value_of(&words, &options)?.to_owned(), process.start.working_dir.clone()))
}

/// The file of this name that is nearest to the root, in no folder of tests or documents.
fn nearest(survey: &Survey<'_>, name: &str) -> Option<RelPath> {
    const ELSEWHERE: &[&str] = &["doc", "docs", "example", "examples", "test", "testing", "tests", "vendor"];
    let is_elsewhere = |path: &RelPath| path.parent().as_str().split('/').any(|part| ELSEWHERE.contains(&part));
    let ends = |path: &RelPath| path.as_str() == name || path.as_str().ends_with(&format!("/{name}"));
    let files = survey.evidence.tree.walk().files.iter();
    let found = files.filter(|path| ends(path) && !is_elsewhere(path) && survey.evidence.is_in_scope(path));
    found.min_by_key(|path| (path.depth(), (*path).clone())).cloned()
}

/// Where the project declares the distribution of the row.
fn declaration(survey: &Survey<'_>, row: &ShownRow) -> Option<Sign> {
    let mut declared = survey.evidence.manifests.installed_from(survey.evidence.manifest);
    let dependency = declared.find(|dependency| row.with.contains(&dependency.name))?;
    Some(Sign { at: dependency.at.clone(), why: format!("`{}`", dependency.name), words: Vec::new() })
}

/// The first sign of the row in the project's sources.
fn in_sources(survey: &Survey<'_>, row: &ShownRow) -> Option<Sign> {
    let last = |name: &'_ String| name.rsplit('.').next().unwrap_or_default().to_owned();
    let needles: Vec<String> =
        row.setting.iter().chain(&row.string).chain(&row.method).cloned().chain(row.call.iter().map(last)).collect();
    let mut found: Option<Sign> = None;
    for file in &survey.scanned {
        let Ok(Some(text)) = survey.evidence.tree.text(&file.path) else { continue };
        if !needles.iter().any(|needle| text.contains(needle.as_str())) {
            continue;
        }
        let Some(module) = survey.resolver.project.module(&file.path) else { continue };
        let mut finder = Finder { survey, row, module: &module, at: None, words: Vec::new() };
        module.statements().iter().for_each(|statement| finder.visit_stmt(statement));
        let Some(at) = finder.at else { continue };
        let words = finder.words;
        match &mut found {
            Some(sign) => {
                let new: Vec<String> = words.into_iter().filter(|word| !sign.words.contains(word)).collect();
                sign.words.extend(new);
            }
            None => found = Some(Sign { at: module.source.location(at), why: module.source.line_at(at), words }),
        }
        // Further files only add names of queues.
        if row.call.is_empty() {
            break;
        }
    }
    found
}

struct Finder<'f, 's> {
    survey: &'f Survey<'s>,
    row: &'f ShownRow,
    module: &'f Module,
    at: Option<TextSize>,
    words: Vec<String>,
}

impl Finder<'_, '_> {
    fn found(&mut self, at: TextSize) {
        self.at.get_or_insert(at);
    }

    /// A setting counts with a value: an empty table plans nothing.
    fn setting(&mut self, name: &str, value: &Expr, at: TextSize) {
        let is_empty = match value {
            Expr::Dict(table) => table.is_empty(),
            Expr::NoneLiteral(_) => true,
            _ => false,
        };
        if is_empty || !self.row.setting.iter().any(|known| known == name) {
            return;
        }
        self.found(at);
        if let Expr::Dict(table) = value {
            let keys = table.iter_keys().flatten().filter_map(literal::string);
            self.words.extend(keys.filter(|key| is_word(key)).map(str::to_owned));
        }
    }

    fn call(&mut self, call: &ExprCall) {
        if let Expr::Attribute(attribute) = call.func.as_ref()
            && self.row.method.iter().any(|method| method == attribute.attr.as_str())
        {
            self.found(call.start());
        }
        for keyword in &call.arguments.keywords {
            if let Some(name) = &keyword.arg {
                self.setting(name.as_str(), &keyword.value, keyword.start());
            }
        }
        if self.row.call.is_empty() {
            return;
        }
        if let Some(Target::External(name)) = self.survey.resolver.project.target(self.module, &call.func)
            && self.row.call.contains(&name)
        {
            self.found(call.start());
            let first = literal::string_argument(call, "name", 0).filter(|name| is_word(name));
            if let Some(first) = first.filter(|first| !self.words.iter().any(|word| word == first)) {
                self.words.push(first.to_owned());
            }
        }
    }
}

/// A word that needs no quotes and is no option.
fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c))
}

impl<'a> Visitor<'a> for Finder<'_, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let mut assigned = |target: &Expr, value: &Expr| {
            let name = match target {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => return,
            };
            self.setting(name, value, statement.start());
        };
        match statement {
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| assigned(target, &assign.value)),
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    assigned(&assign.target, value);
                }
            }
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => self.call(call),
            Expr::Dict(table) => {
                for item in &table.items {
                    if let Some(key) = item.key.as_ref().and_then(literal::string) {
                        self.setting(key, &item.value, item.start());
                    }
                }
            }
            Expr::StringLiteral(text) => {
                let text = text.value.to_str();
                let is_named = |known: &String| {
                    text.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                };
                if self.row.string.iter().any(is_named) {
                    self.found(expression.start());
                }
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}

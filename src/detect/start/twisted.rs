//! Plug-ins of Twisted: what `twistd` and `twist` start by the name that a module below `twisted/plugins` gives them.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::assemble::plain;
use super::given::Given;
use super::names::name_of;
use super::ports::Stated;
use super::survey::Survey;
use crate::knowledge::listeners;
use crate::model::{Command, Finding, Location, PackageName, Port, RelPath, Start};
use crate::python::{Module, calls, literal};

/// The plug-ins of the project, where it installs Twisted.
pub fn find(survey: &Survey<'_>) -> Vec<Given> {
    let is_installed = "twisted".parse().is_ok_and(|name: PackageName| survey.evidence.installs(&name));
    let is_plugin = |file: &&RelPath| {
        let folder = file.parent();
        let is_there = folder.as_str() == "twisted/plugins" || folder.as_str().ends_with("/twisted/plugins");
        is_there && file.extension() == Some("py") && survey.evidence.is_in_scope(file)
    };
    if !is_installed {
        return Vec::new();
    }
    let files = survey.evidence.tree.walk().files.iter().filter(is_plugin);
    let modules = files.filter_map(|file| survey.resolver.project.module(file));
    modules.filter_map(|module| of_module(survey, &module)).collect()
}

fn of_module(survey: &Survey<'_>, module: &Module) -> Option<Given> {
    let sites = calls(module.statements());
    let maker = sites.iter().find(|site| name_of(&site.call.func) == "ServiceMaker");
    let made = maker.and_then(|site| {
        let name = literal::string_argument(site.call, "tapname", 3)?;
        Some((name, site.call.start(), literal::string_argument(site.call, "module", 1)))
    });
    let (name, place, service) = made.or_else(|| {
        let (name, place) = class_attribute(module.statements(), "tapname")?;
        Some((name, place, None))
    })?;
    let row = listeners().iter().find(|row| !row.plugin_start.is_empty())?;
    let command = Command::new(row.plugin_start.iter().cloned().chain([name.to_owned()]).collect()).ok()?;
    let port = service.and_then(|service| endpoint(survey, service));
    let start = Start {
        port: port.as_ref().map(|stated| stated.port),
        port_at: port.map(|stated| stated.at),
        stop_signal: row.stop_signal,
        ..plain("script", Some(module.path().clone()), command)
    };
    let at = module.source.location(place);
    Some((Finding { value: start, at, why: module.source.line_at(place) }, Vec::new()))
}

/// The text that a class gives to the name. Ex) `tapname = "cowrie"`
fn class_attribute<'m>(statements: &'m [Stmt], name: &str) -> Option<(&'m str, ruff_text_size::TextSize)> {
    let classes = statements.iter().filter_map(Stmt::as_class_def_stmt);
    let is_it = |target: &Expr| matches!(target, Expr::Name(found) if found.id.as_str() == name);
    classes.flat_map(|class| &class.body).find_map(|statement| match statement {
        Stmt::Assign(assign) if assign.targets.iter().any(is_it) => Some((literal::string(&assign.value)?, statement.start())),
        Stmt::AnnAssign(assign) if is_it(&assign.target) => Some((literal::string(assign.value.as_deref()?)?, statement.start())),
        _ => None,
    })
}

/// The port of the first endpoint that the module of the service names as a default. Ex) `tcp:4000:interface=\:\:`
fn endpoint(survey: &Survey<'_>, service: &str) -> Option<Stated> {
    let path = service.replace('.', "/");
    let files =
        [format!("{path}.py"), format!("src/{path}.py"), format!("{path}/__init__.py"), format!("src/{path}/__init__.py")];
    let file = files.iter().filter_map(|file| RelPath::parse(file).ok()).find(|file| survey.evidence.tree.is_file(file))?;
    let text = survey.evidence.tree.text(&file).ok()??;
    text.lines().enumerate().find_map(|(index, line)| {
        let (_, rest) = line.split_once("\"tcp:").or_else(|| line.split_once("'tcp:"))?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some(Stated { port: digits.parse::<Port>().ok()?, at: Location::line(file.clone(), index + 1) })
    })
}

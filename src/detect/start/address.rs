//! Where a call that starts a server listens: the port and the address that it names. Ex) `app.run(host="0.0.0.0", port=9000)`

use ruff_python_ast::Expr;

use super::named_ports;
use crate::detect::environment::read_at;
use crate::knowledge::{ScriptStart, ServerRow};
use crate::model::{EnvName, EnvVar, Port};
use crate::python::{CallSite, Module, Project, bindings, calls, literal};

/// Where the server listens, as far as the code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    Everywhere,
    /// Only inside the container, where nobody can reach it.
    Loopback,
    /// Computed while the program runs.
    Unknown,
}

/// What the call starts: a server, or what a framework's row says about its own way.
#[derive(Debug, Clone, Copy)]
pub struct Listener<'a> {
    pub server: Option<&'a ServerRow>,
    pub script: Option<&'a ScriptStart>,
}

/// The port and the address that the call names.
pub fn bound(project: &Project<'_>, module: &Module, site: &CallSite<'_>, by: Listener<'_>) -> (Option<Port>, Address) {
    let arguments = &site.call.arguments;
    let unpacked = unpacked(module, site);
    let of_dictionary = |name: &&str| {
        unpacked.iter().find(|item| item.key.as_ref().and_then(literal::string) == Some(*name)).map(|item| &item.value)
    };
    let keyword = |names: &[&str]| {
        let written = names.iter().find_map(|name| arguments.find_keyword(name)).map(|keyword| &keyword.value);
        written.or_else(|| names.iter().find_map(of_dictionary))
    };
    let named = |name: &str| named_ports::find(project, module, site, name);
    let positional: Vec<&Expr> = arguments
        .args
        .iter()
        .flat_map(|argument| match argument {
            Expr::Tuple(pair) => pair.elts.iter().collect::<Vec<_>>(),
            other => vec![other],
        })
        .collect();
    let address_text = |text: &str| text.rsplit_once(':').map_or(text, |(host, _)| host).trim_matches(['[', ']']).to_owned();
    let texts = || positional.iter().filter_map(|argument| literal::string(argument)).filter(|text| looks_like_address(text));
    let Listener { server, script } = by;
    let settings = script.filter(|script| !script.settings.is_empty()).map(|script| settings(module, &script.settings));
    if let Some(values) = settings.filter(|values| !values.is_empty()) {
        let address = values.iter().find_map(|value| literal::string(value)).map_or(Address::Loopback, judge);
        return (values.iter().find_map(|value| literal::port(value, &named)), address);
    }
    let port = match keyword(&["port", "server_port", "http_port"]) {
        Some(value) => literal::port(value, &named),
        None => positional
            .iter()
            .skip(usize::from(server.is_some()))
            .find_map(|argument| literal::port(argument, &named))
            .or_else(|| texts().find_map(|text| text.rsplit_once(':')?.1.parse().ok())),
    };
    let binds_all = server.is_some_and(|server| server.binds_all) || script.is_some_and(|script| script.binds_all);
    if script.is_some_and(|script| script.address_by_env) {
        return (port, Address::Everywhere);
    }
    let address = match keyword(&HOSTS) {
        Some(value) => match literal::text(value, &|_| None) {
            Some(text) => judge(&text),
            None => Address::Unknown,
        },
        None => match texts().next() {
            Some(text) => judge(&address_text(text)),
            None if arguments.args.iter().any(names_address) => Address::Unknown,
            None if binds_all => Address::Everywhere,
            None => Address::Loopback,
        },
    };
    (port, address)
}

/// The items of a dictionary that the call unpacks. Ex) `app.run(**options)` after `options = {"port": 80}`
fn unpacked<'m>(module: &'m Module, site: &CallSite<'m>) -> Vec<&'m ruff_python_ast::DictItem> {
    let Some(double_star) = site.call.arguments.keywords.iter().find(|keyword| keyword.arg.is_none()) else { return Vec::new() };
    let local = site.function.map(|function| bindings::bindings(&function.body)).unwrap_or_default();
    let value = match &double_star.value {
        Expr::Name(name) => {
            let mut bound = local.into_iter().chain(module.bindings());
            bound.find(|binding| binding.name == name.id.as_str()).map(|binding| binding.value)
        }
        other => Some(other),
    };
    value.and_then(Expr::as_dict_expr).into_iter().flat_map(|dictionary| &dictionary.items).collect()
}

/// Keywords that take the address.
pub const HOSTS: [&str; 5] = ["host", "server_name", "address", "listen", "addr"];

/// `host=os.getenv("HOST", "127.0.0.1")`, directly or by a name. `None` if the host comes from elsewhere.
pub fn opening_variable(project: &Project<'_>, module: &Module, site: &CallSite<'_>) -> Option<EnvVar> {
    let keyword = HOSTS.iter().find_map(|name| site.call.arguments.find_keyword(name))?;
    let local = site.function.map(|function| bindings::bindings(&function.body)).unwrap_or_default();
    let value = match &keyword.value {
        Expr::Name(name) => {
            let bound = local.into_iter().chain(module.bindings());
            bound.filter(|binding| binding.name == name.id.as_str()).map(|binding| binding.value).next()?
        }
        other => other,
    };
    let read = read_at(project, module, value)?;
    let is_loopback = literal::string(read.default?).is_some_and(|text| judge(text) == Address::Loopback);
    EnvVar::new(EnvName::new(read.name).ok()?, "0.0.0.0").ok().filter(|_| is_loopback)
}

/// The values that the module's dictionaries give to the keys. Ex) `{"server.socket_port": 8080}`
fn settings<'m>(module: &'m Module, keys: &[String]) -> Vec<&'m Expr> {
    let arguments = calls(module.statements()).into_iter().flat_map(|site| site.call.arguments.args.iter());
    let bound = module.bindings().into_iter().map(|binding| binding.value);
    let dictionaries = arguments.chain(bound).filter_map(|value| match value {
        Expr::Dict(dictionary) => Some(dictionary),
        _ => None,
    });
    // Sections hold dictionaries of their own. Ex) `{"global": {"server.socket_port": 8080}}`
    let inner = dictionaries.flat_map(|dictionary| {
        let below = dictionary.items.iter().filter_map(|item| item.value.as_dict_expr());
        std::iter::once(dictionary).chain(below)
    });
    let of_key = |item: &&'m ruff_python_ast::DictItem| {
        item.key.as_ref().and_then(literal::string).is_some_and(|key| keys.iter().any(|known| known == key))
    };
    inner.flat_map(|dictionary| dictionary.items.iter().filter(of_key)).map(|item| &item.value).collect()
}

/// Whether the argument is an address and a port, of which the address is not written in place. Ex) `(args.host, 80)`
fn names_address(argument: &Expr) -> bool {
    let Expr::Tuple(pair) = argument else { return false };
    matches!(pair.elts.as_slice(), [host, _] if host.is_name_expr() || host.is_attribute_expr() || host.is_subscript_expr())
}

fn looks_like_address(text: &str) -> bool {
    text.is_empty()
        || text == "localhost"
        || (text.contains(['.', ':']) && text.chars().all(|c| c.is_ascii_hexdigit() || ".:[]".contains(c)))
}

fn judge(text: &str) -> Address {
    match text {
        "localhost" | "127.0.0.1" | "::1" => Address::Loopback,
        _ => Address::Everywhere,
    }
}

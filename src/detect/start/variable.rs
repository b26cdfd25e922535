//! The variable by which a framework's own command is given the application. Ex) `FLASK_APP=shop:create_app` of `.flaskenv`

use super::survey::Survey;
use crate::knowledge::FrameworkRow;
use crate::model::{EnvName, RelPath, Start};

/// What the value names: a module or a file, and its object.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    module: String,
    object: Option<String>,
}

impl Named {
    /// Whether the start serves it.
    pub fn is(&self, start: &Start) -> bool {
        let Some(entrypoint) = &start.entrypoint else { return false };
        let of_file = || {
            let path = self.module.replace('.', "/");
            let files = [format!("{path}.py"), format!("{path}/__init__.py")];
            start.file.as_ref().is_some_and(|file| files.iter().any(|named| named == file.as_str()))
        };
        let is_module = entrypoint.module.as_str() == self.module || of_file();
        let object = entrypoint.attribute.as_ref().map(crate::model::Attribute::as_str);
        is_module && self.object.as_deref().is_none_or(|named| object == Some(named))
    }
}

/// The application that the project's own files give to the framework's variable: what the framework reads itself, then the own
/// image, then examples, scripts and documents. `None` if no file gives one, or the framework has no such variable.
pub fn find(survey: &Survey<'_>, row: &FrameworkRow) -> Option<Named> {
    let variable = row.variable.as_ref()?;
    let of_image = || {
        let witness = survey.evidence.witness?;
        let said = witness.reading.env.iter().find(|said| said.value.0 == variable.as_str())?;
        named(&said.value.1)
    };
    let mut files: Vec<(usize, &RelPath)> =
        survey.evidence.tree.walk().files.iter().filter_map(|file| Some((place(file)?, file))).collect();
    files.sort();
    let of_file = |file: &RelPath| value(&survey.evidence.tree.text(file).ok()??, variable);
    let own = || files.iter().filter(|(place, _)| *place == 0).find_map(|(_, file)| of_file(file));
    own().or_else(of_image).or_else(|| files.iter().filter(|(place, _)| *place > 0).find_map(|(_, file)| of_file(file)))
}

/// How early a file of the root is asked. `None` if it sets no variables.
fn place(file: &RelPath) -> Option<usize> {
    let name = file.file_name().to_ascii_lowercase();
    if file.depth() != 1 {
        return None;
    }
    match file.extension() {
        _ if name.starts_with('.') && name.ends_with("env") => Some(0),
        _ if name.contains("env") && !name.ends_with(".py") => Some(1),
        _ if name.contains("compose") || name == "makefile" => Some(2),
        Some("sh") => Some(3),
        Some("md" | "rst") if name.starts_with("readme") => Some(4),
        _ => None,
    }
}

/// The first value that the text gives to the variable, however it writes that: `export A=b`, `A: b`, `ENV A b`.
fn value(text: &str, variable: &EnvName) -> Option<Named> {
    text.match_indices(variable.as_str()).find_map(|(at, name)| {
        let before = text[..at].chars().next_back();
        let rest = text[at + name.len()..].lines().next()?.trim_start();
        let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote {
            Some(quote) => rest[1..].split(quote).next()?,
            None => rest.split([' ', '`', '"', '\'', '\\', '&', ';', ',']).next()?,
        };
        named(value).filter(|_| before.is_none_or(|c| !c.is_alphanumeric() && c != '_'))
    })
}

fn named(value: &str) -> Option<Named> {
    let value = value.split('(').next()?.trim().trim_start_matches("./");
    let (module, object) = value.split_once(':').map_or((value, None), |(module, object)| (module, Some(object.to_owned())));
    let module = module.strip_suffix(".py").unwrap_or(module).trim_matches('/').replace('/', ".");
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_.".contains(c));
    (is_name(&module) && object.as_deref().is_none_or(is_name)).then_some(Named { module, object })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_set_a_variable_is_read() {
        let variable = EnvName::new("FLASK_APP").unwrap();
        for (text, expected) in [
            ("FLASK_APP=shop", Some(("shop", None))),
            ("export FLASK_APP=./shop/site.py\n", Some(("shop.site", None))),
            ("# it\nFLASK_APP=\"shop:create_app('dev')\"\n", Some(("shop", Some("create_app")))),
            ("  FLASK_APP: shop.web:site\n", Some(("shop.web", Some("site")))),
            ("$ FLASK_APP=shop.py flask run", Some(("shop", None))),
            ("`set FLASK_APP=shop.py`", Some(("shop", None))),
            ("OLD_FLASK_APP=shop", None),
            ("FLASK_APP=$1", None),
            ("FLASK_APP=\n", None),
        ] {
            let expected = expected.map(|(module, object)| (module.to_owned(), object.map(str::to_owned)));
            let found = value(text, &variable).map(|named| (named.module, named.object));
            assert_eq!(found, expected, "{text}");
        }
    }
}

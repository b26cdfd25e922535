//! The object or module that a server or the interpreter starts.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;
use super::conversions::text_conversions;

/// A dotted module path that Python can import. Ex) `shop.api`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ModulePath(String);

/// The name of an object in a module, dotted where it is an attribute of one. Ex) `app`, `app.server`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Attribute(String);

/// `module:object`, or a factory that makes the object: `module:create_app()`, or a module alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Entrypoint {
    pub module: ModulePath,
    pub attribute: Option<Attribute>,
    /// The attribute is a function that returns the application when it is called without arguments.
    pub factory: bool,
}

fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(|first| first.is_alphabetic() || first == '_') && chars.all(|c| c.is_alphanumeric() || c == '_')
    })
}

impl ModulePath {
    pub fn new(text: &str) -> Result<Self, InvalidValue> {
        if is_dotted_name(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("module path", text, "dotted Python names such as shop.api"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The package or module that an import of this path starts at. Ex) `shop` of `shop.api`
    pub fn top(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl Attribute {
    pub fn new(text: &str) -> Result<Self, InvalidValue> {
        if is_dotted_name(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("object name", text, "a Python name such as app"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Entrypoint {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (module, attribute) = match text.split_once(':') {
            Some((module, attribute)) => (module, Some(attribute)),
            None => (text, None),
        };
        let called = attribute.and_then(|attribute| attribute.strip_suffix("()"));
        Ok(Self {
            module: ModulePath::new(module)?,
            attribute: called.or(attribute).map(Attribute::new).transpose()?,
            factory: called.is_some(),
        })
    }
}

impl fmt::Display for Entrypoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.module)?;
        if let Some(attribute) = &self.attribute {
            write!(f, ":{attribute}{}", if self.factory { "()" } else { "" })?;
        }
        Ok(())
    }
}

text_conversions!(ModulePath: shown);
text_conversions!(Attribute: shown);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_point_reads_back_as_it_was_written() {
        for text in ["main", "shop.api:service", "shop:create_app()", "dashboard:app.server"] {
            assert_eq!(text.parse::<Entrypoint>().unwrap().to_string(), text);
        }
        for text in ["", "my-app:app", "a b:app", "main:app\nRUN x", "main:", "1main"] {
            assert!(text.parse::<Entrypoint>().is_err(), "{text}");
        }
    }
}

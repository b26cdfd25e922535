//! What an expression of the settings comes to while the environment is empty, as far as it can be known.

/// A value that is known without running anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    None,
    Boolean(bool),
    Integer(i64),
    Text(String),
}

/// A value, and the environment variables that had a part in it.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// `None` if the value is not known.
    pub known: Option<Known>,
    pub variables: Vec<String>,
}

impl Known {
    pub fn is_true(&self) -> bool {
        match self {
            Known::None => false,
            Known::Boolean(value) => *value,
            Known::Integer(value) => *value != 0,
            Known::Text(text) => !text.is_empty(),
        }
    }
}

impl Value {
    pub fn known(value: Known) -> Self {
        Self { known: Some(value), variables: Vec::new() }
    }

    pub fn boolean(value: bool) -> Self {
        Self::known(Known::Boolean(value))
    }

    /// `None` if it cannot be known whether the value is true.
    pub fn truth(&self) -> Option<bool> {
        self.known.as_ref().map(Known::is_true)
    }

    pub fn with_variables(mut self, variables: &[String]) -> Self {
        self.variables.extend(variables.iter().cloned());
        self
    }

    /// What `int(…)`, `bool(…)`, `str(…)` and their kin make of it.
    pub fn converted(self, function: &str) -> Self {
        let known = self.known.and_then(|known| match (function, known) {
            ("str", Known::Text(text)) => Some(Known::Text(text)),
            ("str", Known::Integer(value)) => Some(Known::Text(value.to_string())),
            ("int", Known::Integer(value)) => Some(Known::Integer(value)),
            ("int", Known::Boolean(value)) => Some(Known::Integer(value.into())),
            ("int", Known::Text(text)) => text.trim().parse().ok().map(Known::Integer),
            ("bool", value) => Some(Known::Boolean(value.is_true())),
            ("strtobool", Known::Text(text)) => {
                Some(Known::Boolean(matches!(text.to_lowercase().as_str(), "y" | "yes" | "t" | "true" | "on" | "1")))
            }
            _ => None,
        });
        Self { known, variables: self.variables }
    }

    /// What a method without arguments makes of a text.
    pub fn method(self, name: &str) -> Self {
        let known = self.known.and_then(|known| match (name, known) {
            ("lower" | "casefold", Known::Text(text)) => Some(Known::Text(text.to_lowercase())),
            ("upper", Known::Text(text)) => Some(Known::Text(text.to_uppercase())),
            ("strip", Known::Text(text)) => Some(Known::Text(text.trim().to_owned())),
            ("title" | "capitalize", Known::Text(text)) => {
                let mut letters = text.chars();
                let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
                Some(Known::Text(first + &letters.as_str().to_lowercase()))
            }
            _ => None,
        });
        Self { known, variables: self.variables }
    }
}

//! Values that let settings load while an image is built; none of them stays in the image.

use crate::model::VariableKind;

/// What the code makes of a variable's text.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub kind: VariableKind,
    /// A value that its reader takes. `None` if any text will do.
    pub stand_in: Option<String>,
}

impl Wanted {
    pub fn of(kind: VariableKind) -> Self {
        Self { kind, stand_in: None }
    }

    /// A harmless value of the kind that the read makes of it; where that is only a text, of the kind that the name says.
    pub fn value(&self, name: &str) -> &str {
        if let Some(stand_in) = &self.stand_in {
            return stand_in;
        }
        match self.kind {
            VariableKind::Integer | VariableKind::Number => "1",
            VariableKind::Boolean => "0",
            VariableKind::Json => "{}",
            VariableKind::Url => "http://localhost/",
            VariableKind::Path => "/tmp",
            VariableKind::List | VariableKind::Text => text(name),
        }
    }
}

/// SQLite takes a database that does not exist, and nothing is written while static files are collected.
const DATABASE: &str = "sqlite:////tmp/build.sqlite3";

fn text(name: &str) -> &'static str {
    let has = |part: &str| name.contains(part);
    if has("DATABASE_URL") {
        DATABASE
    } else if has("URL") || has("URI") || has("DSN") {
        "http://localhost/"
    } else if name.ends_with("ENGINE") {
        "django.db.backends.sqlite3"
    } else if has("LEVEL") {
        "INFO"
    } else if has("PORT") || has("TIMEOUT") || has("COUNT") || has("SIZE") {
        "1"
    } else if has("DEBUG") {
        "0"
    } else if has("HOST") {
        "localhost"
    } else {
        "build"
    }
}

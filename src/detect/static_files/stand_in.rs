//! Values that let settings load while an image is built; none of them stays in the image.

use crate::python::ReadKind;

/// A harmless value of the kind that the read makes of it; where that is only a text, of the kind that the name says.
pub fn stand_in(name: &str, kind: ReadKind) -> &'static str {
    match kind {
        ReadKind::Integer => "1",
        ReadKind::Boolean => "0",
        ReadKind::Json => "{}",
        ReadKind::Url => "http://localhost/",
        ReadKind::DatabaseUrl => DATABASE,
        ReadKind::CacheUrl => "locmemcache://",
        ReadKind::EmailUrl => "consolemail://",
        ReadKind::Path => "/tmp",
        ReadKind::Text => text(name),
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

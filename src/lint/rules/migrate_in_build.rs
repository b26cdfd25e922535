//! `migrate-in-build`

use super::{Confidence, Document, Findings, deps, rule, server};
use crate::model::RelPath;

rule! {
    /// ## What it does
    /// Checks for migrations of a database during the build.
    ///
    /// ## Why is this bad
    /// The build has no database, or the wrong one. Migrations belong to a deployment. A database in a file, as SQLite
    /// has it, is left alone.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install psycopg==3.2.1 && python manage.py migrate
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["gunicorn", "shop.wsgi"]
    /// ```
    "migrate-in-build", Warning, None, [], Dockerfile(check)
}

/// Drivers of databases that are programs of their own.
const DRIVERS: [&str; 12] = [
    "aiomysql",
    "aiopg",
    "asyncpg",
    "cx-oracle",
    "mssql-django",
    "mysql-connector-python",
    "mysqlclient",
    "oracledb",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "pymysql",
];

/// Whether the database is a file in the image, a server, or either.
fn confidence(document: &Document<'_>) -> Option<Confidence> {
    let tree = document.context.tree()?;
    let is_settings = |path: &&RelPath| {
        let name = path.file_name();
        matches!(name, "settings.py" | "config.py" | "alembic.ini" | "base.py" | "database.py" | "db.py")
            || path.as_str().contains("/settings/")
    };
    let texts = tree.walk().files.iter().filter(is_settings).filter_map(|path| tree.text(path).ok().flatten());
    let (mut is_file, mut is_server) = (false, false);
    for text in texts {
        is_file |= text.contains("sqlite");
        is_server |= ["postgres", "mysql", "oracle", "mssql"].iter().any(|word| text.contains(word));
    }
    is_server |= deps::required(document).iter().any(|name| DRIVERS.contains(&name.as_str()));
    if is_file && !is_server {
        return None;
    }
    Some(if is_file || !is_server { Confidence::Low } else { Confidence::High })
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let confidence = if document.context.is_known() { confidence(document) } else { Some(Confidence::Medium) };
    let Some(confidence) = confidence else { return };
    for (_, call) in document.all_run_calls() {
        let call = &server::served(call);
        let words = call.words();
        let migrates = match call.program.as_str() {
            "python" => words.first().is_some_and(|file| file.ends_with("manage.py")) && words.get(1) == Some(&"migrate"),
            "manage.py" | "django-admin" => words.first() == Some(&"migrate"),
            "alembic" => words.first() == Some(&"upgrade"),
            "flask" => words.first() == Some(&"db") && words.get(1) == Some(&"upgrade"),
            _ => false,
        };
        if migrates {
            findings
                .add(call.span.clone(), "the application's database is not available in a build")
                .help("migrate when the image is deployed")
                .confidence(confidence);
        }
    }
}

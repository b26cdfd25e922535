//! `migrate-in-build`

use super::{Document, Findings, rule, server};

rule! {
    /// ## What it does
    /// Checks for migrations of a database during the build.
    ///
    /// ## Why is this bad
    /// The build has no database, or the wrong one. Migrations belong to a deployment.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN python manage.py migrate
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["gunicorn", "shop.wsgi"]
    /// ```
    "migrate-in-build", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
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
                .add(call.span.clone(), "the database of the build is not the one of the application")
                .help("migrate when the image is deployed");
        }
    }
}

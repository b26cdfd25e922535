//! `environment-python`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for virtual environments that are copied to an image without the Python that made them.
    ///
    /// ## Why is this bad
    /// `bin/python` of an environment is a link to the interpreter that made it, and its packages lie in a folder that
    /// is named after that version. With another Python the start fails, or finds no package.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.12-slim-trixie AS build
    /// RUN python -m venv /venv
    /// FROM python:3.14-slim-trixie
    /// COPY --from=build /venv /venv
    /// CMD ["/venv/bin/python", "-m", "http.server"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS build
    /// RUN python -m venv /venv
    /// FROM python:3.14-slim-trixie
    /// COPY --from=build /venv /venv
    /// CMD ["/venv/bin/python", "-m", "http.server"]
    /// ```
    "environment-python", Error, None, [], Build
}

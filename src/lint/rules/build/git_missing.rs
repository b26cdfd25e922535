//! `git-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for dependencies from git repositories that are installed where git is not.
    ///
    /// ## Why is this bad
    /// pip and uv start git to fetch them. Slim images have none.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// iniconfig @ git+https://github.com/pytest-dev/iniconfig@v2.1.0
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// ```
    ///
    /// ## Use instead
    /// ```text requirements.txt
    /// iniconfig @ git+https://github.com/pytest-dev/iniconfig@v2.1.0
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install --yes --no-install-recommends git
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// ```
    "git-missing", Error, None, [], Build
}

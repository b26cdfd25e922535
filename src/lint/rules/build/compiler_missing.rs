//! `compiler-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for packages without wheels that are installed where no compiler, or no header of the library, is.
    ///
    /// ## Why is this bad
    /// The package is compiled during the build, and the build stops at the first missing program or header.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// psycopg2==2.9.11
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
    /// psycopg2-binary==2.9.11
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// ```
    "compiler-missing", Error, None, [], Build
}

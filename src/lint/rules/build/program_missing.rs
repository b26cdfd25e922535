//! `program-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for programs that a step or the command starts and that are not in the image.
    ///
    /// ## Why is this bad
    /// The step fails with exit status 127, or the container does not start. Slim and hardened images have few
    /// programs.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN curl --version
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install --yes --no-install-recommends curl
    /// RUN curl --version
    /// ```
    "program-missing", Error, None, [], Build
}

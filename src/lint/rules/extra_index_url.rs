//! `extra-index-url`

use super::{Document, Findings, install, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for `--extra-index-url`.
    ///
    /// ## Why is this bad
    /// pip picks the highest version from any index. If somebody uploads a package with the name of a private one and
    /// a higher version to PyPI, pip installs that one (dependency confusion).
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir --extra-index-url https://pypi.example.org/simple shop==1.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir --index-url https://pypi.example.org/simple shop==1.0
    /// ```
    "extra-index-url", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let advice = "use one index that has both, with `--index-url`; uv searches its indexes in order";
    for (_, call) in document.all_run_calls() {
        // uv takes the first index that has the package.
        let flag = install::pip(call).filter(|found| !found.is_uv).and_then(|_| call.flag(&["--extra-index-url"]));
        // PyTorch's own index holds no other names.
        let is_torch = call.line().contains("download.pytorch.org");
        if let Some(flag) = flag.filter(|_| !is_torch) {
            findings.add(flag.span.clone(), "pip picks the highest version from any index (dependency confusion)").help(advice);
        }
    }
    for instruction in document.of(Keyword::Env) {
        if instruction.pairs().iter().any(|pair| pair.name == "PIP_EXTRA_INDEX_URL") {
            findings
                .add(document.head_span(instruction), "pip picks the highest version from any index (dependency confusion)")
                .help(advice);
        }
    }
}

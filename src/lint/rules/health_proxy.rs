//! `health-proxy`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a `HEALTHCHECK` whose client obeys the proxy variables.
    ///
    /// ## Why is this bad
    /// Where `http_proxy` is set for the container, `urllib` and `requests` ask the proxy for 127.0.0.1, which is the
    /// proxy itself: the container is unhealthy.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')"
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// HEALTHCHECK CMD ["python", "-m", "shop.health"]
    /// ```
    "health-proxy", Info, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, instruction) in document.instructions().iter().enumerate() {
        if instruction.keyword != Keyword::Healthcheck {
            continue;
        }
        for call in document.calls(index).iter().filter(|call| call.program == "python") {
            let code = call.value(&["-c"]).unwrap_or_default();
            let is_local = code.contains("127.0.0.1") || code.contains("localhost");
            if is_local && (code.contains("urllib") || code.contains("requests.")) && !code.contains("ProxyHandler") {
                findings
                    .add(document.head_span(instruction), "with `http_proxy` set, this request goes to the proxy")
                    .help("use `http.client`");
            }
        }
    }
}

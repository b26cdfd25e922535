//! `tls-unchecked`

use super::{Call, Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for downloads that do not look at the certificate of the server.
    ///
    /// ## Why is this bad
    /// Who sits between the build and the server can put anything in the place of what is fetched.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// RUN curl -k -o /tmp/data.csv https://example.org/data.csv
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// COPY company-ca.crt /usr/local/share/ca-certificates/
    /// RUN update-ca-certificates && curl -o /tmp/data.csv https://example.org/data.csv
    /// ```
    "tls-unchecked", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        if let Some(flag) = unchecked(call) {
            let span = call.flag(&[flag]).map_or_else(|| call.span.clone(), |argument| argument.span.clone());
            findings
                .add(span, format!("`{flag}` accepts any server's certificate"))
                .help("add the certificate authority to the image instead");
        }
    }
}

/// The flag that switches the check off.
fn unchecked(call: &Call) -> Option<&'static str> {
    let is_local =
        || call.arguments.iter().any(|argument| argument.text.contains("://localhost") || argument.text.contains("://127."));
    match call.program.as_str() {
        "curl" if is_local() => None,
        "curl" => ["-k", "--insecure"].into_iter().find(|flag| call.has(&[*flag])),
        "wget" => call.has(&["--no-check-certificate"]).then_some("--no-check-certificate"),
        "git" => call.arguments.iter().any(|argument| argument.text == "http.sslVerify=false").then_some("http.sslVerify=false"),
        _ => install::pip(call).filter(|_| call.has(&["--trusted-host"])).map(|_| "--trusted-host"),
    }
}

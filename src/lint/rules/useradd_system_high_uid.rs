//! `useradd-system-high-uid`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for `useradd --system` with a number above those of system users.
    ///
    /// ## Why is this bad
    /// useradd warns that the number is greater than `SYS_UID_MAX`, since system users have numbers below 1000.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --system --uid 10001 app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --uid 10001 app
    /// ```
    "useradd-system-high-uid", Info, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        if !matches!(call.program.as_str(), "useradd" | "groupadd") {
            continue;
        }
        let number =
            call.value(&["-u", "--uid"]).or_else(|| call.value(&["-g", "--gid"])).and_then(|text| text.parse::<u32>().ok());
        let Some(flag) = call.flag(&["-r", "--system"]).filter(|_| number.is_some_and(|number| number >= 1000)) else { continue };
        let finding = findings.add(call.span.clone(), "`useradd --system` with a UID above 999 prints a warning (SYS_UID_MAX)");
        finding.help("remove `--system`");
        if matches!(flag.text.as_str(), "-r" | "--system") && call.is_placed {
            let blanks = document.text[flag.span.end..].chars().take_while(|c| *c == ' ').count();
            finding.edit(flag.span.start..flag.span.end + blanks, "");
        }
    }
}

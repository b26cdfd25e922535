//! `chmod-world-writable`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for folders whose whole content is given to everybody.
    ///
    /// ## Why is this bad
    /// With `777` any process in the container can change the program that runs, whatever its user is. The files are
    /// stored a second time, too.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY shop ./shop
    /// RUN chmod -R 777 /app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY shop ./shop
    /// RUN install -d -o 10001 -g 10001 /app/data
    /// USER 10001:10001
    /// ```
    "chmod-world-writable", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls().filter(|(_, call)| call.program == "chmod") {
        let operands: Vec<&str> =
            call.arguments.iter().map(|argument| argument.text.as_str()).filter(|text| !text.starts_with('-')).collect();
        let [mode, paths @ ..] = operands.as_slice() else { continue };
        let is_open = matches!(*mode, "777" | "0777" | "a+rwx" | "ugo+rwx" | "a=rwx" | "o+rwx" | "666" | "0666");
        let is_temporary = !paths.is_empty() && paths.iter().all(|path| path.starts_with("/tmp") || path.starts_with("/var/tmp"));
        if is_open && call.has(&["-R", "--recursive"]) && !is_temporary {
            findings
                .add(call.span.clone(), "every user in the container can change these files")
                .help("give the folders that the program writes to its user: `install -d -o 10001 …`, or `COPY --chown`");
        }
    }
}

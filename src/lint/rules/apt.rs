//! What the rules about apt share.

use super::{Call, Document, StageView, install};

/// The installations by apt in a stage.
pub fn installs<'d>(document: &'d Document<'_>, stage: &'d StageView<'_>) -> Vec<&'d Call> {
    document.run_calls(stage).map(|(_, call)| call).filter(|call| install::apt_packages(call).is_some()).collect()
}

/// The names of all packages that apt installs in a stage and in what it is built on.
pub fn installed(document: &Document<'_>, stage: usize) -> Vec<String> {
    let mut names = Vec::new();
    for stage in document.lineage(stage) {
        for call in installs(document, stage) {
            let packages = install::apt_packages(call).unwrap_or_default();
            names.extend(packages.iter().map(|package| install::package_name(&package.text).to_owned()));
        }
    }
    names
}

//! The environment that lock files' markers are evaluated for: CPython on Linux, x86_64.

use pep508_rs::{MarkerEnvironment, MarkerEnvironmentBuilder};

use crate::model::{PythonVersion, VersionSpecifiers};

/// The newest feature release that an image is built with.
const NEWEST: PythonVersion = PythonVersion::new(3, 14);

/// The newest Python that the specifiers allow.
pub(super) fn newest_python(allowed: Option<&VersionSpecifiers>) -> PythonVersion {
    let Some(allowed) = allowed else { return NEWEST };
    (6..=NEWEST.minor).rev().map(|minor| PythonVersion::new(3, minor)).find(|python| python.satisfies(allowed)).unwrap_or(NEWEST)
}

pub(super) fn linux(python: PythonVersion) -> Option<MarkerEnvironment> {
    // A patch release that every bound within the feature release admits in practice.
    let (feature, full) = (python.to_string(), format!("{python}.9"));
    MarkerEnvironment::try_from(MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: &full,
        os_name: "posix",
        platform_machine: "x86_64",
        platform_python_implementation: "CPython",
        platform_release: "6.1.0",
        platform_system: "Linux",
        platform_version: "#1 SMP",
        python_full_version: &full,
        python_version: &feature,
        sys_platform: "linux",
    })
    .ok()
}

//! The environment that markers are evaluated for: CPython on Linux.

use pep508_rs::{MarkerEnvironment, MarkerEnvironmentBuilder};

use super::{PythonVersion, VersionSpecifiers};

/// The newest feature release that an image is built with where nothing else is said.
const NEWEST: PythonVersion = PythonVersion::new(3, 14);

/// The newest Python that the specifiers allow.
pub fn newest_python(allowed: Option<&VersionSpecifiers>) -> PythonVersion {
    let Some(allowed) = allowed else { return NEWEST };
    (6..=NEWEST.minor).rev().map(|minor| PythonVersion::new(3, minor)).find(|python| python.satisfies(allowed)).unwrap_or(NEWEST)
}

/// PEP 508's variables for CPython on Linux. `platform_machine` is as Python says it. Ex) `aarch64`
pub fn linux_environment(python: PythonVersion, platform_machine: &str) -> MarkerEnvironment {
    // A patch release that every bound within the feature release admits in practice.
    let (feature, full) = (python.to_string(), format!("{python}.9"));
    MarkerEnvironment::try_from(MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: &full,
        os_name: "posix",
        platform_machine,
        platform_python_implementation: "CPython",
        platform_release: "6.1.0",
        platform_system: "Linux",
        platform_version: "#1 SMP",
        python_full_version: &full,
        python_version: &feature,
        sys_platform: "linux",
    })
    .expect("the versions are made of numbers")
}

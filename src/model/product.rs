//! How pydock is called where it is distributed.

/// The name on PyPI and on crates.io. Ex) `pip install pydock-cli`
pub const DISTRIBUTION: &str = env!("CARGO_PKG_NAME");

/// Ex) `0.1.0`
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version and, in a release build of a git checkout, the commit and its date. Ex) `0.1.0 (1f3a9c2d0 2026-11-28)`
pub const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), env!("BUILT_FROM_COMMIT"));

/// `None` if Cargo.toml names no repository.
pub const HOME_PAGE: Option<&str> = match env!("CARGO_PKG_REPOSITORY") {
    url if url.is_empty() => None,
    url => Some(url),
};

//! What a preset's policy asks for. The room `policy` finds it; here is what it is.

pub mod base_images;
pub mod labels;
pub mod no_package_manager;
pub mod ports;
pub mod registries;

use super::{Rule, rule};

/// Rules of `pydock lint` that a policy may ask for as well.
pub const NO_DIGEST: &Rule = &super::no_digest::RULE;
pub const USER_NOT_NUMERIC: &Rule = &super::user_not_numeric::RULE;

//! Does a distribution install from a wheel on a target, or is it compiled there?
//!
//! The rules are PEP 425, 600 and 656 as `packaging` and pip apply them. A target is one CPython on one C library and one
//! machine; the answers come from the file names that a lock or an index lists. Nothing else is asked: a file whose
//! `requires-python` excludes the target's Python has to be left out by who lists the files, as pip does it.
//!
//! `oracle/` holds what pip and `packaging` answered for real releases, and a test says that this room answers the same.

mod build_number;
mod file_name;
mod image_target;
mod machine;
#[cfg(test)]
mod oracle;
mod rank;
mod release;
mod tags;
mod target;
#[cfg(test)]
mod tests;
mod verdict;
mod why;

pub use build_number::BuildNumber;
pub use file_name::{WheelFileName, is_sdist};
pub use image_target::ImageTarget;
pub use machine::Machine;
pub use rank::Rank;
pub use release::Release;
pub use target::{Libc, Target};
pub use verdict::{Native, Policy, Verdict};
pub use why::{NoSource, NoWheel, Why};

//! Does a distribution install from a wheel on a target, or is it compiled there?
//!
//! The rules are PEP 425, 600 and 656 as `packaging` and pip apply them. A target is one CPython on one libc and one
//! machine; the answers come from the file names that a lock lists.

mod file_name;
mod target;
mod verdict;

pub use file_name::WheelFileName;
pub use target::{Libc, Machine, Target};
pub use verdict::{Verdict, verdict};

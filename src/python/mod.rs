//! Python source as a syntax tree, parsed and never run.
//!
//! The parser is Ruff's: it follows CPython's grammar and recovers from errors, so that a file with a mistake, or in the
//! syntax of a newer or older Python, still shows the statements around it.

pub mod bindings;
mod callers;
mod calls;
#[cfg(test)]
pub mod counted;
mod effects;
mod imports;
pub mod literal;
mod mentions;
mod module;
mod nesting;
mod objects;
pub mod options;
mod paths;
mod platform;
mod preparing;
mod project;
mod reach;
mod source_file;
mod statement_lines;
mod strings;

pub use bindings::bindings;
pub use callers::Callers;
pub use calls::{CallSite, calls};
pub use effects::first_effect;
pub use imports::{ImportPath, Imports, Reference};
pub use mentions::mentions;
pub use module::{Definition, Module};
pub use objects::{class_of, class_of_value, defining};
pub use options::is_options;
pub use paths::Paths;
pub use platform::Decided;
pub use preparing::{prepared, prepared_by};
pub use project::{Project, Target, names_python, read};
pub use reach::{Place, calls_without_options, methods, reach, statements_without_options};
pub use source_file::SourceFile;
pub use statement_lines::statement_lines;
pub use strings::{strings, strings_in};

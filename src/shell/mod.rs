//! Shell scripts as syntax trees with spans: what stands behind `RUN`, `CMD` and `HEALTHCHECK`.
//!
//! ```text
//! script   = list                                     up to the end of the text
//! list     = and-or ((";" | "&" | newline)+ and-or)*
//! and-or   = pipeline (("&&" | "||") newline* pipeline)*
//! pipeline = "!"? command (("|" | "|&") newline* command)*
//! command  = simple | "(" list ")" | "{" list "}" | if | while | until | for | case | function
//!          | "[[" … "]]" | "((" … "))"
//! simple   = (assignment | redirection)* (word | redirection)*
//! word     = (plain | "\" any | "'" … "'" | '"' … '"' | "$" name | "${" … "}" | "$(" list ")" | "`" … "`" | "$((" … "))")+
//! ```
//! This is the grammar of POSIX with what Bash adds and Dockerfiles use: `[[`, `((`, `function`, `<<<`, `&>`, `|&`, `$'…'`,
//! arrays and `<(…)`. Left out: aliases, `select`, `coproc` and history, and what stands inside `${…}` and `((…))`, which is
//! kept as text. Here-documents are skipped over.
//!
//! The room is pydock's own because the parsers for it that can be had either bring dozens of crates with them and weigh more
//! than the whole of pydock's lint, or are under a licence that pydock cannot carry, or throw spans away; and spans are what a
//! lint lives by.

mod ast;
mod follow;
mod parser;
mod scanner;
#[cfg(test)]
mod tests;
mod walk;

pub use ast::{AndOr, Assignment, Command, Compound, Joint, List, Part, Pipeline, Redirect, Simple, Word};
pub use follow::{Before, Followed, Refusal, Surroundings, Text, follow};
pub use parser::{ShellError, parse};
pub use walk::{Place, Visited, simple_commands};

//! What keeps an image from building or running. The room `preflight` finds it; here is what it is.

pub mod build_file_missing;
pub mod compiler_missing;
pub mod constraints_missing;
pub mod environment_python;
pub mod exec_form_broken;
pub mod exec_form_shell;
pub mod exec_form_variable;
pub mod exec_form_words;
pub mod git_missing;
pub mod health_port;
pub mod lock_missing;
pub mod lock_stale;
pub mod manifest_invalid;
pub mod manifest_missing;
pub mod module_missing;
pub mod no_environment;
pub mod no_file_for_platform;
pub mod no_package;
pub mod object_missing;
pub mod package_missing;
pub mod path_dependency_missing;
pub mod program_missing;
pub mod program_not_installed;
pub mod project_not_installed;
pub mod python_excluded;
pub mod requirements_missing;
pub mod script_line_endings;
pub mod script_missing;
pub mod script_not_executable;
pub mod script_without_interpreter;
pub mod shell_missing;
pub mod source_missing;
pub mod source_outside;
pub mod stage_path_missing;
pub mod user_missing;
pub mod version_from_git;

use super::{Rule, rule};

/// Rules of `pydock lint` whose defect the simulated build knows more about.
pub const ADDUSER_MISSING: &Rule = &super::adduser_missing::RULE;
pub const COPY_FROM_UNKNOWN: &Rule = &super::copy_from_unknown::RULE;
pub const COPY_IGNORED_FILE: &Rule = &super::copy_ignored_file::RULE;
pub const HEALTH_MISSING_TOOL: &Rule = &super::health_missing_tool::RULE;
pub const IGNORE_SECRET: &Rule = &super::ignore_secret::RULE;
pub const IGNORE_SYNTAX: &Rule = &super::ignore_syntax::RULE;
pub const MISSING_RUNTIME_LIB: &Rule = &super::missing_runtime_lib::RULE;
pub const PORT_MISMATCH: &Rule = &super::port_mismatch::RULE;
pub const SYNTAX_ERROR: &Rule = &super::syntax_error::RULE;

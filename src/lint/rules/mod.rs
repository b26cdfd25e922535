//! The rules, one file each.
//!
//! A file opens with the rule's documentation in four parts: what it does, why is this bad, example, use instead. The example is
//! found and the remedy is left alone: a test reads both out of the text. A file's stem is its rule's name.

mod add_instead_of_copy;
mod add_unchecked_url;
mod adduser_missing;
mod alpine_no_wheel;
mod apk_no_cache;
mod apt;
mod apt_cache_mount;
mod apt_empty;
mod apt_lists;
mod apt_no_update;
mod apt_no_yes;
mod apt_not_apt_get;
mod apt_pin;
mod apt_purge_nothing;
mod apt_recommends;
mod apt_update_alone;
mod apt_upgrade;
mod bind_localhost;
pub mod build;
mod cache_contradiction;
mod cache_mount_shared_id;
mod cd_instead_of_workdir;
mod chmod_world_writable;
mod chown_recursive;
mod compiler_in_final;
mod consecutive_run;
mod constant_platform;
mod copy_from_unknown;
mod copy_ignored_file;
mod copy_many_without_slash;
mod copy_relative_without_workdir;
mod copy_whole_filesystem;
mod definition_description;
mod deprecated_uvicorn_worker;
mod deps;
mod dev_deps_in_production;
mod dev_server;
mod dont_write_bytecode;
mod duplicate_stage_name;
mod editable_in_multistage;
mod empty_continuation;
mod env_self_reference;
mod eol_distribution;
mod eol_python;
mod exec_missing;
mod expose_invalid_format;
mod expose_proto_casing;
mod extra_index_url;
mod from_as_casing;
mod gcc_without_libc_dev;
mod gunicorn_tmp;
mod health_missing_tool;
mod health_no_raise;
mod health_proxy;
mod healthcheck_missing;
mod ignore_comment;
mod ignore_missing;
mod ignore_needed_file;
mod ignore_root_only;
mod ignore_secret;
mod ignore_syntax;
mod inline_comment;
mod instruction_casing;
mod invalid_default_arg_in_from;
mod latest_tag;
mod legacy_key_value;
mod maintainer_deprecated;
mod migrate_in_build;
mod missing_runtime_lib;
mod no_bytecode;
mod no_digest;
mod pid1_signal;
mod pip_cache;
mod pip_prefix;
mod pip_requirements_no_r;
mod pip_user;
mod pipe_to_shell;
mod pipefail;
mod port_mismatch;
mod python3_dev;
mod redundant_target_platform;
mod relative_workdir;
mod repeated_instruction;
mod reserved_stage_name;
mod root_user;
mod run_time_tool;
mod secret_in_arg_or_env;
mod secret_in_layer;
mod shell_form_command;
mod shell_syntax_error;
mod source_before_deps;
mod stage_name_casing;
mod sudo;
mod suite_mismatch;
mod syntax_error;
mod syntax_too_new;
pub mod team;
mod tls_unchecked;
mod undefined_arg_in_from;
mod undefined_variable;
mod unlocked_install;
mod unpinned_clone;
mod unpinned_pip;
mod unpinned_suite;
mod untagged_image;
pub(super) mod unused_ignore;
mod useless_command;
mod user_home_copy;
mod user_not_numeric;
mod useradd_high_uid;
mod useradd_system_high_uid;
mod uv_no_default_groups;
mod vacuous_healthcheck;

use super::call::{Argument, Call};
use super::diagnostic::{Edit, Findings};
use super::image::{ImageName, Variant};
use super::rule::rule;
use super::stage::{BaseView, StageView};
use super::{Confidence, Severity};
use super::{Document, IgnoreDocument, Rule, install, server};

/// Every rule, by name.
pub const ALL: &[&Rule] = &[
    &add_instead_of_copy::RULE,
    &add_unchecked_url::RULE,
    &adduser_missing::RULE,
    &alpine_no_wheel::RULE,
    &apk_no_cache::RULE,
    &apt_cache_mount::RULE,
    &apt_empty::RULE,
    &apt_lists::RULE,
    &apt_no_update::RULE,
    &apt_no_yes::RULE,
    &apt_not_apt_get::RULE,
    &apt_pin::RULE,
    &apt_purge_nothing::RULE,
    &apt_recommends::RULE,
    &apt_update_alone::RULE,
    &apt_upgrade::RULE,
    &team::base_images::RULE,
    &bind_localhost::RULE,
    &build::build_file_missing::RULE,
    &cache_contradiction::RULE,
    &cache_mount_shared_id::RULE,
    &cd_instead_of_workdir::RULE,
    &chmod_world_writable::RULE,
    &chown_recursive::RULE,
    &compiler_in_final::RULE,
    &build::compiler_missing::RULE,
    &consecutive_run::RULE,
    &constant_platform::RULE,
    &build::constraints_missing::RULE,
    &copy_from_unknown::RULE,
    &copy_ignored_file::RULE,
    &copy_many_without_slash::RULE,
    &copy_relative_without_workdir::RULE,
    &copy_whole_filesystem::RULE,
    &definition_description::RULE,
    &deprecated_uvicorn_worker::RULE,
    &dev_deps_in_production::RULE,
    &dev_server::RULE,
    &dont_write_bytecode::RULE,
    &duplicate_stage_name::RULE,
    &editable_in_multistage::RULE,
    &empty_continuation::RULE,
    &env_self_reference::RULE,
    &build::environment_python::RULE,
    &eol_distribution::RULE,
    &eol_python::RULE,
    &build::exec_form_broken::RULE,
    &build::exec_form_shell::RULE,
    &build::exec_form_variable::RULE,
    &build::exec_form_words::RULE,
    &exec_missing::RULE,
    &expose_invalid_format::RULE,
    &expose_proto_casing::RULE,
    &extra_index_url::RULE,
    &from_as_casing::RULE,
    &gcc_without_libc_dev::RULE,
    &build::git_missing::RULE,
    &gunicorn_tmp::RULE,
    &health_missing_tool::RULE,
    &health_no_raise::RULE,
    &build::health_port::RULE,
    &health_proxy::RULE,
    &healthcheck_missing::RULE,
    &ignore_comment::RULE,
    &ignore_missing::RULE,
    &ignore_needed_file::RULE,
    &ignore_root_only::RULE,
    &ignore_secret::RULE,
    &ignore_syntax::RULE,
    &inline_comment::RULE,
    &instruction_casing::RULE,
    &invalid_default_arg_in_from::RULE,
    &team::labels::RULE,
    &latest_tag::RULE,
    &legacy_key_value::RULE,
    &build::lock_missing::RULE,
    &build::lock_stale::RULE,
    &maintainer_deprecated::RULE,
    &build::manifest_invalid::RULE,
    &build::manifest_missing::RULE,
    &migrate_in_build::RULE,
    &missing_runtime_lib::RULE,
    &build::module_missing::RULE,
    &no_bytecode::RULE,
    &no_digest::RULE,
    &build::no_environment::RULE,
    &build::no_file_for_platform::RULE,
    &build::no_package::RULE,
    &team::no_package_manager::RULE,
    &build::object_missing::RULE,
    &build::package_missing::RULE,
    &build::path_dependency_missing::RULE,
    &pid1_signal::RULE,
    &pip_cache::RULE,
    &pip_prefix::RULE,
    &pip_requirements_no_r::RULE,
    &pip_user::RULE,
    &pipe_to_shell::RULE,
    &pipefail::RULE,
    &port_mismatch::RULE,
    &team::ports::RULE,
    &build::program_missing::RULE,
    &build::program_not_installed::RULE,
    &build::project_not_installed::RULE,
    &build::python_excluded::RULE,
    &python3_dev::RULE,
    &redundant_target_platform::RULE,
    &team::registries::RULE,
    &relative_workdir::RULE,
    &repeated_instruction::RULE,
    &build::requirements_missing::RULE,
    &reserved_stage_name::RULE,
    &root_user::RULE,
    &run_time_tool::RULE,
    &build::script_line_endings::RULE,
    &build::script_missing::RULE,
    &build::script_not_executable::RULE,
    &build::script_without_interpreter::RULE,
    &secret_in_arg_or_env::RULE,
    &secret_in_layer::RULE,
    &shell_form_command::RULE,
    &build::shell_missing::RULE,
    &shell_syntax_error::RULE,
    &source_before_deps::RULE,
    &build::source_missing::RULE,
    &build::source_outside::RULE,
    &stage_name_casing::RULE,
    &build::stage_path_missing::RULE,
    &sudo::RULE,
    &suite_mismatch::RULE,
    &syntax_error::RULE,
    &syntax_too_new::RULE,
    &tls_unchecked::RULE,
    &undefined_arg_in_from::RULE,
    &undefined_variable::RULE,
    &unlocked_install::RULE,
    &unpinned_clone::RULE,
    &unpinned_pip::RULE,
    &unpinned_suite::RULE,
    &untagged_image::RULE,
    &unused_ignore::RULE,
    &useless_command::RULE,
    &user_home_copy::RULE,
    &build::user_missing::RULE,
    &user_not_numeric::RULE,
    &useradd_high_uid::RULE,
    &useradd_system_high_uid::RULE,
    &uv_no_default_groups::RULE,
    &vacuous_healthcheck::RULE,
    &build::version_from_git::RULE,
];

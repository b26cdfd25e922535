//! The rules, one file each.
//!
//! A file opens with the rule's documentation in four parts: what it does, why is this bad, example, use instead. The example is
//! found and the remedy is left alone: a test reads both out of the text. A file's stem is its rule's name.

mod add_instead_of_copy;
mod adduser_missing;
mod apk_no_cache;
mod apt;
mod apt_empty;
mod apt_lists;
mod apt_no_update;
mod apt_no_yes;
mod apt_not_apt_get;
mod apt_pin;
mod apt_recommends;
mod apt_update_alone;
mod apt_upgrade;
mod cd_instead_of_workdir;
mod chown_recursive;
mod consecutive_run;
mod constant_platform;
mod copy_from_unknown;
mod copy_ignored_file;
mod copy_many_without_slash;
mod copy_relative_without_workdir;
mod copy_whole_filesystem;
mod definition_description;
mod deps;
mod duplicate_stage_name;
mod empty_continuation;
mod env_self_reference;
mod eol_python;
mod expose_invalid_format;
mod expose_proto_casing;
mod from_as_casing;
mod healthcheck_missing;
mod inline_comment;
mod instruction_casing;
mod invalid_default_arg_in_from;
mod latest_tag;
mod legacy_key_value;
mod maintainer_deprecated;
mod no_digest;
mod pipefail;
mod redundant_target_platform;
mod relative_workdir;
mod repeated_instruction;
mod reserved_stage_name;
mod root_user;
mod secret_in_arg_or_env;
mod shell_form_command;
mod shell_syntax_error;
mod source_before_deps;
mod stage_name_casing;
mod sudo;
mod syntax_error;
mod undefined_arg_in_from;
mod undefined_variable;
mod unpinned_suite;
mod untagged_image;
pub(super) mod unused_ignore;
mod useless_command;
mod user_home_copy;
mod user_not_numeric;
mod useradd_high_uid;
mod useradd_system_high_uid;

use super::call::{Argument, Call};
use super::finding::{Edit, Findings};
use super::image::{ImageName, Variant};
use super::rule::rule;
use super::stage::{BaseView, StageView};
use super::{Document, IgnoreDocument, Rule, install, server, variable};

/// Every rule, by name.
pub const ALL: &[&Rule] = &[
    &add_instead_of_copy::RULE,
    &adduser_missing::RULE,
    &apk_no_cache::RULE,
    &apt_empty::RULE,
    &apt_lists::RULE,
    &apt_no_update::RULE,
    &apt_no_yes::RULE,
    &apt_not_apt_get::RULE,
    &apt_pin::RULE,
    &apt_recommends::RULE,
    &apt_update_alone::RULE,
    &apt_upgrade::RULE,
    &cd_instead_of_workdir::RULE,
    &chown_recursive::RULE,
    &consecutive_run::RULE,
    &constant_platform::RULE,
    &copy_from_unknown::RULE,
    &copy_ignored_file::RULE,
    &copy_many_without_slash::RULE,
    &copy_relative_without_workdir::RULE,
    &copy_whole_filesystem::RULE,
    &definition_description::RULE,
    &duplicate_stage_name::RULE,
    &empty_continuation::RULE,
    &env_self_reference::RULE,
    &eol_python::RULE,
    &expose_invalid_format::RULE,
    &expose_proto_casing::RULE,
    &from_as_casing::RULE,
    &healthcheck_missing::RULE,
    &inline_comment::RULE,
    &instruction_casing::RULE,
    &invalid_default_arg_in_from::RULE,
    &latest_tag::RULE,
    &legacy_key_value::RULE,
    &maintainer_deprecated::RULE,
    &no_digest::RULE,
    &pipefail::RULE,
    &redundant_target_platform::RULE,
    &relative_workdir::RULE,
    &repeated_instruction::RULE,
    &reserved_stage_name::RULE,
    &root_user::RULE,
    &secret_in_arg_or_env::RULE,
    &shell_form_command::RULE,
    &shell_syntax_error::RULE,
    &source_before_deps::RULE,
    &stage_name_casing::RULE,
    &sudo::RULE,
    &syntax_error::RULE,
    &undefined_arg_in_from::RULE,
    &undefined_variable::RULE,
    &unpinned_suite::RULE,
    &untagged_image::RULE,
    &unused_ignore::RULE,
    &useless_command::RULE,
    &user_home_copy::RULE,
    &user_not_numeric::RULE,
    &useradd_high_uid::RULE,
    &useradd_system_high_uid::RULE,
];

//! What pydock knows about the world, as data: one file or one row per thing, each with its evidence.
//!
//! The files lie beside this one and are read strictly, once, and only when somebody asks. `src/build.rs` packs them into the
//! form that `pack.rs` explains: the rows are the same, and what reads them is less code than for JSON or TOML.

/// The packed table of one file, by its stem, or of one folder: there the stems of its files are the keys.
macro_rules! table {
    ($stem:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/knowledge/", $stem, ".packed"))
    };
}

mod build_constraints;
mod by_name;
mod cache_variables;
mod code_packages;
mod database_calls;
mod distributions;
mod editor;
mod environment_readers;
mod file_writers;
mod frameworks;
mod gone_names;
mod handing_calls;
mod hardened_images;
mod held_back;
mod home_folders;
mod ignore_list;
mod images;
mod instructions;
mod lasting_calls;
mod loads_later;
mod managers;
mod modules;
mod native_packages;
mod needed_beside;
mod not_started;
mod output_keys;
mod outside_files;
#[allow(dead_code, reason = "the program needs the names of the kinds; the build and the tests need the rest")]
mod pack;
mod packed;
mod pkg_resources;
mod preparations;
mod processes;
mod programs;
mod project_files;
mod python_releases;
mod python_support;
mod reload;
mod removed_modules;
mod run_packages;
mod secrets;
mod servers;
mod services;
mod shared_files;
mod simulated_build;
mod sonames;
mod spaces;
mod start_hooks;
mod steps;
mod table;
mod test_trees;
mod toolchains;
mod tools;
mod wheel_choices;
mod wheel_releases;
mod wrappers;

pub use build_constraints::{BuildConstraint, build_constraint};
pub use cache_variables::{CacheVariable, cache_variables};
pub use code_packages::{CodePackages, code_packages};
pub use database_calls::{DatabaseCalls, database_calls};
pub use distributions::{Distribution, DistributionRelease, distribution_of, distributions};
pub use editor::{EditorExtension, editor_extensions};
pub use environment_readers::{
    AnyMethod, Demand, EnvironmentReaders, PrefixedConfiguration, PrefixedObject, ReadingCall, ReadingClass, ReadingFunction,
    ReadingMethod, SettingsClass, VariableType, environment_readers,
};
pub use file_writers::{FileWriters, Makes, Within, WriterCall, WriterMethod, file_writers};
pub use frameworks::{FrameworkRow, Frameworks, Interface, Kind, Marks, OwnCommand, PageFile, RowHealth, ScriptStart};
pub use gone_names::{Given, GoneNames, GoneUse, gone_names};
pub use handing_calls::handing_call;
pub use hardened_images::{HardenedPair, hardened_pairs};
pub use held_back::{HeldBack, held_back};
pub use home_folders::{HomeFolders, home_folders};
pub use ignore_list::{IgnoreSection, ignore_sections};
pub use images::{Contents, ImageFacts, ImagePurpose, ImageRow, ImageServes, Libc, PythonRow, image_facts, image_rows};
pub use instructions::{FlagRow, InstructionRow, InstructionRows, MountRow, instruction_rows};
pub use lasting_calls::is_lasting_call;
pub use loads_later::loads_later;
pub use managers::{LockCheck, ManagerRow, RunVerb, language_installers, manager_row, manager_rows, pip_values};
pub use modules::{Modules, modules};
pub use native_packages::{Built, Evidence, Names, NativePackage, Wheels, When, native_package, native_packages};
pub use needed_beside::{NeededBeside, needed_beside};
pub use not_started::{NotStarted, NotStartedWhen, Sign, not_started};
pub use output_keys::{KeyedFile, OutputKey, output_key, output_keys};
pub use outside_files::{OutsideFileNames, outside_file_names};
pub use pkg_resources::{all_import_pkg_resources, imports_pkg_resources};
pub use preparations::{Preparation, PreparationUse, preparation, preparation_of_step, preparation_uses, preparation_words};
pub use processes::{ProcessRow, ShownRow, USUAL_GRACE, is_reloader, is_scheduler, kind_of_name, program_row, shown_processes};
pub use programs::{ProgramCall, ProgramRow, Programs, Takes, programs};
pub use project_files::{ProjectFiles, project_files};
pub use python_releases::{PythonRelease, PythonReleases, python_releases};
pub use python_support::{PythonSupport, python_support};
pub use reload::{Debugger, ReloadRow, debugger, prefers_own_reload, reloading};
pub use removed_modules::{
    RemovedModule, RemovedName, distributions_of_python_two, modules_of_python_two, removed_module, removed_modules,
    removed_names,
};
pub use run_packages::{PackagePurpose, package_purpose, purpose_on_alpine, purpose_on_fedora};
pub use secrets::{
    Credential, Proof, SecretFile, command_credential, conceal, credential, credential_at, is_example_of_secret, secret_file,
    secret_files, secret_in_text, stays_out,
};
pub use servers::{
    ApplicationBy, CommandRow, DevelopmentRow, FactoryStyle, Listener, OptionRow, ServerRow, listener, listener_of, listeners,
    option_values, usual_port_flags, worker_flags,
};
pub use services::{SchemeRow, ServiceRow, VariableRole, Variables, Variant, service_group, services};
pub use shared_files::{SharedFiles, shared_files};
pub use simulated_build::{SimulatedBuild, simulated_build};
pub use sonames::{Library, in_base, library, library_packages};
pub use spaces::space_kit;
pub use start_hooks::{StartHooks, start_hooks};
pub use steps::{Detail, StepRow, step_row, step_rows};
pub use test_trees::{TestTree, test_trees};
pub use toolchains::{Toolchain, is_compiler, toolchain, toolchains};
pub use tools::{ToolRelease, Tools, tools};
pub use wheel_choices::{ChoiceWhen, Cure, WheelChoice, wheel_choice};
pub use wheel_releases::{FileKind, ReleaseRun, WheelReleases, wheel_releases};
pub use wrappers::{
    Wrapped, Wrapper, WrapperKind, is_shell, is_user_shell, is_wrapper, is_wrapper_of, shell_script, wrapped, wrapped_words,
};

use table::{embedded, matches_name};

//! The nouns: what every other room speaks about. No I/O, no decisions about a project.
//!
//! A value that may end up in a Dockerfile is a type of its own here, and its constructor is the door: a [`Port`],
//! an [`EnvName`] or a [`SourcePath`] that exists is valid, so no text from a user's file can smuggle in an instruction.

mod base;
mod change;
mod command;
mod dependency;
mod distribution;
mod entrypoint;
mod env;
mod fact;
mod finding;
mod framework;
mod health;
mod image;
mod invalid;
mod label;
mod location;
mod lock;
mod note;
mod package_manager;
mod path;
mod port;
mod python_version;
mod rendered;
mod setting;
mod signal;
mod source_path;
mod stage_name;
mod start;
mod system_package;
mod user;

pub use base::{Base, Suite};
pub use change::{Change, ChangeKind, ChangeSet};
pub use command::Command;
pub use dependency::{Dependency, DependencySource};
pub use distribution::{Distribution, DynamicVersion};
pub use entrypoint::{Attribute, Entrypoint, ModulePath};
pub use env::{EnvName, EnvVar};
pub use fact::{Fact, Origin};
pub use finding::{Detection, Finding};
pub use framework::Framework;
pub use health::HealthCheck;
pub use image::{ImageName, ImageRef};
pub use invalid::InvalidValue;
pub use label::Label;
pub use location::Location;
pub use lock::{Lock, LockFormat, LockedPackage};
pub use note::{Level, Note};
pub use package_manager::PackageManager;
pub use path::RelPath;
pub use pep440_rs::{Version, VersionSpecifiers};
pub use pep508_rs::{ExtraName, MarkerTree, PackageName};
pub use port::Port;
pub use python_version::PythonVersion;
pub use rendered::RenderedFile;
pub use setting::Setting;
pub use signal::Signal;
pub use source_path::SourcePath;
pub use stage_name::StageName;
pub use start::Start;
pub use system_package::SystemPackage;
pub use user::UserId;

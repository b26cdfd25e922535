//! The facts that a person can state, by their names.

use std::fmt;

use serde::Deserialize;

/// The variants with their names, in the order in which facts are shown.
macro_rules! facts {
    ($($variant:ident $name:literal,)*) => {
        /// A fact that a person can state. Its name is the one of `pydock detect`, of the lock and of messages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum FactId {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl FactId {
            /// Every fact, in the order in which facts are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

facts! {
    Name "name",
    Preset "preset",
    Python "python",
    Base "base",
    Suite "suite",
    Runtime "runtime",
    Platforms "platforms",
    Manager "manager",
    Manifest "manifest",
    Installer "installer",
    Member "member",
    Groups "groups",
    Extras "extras",
    Torch "torch",
    Framework "framework",
    Entrypoint "entrypoint",
    Command "command",
    Process "process",
    AddServer "add-server",
    Port "port",
    PortEnv "port-env",
    Health "health",
    BuildPackages "build-packages",
    RunPackages "run-packages",
    Prepare "prepare",
    User "user",
    Sources "sources",
    Writable "writable",
    Labels "labels",
    Env "env",
    Dev "dev",
    Test "test",
    TestCommand "test-command",
    With "with",
    PinDigests "pin-digests",
}

impl FactId {
    /// The fact with this name. `None` if there is none.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fact| fact.name() == name)
    }

    /// Its name in a template. Ex) `test_command`
    pub fn variable(self) -> String {
        self.name().replace('-', "_")
    }

    /// Whether an image of any language has it.
    pub fn is_general(self) -> bool {
        use FactId::{Command, Env, Health, Labels, Name, Platforms, Port, Preset, User};
        matches!(self, Name | Preset | Platforms | Command | Port | Health | User | Labels | Env)
    }

    /// Whether the values of a preset stand beside those that others give.
    pub fn adds_up(self) -> bool {
        matches!(self, Self::Labels | Self::Env | Self::Extras | Self::BuildPackages | Self::RunPackages)
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

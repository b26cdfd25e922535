//! How the container starts.

use serde::Serialize;

use super::{Command, Confidence, Entrypoint, EnvVar, Framework, HealthCheck, Location, PackageName, Port, RelPath, Signal};

/// What the arguments of `docker run` are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunArguments {
    /// Another command in place of this one, which is CMD.
    InsteadOfCommand,
    /// A command-line tool's own: the command is ENTRYPOINT, and CMD holds what the tool is given where nobody gives any.
    BehindCommand { default: Option<Command> },
}

/// A way to start the application, complete with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Start {
    pub framework: Framework,
    pub entrypoint: Option<Entrypoint>,
    /// The file that holds the object or is run as a script. `None` if no file does.
    pub file: Option<RelPath>,
    /// The folder that the command must be run in, where that is not the project's root. `None` if it is the root. Ex) `backend`
    pub working_dir: Option<RelPath>,
    pub command: Command,
    /// A production server that the command runs and that the project does not declare, so that the image installs it.
    /// `None` if it runs none.
    pub adds_server: Option<PackageName>,
    pub arguments: RunArguments,
    pub port: Option<Port>,
    /// The line that states the port, where that is not the one of the start.
    /// `None` if it is the line of the start, or there is no port. Ex) `EXPOSE 8080`
    pub port_at: Option<Location>,
    pub health: Option<HealthCheck>,
    pub stop_signal: Signal,
    /// Variables that the server or framework needs in a container. Ex) `GRADIO_SERVER_NAME=0.0.0.0`
    pub env: Vec<EnvVar>,
    /// How sure it is that this is the program.
    pub confidence: Confidence,
}

impl Start {
    /// The flag that chooses this start. Ex) `--entrypoint shop.api:app`, `--cmd 'python main.py'`
    pub fn flag(&self) -> String {
        match &self.entrypoint {
            Some(entrypoint) if self.framework.as_str() != "cli" && entrypoint.attribute.is_some() => {
                format!("`--entrypoint {entrypoint}`")
            }
            _ => format!("`--cmd '{}'`", self.command.to_string().replace('\'', "'\\''")),
        }
    }
}

//! How the container starts.

use serde::Serialize;

use super::{Command, Entrypoint, EnvVar, Framework, HealthCheck, Port, RelPath, Signal};

/// A way to start the application, complete with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Start {
    pub framework: Framework,
    pub entrypoint: Option<Entrypoint>,
    /// The file that holds the object or is run as a script.
    pub file: Option<RelPath>,
    /// The folder that the command must be run in, where that is not the project's root. Ex) `backend`
    pub working_dir: Option<RelPath>,
    pub command: Command,
    /// A command-line tool: `command` becomes ENTRYPOINT, and CMD holds only the arguments that `docker run` replaces.
    pub arguments: Option<Command>,
    pub port: Option<Port>,
    pub health: Option<HealthCheck>,
    pub stop_signal: Signal,
    /// Variables that the server or framework needs in a container. Ex) `GRADIO_SERVER_NAME=0.0.0.0`
    pub env: Vec<EnvVar>,
}

//! The Docker Engine, by its command line: images and containers that are gone when their owner is, whatever happened.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::process::{self, Outcome};

/// A build downloads and compiles; on a busy machine of two cores that takes a while.
const BUILD_LIMIT: Duration = Duration::from_secs(20 * 60);
const COMMAND_LIMIT: Duration = Duration::from_secs(120);

/// An engine that answers.
pub struct Engine;

/// An image that is removed in the end. What was built stays in the build cache.
pub struct Image {
    tag: String,
}

/// A container that is removed in the end.
pub struct Container {
    name: String,
}

impl Engine {
    /// The engine, asked for once.
    pub fn find() -> Option<&'static Self> {
        static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
        let ask = || docker(&["version", "--format", "{{.Server.Version}}"]).ok().filter(Outcome::succeeded).map(|_| Engine);
        ENGINE.get_or_init(ask).as_ref()
    }

    /// Builds the folder's Dockerfile, or one of its stages, and returns the plain log. The network is the host's, so that
    /// package indexes are reached by whatever way the machine reaches them.
    pub fn build(&self, folder: &Path, options: &[&str]) -> Result<Outcome, String> {
        let mut command = Command::new("docker");
        command.args(["build", "--progress=plain", "--network=host"]).args(options).arg(folder);
        process::run(&mut command, BUILD_LIMIT)
    }

    /// Builds the folder's last stage under a name.
    pub fn build_image(&self, folder: &Path, tag: &str) -> Result<(Image, Outcome), String> {
        self.tagged(folder, tag, &[])
    }

    /// Builds one of the folder's stages under a name.
    pub fn build_stage(&self, folder: &Path, stage: &str, tag: &str) -> Result<(Image, Outcome), String> {
        self.tagged(folder, tag, &["--target", stage])
    }

    fn tagged(&self, folder: &Path, tag: &str, options: &[&str]) -> Result<(Image, Outcome), String> {
        let image = Image { tag: tag.to_owned() };
        let log = self.build(folder, &[&["--tag", tag], options].concat())?;
        if log.succeeded() { Ok((image, log)) } else { Err(format!("docker build failed\n{}", log.tail())) }
    }
}

impl Image {
    /// One field of `docker image inspect`.
    pub fn inspect(&self, format: &str) -> Result<String, String> {
        let outcome = docker(&["image", "inspect", "--format", format, &self.tag])?;
        if outcome.succeeded() { Ok(outcome.stdout.trim().to_owned()) } else { Err(outcome.tail()) }
    }

    /// Every path in the image, without a slash at its start.
    pub fn files(&self, name: &str) -> Result<Vec<String>, String> {
        let container = Container { name: name.to_owned() };
        let created = docker(&["create", "--name", &container.name, &self.tag, "true"])?;
        if !created.succeeded() {
            return Err(created.tail());
        }
        let mut list = Command::new("sh");
        list.args(["-c", "docker export \"$1\" | tar t", "sh", &container.name]);
        let outcome = process::run(&mut list, COMMAND_LIMIT)?;
        if !outcome.succeeded() || outcome.stdout.is_empty() {
            return Err(outcome.tail());
        }
        Ok(outcome.stdout.lines().map(str::to_owned).collect())
    }

    /// Runs the image to its end.
    pub fn run(&self, name: &str, options: &[&str], arguments: &[&str]) -> Result<Outcome, String> {
        // The container removes itself; the guard is for one that had to be killed.
        let container = Container { name: name.to_owned() };
        docker(&[&["run", "--rm", "--name", &container.name], options, &[&self.tag], arguments].concat())
    }

    /// Starts the image's own command in the background.
    pub fn start(&self, name: &str, options: &[&str]) -> Result<Container, String> {
        let container = Container { name: name.to_owned() };
        let outcome = docker(&[&["run", "--detach", "--name", name], options, &[&self.tag]].concat())?;
        if outcome.succeeded() { Ok(container) } else { Err(format!("docker run failed\n{}", outcome.tail())) }
    }
}

impl Container {
    /// One field of `docker inspect`.
    pub fn inspect(&self, format: &str) -> Result<String, String> {
        let outcome = docker(&["inspect", "--format", format, &self.name])?;
        if outcome.succeeded() { Ok(outcome.stdout.trim().to_owned()) } else { Err(outcome.tail()) }
    }

    pub fn is_running(&self) -> Result<bool, String> {
        Ok(self.inspect("{{.State.Running}}")? == "true")
    }

    /// The port of the host that leads to the container's.
    pub fn published(&self, port: u16) -> Result<u16, String> {
        let outcome = docker(&["port", &self.name, &port.to_string()])?;
        let published = outcome.stdout.lines().next().and_then(|line| line.rsplit(':').next()?.trim().parse().ok());
        published.ok_or_else(|| format!("port {port} is not published\n{}\n{}", outcome.tail(), self.log()))
    }

    /// Starts it again after it was stopped; it may be published on another port then.
    pub fn start(&self) -> Result<(), String> {
        let outcome = docker(&["start", &self.name])?;
        if outcome.succeeded() { Ok(()) } else { Err(format!("docker start failed\n{}", outcome.tail())) }
    }

    pub fn stop(&self) -> Result<Outcome, String> {
        docker(&["stop", &self.name])
    }

    /// What the container wrote since it was last started.
    pub fn log_since_start(&self) -> Result<String, String> {
        let started = self.inspect("{{.State.StartedAt}}")?;
        Ok(docker(&["logs", "--since", &started, &self.name])?.all)
    }

    /// The end of what the container wrote, for a message.
    pub fn log(&self) -> String {
        let log = docker(&["logs", "--tail", "60", &self.name]).map_or_else(|error| error, |outcome| outcome.all);
        format!("--- log of the container\n{log}")
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let _ = docker(&["image", "rm", "--force", &self.tag]);
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = docker(&["rm", "--force", "--volumes", &self.name]);
    }
}

fn docker(arguments: &[&str]) -> Result<Outcome, String> {
    process::run(Command::new("docker").args(arguments), COMMAND_LIMIT)
}

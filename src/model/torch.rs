//! Which build of PyTorch is installed.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Torch {
    /// The one without GPU code, from PyTorch's own index.
    Cpu,
    /// What PyPI gives on Linux, with CUDA.
    Cuda,
}

impl FromStr for Torch {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda),
            _ => Err(InvalidValue::new("build of torch", text, "cpu or cuda")),
        }
    }
}

impl fmt::Display for Torch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpu => "cpu",
            Self::Cuda => "cuda",
        })
    }
}

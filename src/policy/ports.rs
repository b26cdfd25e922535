//! Ports that may be exposed.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::{InvalidValue, Port};

/// One port or several in a row. Ex) `8000`, `8080-8090`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct PortRange {
    pub first: Port,
    pub last: Port,
}

/// A number or text, as a preset has it.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a port or a text such as `8080-8090`")]
enum Written {
    Number(i64),
    Text(String),
}

impl PortRange {
    pub fn contains(&self, port: u16) -> bool {
        (self.first.number()..=self.last.number()).contains(&port)
    }
}

/// The ports of one word of an EXPOSE: `8000`, `8000/tcp`, `8000-8010`, or with a host's port in front, as Docker takes it.
/// `None` if it is no port.
pub(super) fn exposed(word: &str) -> Option<RangeInclusive<u16>> {
    let (ports, protocol) = word.split_once('/').unwrap_or((word, "tcp"));
    let is_known = ["tcp", "udp", "sctp"].contains(&protocol.to_ascii_lowercase().as_str());
    let range: PortRange = ports.rsplit(':').next()?.parse().ok().filter(|_| is_known)?;
    Some(range.first.number()..=range.last.number())
}

impl FromStr for PortRange {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let invalid = || InvalidValue::new("range of ports", text, "a port such as 8000, or two such as 8080-8090");
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let port = |text: &str| text.parse::<Port>().map_err(|_| invalid());
        let range = Self { first: port(first)?, last: port(last)? };
        if range.first <= range.last { Ok(range) } else { Err(invalid()) }
    }
}

impl TryFrom<Written> for PortRange {
    type Error = InvalidValue;

    fn try_from(written: Written) -> Result<Self, InvalidValue> {
        match written {
            Written::Number(number) => number.to_string().parse(),
            Written::Text(text) => text.parse(),
        }
    }
}

impl From<PortRange> for Written {
    fn from(range: PortRange) -> Self {
        if range.first == range.last { Self::Number(range.first.number().into()) } else { Self::Text(range.to_string()) }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}

//! The services that the application talks to.

use serde_json::{Value, json};

use super::{Paint, facts};
use crate::detect::{Service, Use};
use crate::facts::ProjectFacts;

/// One line for each service: its image, the driver, and the first places that use it.
pub fn table(facts: &ProjectFacts, paint: Paint) -> String {
    const SHOWN: usize = 3;
    let row = |service: &Service| {
        let mut places: Vec<String> = service.uses.iter().map(|found| found.at.to_string()).collect();
        places.dedup();
        let more = if places.len() > SHOWN { ", …" } else { "" };
        places.truncate(SHOWN);
        (service.row.name.as_str(), format!("{} ({})", service.image, service.driver), format!("{}{more}", places.join(", ")))
    };
    let rows: Vec<(&str, String, String)> = facts.services.iter().map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("{}\n{}\n", paint.heading("services:"), facts::lines(&rows, paint))
}

pub fn json(service: &Service) -> Value {
    let Service { row, image, scheme, driver, uses, variables, fixed } = service;
    let place = |found: &Use| json!({ "what": found.what, "at": found.at });
    json!({
        "name": row.name,
        "title": row.title,
        "image": image,
        "port": row.port,
        "volume": row.volume,
        "url_scheme": scheme,
        "driver": driver,
        "variables": variables.keys().collect::<Vec<_>>(),
        "uses": uses.iter().map(place).collect::<Vec<_>>(),
        "fixed": fixed.iter().map(place).collect::<Vec<_>>(),
    })
}

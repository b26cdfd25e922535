//! The services that the application talks to: databases, brokers, stores.
//!
//! One is listed where a distribution that speaks to it is installed *and* something uses it: a compose file runs it, a
//! variable or a setting names it, or the code connects to it. A driver alone proves nothing, since frameworks bring several,
//! and neither does a container that some tool beside the application needs.

mod sources;

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::{ServiceRow, VariableRole, Variables, service_group, services};
use crate::manifest::service_images;
use crate::model::{EnvName, Environment, ImageRef, Location, PackageName};

use super::environment::is_local;
use super::start::Survey;
use sources::{Mentioned, Wanted};

/// A service, and what speaks for it.
#[derive(Debug, Clone)]
pub struct Service {
    pub row: &'static ServiceRow,
    pub image: ImageRef,
    /// What a URL of it begins with. `None` if no URL is known.
    pub scheme: Option<String>,
    /// The distribution that speaks to it.
    pub driver: PackageName,
    pub uses: Vec<Use>,
    /// The variables that point at it.
    pub variables: BTreeMap<EnvName, VariableRole>,
    /// URLs in the code that name the programmer's own machine, where no variable can point elsewhere.
    pub fixed: Vec<Use>,
}

/// One place that uses a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Ex) `POSTGRES_HOST`, `redis.Redis`, `postgres:16`
    pub what: String,
    pub at: Location,
}

/// A service whose driver is installed, while its uses are looked for.
struct Candidate {
    row: &'static ServiceRow,
    driver: PackageName,
    /// The driver speaks to this service only.
    is_sure: bool,
    uses: Vec<Use>,
    variables: BTreeMap<EnvName, VariableRole>,
    scheme: Option<String>,
    urls: Vec<Use>,
    strings: Vec<String>,
}

/// Lists the services.
pub(super) fn detect(survey: &Survey<'_>, environment: &Environment) -> Vec<Service> {
    let evidence = survey.evidence;
    let candidate = |row: &'static ServiceRow| {
        let mut installed = row.drivers.iter().filter(|name| evidence.installs(name));
        let first = installed.clone().next();
        let sure = installed.find(|name| !row.unsure.contains(name)).cloned();
        let by_extra = || {
            let found = row.driver_extras.iter().find(|requirement| evidence.declares_requirement(requirement))?;
            found.split('[').next()?.parse::<PackageName>().ok()
        };
        let sure = sure.or_else(by_extra);
        Some(Candidate {
            row,
            driver: sure.clone().or_else(|| first.cloned())?,
            is_sure: sure.is_some(),
            uses: Vec::new(),
            variables: BTreeMap::new(),
            scheme: None,
            urls: Vec::new(),
            strings: Vec::new(),
        })
    };
    let mut candidates: Vec<Candidate> = services().iter().filter_map(candidate).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let images = service_images(evidence.tree);
    for candidate in &mut candidates {
        let own = images.iter().filter(|found| candidate.row.is_image(&found.image));
        candidate.uses.extend(own.map(|found| Use { what: found.image.clone(), at: found.at.clone() }));
    }
    let mentioned = sources::read(survey, &Wanted::of(candidates.iter().map(|candidate| candidate.row)), environment);
    for candidate in &mut candidates {
        candidate.read(&mentioned);
    }
    share(&mut candidates, &mentioned);
    candidates.into_iter().filter(|candidate| !candidate.uses.is_empty()).map(|found| found.finish(survey, &mentioned)).collect()
}

impl Candidate {
    /// What is for this service alone.
    fn read(&mut self, mentioned: &Mentioned) {
        let row = self.row;
        for (text, at) in &mentioned.strings {
            if let Some(scheme) = row.scheme_of(text) {
                self.scheme.get_or_insert_with(|| scheme.to_owned());
                let shown = Use { what: format!("{scheme}://"), at: at.clone() };
                if is_local(text) {
                    self.urls.push(shown.clone());
                }
                self.uses.push(shown);
            } else if row.strings.contains(text) {
                self.strings.push(text.clone());
                self.uses.push(Use { what: text.clone(), at: at.clone() });
            }
        }
        for (name, at) in mentioned.calls.iter().filter(|(name, _)| row.calls.contains(name)) {
            self.uses.push(Use { what: name.clone(), at: at.clone() });
        }
        for (name, at) in mentioned.settings.iter().filter(|(name, _)| row.settings.contains(name)) {
            self.uses.push(Use { what: name.clone(), at: at.clone() });
        }
        self.take(&row.variables, mentioned);
    }

    fn take(&mut self, variables: &Variables, mentioned: &Mentioned) {
        for variable in &mentioned.variables {
            let Some(role) = variables.role(variable.name.as_str()) else { continue };
            self.uses.push(Use { what: variable.name.to_string(), at: variable.at.clone() });
            self.variables.insert(variable.name.clone(), role);
            let url = variable.url.as_deref().filter(|_| role == VariableRole::Url);
            if let Some(scheme) = url.and_then(|url| self.row.scheme_of(url)) {
                self.scheme = Some(scheme.to_owned());
            }
        }
    }

    fn finish(self, survey: &Survey<'_>, mentioned: &Mentioned) -> Service {
        let evidence = survey.evidence;
        let installs = |names: &[PackageName]| names.iter().any(|name| evidence.installs(name));
        let mut found = self;
        found.take(&found.row.also, mentioned);
        let variant = found.row.variants.iter().find(|variant| {
            installs(&variant.with) || variant.string.as_ref().is_some_and(|string| found.strings.contains(string))
        });
        let by_drivers =
            found.row.url_schemes.iter().find(|row| row.with.iter().all(|list| installs(list)) && !installs(&row.without));
        let scheme = found.scheme.clone().or_else(|| by_drivers.map(|row| row.scheme.clone()));
        // A variable with such a URL for its default can point elsewhere.
        let points_elsewhere = found.variables.values().any(|role| matches!(role, VariableRole::Url | VariableRole::Host));
        let fixed = if points_elsewhere { Vec::new() } else { found.urls };
        Service {
            row: found.row,
            image: variant.map_or_else(|| found.row.image.clone(), |variant| variant.image.clone()),
            scheme,
            driver: found.driver,
            uses: found.uses,
            variables: found.variables,
            fixed,
        }
    }
}

/// Gives each variable that several services share to the one that it is for.
fn share(candidates: &mut [Candidate], mentioned: &Mentioned) {
    let groups: BTreeSet<&'static str> = candidates.iter().filter_map(|candidate| candidate.row.group.as_deref()).collect();
    for group in groups {
        let Some(names) = service_group(group) else { continue };
        let is_of = |candidate: &Candidate| candidate.row.group.as_deref() == Some(group);
        for variable in &mentioned.variables {
            let Some(role) = names.role(variable.name.as_str()) else { continue };
            let default = variable.url.as_deref().unwrap_or_default();
            let by_scheme = candidates.iter().position(|candidate| candidate.row.scheme_of(default).is_some());
            // A default that is no service is for development. Ex) `sqlite:///db.sqlite3`
            let used = || only(candidates, |candidate| is_of(candidate) && !candidate.uses.is_empty());
            let sure = || only(candidates, |candidate| is_of(candidate) && candidate.is_sure);
            let Some(index) = by_scheme.or_else(used).or_else(sure) else { continue };
            let candidate = &mut candidates[index];
            candidate.uses.push(Use { what: variable.name.to_string(), at: variable.at.clone() });
            candidate.variables.insert(variable.name.clone(), role);
            if let Some(scheme) = candidate.row.scheme_of(default) {
                candidate.scheme = Some(scheme.to_owned());
            }
        }
    }
}

/// The only candidate of which it holds.
fn only(candidates: &[Candidate], is_meant: impl Fn(&Candidate) -> bool) -> Option<usize> {
    let mut found = candidates.iter().enumerate().filter(|(_, candidate)| is_meant(candidate)).map(|(index, _)| index);
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests;

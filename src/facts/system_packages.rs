//! The system packages of the two stages: computed from what is installed, needed by the project's own modules, stated.

use super::dependencies::DependencyFacts;
use crate::detect::native::{NativePackages, NativeReason};
use crate::knowledge::toolchain;
use crate::model::{Fact, SystemPackage};

/// What compiles the project's own modules.
pub(super) fn own_toolchain(dependencies: &DependencyFacts, into: &mut Vec<Fact<SystemPackage>>) {
    let compiled = dependencies.distribution.as_ref().and_then(|fact| fact.value.compiled.as_ref());
    let Some(compiled) = compiled else { return };
    let packages = toolchain(&compiled.toolchain).map(|row| row.packages(dependencies.base.value)).unwrap_or_default();
    for package in packages {
        if !into.iter().any(|known| known.value == *package) {
            into.push(Fact::detected(package.clone(), compiled.at.clone()));
        }
    }
    into.sort_by(|a, b| a.value.cmp(&b.value));
}

/// Computed packages with the place of the first dependency that asks for each, then the stated ones.
pub(super) fn packages(
    native: &NativePackages,
    of: impl Fn(&NativeReason) -> &Vec<SystemPackage>,
    computed: &[SystemPackage],
    stated: &[Fact<SystemPackage>],
) -> Vec<Fact<SystemPackage>> {
    let mut facts: Vec<Fact<SystemPackage>> = Vec::new();
    for package in computed {
        let reason = native.reasons.iter().find(|reason| of(reason).contains(package));
        facts.push(match reason {
            Some(reason) => Fact::detected(package.clone(), reason.at.clone()),
            None => Fact::default_value(package.clone()),
        });
    }
    for fact in stated {
        if !facts.iter().any(|known| known.value == fact.value) {
            facts.push(fact.clone());
        }
    }
    facts
}

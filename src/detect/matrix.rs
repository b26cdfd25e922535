//! Every dependency on every target.

use std::collections::BTreeMap;

use crate::knowledge::python_releases;
use crate::model::{PackageName, PythonVersion, Version};
use crate::wheel::{ImageTarget, Machine};

use super::installed::{Installation, Installed};
use super::judge::{Judgement, Outcome, judge_all};
use super::native::Image;

/// What becomes of each dependency on each target.
#[derive(Debug)]
pub struct Matrix<'a> {
    pub targets: Vec<ImageTarget>,
    /// Sorted by name and version.
    pub rows: Vec<Row<'a>>,
}

#[derive(Debug)]
pub struct Row<'a> {
    pub package: Installed<'a>,
    /// One for each target; nothing where the package is not installed.
    pub cells: Vec<Option<Judgement<'a>>>,
}

/// The targets of one image, taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Ex) `cp313-slim-trixie`
    pub image: String,
    pub platforms: Vec<Machine>,
    /// How many dependencies are installed on any of the platforms.
    pub installed: usize,
    pub cannot_install: Vec<PackageName>,
    pub compiled: Vec<PackageName>,
    pub unknown: Vec<PackageName>,
    /// Pure Python although other targets have compiled wheels: slower.
    pub fallbacks: Vec<PackageName>,
}

impl<'a> Matrix<'a> {
    pub fn new(installation: &Installation<'a>, targets: Vec<ImageTarget>) -> Self {
        let mut rows: BTreeMap<(&'a PackageName, Option<Version>), Row<'a>> = BTreeMap::new();
        for (column, target) in targets.iter().enumerate() {
            let packages = installation.packages(target.python, target.machine);
            for (package, judgement) in packages.iter().zip(judge_all(&packages, *target)) {
                let row = rows
                    .entry((package.name, package.version.clone()))
                    .or_insert_with(|| Row { package: package.clone(), cells: vec![None; targets.len()] });
                row.cells[column] = Some(judgement);
            }
        }
        Self { targets, rows: rows.into_values().collect() }
    }

    /// Whether some dependency cannot be installed on one of these targets.
    pub fn cannot_install_on(&self, targets: &[ImageTarget]) -> bool {
        let is_impossible = |cell: &Judgement<'_>| matches!(cell.outcome, Outcome::CannotInstall { .. });
        let cells = self.rows.iter().flat_map(|row| self.targets.iter().zip(&row.cells));
        cells.filter(|(target, _)| targets.contains(target)).any(|(_, cell)| cell.as_ref().is_some_and(is_impossible))
    }

    /// One summary for each image, in the order of the targets.
    pub fn summaries(&self) -> Vec<Summary> {
        let mut images: Vec<(String, Vec<usize>)> = Vec::new();
        for (column, target) in self.targets.iter().enumerate() {
            let image = image_name(*target);
            match images.iter_mut().find(|(name, _)| *name == image) {
                Some((_, columns)) => columns.push(column),
                None => images.push((image, vec![column])),
            }
        }
        images.into_iter().map(|(image, columns)| self.summary(image, &columns)).collect()
    }

    fn summary(&self, image: String, columns: &[usize]) -> Summary {
        let cells = |row: &'_ Row<'a>| {
            columns.iter().filter_map(|column| row.cells[*column].as_ref()).map(|cell| cell.outcome.clone()).collect::<Vec<_>>()
        };
        let names = |is: &dyn Fn(&Outcome<'_>) -> bool| -> Vec<PackageName> {
            let rows = self.rows.iter().filter(|row| cells(row).iter().any(is));
            rows.map(|row| row.package.name.clone()).collect()
        };
        Summary {
            image,
            platforms: columns.iter().map(|column| self.targets[*column].machine).collect(),
            installed: self.rows.iter().filter(|row| !cells(row).is_empty()).count(),
            cannot_install: names(&|outcome| matches!(outcome, Outcome::CannotInstall { .. })),
            compiled: names(&|outcome| outcome.is_compiled()),
            unknown: names(&|outcome| matches!(outcome, Outcome::Unknown { .. })),
            fallbacks: names(&|outcome| matches!(outcome, Outcome::Wheel { fallback: true, .. })),
        }
    }
}

/// The target without its machine. Ex) `cp313-slim-trixie`
fn image_name(target: ImageTarget) -> String {
    let text = target.to_string();
    text.split('/').next().unwrap_or_default().to_owned()
}

/// What would become of the wheels on the newer Pythons that have images: for each, the dependencies that lose theirs.
pub fn lost_on_newer(
    installation: &Installation<'_>,
    image: Image,
    platforms: &[Machine],
) -> Vec<(PythonVersion, Vec<PackageName>)> {
    let covers = |python: PythonVersion| {
        let range = installation.lock().and_then(|lock| lock.requires_python.as_ref());
        range.is_none_or(|range| python.satisfies(range))
    };
    let newer = python_releases().by_preference().map(|release| release.version);
    let mut newer: Vec<PythonVersion> = newer.filter(|python| *python > image.python && covers(*python)).collect();
    newer.sort();
    // What is unknown on a newer Python is not lost there.
    let has_wheels = |python: PythonVersion| -> BTreeMap<PackageName, Option<bool>> {
        let mut wheels = BTreeMap::new();
        for machine in platforms {
            let packages = installation.packages(python, *machine);
            let judgements = judge_all(&packages, Image { python, ..image }.target(*machine));
            for (package, judgement) in packages.iter().zip(judgements) {
                let has = match judgement.outcome {
                    Outcome::Wheel { .. } => Some(true),
                    Outcome::Build { .. } | Outcome::CannotInstall { .. } => Some(false),
                    Outcome::Unknown { .. } => None,
                };
                let all = wheels.entry(package.name.clone()).or_insert(has);
                *all = if *all == Some(true) || has == Some(false) { has } else { *all };
            }
        }
        wheels
    };
    if newer.is_empty() {
        return Vec::new();
    }
    let now = has_wheels(image.python);
    if !now.values().any(|has| *has == Some(true)) {
        return Vec::new();
    }
    let lost = |python: PythonVersion| {
        let then = has_wheels(python);
        let names = now
            .iter()
            .filter(|(name, has)| **has == Some(true) && then.get(*name) == Some(&Some(false)))
            .map(|(name, _)| name.clone());
        (python, names.collect::<Vec<_>>())
    };
    newer.into_iter().map(lost).collect()
}

//! The rows of knowledge that speak about a line.

use crate::knowledge::{Detail, StepRow, hardened_pairs, step_row};
use crate::model::{ImageRef, InstallBlock, Stage, StageBase, Step};
use crate::preset::When;

/// The rows about a step: of an installation, the block's and then those of the template and of the parts that the line shows.
/// A line of nothing but a mount speaks for itself.
pub(super) fn of_step(step: &Step, line: &str) -> Vec<&'static StepRow> {
    let ids = match step {
        Step::Install { block, install } => {
            let shows = |part: &str| line.contains(part);
            let mut ids = vec![block_id(*block), format!("install/{}", install.template)];
            ids.extend(shows("--mount=").then(|| "install/mounts".to_owned()));
            if line.trim_start().starts_with("--mount=") {
                ids.retain(|id| id == "install/mounts");
            }
            ids.extend(install.variables.iter().any(|name| shows(name)).then(|| "install/variables".to_owned()));
            ids.extend(install.words.iter().any(|word| shows(&format!(" {word}"))).then(|| "install/words".to_owned()));
            ids
        }
        Step::Own { .. } => vec!["own".to_owned()],
        _ => step.template().and_then(|template| template.strip_suffix(".tera")).map(str::to_owned).into_iter().collect(),
    };
    ids.iter().filter_map(|id| step_row(id)).collect()
}

fn block_id(block: InstallBlock) -> String {
    format!("block/{}", block.name())
}

/// The rows about a stage: what it starts from, and why it is there at all.
pub(super) fn of_stage(stage: &Stage, when: Option<When>) -> Vec<&'static StepRow> {
    let from = match &stage.from {
        StageBase::Stage(_) => "from/stage",
        StageBase::Scratch => "from/scratch",
        StageBase::Image(image) if hardened_pairs().iter().any(|pair| pair.is_of(image)) => "from/hardened",
        StageBase::Image(image) if repository(image) == "python" => "from/python",
        StageBase::Image(image) if repository(image) == "uv" => "from/uv",
        StageBase::Image(_) => "from/image",
    };
    let when = when.and_then(|when| match when {
        When::Always => None,
        When::Dev => Some("when/dev"),
        When::Test => Some("when/test"),
        When::Package => Some("when/package"),
    });
    [Some(from), when].into_iter().flatten().filter_map(step_row).collect()
}

/// The last part of the image's name. Ex) `uv` of `ghcr.io/astral-sh/uv:0.13.8`
fn repository(image: &ImageRef) -> &str {
    let tagged = image.as_str().split('@').next().unwrap_or_default();
    let last = tagged.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

/// The detail that is about this line, or about the instruction that it belongs to. `None` if there is none.
pub(super) fn detail<'r>(row: &'r StepRow, line: &str, keyword: Option<&str>) -> Option<&'r Detail> {
    row.details.iter().find(|detail| {
        let by_text = detail.text.as_ref().is_some_and(|text| line.contains(text.as_str()));
        by_text || (detail.keyword.is_some() && detail.keyword.as_deref() == keyword)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::facts::SETTINGS;
    use crate::knowledge::step_rows;
    use crate::template::Templates;

    #[test]
    fn every_template_has_a_row_and_every_row_a_template() {
        let templates = Templates::built_in();
        // What `outputs` renders has no step.
        let names = templates.names().into_iter().filter(|name| !name.starts_with("outputs/"));
        let wanted: BTreeSet<&str> = names.filter_map(|name| name.strip_suffix(".tera")).collect();
        let rows: BTreeSet<&str> = step_rows().iter().map(|row| row.id.as_str()).collect();
        for name in &wanted {
            assert!(rows.contains(name), "{name} has no row");
        }
        for row in rows.iter().filter(|row| row.starts_with("step/") || row.starts_with("install/")) {
            assert!(wanted.contains(row), "{row} has no template");
        }
    }

    #[test]
    fn every_block_has_a_row() {
        for block in InstallBlock::ALL {
            assert!(step_row(&block_id(block)).is_some(), "{} has no row", block.name());
        }
        let blocks = step_rows().iter().filter(|row| row.id.starts_with("block/")).count();
        assert_eq!(blocks, InstallBlock::ALL.len());
    }

    #[test]
    fn settings_are_known() {
        let is_setting = |key: &String| SETTINGS.iter().any(|(known, _)| known == key);
        for row in step_rows() {
            let settings = row.settings.iter().chain(row.details.iter().flat_map(|detail| &detail.settings));
            assert!(settings.clone().all(is_setting), "{}: {:?}", row.id, settings.collect::<Vec<_>>());
        }
    }
}

//! What an instruction does, in sentences.

use crate::dockerfile::{Instruction, Keyword, Mount, Stage, StageBase};
use crate::knowledge::instruction_rows;

/// Where the reference describes the instruction. `None` if it does not.
pub(super) fn reference(keyword: Keyword) -> Option<String> {
    let row = instruction_rows().instruction(keyword.as_str())?;
    Some(format!("https://docs.docker.com/reference/dockerfile/#{}", row.anchor))
}

/// One sentence for the instruction, and one for each of its flags and heredocs.
pub(super) fn sentences(instruction: &Instruction, stage: Option<&Stage<'_>>) -> Vec<String> {
    let rows = instruction_rows();
    let about = rows.instruction(instruction.keyword.as_str()).map(|row| row.about.clone());
    let mut sentences: Vec<String> = match instruction.keyword {
        Keyword::From => stage.map(from).into_iter().collect(),
        Keyword::Copy => vec![copy(instruction)],
        Keyword::Add => about.into_iter().chain([copy(instruction)]).collect(),
        _ => about.into_iter().collect(),
    };
    sentences.extend(instruction.mounts().iter().map(mount));
    let told = |name: &str| name == "mount" || (name == "from" && instruction.keyword == Keyword::Copy);
    for flag in instruction.flags.iter().filter(|flag| !told(&flag.name)) {
        let written = match &flag.value {
            Some(value) => format!("--{}={value}", flag.name),
            None => format!("--{}", flag.name),
        };
        sentences.extend(rows.flag(&flag.name).map(|row| format!("`{written}`: {}", row.about)));
    }
    for heredoc in &instruction.heredocs {
        let variables = if heredoc.expand { "" } else { ", and the builder leaves variables in it alone" };
        sentences.push(format!("Its text stands in the lines below, up to `{}`{variables}.", heredoc.name));
    }
    if let Some(trigger) = &instruction.trigger {
        sentences.extend(self::sentences(trigger, None));
    }
    sentences
}

/// Of a line that holds nothing but flags, the sentences about those; of any other, all of them.
pub(super) fn sentences_at(line: &str, instruction: &Instruction, stage: Option<&Stage<'_>>) -> Vec<String> {
    let all = sentences(instruction, stage);
    let bare = line.trim().trim_end_matches('\\').trim_end();
    if !bare.starts_with("--") {
        return all;
    }
    let mounts = instruction.flags.iter().filter(|flag| flag.name == "mount").filter_map(|flag| flag.value.as_deref());
    let written: Vec<String> =
        mounts.filter(|value| bare.contains(value)).filter_map(|value| Some(mount(&Mount::parse(value).ok()?))).collect();
    if written.is_empty() { all } else { written }
}

/// Ex) "Starts the stage `deps` from the image `python:3.14-slim`."
fn from(stage: &Stage<'_>) -> String {
    let name = stage.name.as_ref().map_or_else(|| format!("stage {}", stage.index), |name| format!("the stage `{name}`"));
    match &stage.base {
        StageBase::Scratch => format!("Starts {name} from an empty image."),
        StageBase::Image(image) => format!("Starts {name} from the image `{image}`."),
        StageBase::Stage(_) => {
            let parent = stage.from.words().first().copied().unwrap_or_default();
            format!("Starts {name} from the result of the stage `{parent}`.")
        }
    }
}

/// Ex) "Copies `/opt/venv` out of `deps` to `/opt/venv`."
fn copy(instruction: &Instruction) -> String {
    let Some(paths) = instruction.copy_paths() else { return String::new() };
    let origin = match instruction.flag("from") {
        Some(from) => format!("out of `{from}`"),
        None if paths.sources.iter().any(|source| source.contains("://")) => "from where they are".to_owned(),
        None => "from the build context".to_owned(),
    };
    let destination = &paths.destination;
    if paths.sources.is_empty() {
        return format!("Writes the text below to `{destination}`.");
    }
    let sources = paths.sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ");
    format!("Copies {sources} {origin} to `{destination}`.")
}

/// Ex) "`--mount=type=cache` at `/root/.cache/uv`: a folder that stays on the builder…"
fn mount(mount: &Mount) -> String {
    let kind = mount.kind();
    let target = mount.target().map(|target| format!(" at `{target}`")).unwrap_or_default();
    let about = instruction_rows().mount(kind).map(|row| format!(": {}", row.about)).unwrap_or_default();
    let from = mount.from().map(|from| format!(", out of `{from}`")).unwrap_or_default();
    let source = mount.source().map(|source| format!(", from `{source}`")).unwrap_or_default();
    format!("`--mount=type={kind}`{target}{about}{from}{source}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::Dockerfile;

    #[test]
    fn a_line_of_flags_tells_about_those() {
        let text = "FROM alpine\nRUN --mount=type=tmpfs,target=/a \\\n  --mount=type=ssh \\\n  true\n";
        let dockerfile = Dockerfile::parse(text).unwrap();
        let instruction = dockerfile.instructions.last().unwrap();
        let counts = text.lines().skip(1).map(|line| sentences_at(line, instruction, None).len());
        assert_eq!(counts.collect::<Vec<_>>(), [3, 1, 3]);
        assert_eq!(
            sentences_at("  --mount=type=ssh \\", instruction, None),
            ["`--mount=type=ssh`: the SSH agent of the building user, for this one command."]
        );
    }

    #[test]
    fn every_keyword_has_a_row() {
        for keyword in Keyword::ALL {
            assert!(reference(keyword).is_some(), "{keyword}");
        }
        assert_eq!(instruction_rows().instructions.len(), Keyword::ALL.len());
    }

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let text = format!("FROM alpine AS tools\nFROM tools AS app\n{line}\n");
        let dockerfile = Dockerfile::parse(&text).unwrap();
        let stages = dockerfile.stages();
        let instruction = dockerfile.instructions.last().unwrap();
        assert_eq!(sentences(instruction, stages.last()), expected);
    }

    #[test]
    fn instructions_are_told_in_sentences() {
        check("", &["Starts the stage `app` from the result of the stage `tools`."]);
        check("FROM scratch", &["Starts stage 2 from an empty image."]);
        check("COPY --from=tools /bin/x /bin/", &["Copies `/bin/x` out of `tools` to `/bin/`."]);
        check(
            "COPY --chown=1:1 [\"a b\", \"c\", \"/srv/\"]",
            &[
                "Copies `a b`, `c` from the build context to `/srv/`.",
                "`--chown=1:1`: The files belong to this user and group, without the extra layer of a `RUN chown`.",
            ],
        );
        check(
            "COPY <<'EOF' /etc/motd\nhello\nEOF",
            &[
                "Writes the text below to `/etc/motd`.",
                "Its text stands in the lines below, up to `EOF`, and the builder leaves variables in it alone.",
            ],
        );
        check(
            "RUN --mount=type=cache,target=/c --mount=from=tools,source=/x,target=/y true",
            &[
                "Runs a command while the image is built, and keeps what it changed in the file system as a layer.",
                "`--mount=type=cache` at `/c`: a folder that stays on the builder from one build to the next, and never gets into the image.",
                "`--mount=type=bind` at `/y`: shows files to this one command, without a layer, out of `tools`, from `/x`.",
            ],
        );
    }
}

//! `pydock wheels` for people.

use std::fmt::Write;

use crate::detect::judge::{Compiled, Judgement, Outcome};
use crate::detect::matrix::Summary;
use crate::model::{PackageName, SystemPackage};
use crate::pipeline::Wheels;
use crate::wheel::ImageTarget;

use super::{Paint, harmless};

/// The matrix, what to do about it, and how much is downloaded.
pub fn text(wheels: &Wheels<'_>, paint: Paint) -> String {
    let mut out = String::new();
    if wheels.matrix.rows.is_empty() {
        return "production installs nothing that pydock knows of\n".to_owned();
    }
    table(wheels, paint, &mut out);
    details(wheels, paint, &mut out);
    if !wheels.only.is_empty() {
        return out;
    }
    summary(wheels, paint, &mut out);
    forecast(wheels, paint, &mut out);
    choices(wheels, paint, &mut out);
    out
}

/// One line for each dependency; a column for each target, under the image and the machine.
fn table(wheels: &Wheels<'_>, paint: Paint, out: &mut String) {
    let rows = wheels.shown();
    let name_width = rows.iter().map(|row| row.package.title().chars().count()).max().unwrap_or(0);
    let columns: Vec<(String, String)> = wheels.matrix.targets.iter().map(|target| split(*target)).collect();
    let width = |column: usize| {
        let words = rows.iter().map(|row| word(row.cells[column].as_ref()).len());
        words.chain([columns[column].1.len()]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..columns.len()).map(width).collect();
    // An image's name stands once, over its machines.
    let mut heading = format!("{:name_width$}", "");
    let mut column = 0;
    while column < columns.len() {
        let end = (column..columns.len()).take_while(|other| columns[*other].0 == columns[column].0).last().unwrap_or(column) + 1;
        let space: usize = widths[column..end].iter().map(|width| width + 2).sum::<usize>() - 2;
        let name = &columns[column].0;
        if let Some(last) = widths.get_mut(end - 1).filter(|_| name.len() > space) {
            *last += name.len() - space;
        }
        let space = space.max(name.len());
        let _ = write!(heading, "  {name:space$}");
        column = end;
    }
    let _ = writeln!(out, "{}", paint.heading(heading.trim_end()));
    let machines: Vec<String> = columns.iter().zip(&widths).map(|((_, machine), width)| format!("{machine:width$}")).collect();
    let _ = writeln!(out, "{}", paint.heading(format!("{:name_width$}  {}", "", machines.join("  ")).trim_end()));
    for row in rows {
        let title = harmless(&row.package.title());
        let mut line = format!("{title:name_width$}");
        for (cell, width) in row.cells.iter().zip(&widths) {
            let word = word(cell.as_ref());
            let padding = " ".repeat(width.saturating_sub(word.len()));
            let _ = write!(line, "  {}{padding}", painted(cell.as_ref(), word, paint));
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// Ex) `cp313-slim-trixie` and `amd64`
fn split(target: ImageTarget) -> (String, String) {
    let text = target.to_string();
    let (image, machine) = text.split_once('/').unwrap_or((&text, ""));
    (image.to_owned(), machine.to_owned())
}

fn word(cell: Option<&Judgement<'_>>) -> &'static str {
    match cell.map(|cell| &cell.outcome) {
        None => "-",
        Some(Outcome::Wheel { pure: true, .. }) => "pure",
        Some(Outcome::Wheel { .. }) => "wheel",
        Some(Outcome::Build { compiled: Compiled::Yes, .. }) => "build",
        Some(Outcome::Build { .. }) => "source",
        Some(Outcome::CannotInstall { .. }) => "impossible",
        Some(Outcome::Unknown { .. }) => "unknown",
    }
}

fn painted(cell: Option<&Judgement<'_>>, word: &str, paint: Paint) -> String {
    match cell.map(|cell| &cell.outcome) {
        Some(Outcome::CannotInstall { .. }) => paint.removed(word),
        Some(outcome) if outcome.is_compiled() => paint.warning(word),
        Some(Outcome::Unknown { .. }) => paint.place(word),
        _ => word.to_owned(),
    }
}

/// Why something is not simply a wheel, with what it takes. What holds for several dependencies alike is said once.
fn details(wheels: &Wheels<'_>, paint: Paint, out: &mut String) {
    let mut said: Vec<(String, String, Vec<String>)> = Vec::new();
    for row in wheels.shown() {
        let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
        for (target, cell) in wheels.matrix.targets.iter().zip(&row.cells) {
            let Some(reason) = cell.as_ref().and_then(|cell| reason(cell, !wheels.only.is_empty())) else { continue };
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, targets)) => targets.push(target.to_string()),
                None => reasons.push((reason, vec![target.to_string()])),
            }
        }
        for (reason, targets) in reasons {
            let everywhere = targets.len() == row.cells.iter().flatten().count();
            let targets = if everywhere { "everywhere".to_owned() } else { targets.join(", ") };
            match said.iter_mut().find(|(known, places, _)| *known == reason && *places == targets) {
                Some((.., titles)) => titles.push(row.package.title()),
                None => said.push((reason, targets, vec![row.package.title()])),
            }
        }
    }
    for (index, (reason, targets, titles)) in said.iter().enumerate() {
        let gap = if index == 0 { "\n" } else { "" };
        let titles = paint.heading(&harmless(&titles.join(", ")));
        let _ = writeln!(out, "{gap}{titles}: {} ({})", harmless(reason), paint.place(targets));
    }
}

fn reason(cell: &Judgement<'_>, names_files: bool) -> Option<String> {
    let packages = |packages: &[SystemPackage]| packages.iter().map(SystemPackage::as_str).collect::<Vec<_>>().join(", ");
    let mut parts = match &cell.outcome {
        Outcome::Wheel { file: Some(file), .. } if names_files => vec![(*file).to_owned()],
        Outcome::Wheel { fallback: true, .. } => vec!["pure Python here, compiled elsewhere: slower".to_owned()],
        Outcome::Wheel { .. } => Vec::new(),
        Outcome::Build { why, compiled: Compiled::Yes, .. } => vec![format!("{why}, so it is compiled")],
        Outcome::Build { why, .. } => vec![format!("{why}, and the source archive looks like pure Python")],
        Outcome::CannotInstall { why } => vec![why.clone()],
        Outcome::Unknown { why } => vec![(*why).to_owned()],
    };
    if !cell.build.is_empty() {
        parts.push(format!("building needs {}", packages(&cell.build)));
    }
    if !cell.run.is_empty() {
        parts.push(format!("running needs {}", packages(&cell.run)));
    }
    // A list of files is missing for all or for none, which the summary says once.
    let says_nothing = parts.is_empty() || (parts.len() == 1 && matches!(cell.outcome, Outcome::Unknown { .. }));
    (!says_nothing).then(|| parts.join("; "))
}

fn summary(wheels: &Wheels<'_>, paint: Paint, out: &mut String) {
    let _ = writeln!(out, "\n{}", paint.heading("Summary"));
    for summary in &wheels.summaries {
        let _ = writeln!(out, "  {}: {}", summary.image, sentence(summary));
    }
    if wheels.summaries.iter().any(|summary| !summary.unknown.is_empty()) {
        let _ = writeln!(out, "  no lock lists the files of what is unknown: `--online` asks the package index");
    }
    for (python, lost) in &wheels.lost {
        let said = match lost.as_slice() {
            [] => "no wheel is missing".to_owned(),
            [one] => format!("one dependency loses its wheel ({one})"),
            several => format!("{} dependencies lose their wheels ({})", several.len(), names(several)),
        };
        let _ = writeln!(out, "  on Python {python}: {said}");
    }
}

/// Ex) "3 of 87 cannot be installed (duckdb, onnxruntime, torch); 1 is compiled (uwsgi)"
pub fn sentence(summary: &Summary) -> String {
    let Summary { installed, cannot_install, compiled, unknown, fallbacks, .. } = summary;
    let mut parts = Vec::new();
    for (list, what) in [
        (cannot_install, "cannot be installed"),
        (compiled, if compiled.len() == 1 { "is compiled" } else { "are compiled" }),
        (unknown, if unknown.len() == 1 { "is unknown" } else { "are unknown" }),
    ] {
        if !list.is_empty() {
            parts.push(format!("{} of {installed} {what} ({})", list.len(), names(list)));
        }
    }
    if parts.is_empty() {
        parts.push(match installed {
            1 => "the one dependency installs without a compiler".to_owned(),
            _ => format!("all {installed} install without a compiler"),
        });
    }
    if !fallbacks.is_empty() {
        parts.push(format!("slow pure-Python fall-backs: {}", names(fallbacks)));
    }
    parts.join("; ")
}

/// A few names in full; of many, the first ones.
fn names(names: &[PackageName]) -> String {
    const MOST: usize = 8;
    let shown: Vec<&str> = names.iter().take(MOST).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn forecast(wheels: &Wheels<'_>, paint: Paint, out: &mut String) {
    let forecast = &wheels.forecast;
    let target = wheels.matrix.targets.first().map(|target| format!(" for {target}")).unwrap_or_default();
    let _ = writeln!(out, "\n{}", paint.heading(&format!("Download{target}")));
    if forecast.largest.is_empty() {
        let _ = writeln!(out, "  unknown: the sizes of the files are not recorded");
        return;
    }
    let unknown = match forecast.unknown {
        0 => String::new(),
        1 => ", and one dependency of unknown size".to_owned(),
        several => format!(", and {several} dependencies of unknown size"),
    };
    let development = match forecast.development {
        Some(bytes) if bytes > 0 => format!("; the groups for development would add {}", megabytes(bytes)),
        _ => String::new(),
    };
    let _ = writeln!(out, "  {}{unknown}{development}", megabytes(forecast.known));
    for sized in &forecast.largest {
        let version = sized.version.as_deref().map(|version| format!(" {version}")).unwrap_or_default();
        let _ = writeln!(out, "  {:>10}  {}{version}", megabytes(sized.bytes), sized.name);
    }
}

/// Decimal megabytes, as package indexes show them. Ex) `61.0 MB`
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_add(50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn choices(wheels: &Wheels<'_>, paint: Paint, out: &mut String) {
    for choice in &wheels.choices {
        let at = paint.place(&harmless(&choice.at.to_string()));
        let _ = writeln!(out, "\n{}: {} ({at})", paint.warning("costly"), harmless(&choice.message));
        for line in choice.edit.iter().flat_map(|edit| edit.lines()) {
            let _ = writeln!(out, "    {}", harmless(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_as_decimal_megabytes() {
        for (bytes, expected) in
            [(0, "0.0 MB"), (49_999, "0.0 MB"), (50_000, "0.1 MB"), (61_000_000, "61.0 MB"), (2_999_960_000, "3000.0 MB")]
        {
            assert_eq!(megabytes(bytes), expected);
        }
    }
}

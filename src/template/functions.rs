//! Functions and filters that could make a great deal out of a little, with bounds.

use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

/// The longest text that a filter may make, in bytes.
const LONGEST: usize = 256 * 1024;
/// The longest list that `range` may make.
const MOST: i128 = 1000;

/// Puts bounded ones in the place of the engine's own.
pub fn bound(engine: &mut Tera) {
    engine.register_function("range", range);
    engine.register_filter("replace", replace);
    engine.register_filter("join", join);
    engine.register_filter("indent", indent);
}

fn range(arguments: Kwargs, _: &State) -> TeraResult<Vec<i128>> {
    let start = arguments.get::<i128>("start")?.unwrap_or_default();
    let end = arguments.must_get::<i128>("end")?;
    let step = arguments.get::<i128>("step_by")?.unwrap_or(1);
    let is_small = [start, end, step].iter().all(|number| number.abs() <= MOST);
    if !is_small || step <= 0 {
        return Err(Error::message(format!("`range` takes numbers up to {MOST} and a `step_by` of at least 1")));
    }
    let step = usize::try_from(step).unwrap_or(1);
    Ok((start..end).step_by(step).collect())
}

fn replace(text: StringInput<'_>, arguments: Kwargs, _: &State) -> TeraResult<String> {
    let (from, to) = (arguments.must_get::<&str>("from")?, arguments.must_get::<&str>("to")?);
    let text = text.as_str();
    short(text.len() + text.matches(from).count() * to.len())?;
    Ok(text.replace(from, to))
}

fn join(values: &[Value], arguments: Kwargs, _: &State) -> TeraResult<String> {
    let separator = arguments.get::<&str>("sep")?.unwrap_or_default();
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    short(texts.iter().map(|text| text.len() + separator.len()).sum())?;
    Ok(texts.join(separator))
}

fn indent(text: StringInput<'_>, arguments: Kwargs, _: &State) -> TeraResult<String> {
    let width = arguments.get::<usize>("width")?.unwrap_or(4);
    let text = text.as_str();
    short(text.len().saturating_add(width.saturating_mul(text.lines().count())))?;
    let first = arguments.get::<bool>("first")?.unwrap_or(false);
    let indented = |(number, line): (usize, &str)| {
        let is_plain = line.is_empty() || (number == 0 && !first);
        if is_plain { line.to_owned() } else { " ".repeat(width) + line }
    };
    Ok(text.lines().enumerate().map(indented).collect::<Vec<_>>().join("\n"))
}

fn short(length: usize) -> TeraResult<()> {
    if length <= LONGEST {
        return Ok(());
    }
    Err(Error::message(format!("the text would have {length} bytes, and a value has {LONGEST} at most")))
}

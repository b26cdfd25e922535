//! The arguments of `HEALTHCHECK`.
//!
//! ```text
//! check    = "NONE" | flags "CMD" (exec form | shell form)
//! duration = "0" | sign? (digits ("." digits)? unit)+      unit is ns, us, µs, ms, s, m or h; not below 1 ms
//! ```

use super::{Arguments, Flag, Keyword, ParseProblem, flag};

/// What a `HEALTHCHECK` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Healthcheck {
    /// `HEALTHCHECK NONE`: a check that the base image brings is switched off.
    None,
    /// `HEALTHCHECK CMD …`
    Command(Arguments),
}

pub(super) fn parse(text: &str) -> Result<Healthcheck, ParseProblem> {
    if text.is_empty() {
        return Err(ParseProblem::NoArgument(Keyword::Healthcheck));
    }
    let (kind, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(kind, rest)| (kind, rest.trim_start()));
    let arguments = Arguments::parse_either(rest)?;
    match kind.to_uppercase().as_str() {
        "NONE" if arguments.is_empty() => Ok(Healthcheck::None),
        "NONE" => Err(ParseProblem::HealthcheckNoneArguments),
        "CMD" if arguments.is_empty() => Err(ParseProblem::HealthcheckWithoutCommand),
        "CMD" => Ok(Healthcheck::Command(arguments)),
        _ => Err(ParseProblem::UnknownHealthcheck(kind.to_owned())),
    }
}

pub(super) fn check(text: &str, flags: &[Flag]) -> Result<(), ParseProblem> {
    // `NONE` ignores the flags, known or not.
    if parse(text)? == Healthcheck::None {
        return Ok(());
    }
    flag::check(Keyword::Healthcheck, flags)?;
    for flag in flags {
        let value = flag.value.as_deref().unwrap_or_default();
        let is_valid = value.is_empty()
            || if flag.name == "retries" { value.parse::<i32>().is_ok_and(|retries| retries >= 0) } else { is_duration(value) };
        if !is_valid {
            return Err(ParseProblem::InvalidFlagValue { name: flag.name.clone(), value: value.to_owned() });
        }
    }
    Ok(())
}

fn is_duration(text: &str) -> bool {
    nanoseconds(text).is_some_and(|length| length == 0.0 || length >= 1e6)
}

fn nanoseconds(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 8] =
        [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    let mut total = 0.0;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let unit_end = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let (_, factor) = UNITS.iter().find(|(unit, _)| *unit == &rest[..unit_end])?;
        total += number * factor;
        rest = &rest[unit_end..];
        if rest.is_empty() {
            return (total < 9.2e18).then_some(sign * total);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        for (text, expected) in [
            ("30s", true),
            ("1m30s", true),
            ("1.5h", true),
            ("0", true),
            ("0s", true),
            ("1ms", true),
            (".5s", true),
            ("999us", false),
            ("-1s", false),
            ("30", false),
            ("s", false),
            ("1 s", false),
            ("1d", false),
            (".s", false),
        ] {
            assert_eq!(is_duration(text), expected, "{text}");
        }
    }
}

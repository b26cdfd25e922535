//! The command line, seen from outside: every test here starts the program as a person would.
#![allow(clippy::disallowed_methods, reason = "a test looks at the folder that the program was let loose on")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod cases;
mod closures;
mod credentials;
mod digests;
mod field;
mod first_minute;
mod freshness;
#[cfg(target_os = "linux")]
mod fuzz;
#[cfg(unix)]
mod guides;
mod hostile;
#[cfg(unix)]
mod kills;
mod life;
mod lint;
#[cfg(unix)]
mod output;
mod packaging;
#[cfg(unix)]
mod page;
mod preflight;
mod presets;
mod project;
mod readme;
mod reference;
mod rooms;
mod skips;
mod team;
#[cfg(unix)]
mod terminal;
mod wheel_contents;
mod words;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = cases::trials();
    trials.extend(closures::trials());
    trials.extend(credentials::trials());
    trials.extend(digests::trials());
    trials.extend(field::trials());
    trials.extend(first_minute::trials());
    trials.extend(freshness::trials());
    trials.extend(hostile::trials());
    trials.extend(life::trials());
    trials.extend(presets::trials());
    trials.extend(lint::trials());
    trials.extend(packaging::trials());
    trials.extend(preflight::trials());
    trials.extend(readme::trials());
    trials.extend(reference::trials());
    trials.extend(rooms::trials());
    trials.extend(team::trials());
    trials.extend(wheel_contents::trials());
    trials.extend(words::trials());
    #[cfg(target_os = "linux")]
    trials.extend(fuzz::trials());
    #[cfg(unix)]
    trials.extend(kills::trials());
    #[cfg(unix)]
    trials.extend(guides::trials());
    #[cfg(unix)]
    trials.extend(output::trials());
    #[cfg(unix)]
    trials.extend(page::trials());
    #[cfg(unix)]
    trials.extend(terminal::trials());
    let conclusion = libtest_mimic::run(&arguments, trials);
    skips::print();
    conclusion.exit();
}

/// A test that fails by panicking, as `#[test]` has it.
fn trial(name: &str, test: fn()) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}

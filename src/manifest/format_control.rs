//! Which kinds of files an installer may take: pip's `--no-binary` and `--only-binary`, and uv's settings of that meaning.

use std::collections::BTreeSet;

use crate::model::PackageName;

/// The two lists, kept as pip keeps them: a name stands in one of them at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormatControl {
    no_binary: Names,
    only_binary: Names,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Names {
    all: bool,
    names: BTreeSet<PackageName>,
}

/// What may be installed of one distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formats {
    Any,
    OnlySource,
    OnlyWheels,
}

impl FormatControl {
    /// A list as pip reads it: names joined by commas, `:all:` or `:none:`. A text that is no name is passed over.
    pub fn no_binary(&mut self, value: &str) {
        self.no_binary.merge(value, &mut self.only_binary);
    }

    pub fn only_binary(&mut self, value: &str) {
        self.only_binary.merge(value, &mut self.no_binary);
    }

    /// What was said of a name comes before what was said of all.
    pub fn of(&self, name: &PackageName) -> Formats {
        let (source, wheels) = (&self.no_binary, &self.only_binary);
        if wheels.names.contains(name) {
            Formats::OnlyWheels
        } else if source.names.contains(name) {
            Formats::OnlySource
        } else if wheels.all {
            Formats::OnlyWheels
        } else if source.all {
            Formats::OnlySource
        } else {
            Formats::Any
        }
    }
}

impl Names {
    fn merge(&mut self, value: &str, other: &mut Self) {
        for word in value.split(',').map(str::trim) {
            match (word, word.parse::<PackageName>()) {
                (":all:", _) => {
                    (*self, *other) = (Self { all: true, names: BTreeSet::new() }, Self::default());
                }
                (":none:", _) => *self = Self::default(),
                (_, Ok(name)) => {
                    other.names.remove(&name);
                    self.names.insert(name);
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_pip_reads_them() {
        use Formats::{Any, OnlySource, OnlyWheels};
        for (lists, expected) in [
            (vec![], [Any, Any]),
            (vec![("no", "lxml")], [OnlySource, Any]),
            (vec![("no", "lxml, Pillow")], [OnlySource, OnlySource]),
            (vec![("no", ":all:")], [OnlySource, OnlySource]),
            (vec![("no", ":all:"), ("only", "pillow")], [OnlySource, OnlyWheels]),
            (vec![("no", ":all:"), ("no", ":none:")], [Any, Any]),
            (vec![("only", ":all:"), ("no", "lxml")], [OnlySource, OnlyWheels]),
            (vec![("no", "lxml"), ("only", "lxml")], [OnlyWheels, Any]),
            (vec![("no", ":all:,:none:,LXML")], [OnlySource, Any]),
        ] {
            let mut formats = FormatControl::default();
            for (list, value) in &lists {
                if *list == "no" { formats.no_binary(value) } else { formats.only_binary(value) }
            }
            assert_eq!(["lxml", "pillow"].map(|name| formats.of(&name.parse().unwrap())), expected, "{lists:?}");
        }
    }
}

//! Texts that nobody would write, to find out whether anything panics and whether fixing ends.

use std::time::{Duration, Instant};

use super::*;
use crate::lint::fix;

/// A small generator, the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (below.max(1) as u64)).unwrap()
    }
}

const PIECES: &[&str] = &[
    "\n",
    " ",
    "\\\n",
    "#",
    "# pydock: ignore=all\n",
    "# hadolint ignore=DL3008\n",
    "FROM ",
    " AS ",
    "RUN ",
    "COPY --from=",
    "$",
    "${A",
    "${A:-",
    "}",
    "'",
    "\"",
    "`",
    "$(",
    ")",
    "(",
    "<<EOF\n",
    "EOF\n",
    "&&",
    "||",
    "|",
    ";",
    "[",
    "]",
    "[\"",
    "\"]",
    ",",
    "=",
    "--mount=type=cache,",
    "target=/root/.cache/pip ",
    "pip install ",
    "apt-get install ",
    "uv sync ",
    "é",
    "\u{feff}",
    "\r\n",
    "\t",
    "\0",
    "USER ",
    "HEALTHCHECK CMD ",
    "ONBUILD ",
    "ARG A",
    "ENV A b\n",
    "EXPOSE 80:80/TCP ",
    "CMD ",
    "python -m ",
    "if ",
    "; then ",
    "fi",
    "case x in ",
    "esac",
    "# escape=`\n",
    "SHELL [\"/bin/bash\", \"-c\"]\n",
    "--",
    "!",
    "{",
    "*",
    "**/",
    "\u{1F600}",
    "-r requirements.txt ",
];

/// Mutates the rules' own examples; gives how many texts were linted.
fn run(seed: u64, time: Duration) -> usize {
    let seeds: Vec<String> = ALL
        .iter()
        .flat_map(|rule| rule.documentation().split("```").skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|block| block.split_once('\n').map(|(_, text)| text.to_owned()))
        .collect();
    let mut random = Random(seed);
    let settings = everything();
    let tree = ProjectTree::in_memory([("uv.lock", ""), ("requirements.txt", "psycopg2\n"), (".dockerignore", "tests\n!x\n")]);
    let begin = Instant::now();
    let mut count = 0;
    while begin.elapsed() < time {
        let mut text = seeds[random.next(seeds.len())].clone();
        if random.next(2) == 0 {
            text.push_str(&seeds[random.next(seeds.len())]);
        }
        for _ in 0..=random.next(6) {
            let mut at = random.next(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match random.next(4) {
                0 => text.truncate(at),
                1 => {
                    let mut end = (at + random.next(12)).min(text.len());
                    while !text.is_char_boundary(end) {
                        end -= 1;
                    }
                    text.replace_range(at..end.max(at), "");
                }
                _ => text.insert_str(at, PIECES[random.next(PIECES.len())]),
            }
        }
        let context = Context::new(Some(&tree), Some("Dockerfile"));
        for kind in [FileKind::Dockerfile, FileKind::Dockerignore] {
            let found = lint(kind, &text, &context, &settings);
            for finding in &found {
                assert!(text.get(finding.span.clone()).is_some(), "{}: {:?} of {text:?}", finding.rule.name, finding.span);
            }
            let fixed = fix(kind, &text, &context, &settings, true);
            let again = fix(kind, &fixed.text, &context, &settings, true);
            assert_eq!(again.text, fixed.text, "fixing goes on for ever: {text:?}");
        }
        count += 1;
    }
    count
}

#[test]
fn nothing_panics_and_fixing_ends() {
    // More time for one who asks: the variable holds seconds.
    let seconds = std::env::var("PYDOCK_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let count = run(0x9E37_79B9_7F4A_7C15, Duration::from_secs(seconds.unwrap_or(3)));
    assert!(count > 10, "{count}");
}

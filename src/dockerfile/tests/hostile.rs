//! Whatever the text, the parsers answer; they do not panic and do not hang.

use crate::dockerfile::{Dockerfile, IgnoreFile};
use crate::model::RelPath;

const SAMPLES: &[&str] = &[
    "# syntax=docker/dockerfile:1\n# escape=`\nFROM python:3.14-slim AS base\nENV A=\"b c\" D=${E:-f}\nRUN a `\n # c\n\n b\n",
    "\u{feff}FROM scratch\r\nRUN <<-'EOF' cat <<B\r\n\tone\r\nEOF\r\ntwo\r\nB\r\nCOPY --from=0 --chmod=644 [\"ä b\", \"/ü\"]\r\n",
    "ARG V=1\nFROM a:${V}\nHEALTHCHECK --interval=5s CMD [\"x\", \"\\u00e9\"]\nONBUILD RUN --mount=type=cache,\"target=/x,y\" z \\\n  q\n",
    "FROM a\nLABEL \"k k\"='v'\\ w\nEXPOSE 80 443/tcp\nVOLUME [\"/a\"]\nSHELL [\"sh\", \"-c\"]\nCOPY <<\"E F\" <<G /d/\nx\nE F\ny\nG\nCMD [\"a\",]\n",
    "*.md\n!README.md\n**/[a-c^]?\\*/**\n#x\n !  /docs/../é\n[^\\]]\n",
];

/// Characters that mean something somewhere in the grammar.
const MEANINGFUL: &[char] = &[
    '\n',
    '\r',
    '\t',
    ' ',
    '\\',
    '`',
    '"',
    '\'',
    '#',
    '<',
    '-',
    '=',
    '$',
    '{',
    '}',
    '[',
    ']',
    ',',
    '*',
    '?',
    '!',
    '^',
    '/',
    '.',
    'a',
    '0',
    'é',
    '\u{feff}',
    '\u{a0}',
    '\0',
    '\u{10ffff}',
];

fn answer(text: &str) {
    if let Ok(dockerfile) = Dockerfile::parse(text) {
        for instruction in &dockerfile.instructions {
            assert!(text.get(instruction.span.clone()).is_some(), "{text:?}");
            let _ = (instruction.pairs(), instruction.copy_paths(), instruction.mounts(), instruction.healthcheck());
            if let Some(shell) = instruction.arguments.as_shell() {
                for (offset, c) in shell.char_indices() {
                    let place = instruction.source_offset(offset);
                    assert!(text[place..].starts_with(c), "{text:?} {offset}");
                }
            }
        }
        assert!(!dockerfile.stages().is_empty());
    }
    if let Ok(ignore) = IgnoreFile::parse(text) {
        let _ = ignore.is_ignored(&RelPath::parse("docs/é/a*b]").unwrap());
    }
}

#[test]
fn every_prefix_and_suffix_gets_an_answer() {
    for sample in SAMPLES {
        for (index, _) in sample.char_indices() {
            answer(&sample[..index]);
            answer(&sample[index..]);
        }
    }
}

#[test]
fn random_edits_get_an_answer() {
    // A fixed sequence, so that a failure can be repeated.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or(0)
    };
    for _ in 0..20_000 {
        let mut text: Vec<char> = SAMPLES[random(SAMPLES.len())].chars().collect();
        for _ in 0..=random(6) {
            let place = random(text.len());
            let with = MEANINGFUL[random(MEANINGFUL.len())];
            match random(4) {
                0 => text[place] = with,
                1 => text.insert(place, with),
                2 => drop(text.remove(place)),
                _ => text.truncate(place.max(1)),
            }
            if text.is_empty() {
                text.push(with);
            }
        }
        answer(&text.iter().collect::<String>());
    }
}

#[test]
fn deep_and_long_texts_get_an_answer() {
    answer(&format!("FROM a\nRUN {}\n", "[".repeat(50_000)));
    answer(&format!("FROM a\nRUN {}\n", "${a:-".repeat(10_000)));
    answer(&format!("FROM a\n{}", "RUN a \\\n".repeat(20_000)));
    answer(&format!("FROM a\n{}RUN x\n", "ONBUILD ".repeat(5_000)));
    answer(&"FROM a\n".repeat(20_000));
}

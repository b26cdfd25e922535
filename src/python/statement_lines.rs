//! Lines by the letter of their first word: a look at a text that is not parsed, for questions that are asked of every file.

/// The lines whose first character that is no space is one of the letters, from there on.
pub fn statement_lines<'t>(text: &'t str, letters: &'static [u8]) -> impl Iterator<Item = &'t str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let bytes = rest.as_bytes();
            let start = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(bytes.len());
            let end = start + memchr::memchr(b'\n', &bytes[start..]).unwrap_or(bytes.len() - start);
            let line = &rest[start..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            let line = match line.as_bytes().first() {
                Some(b'!'..=b'~') | None => line,
                // Other characters are spaces, too.
                Some(_) => line.trim_start(),
            };
            if line.as_bytes().first().is_some_and(|first| letters.contains(first)) {
                return Some(line.strip_suffix('\r').unwrap_or(line));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_first_letter() {
        for (text, expected) in [
            ("import a\n\n    from b import c\r\nx = 1\n  # if\n\tif d:", vec!["import a", "from b import c", "if d:"]),
            ("\u{c}import a\n\u{a0}import b\n  \n\nélan\n", vec!["import a", "import b"]),
            ("", vec![]),
            ("import a", vec!["import a"]),
        ] {
            assert!(statement_lines(text, b"if").eq(expected), "{text:?}");
        }
    }
}

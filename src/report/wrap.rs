//! Text in lines that fit a terminal.

/// Breaks the text between words; colors take no room. A word that is longer than a row has one of its own.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let wide = console::measure_text_width;
    let mut rows: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match rows.last_mut() {
            Some(row) if wide(row) + 1 + wide(word) <= width => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows
}

/// Every line of the text wrapped, rows after its first one indented.
pub fn indented(text: &str, width: usize, indent: usize) -> String {
    let gap = format!("\n{:indent$}", "");
    let line = |line: &str| {
        let start = line.len() - line.trim_start().len();
        let rows = wrap(line.trim_start(), width.saturating_sub(start.max(indent)).max(20));
        format!("{}{}", &line[..start], rows.join(&gap))
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_between_words() {
        let text = "warning: the project declares no production server\n  hint: add one";
        assert_eq!(indented(text, 40, 2), "warning: the project declares no\n  production server\n  hint: add one");
        assert_eq!(
            indented("\u{1b}[33mwarning\u{1b}[0m: four words are here and", 30, 2),
            "\u{1b}[33mwarning\u{1b}[0m: four words are here\n  and"
        );
    }
}

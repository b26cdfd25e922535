//! The commands of a shell script, as far as it takes to see which programs they call.
//!
//! ```text
//! script  = command ((";" | "&" | "&&" | "|" | "||" | newline | "(" | ")") command)*
//! command = word*              without redirections and here-documents
//! ```
//! Words lose their quotes; variables stay as written. Commands inside of `$(…)`, backticks and `<(…)` are commands too.
//! Left out: functions and aliases, whose names are not followed, and what a variable would come to.

use std::iter::Peekable;
use std::str::Chars;

/// Deeper substitutions are nobody's, and would only take the stack.
const DEEPEST: usize = 32;

/// The commands of the script, each as its words.
pub(super) fn commands(script: &str) -> Vec<Vec<String>> {
    let mut reader = Reader { chars: script.chars().peekable(), commands: Vec::new() };
    reader.list(None, 0);
    reader.commands
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    commands: Vec<Vec<String>>,
}

/// The command that is being read.
#[derive(Default)]
struct Current {
    words: Vec<String>,
    word: Option<String>,
    /// What becomes of the next word.
    next: Next,
    /// Words that end here-documents, which begin on the next line; `true` where tabs in front do not count.
    documents: Vec<(String, bool)>,
}

#[derive(Clone, Copy, Default)]
enum Next {
    #[default]
    Word,
    /// A file that is read or written.
    Target,
    /// The end of a here-document.
    Document { chomp: bool },
}

impl Current {
    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        match std::mem::take(&mut self.next) {
            Next::Word => self.words.push(word),
            Next::Target => {}
            Next::Document { chomp } => self.documents.push((word, chomp)),
        }
    }

    fn end_command(&mut self, commands: &mut Vec<Vec<String>>) {
        self.end_word();
        self.next = Next::Word;
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            commands.push(words);
        }
    }
}

impl Reader<'_> {
    /// Reads up to the character that ends the list.
    fn list(&mut self, end: Option<char>, depth: usize) {
        let mut current = Current::default();
        let mut open = 0_usize;
        while let Some(c) = self.chars.next() {
            match c {
                c if Some(c) == end && open == 0 => break,
                '\'' => {
                    current.word.get_or_insert_default().extend(self.chars.by_ref().take_while(|c| *c != '\''));
                }
                '"' => self.double_quoted(&mut current, depth),
                '\\' => match self.chars.next() {
                    None | Some('\n') => {}
                    Some(escaped) => current.push(escaped),
                },
                '$' | '`' => self.substitution(c, &mut current, depth),
                '#' if current.word.is_none() => while self.chars.next_if(|c| *c != '\n').is_some() {},
                '&' if self.chars.peek() == Some(&'>') => current.end_word(),
                '<' | '>' => self.redirection(c, &mut current, depth),
                '\n' => {
                    current.end_command(&mut self.commands);
                    self.skip_documents(&mut current);
                }
                ';' | '&' | '|' => current.end_command(&mut self.commands),
                '(' => {
                    open += 1;
                    current.end_command(&mut self.commands);
                }
                // A bracket that nothing has opened ends a pattern of `case`.
                ')' if open == 0 => current = Current { documents: current.documents, ..Current::default() },
                ')' => {
                    open -= 1;
                    current.end_command(&mut self.commands);
                }
                c if c.is_whitespace() => current.end_word(),
                c => current.push(c),
            }
        }
        current.end_command(&mut self.commands);
    }

    fn double_quoted(&mut self, current: &mut Current, depth: usize) {
        current.word.get_or_insert_default();
        while let Some(c) = self.chars.next() {
            match c {
                '"' => return,
                '\\' => current.word.get_or_insert_default().extend(self.chars.next().filter(|c| *c != '\n')),
                '$' | '`' => self.substitution(c, current, depth),
                c => current.push(c),
            }
        }
    }

    /// `$(…)` and backticks hold commands; `${…}` is skipped as a whole, and any other `$` begins a variable.
    fn substitution(&mut self, c: char, current: &mut Current, depth: usize) {
        current.push(c);
        if depth == DEEPEST {
            return;
        }
        if c == '`' {
            self.list(Some('`'), depth + 1);
        } else if self.chars.next_if_eq(&'(').is_some() {
            self.list(Some(')'), depth + 1);
        } else if self.chars.next_if_eq(&'{').is_some() {
            self.chars.by_ref().find(|c| *c == '}');
        }
    }

    fn redirection(&mut self, first: char, current: &mut Current, depth: usize) {
        if self.chars.peek() == Some(&'(') && depth < DEEPEST {
            self.chars.next();
            return self.list(Some(')'), depth + 1);
        }
        // The number of a file in front belongs to it.
        if current.word.as_ref().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
            current.word = None;
        }
        current.end_word();
        let mut operator = String::from(first);
        while let Some(c) = self.chars.next_if(|c| matches!(c, '<' | '>' | '&' | '|')) {
            operator.push(c);
        }
        let dash = matches!(operator.as_str(), "<<" | ">&" | "<&") && self.chars.next_if_eq(&'-').is_some();
        current.next = match operator.as_str() {
            "<<" => Next::Document { chomp: dash },
            _ if dash => Next::Word,
            _ => Next::Target,
        };
    }

    fn skip_documents(&mut self, current: &mut Current) {
        for (name, chomp) in std::mem::take(&mut current.documents) {
            loop {
                let line: String = self.chars.by_ref().take_while(|c| *c != '\n').collect();
                let candidate = if chomp { line.trim_start_matches('\t') } else { &line };
                if candidate == name || self.chars.peek().is_none() {
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        let found: Vec<String> = commands(script).iter().map(|words| words.join("|")).collect();
        assert_eq!(found, expected, "{script}");
    }

    #[test]
    fn scripts_are_cut_into_commands() {
        check("a b && c || d; e & f | g", &["a|b", "c", "d", "e", "f", "g"]);
        check("a 'b c' \"d \\\" e\" f\\ g ''", &["a|b c|d \" e|f g|"]);
        check("a # b; c\nd", &["a", "d"]);
        check("a#b", &["a#b"]);
        check("(cd x && pip install .)", &["cd|x", "pip|install|."]);
        check("a \\\n  b", &["a|b"]);
        check("a $(pip freeze) b", &["pip|freeze", "a|$|b"]);
        check("a \"$(pip freeze)\" `npm ls`", &["pip|freeze", "npm|ls", "a|$|`"]);
        check("a ${X:-pip install}", &["a|$"]);
        check("a >/dev/null 2>&1 <b &>c >>d x", &["a|x"]);
        check("2>&- >log pip install", &["pip|install"]);
        check("diff <(pip freeze) x", &["pip|freeze", "diff|x"]);
        check("case $x in\n  uv) echo;;\n  *) pip x;;\nesac", &["case|$x|in", "echo", "pip|x", "esac"]);
        check("cat <<EOF > x && a\npip install\nEOF\nb", &["cat", "a", "b"]);
        check("cat <<-'E F'\n\tpip\n\tE F\nb", &["cat", "b"]);
        check("cat <<EOF\npip", &["cat"]);
        check("a <<< pip b", &["a|b"]);
        check("'open pip", &["open pip"]);
        check("", &[]);
        assert!(!commands(&"$(".repeat(100_000)).is_empty(), "the stack has an end");
    }
}

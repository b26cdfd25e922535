//! The commands of a shell line, as far as they can be told apart without running it.
//!
//! ```text
//! script  = command (("&&" | "||" | ";" | "|" | "&" | newline) command)*
//! command = ("NAME=value")* word* redirection*
//! ```
//! Quotes and backslashes are taken out of the words. What stands inside `if`, loops, `case`, braces and parentheses is
//! marked as conditional: it may not run at all.

/// One simple command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShellCommand {
    /// `NAME=value` in front of it.
    pub env: Vec<(String, String)>,
    pub words: Vec<String>,
    /// Files that its output goes into.
    pub writes: Vec<String>,
    /// Where it starts in the script.
    pub offset: usize,
    /// It may not run, or may fail without harm.
    pub is_conditional: bool,
}

const OPENERS: &[&str] = &["if", "for", "while", "until", "case", "{", "(", "select"];
const CLOSERS: &[&str] = &["fi", "done", "esac", "}", ")"];
const BETWEEN: &[&str] = &["then", "else", "elif", "do", "!"];

/// Cuts a script into its commands.
pub fn commands(script: &str) -> Vec<ShellCommand> {
    let mut splitter = Splitter { found: Vec::new(), current: ShellCommand::default(), depth: 0, after_or: false };
    let mut word: Option<String> = None;
    let mut start = 0;
    let mut writes = false;
    let mut chars = script.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            '\\' if next == Some('\n') => {
                chars.next();
            }
            '\\' => {
                word.get_or_insert_with(|| {
                    start = at;
                    String::new()
                })
                .extend(chars.next().map(|(_, escaped)| escaped));
            }
            '\'' | '"' => {
                let word = word.get_or_insert_with(|| {
                    start = at;
                    String::new()
                });
                while let Some((_, inner)) = chars.next() {
                    match inner {
                        inner if inner == c => break,
                        '\\' if c == '"' => word.extend(chars.next().map(|(_, escaped)| escaped)),
                        inner => word.push(inner),
                    }
                }
            }
            '$' | '`' if c == '`' || next == Some('(') => {
                // What a substitution gives is not known: the word keeps a `$` that nothing expands.
                word.get_or_insert_with(|| {
                    start = at;
                    String::new()
                })
                .push_str("$(");
                skip_substitution(c, &mut chars);
            }
            '$' if next == Some('{') => {
                let word = word.get_or_insert_with(|| {
                    start = at;
                    String::new()
                });
                word.push('$');
                for (_, inner) in chars.by_ref() {
                    word.push(inner);
                    if inner == '}' {
                        break;
                    }
                }
            }
            '#' if word.is_none() => while chars.next_if(|(_, inner)| *inner != '\n').is_some() {},
            '>' => {
                let is_number = word.as_ref().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
                if is_number {
                    word = None;
                } else {
                    splitter.word(&mut word, start, &mut writes);
                }
                while chars.next_if(|(_, inner)| matches!(inner, '>' | '|')).is_some() {}
                // `2>&1` writes no file.
                if chars.next_if(|(_, inner)| *inner == '&').is_some() {
                    while chars.next_if(|(_, inner)| inner.is_ascii_digit() || *inner == '-').is_some() {}
                } else {
                    writes = true;
                }
            }
            '<' => splitter.word(&mut word, start, &mut writes),
            '&' if next == Some('>') => splitter.word(&mut word, start, &mut writes),
            ';' | '&' | '|' | '\n' | '(' | ')' => {
                splitter.word(&mut word, start, &mut writes);
                let is_double = chars.next_if(|(_, inner)| *inner == c && matches!(c, '&' | '|')).is_some();
                splitter.separator(c, is_double);
            }
            c if c.is_whitespace() => splitter.word(&mut word, start, &mut writes),
            c => word
                .get_or_insert_with(|| {
                    start = at;
                    String::new()
                })
                .push(c),
        }
    }
    splitter.word(&mut word, start, &mut writes);
    splitter.end(false);
    splitter.found
}

fn skip_substitution(open: char, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
    if open == '`' {
        for (_, inner) in chars.by_ref() {
            if inner == '`' {
                return;
            }
        }
        return;
    }
    let mut depth = 0;
    for (_, inner) in chars.by_ref() {
        depth += i32::from(inner == '(') - i32::from(inner == ')');
        if depth == 0 {
            return;
        }
    }
}

struct Splitter {
    found: Vec<ShellCommand>,
    current: ShellCommand,
    depth: usize,
    after_or: bool,
}

impl Splitter {
    fn word(&mut self, word: &mut Option<String>, start: usize, writes: &mut bool) {
        let Some(word) = word.take() else { return };
        if std::mem::take(writes) {
            self.current.writes.push(word);
            return;
        }
        if self.current.words.is_empty() {
            if OPENERS.contains(&word.as_str()) {
                self.depth += 1;
                // The words of `for x in …` are no command.
                if matches!(word.as_str(), "for" | "case" | "select") {
                    self.current.words.push(word);
                }
                return;
            }
            if CLOSERS.contains(&word.as_str()) {
                self.depth = self.depth.saturating_sub(1);
                return;
            }
            if BETWEEN.contains(&word.as_str()) {
                return;
            }
            if self.current.env.is_empty() {
                self.current.offset = start;
            }
            if let Some((name, value)) = word.split_once('=')
                && !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            {
                self.current.env.push((name.to_owned(), value.to_owned()));
                return;
            }
        }
        self.current.words.push(word);
    }

    fn separator(&mut self, c: char, is_double: bool) {
        let is_or = c == '|' && is_double;
        self.end(is_or);
        match c {
            '(' => self.depth += 1,
            ')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.after_or = is_or || (self.after_or && c == '&' && is_double);
    }

    fn end(&mut self, tolerated: bool) {
        let mut command = std::mem::take(&mut self.current);
        if command.words.is_empty() && command.env.is_empty() && command.writes.is_empty() {
            return;
        }
        command.is_conditional = tolerated || self.after_or || self.depth > 0;
        self.found.push(command);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        let shown = |command: &ShellCommand| {
            let writes: String = command.writes.iter().map(|file| format!(" >{file}")).collect();
            format!("{}{}{writes}", if command.is_conditional { "?" } else { "" }, command.words.join(" "))
        };
        assert_eq!(commands(script).iter().map(shown).collect::<Vec<_>>(), expected, "{script}");
    }

    #[test]
    fn a_script_is_cut_into_its_commands() {
        check("apt-get update && apt-get install -y gcc", &["apt-get update", "apt-get install -y gcc"]);
        check("A=1 pip install 'a b' \"c\"", &["pip install a b c"]);
        check("a || b && c; d", &["?a", "?b", "?c", "d"]);
        check("if [ -f x ]; then pip install x; fi; y", &["?[ -f x ]", "?pip install x", "y"]);
        check("a | b", &["a", "b"]);
        check("echo x > /a/b 2>&1", &["echo x >/a/b"]);
        check("echo $(cat x) `y`; z", &["echo $( $(", "z"]);
        check("(cd x && y) && z", &["?cd x", "?y", "z"]);
        check("a \\\n  b # c\nd", &["a b", "d"]);
        check("pip install ${X:-a b}", &["pip install ${X:-a b}"]);
        check("cmd 2>/dev/null", &["cmd >/dev/null"]);
    }
}

//! The grammar of the module's page, one function for each of its lines.

use std::ops::Range;

use super::ast::{AndOr, Assignment, Command, Compound, Joint, List, Part, Pipeline, Redirect, Simple, Word};
use super::scanner::{DEEPEST, Scanner};

/// Where a script stops being one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the shell would expect {expected}")]
pub struct ShellError {
    /// The byte of the text.
    pub at: usize,
    pub expected: &'static str,
}

/// Words that close what other words have opened.
const CLOSERS: [&str; 9] = ["then", "elif", "else", "fi", "do", "done", "esac", "}", "]]"];
/// The longest first, so that none is cut in two.
const REDIRECTS: [&str; 13] = ["&>>", "<<<", "<<-", "&>", ">>", ">|", ">&", "<<", "<&", "<>", ">", "<", "|&"];

/// Reads a whole script.
pub fn parse(text: &str) -> Result<List, ShellError> {
    let mut scanner = Scanner::new(text, 0, 0);
    let list = list(&mut scanner, &[])?;
    skip_lines(&mut scanner);
    if scanner.rest().is_empty() { Ok(list) } else { Err(scanner.error("the end of a command")) }
}

/// The commands inside a pair of backquotes.
pub(super) fn substitution(outer: &Scanner<'_>, inside: Range<usize>) -> Result<List, ShellError> {
    if outer.depth >= DEEPEST {
        return Err(outer.error("fewer levels"));
    }
    let mut scanner = Scanner::new(&outer.text[..inside.end], inside.start, outer.depth + 1);
    // An escaped backquote inside opens one more level, whose commands nobody asks for.
    if scanner.rest().contains("\\`") {
        return Ok(List::default());
    }
    list(&mut scanner, &[])
}

/// Commands up to one of the closers, which is left for the caller.
pub(super) fn list(scanner: &mut Scanner<'_>, closers: &[&str]) -> Result<List, ShellError> {
    let mut list = List::default();
    loop {
        skip_lines(scanner);
        if scanner.rest().is_empty() || scanner.rest().starts_with(')') || scanner.rest().starts_with(";;") {
            return Ok(list);
        }
        if let Some(word) = reserved(scanner, &CLOSERS) {
            return if closers.contains(&word) { Ok(list) } else { Err(scanner.error("a command")) };
        }
        let mut item = and_or(scanner)?;
        scanner.skip_blanks();
        let rest = scanner.rest();
        if rest.starts_with(";;") {
            list.items.push(item);
            return Ok(list);
        }
        if scanner.eat(";") || scanner.line_break() {
        } else if rest.starts_with('&') && !rest.starts_with("&&") {
            scanner.position += 1;
            item.is_background = true;
        } else {
            list.items.push(item);
            // Behind a compound command, a closing word stands where a command would: `fi fi`.
            let closes = reserved(scanner, &CLOSERS).is_some_and(|word| closers.contains(&word));
            let is_over = closes || rest.is_empty() || rest.starts_with(')');
            return if is_over { Ok(list) } else { Err(scanner.error("the end of a command")) };
        }
        list.items.push(item);
    }
}

fn skip_lines(scanner: &mut Scanner<'_>) {
    loop {
        scanner.skip_blanks();
        if !scanner.line_break() {
            return;
        }
    }
}

fn and_or(scanner: &mut Scanner<'_>) -> Result<AndOr, ShellError> {
    let first = pipeline(scanner)?;
    let mut rest = Vec::new();
    loop {
        scanner.skip_blanks();
        let joint = if scanner.eat("&&") {
            Joint::And
        } else if scanner.eat("||") {
            Joint::Or
        } else {
            return Ok(AndOr { first, rest, is_background: false });
        };
        skip_lines(scanner);
        rest.push((joint, pipeline(scanner)?));
    }
}

fn pipeline(scanner: &mut Scanner<'_>) -> Result<Pipeline, ShellError> {
    scanner.skip_blanks();
    let is_negated = reserved(scanner, &["!"]).is_some();
    if is_negated {
        scanner.position += 1;
    }
    let mut commands = vec![command(scanner)?];
    loop {
        scanner.skip_blanks();
        if scanner.rest().starts_with("||") || !scanner.eat("|") {
            return Ok(Pipeline { is_negated, commands });
        }
        scanner.eat("&");
        skip_lines(scanner);
        commands.push(command(scanner)?);
    }
}

/// The reserved word that stands here alone, not taken.
fn reserved<'w>(scanner: &Scanner<'_>, words: &[&'w str]) -> Option<&'w str> {
    let rest = scanner.rest();
    let ends = |after: &str| after.is_empty() || after.starts_with([' ', '\t', '\r', '\n', ';', '&', '|', '(', ')', '<', '>']);
    words.iter().find(|word| rest.strip_prefix(**word).is_some_and(ends)).copied()
}

fn expect(scanner: &mut Scanner<'_>, word: &'static str, said: &'static str) -> Result<(), ShellError> {
    skip_lines(scanner);
    if reserved(scanner, &[word]).is_none() {
        return Err(scanner.error(said));
    }
    scanner.position += word.len();
    Ok(())
}

fn command(scanner: &mut Scanner<'_>) -> Result<Command, ShellError> {
    scanner.skip_blanks();
    if scanner.depth >= DEEPEST {
        return Err(scanner.error("fewer levels"));
    }
    scanner.depth += 1;
    let command = compound(scanner);
    scanner.depth -= 1;
    match command? {
        Some(mut compound) => loop {
            scanner.skip_blanks();
            match redirect(scanner)? {
                Some(redirect) => compound.redirects.push(redirect),
                None => return Ok(Command::Compound(compound)),
            }
        },
        None => simple(scanner),
    }
}

fn compound(scanner: &mut Scanner<'_>) -> Result<Option<Compound>, ShellError> {
    let new = |opener, bodies, words| Ok(Some(compound_of(opener, bodies, words)));
    if scanner.rest().starts_with("((") {
        let before = scanner.position;
        scanner.position += 2;
        if scanner.skip_to_close(2).is_ok() {
            return new("((", Vec::new(), Vec::new());
        }
        scanner.position = before;
    }
    if scanner.eat("(") {
        let body = list(scanner, &[])?;
        return if scanner.eat(")") { new("(", vec![body], Vec::new()) } else { Err(scanner.error("`)`")) };
    }
    let Some(word) = reserved(scanner, &["{", "if", "while", "until", "for", "case", "[[", "function"]) else {
        return function(scanner);
    };
    scanner.position += word.len();
    match word {
        "{" => {
            let body = list(scanner, &["}"])?;
            expect(scanner, "}", "`}`")?;
            new("{", vec![body], Vec::new())
        }
        "if" => {
            let mut bodies = vec![list(scanner, &["then"])?];
            expect(scanner, "then", "`then`")?;
            loop {
                bodies.push(list(scanner, &["elif", "else", "fi"])?);
                skip_lines(scanner);
                match reserved(scanner, &["elif", "else", "fi"]) {
                    Some("elif") => {
                        scanner.position += 4;
                        bodies.push(list(scanner, &["then"])?);
                        expect(scanner, "then", "`then`")?;
                    }
                    Some("else") => {
                        scanner.position += 4;
                        bodies.push(list(scanner, &["fi"])?);
                        expect(scanner, "fi", "`fi`")?;
                        return new("if", bodies, Vec::new());
                    }
                    _ => {
                        expect(scanner, "fi", "`fi`")?;
                        return new("if", bodies, Vec::new());
                    }
                }
            }
        }
        "while" | "until" => {
            let condition = list(scanner, &["do"])?;
            let body = do_done(scanner)?;
            new("while", vec![condition, body], Vec::new())
        }
        "for" => for_loop(scanner),
        "case" => case(scanner),
        "[[" => condition(scanner),
        _ => {
            scanner.skip_blanks();
            let name = scanner.word()?;
            scanner.skip_blanks();
            if scanner.eat("(") {
                scanner.skip_blanks();
                scanner.eat(")");
            }
            let body = function_body(scanner)?;
            new("function", vec![body], name.into_iter().collect())
        }
    }
}

fn compound_of(opener: &'static str, bodies: Vec<List>, words: Vec<Word>) -> Compound {
    Compound { opener, bodies, words, patterns: Vec::new(), redirects: Vec::new() }
}

fn do_done(scanner: &mut Scanner<'_>) -> Result<List, ShellError> {
    expect(scanner, "do", "`do`")?;
    let body = list(scanner, &["done"])?;
    expect(scanner, "done", "`done`")?;
    Ok(body)
}

fn for_loop(scanner: &mut Scanner<'_>) -> Result<Option<Compound>, ShellError> {
    scanner.skip_blanks();
    let mut words = Vec::new();
    if scanner.eat("((") {
        scanner.skip_to_close(2)?;
    } else {
        scanner.word()?.ok_or_else(|| scanner.error("a name"))?;
        skip_lines(scanner);
        if reserved(scanner, &["in"]).is_some() {
            scanner.position += 2;
            loop {
                scanner.skip_blanks();
                match scanner.word()? {
                    Some(word) => words.push(word),
                    None => break,
                }
            }
        }
    }
    scanner.skip_blanks();
    scanner.eat(";");
    let body = do_done(scanner)?;
    Ok(Some(compound_of("for", vec![body], words)))
}

fn case(scanner: &mut Scanner<'_>) -> Result<Option<Compound>, ShellError> {
    scanner.skip_blanks();
    let subject = scanner.word()?.ok_or_else(|| scanner.error("a word"))?;
    expect(scanner, "in", "`in`")?;
    let mut bodies = Vec::new();
    let mut patterns = Vec::new();
    loop {
        skip_lines(scanner);
        if reserved(scanner, &["esac"]).is_some() {
            scanner.position += 4;
            return Ok(Some(Compound { patterns, ..compound_of("case", bodies, vec![subject]) }));
        }
        scanner.eat("(");
        let mut alternatives = Vec::new();
        loop {
            scanner.skip_blanks();
            alternatives.push(scanner.word()?.ok_or_else(|| scanner.error("a pattern"))?);
            scanner.skip_blanks();
            if !scanner.eat("|") {
                break;
            }
        }
        if !scanner.eat(")") {
            return Err(scanner.error("`)`"));
        }
        patterns.push(alternatives);
        bodies.push(list(scanner, &["esac"])?);
        skip_lines(scanner);
        if scanner.eat(";;&") || scanner.eat(";;") || scanner.eat(";&") {
            continue;
        }
        if reserved(scanner, &["esac"]).is_none() {
            return Err(scanner.error("`;;`"));
        }
    }
}

/// `[[ … ]]`, whose operators are words here.
fn condition(scanner: &mut Scanner<'_>) -> Result<Option<Compound>, ShellError> {
    let mut words = Vec::new();
    loop {
        skip_lines(scanner);
        if reserved(scanner, &["]]"]).is_some() {
            scanner.position += 2;
            return Ok(Some(compound_of("[[", Vec::new(), words)));
        }
        match scanner.word()? {
            Some(word) => words.push(word),
            None => {
                scanner.bump().ok_or_else(|| scanner.error("`]]`"))?;
            }
        }
    }
}

/// `name() command`
fn function(scanner: &mut Scanner<'_>) -> Result<Option<Compound>, ShellError> {
    let rest = scanner.rest();
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.')).unwrap_or(rest.len());
    let after = rest[length..].trim_start_matches([' ', '\t']);
    let Some(inside) = after.strip_prefix('(').map(|inside| inside.trim_start_matches([' ', '\t'])) else { return Ok(None) };
    if length == 0 || !inside.starts_with(')') {
        return Ok(None);
    }
    let start = scanner.position;
    let name = Word { parts: vec![Part::Literal(rest[..length].to_owned())], span: start..start + length, is_quoted: false };
    scanner.position += rest.len() - inside.len() + 1;
    let body = function_body(scanner)?;
    Ok(Some(compound_of("function", vec![body], vec![name])))
}

fn function_body(scanner: &mut Scanner<'_>) -> Result<List, ShellError> {
    skip_lines(scanner);
    let body = command(scanner)?;
    let first = Pipeline { is_negated: false, commands: vec![body] };
    Ok(List { items: vec![AndOr { first, rest: Vec::new(), is_background: false }] })
}

fn simple(scanner: &mut Scanner<'_>) -> Result<Command, ShellError> {
    let start = scanner.position;
    let mut end = start;
    let mut simple = Simple::default();
    loop {
        scanner.skip_blanks();
        if let Some(redirect) = redirect(scanner)? {
            simple.redirects.push(redirect);
        } else if let Some(assignment) = assignment(scanner, &simple)? {
            simple.assignments.push(assignment);
        } else if let Some(word) = scanner.word()? {
            simple.words.push(word);
        } else {
            break;
        }
        end = scanner.position;
    }
    simple.span = start..end;
    let is_empty = simple.words.is_empty() && simple.assignments.is_empty() && simple.redirects.is_empty();
    if is_empty { Err(scanner.error("a command")) } else { Ok(Command::Simple(simple)) }
}

fn assignment(scanner: &mut Scanner<'_>, simple: &Simple) -> Result<Option<Assignment>, ShellError> {
    if !simple.words.is_empty() {
        return Ok(None);
    }
    let rest = scanner.rest();
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let is_name = length > 0 && !rest.starts_with(|c: char| c.is_ascii_digit());
    let Some(after) = rest[length..].strip_prefix('=').or_else(|| rest[length..].strip_prefix("+=")).filter(|_| is_name) else {
        return Ok(None);
    };
    scanner.position += rest.len() - after.len();
    let start = scanner.position;
    let value = if scanner.eat("(") {
        scanner.skip_to_close(1)?;
        Word { parts: vec![Part::Arithmetic], span: start..scanner.position, is_quoted: false }
    } else {
        scanner.word()?.unwrap_or_else(|| Word { span: start..start, ..Word::default() })
    };
    Ok(Some(Assignment { name: rest[..length].to_owned(), value }))
}

fn redirect(scanner: &mut Scanner<'_>) -> Result<Option<Redirect>, ShellError> {
    let start = scanner.position;
    let rest = scanner.rest();
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.starts_with("<(") || after.starts_with(">(") {
        return Ok(None);
    }
    let Some(operator) = REDIRECTS.iter().find(|operator| **operator != "|&" && after.starts_with(**operator)) else {
        return Ok(None);
    };
    scanner.position += rest.len() - after.len() + operator.len();
    scanner.skip_blanks();
    let target = scanner.word()?.ok_or_else(|| scanner.error("a file after the redirection"))?;
    if matches!(*operator, "<<" | "<<-") {
        scanner.pending.push((target.text(), *operator == "<<-"));
    }
    Ok(Some(Redirect { operator: (*operator).to_owned(), target, span: start..scanner.position }))
}

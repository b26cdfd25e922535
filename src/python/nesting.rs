//! How deep a source can nest, without parsing it.
//!
//! The parser, the walks over its tree and the tree's own end recurse, each with the depth of the tree and without a limit.
//! A text of a few kilobytes could end the process. What counts here is an upper bound of that depth, from one pass over the
//! bytes. Text in strings and comments counts too at first; only where that is too much, they are left out.

/// More text than any source file has.
const LONGEST: usize = 4 * 1024 * 1024;
/// CPython's own parser allows as many brackets inside each other.
const DEEPEST_BRACKETS: usize = 200;
/// Links of one expression: attributes, calls, subscripts, operators. Ex) 3 in `a.b.c + d`
const LONGEST_CHAIN: usize = 2_000;
/// CPython allows 100 blocks inside each other.
const DEEPEST_INDENT: usize = 1_000;

/// Words that take the expression behind them one level deeper.
const WORDS: &[&[u8]] = &[b"lambda", b"not", b"await", b"else", b"yield"];

pub(super) fn is_unreasonable(text: &str) -> bool {
    text.len() > LONGEST || (is_deep(text.bytes().enumerate(), text.as_bytes()) && is_deep_without_strings(text.as_bytes()))
}

/// As [`is_deep`], for long texts and encoded data in a source. Strings with code in them cannot be told from it here, so
/// that a file that has any is judged by all of its text.
fn is_deep_without_strings(bytes: &[u8]) -> bool {
    let mut code = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        match byte {
            b'#' => {
                index += memchr::memchr(b'\n', &bytes[index..]).unwrap_or(bytes.len() - index);
                continue;
            }
            b'"' | b'\'' => {
                let prefix = bytes[..index].iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).take(3);
                if prefix.clone().any(|byte| matches!(byte, b'f' | b'F' | b't' | b'T')) {
                    return true;
                }
                index = end_of_string(bytes, index);
                code.push((index, b'_'));
                continue;
            }
            _ => code.push((index, *byte)),
        }
        index += 1;
    }
    is_deep(code.into_iter(), bytes)
}

/// The end of the string that opens at `start`; one without an end goes to that of the line, or of the file.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let is_triple = bytes[start..].starts_with(&[quote; 3]);
    let mut index = start + if is_triple { 3 } else { 1 };
    while let Some(byte) = bytes.get(index) {
        match byte {
            b'\\' => index += 1,
            b'\n' if !is_triple => return index,
            _ if *byte == quote && !is_triple => return index + 1,
            _ if is_triple && bytes[index..].starts_with(&[quote; 3]) => return index + 3,
            _ => {}
        }
        index += 1;
    }
    bytes.len()
}

/// `code` are the bytes that count, with their places in all of them.
fn is_deep(code: impl Iterator<Item = (usize, u8)>, bytes: &[u8]) -> bool {
    // The links so far: of each bracket that is open, and of the innermost.
    let mut open: Vec<usize> = Vec::new();
    let mut links = 0_usize;
    // Links of all open brackets together, which add up in depth.
    let mut outer = 0_usize;
    let mut words_of_statement = 0_usize;
    let mut indent = 0_usize;
    let mut at_line_start = true;
    for (index, byte) in code {
        if at_line_start {
            match byte {
                b' ' | b'\t' => indent += 1,
                b'\n' | b'\r' => indent = 0,
                _ if open.is_empty() && indent > DEEPEST_INDENT => return true,
                _ => at_line_start = false,
            }
        }
        if !COUNTS[usize::from(byte)] {
            continue;
        }
        match byte {
            b'(' | b'[' | b'{' => {
                if open.len() == DEEPEST_BRACKETS {
                    return true;
                }
                links += 1;
                outer += links;
                open.push(std::mem::take(&mut links));
            }
            b')' | b']' | b'}' => {
                if let Some(before) = open.pop() {
                    outer -= before;
                    links = before;
                }
            }
            // What follows is beside what was before, not below it.
            b',' => links = 0,
            b'\n' => {
                let is_continued = index > 0 && bytes[index - 1] == b'\\';
                (at_line_start, indent) = (true, 0);
                if open.is_empty() && !is_continued {
                    (links, words_of_statement) = (0, 0);
                }
            }
            b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<' | b'>' | b'=' => links += 1,
            // The first letters of the words.
            b'a' | b'e' | b'l' | b'n' | b'y' if !is_behind_word(bytes, index) && is_word(bytes, index) => {
                words_of_statement += 1;
            }
            _ => {}
        }
        // A comma stands between the arguments of `lambda` too, so its words are counted apart.
        if outer + links + words_of_statement > LONGEST_CHAIN {
            return true;
        }
    }
    false
}

/// The bytes that [`is_deep`] does something about.
const COUNTS: [bool; 256] = {
    let mut table = [false; 256];
    let counted = b"([{)]},\n.+-*/%@&|^~<>=aelny";
    let mut index = 0;
    while index < counted.len() {
        table[counted[index] as usize] = true;
        index += 1;
    }
    table
};

/// The bytes of words.
const IS_PART: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// Whether the byte before is one of a word.
#[inline]
fn is_behind_word(bytes: &[u8], start: usize) -> bool {
    start > 0 && IS_PART[usize::from(bytes[start - 1])]
}

/// Whether one of the words begins here.
fn is_word(bytes: &[u8], start: usize) -> bool {
    let is_part = |byte: &u8| IS_PART[usize::from(*byte)];
    let rest = &bytes[start..];
    WORDS.iter().any(|word| rest.starts_with(word) && !rest.get(word.len()).is_some_and(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use crate::python::SourceFile;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_unreasonable(text), expected, "{} bytes: {:?}", text.len(), text.chars().take(40).collect::<String>());
        // What is let through is parsed, walked and dropped on a small stack.
        let text = text.to_owned();
        let parse = move || {
            let file = SourceFile::parse(RelPath::parse("a.py").unwrap(), text.into());
            crate::python::calls(file.statements()).len() + crate::python::bindings(file.statements()).len()
        };
        std::thread::Builder::new().stack_size(8 * 1024 * 1024).spawn(parse).unwrap().join().unwrap();
    }

    #[test]
    fn what_a_person_writes_is_parsed() {
        check(&format!("x = [{}]\n", "a.b(c), ".repeat(50_000)), false);
        check(&"x = a.b.c(d)[0] + 1\n".repeat(20_000), false);
        check(&format!("x = {{{}}}\n", "'k': lambda a, b: not a, ".repeat(900)), false);
        check(&format!("x = ({})\n", ["'text'"; 1_500].join("\n    + ")), false);
        check(&format!("# {}\n", "- ".repeat(9_000)), false);
        check(&format!("x = \"{}\"\n", "+/a".repeat(9_000)), false);
        check(&format!("x = '''{}\\''''\n", "f(a.b.c, ".repeat(9_000)), false);
        check(&format!("x = 1\n{}\n", "\t".repeat(90)), false);
    }

    #[test]
    fn what_would_end_the_process_is_not() {
        for count in [3_000, 47_500] {
            for link in [".b", "()", "[0]", " + 1", " if a else a", " ** 2", " @ a"] {
                check(&format!("x = a{}\n", link.repeat(count)), true);
            }
            for prefix in ["not ", "-", "~", "lambda: ", "lambda a, b: ", "await ", "yield "] {
                check(&format!("x = {}1\n", prefix.repeat(count)), true);
            }
            check(&format!("x = {}1{}\n", "(".repeat(count), ")".repeat(count)), true);
            check(&format!("x = (a{})\n", "\n.b".repeat(count)), true);
            check(&format!("x = f\"{{a{}}}\"\n", ".b".repeat(count)), true);
            check(&format!("x = f\"{{\"\"{}}}\"\n", ".b".repeat(count)), true);
            check(&format!("x = 'it\ny = a{}\n", ".b".repeat(count)), true);
            check(&format!("x = a{}\n", "\\\n.b".repeat(count)), true);
        }
        let blocks: String = (0..1_200).map(|depth| format!("{}if a:\n", " ".repeat(depth))).collect();
        check(&format!("{blocks}{}pass\n", " ".repeat(1_200)), true);
        let brackets = format!("{}1{}", "a.b.c.d.e.f.g.h.i.j.k.l.m(".repeat(199), ")".repeat(199));
        check(&format!("x = {brackets}\n"), true);
    }
}

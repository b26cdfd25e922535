//! Scripts, and the commands that they hold.

use super::{parse, simple_commands};

/// The words of every command, `|` between the words and a line for each command.
fn commands(text: &str) -> Option<Vec<String>> {
    let list = parse(text).ok()?;
    let words = |found: super::Visited<'_>| {
        let words: Vec<String> = found.command.words.iter().map(super::Word::text).collect();
        words.join("|")
    };
    Some(simple_commands(&list).into_iter().map(words).collect())
}

#[test]
fn scripts_are_read_as_a_shell_reads_them() {
    for (text, expected) in [
        ("apt-get update", &["apt-get|update"][..]),
        ("a && b || c; d & e", &["a", "b", "c", "d", "e"]),
        ("a | b |& c", &["a", "b", "c"]),
        ("! grep -q x y", &["grep|-q|x|y"]),
        ("echo 'a b' \"c $D\" e\\ f", &["echo|a b|c $D|e f"]),
        ("A=1 B='x y' run --flag=$A", &["run|--flag=$A"]),
        ("A=$(date +%s)", &["", "date|+%s"]),
        ("echo `uname -m` $(dpkg --print-architecture)", &["echo|$()|$()", "uname|-m", "dpkg|--print-architecture"]),
        ("echo ${A:-x y} ${B} ${#C} $((1 + (2 * 3)))", &["echo|${A:-x y}|${B}|${#C}|$()"]),
        ("if [ -f x ]; then a; elif b; then c; else d; fi", &["[|-f|x|]", "a", "b", "c", "d"]),
        ("for i in 1 2 3; do echo $i; done", &["echo|$i"]),
        ("while read l; do echo $l; done < file", &["read|l", "echo|$l"]),
        ("case \"$A\" in x|y) a ;; (*) b;; esac", &["a", "b"]),
        ("case $A in x) a\nesac", &["a"]),
        ("f() { a; b; }; f", &["a", "b", "f"]),
        ("function g { a; }\ng", &["a", "g"]),
        ("(cd x && make) && { a; }", &["cd|x", "make", "a"]),
        ("[[ $A == b && -n \"$C\" ]] && d", &["d"]),
        ("cat <<EOF > f\nnot a command $(\nEOF\nb", &["cat", "b"]),
        ("cat <<-'X'\n\tinside\n\tX\nb", &["cat", "b"]),
        ("a > x 2>&1 < y >> z &> w", &["a"]),
        ("set -eux; # why\n a # b\n", &["set|-eux", "a"]),
        ("a \\\n  b", &["a|b"]),
        ("diff <(a) <(b)", &["diff|$()|$()", "a", "b"]),
        ("echo a#b", &["echo|a#b"]),
        ("printf $'a\\'b'", &["printf|a'b"]),
        ("x=(a b c) && y", &["", "y"]),
        ("(( i++ )) && a", &["a"]),
        ("echo $ 5", &["echo|$|5"]),
        ("if a; then if b; then c; fi fi", &["a", "b", "c"]),
        ("", &[]),
    ] {
        let expected: Vec<String> = expected.iter().map(|&line| line.to_owned()).collect();
        assert_eq!(commands(text), Some(expected), "{text}");
    }
}

#[test]
fn what_no_shell_takes_is_refused() {
    for text in [
        "a &&",
        "a | ",
        "if a; then b",
        "(a",
        "a)",
        "'open",
        "\"open",
        "$(a",
        "for i in a; b; done",
        "case x in y",
        "fi",
        "&& a",
        "a > ",
    ] {
        assert_eq!(commands(text), None, "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    for opener in ["(", "$(", "{ ", "if ", "\"$(", "`(", "${a:-", "(("] {
        assert_eq!(commands(&opener.repeat(10_000)), None, "{opener}");
    }
}

#[test]
fn spans_lead_back_to_the_text() {
    let text = "A=1 pip  install \"x y\" >log";
    let list = parse(text).unwrap();
    let commands = simple_commands(&list);
    let command = commands[0].command;
    let spans: Vec<&str> = command.words.iter().map(|word| &text[word.span.clone()]).collect();
    assert_eq!(spans, ["pip", "install", "\"x y\""]);
    assert_eq!(&text[command.span.clone()], text);
    assert_eq!(&text[command.redirects[0].span.clone()], ">log");
}

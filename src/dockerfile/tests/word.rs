//! Words, as BuildKit's shell reads them.

use crate::dockerfile::word::{Value, expand, expand_unquoted, unquote, uses};

fn lookup(name: &str) -> Value {
    match name {
        "V" => Value::Known("3.14".to_owned()),
        "E" => Value::Known(String::new()),
        "FILE" => Value::Known("a/b/c.tar.gz".to_owned()),
        "U" => Value::Unknown,
        _ => Value::Unset,
    }
}

#[test]
fn quotes_and_escapes_are_taken_out_and_variables_stay() {
    for (given, expected) in [
        ("plain", Some("plain")),
        (r#""a b" 'c "d"'"#, Some(r#"a b c "d""#)),
        (r#"a\ b\"c"#, Some(r#"a b"c"#)),
        (r#""a\"b\n""#, Some(r#"a"b\n"#)),
        ("'it\\s'", Some("it\\s")),
        ("$HOME/bin:${PATH}", Some("$HOME/bin:${PATH}")),
        ("${A:-b c}x", Some("${A:-b c}x")),
        ("${A:-${B}}", Some("${A:-${B}}")),
        ("'open", None),
        ("\"open", None),
        ("${A", None),
        ("${A^^}", None),
        ("${}", None),
    ] {
        assert_eq!(unquote(given, '\\').ok().as_deref(), expected, "{given}");
    }
}

#[test]
fn variables_are_filled_in_as_buildkit_does() {
    for (given, expected) in [
        ("python:$V", Ok("python:3.14")),
        ("python:${V}-slim", Ok("python:3.14-slim")),
        ("$VX", Err("VX")),
        ("${X:-1}", Ok("1")),
        ("${X-1}", Ok("1")),
        ("${E-1}", Ok("")),
        ("${E:-1}", Ok("1")),
        ("${V:-$X}", Ok("3.14")),
        ("${X:-${V}}", Ok("3.14")),
        ("${X:-${Y:-${V}}}/z", Ok("3.14/z")),
        ("${X:-\"a b\"}", Ok("a b")),
        ("${X:-'$V'}", Ok("$V")),
        ("${X:-$Y}", Err("X")),
        ("${V:+-a}", Ok("-a")),
        ("${V:+}", Ok("")),
        ("a${X:+-a}", Ok("a")),
        ("a${E+-a}", Ok("a-a")),
        ("${U:-1}", Err("U")),
        ("${U:+1}", Err("U")),
        ("${X:?no}", Err("X")),
        ("${V:?no}", Ok("3.14")),
        ("${V#3.}", Ok("14")),
        ("${V%.*}", Ok("3")),
        ("${FILE#*/}", Ok("b/c.tar.gz")),
        ("${FILE##*/}", Ok("c.tar.gz")),
        ("${FILE%.*}", Ok("a/b/c.tar")),
        ("${FILE%%.*}", Ok("a/b/c")),
        ("${FILE/b/x}", Ok("a/x/c.tar.gz")),
        ("${FILE/\\//-}", Ok("a-b/c.tar.gz")),
        ("${FILE//\\//-}", Ok("a-b-c.tar.gz")),
        ("${FILE//?/x}", Ok("xxxxxxxxxxxx")),
        ("${FILE#zz}", Ok("a/b/c.tar.gz")),
        ("${V:#3}", Err("V")),
        ("\"a $V\" '$V' \\$V", Ok("a 3.14 $V $V")),
        ("\"a\\\"\\n\"", Ok("a\"\\n")),
        ("a$", Ok("a$")),
        ("$(date)", Ok("$(date)")),
        ("${V", Err("")),
    ] {
        let expanded = expand(given, '\\', &lookup);
        assert_eq!(expanded.missing.as_deref().map_or(Ok(expanded.text.as_str()), Err), expected, "{given}");
    }
    assert_eq!(expand("`$V$V", '`', &lookup).known(), Some("$V3.14"));
    assert!(expand(&"${X:-".repeat(100_000), '\\', &|_| Value::Unset).missing.is_some());
}

#[test]
fn a_text_without_quotes_keeps_the_characters_that_look_like_some() {
    for (given, expected) in [
        ("it's $V", Some("it's 3.14")),
        ("a\\b\"$V\"", Some("a\\b\"3.14\"")),
        ("${X:-a}", Some("a")),
        ("$()", None),
        ("${X:=5}", None),
    ] {
        assert_eq!(expand_unquoted(given, &lookup).known(), expected, "{given}");
    }
}

#[test]
fn variables_are_found_where_they_are_filled_in() {
    for (text, expected) in [
        ("$A/$B", &[("A", "$A"), ("B", "$B")][..]),
        ("'$A' \"$B\" \\$C", &[("B", "$B")]),
        ("${A:-${B}}x${C}", &[("A", "${A:-${B}}"), ("B", "${B}"), ("C", "${C}")]),
        ("$ ${A", &[]),
        ("a$$A", &[]),
    ] {
        let found = uses(text, '\\');
        let shown: Vec<(&str, &str)> = found.iter().map(|found| (&*found.name, &text[found.span.clone()])).collect();
        assert_eq!(shown, expected, "{text}");
    }
    assert_eq!(uses("x${A:-b}", '\\')[0].modifier, ":-b");
}

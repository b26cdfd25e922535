//! What the parts of a Dockerfile are taken to mean.

use crate::dockerfile::{Arguments, CopyPaths, DirectiveKind, Dockerfile, Healthcheck, Instruction, Keyword, StageBase};

fn parse(text: &str) -> Dockerfile {
    Dockerfile::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// The last instruction of a file that begins with `FROM scratch`.
fn last(text: &str) -> Instruction {
    parse(&format!("FROM scratch\n{text}")).instructions.pop().unwrap()
}

#[track_caller]
fn check_pairs(text: &str, expected: &[(&str, Option<&str>)]) {
    let pairs = last(text).pairs();
    let pairs: Vec<_> = pairs.iter().map(|pair| (pair.name.as_str(), pair.value.as_deref())).collect();
    assert_eq!(pairs, expected, "{text}");
}

#[track_caller]
fn check_copy(text: &str, expected_sources: &[&str], expected_destination: &str) {
    let sources = expected_sources.iter().map(|&source| source.to_owned()).collect();
    assert_eq!(last(text).copy_paths(), Some(CopyPaths { sources, destination: expected_destination.to_owned() }), "{text}");
}

#[test]
fn continued_lines_are_joined_and_keep_their_places() {
    let text = "FROM scratch\nRUN a && \\  \n  # why\n\n  b \\\n&& c\nUSER 1\n";
    let dockerfile = parse(text);
    let run = &dockerfile.instructions[1];
    assert_eq!(run.arguments, Arguments::Shell("a &&   b && c".to_owned()));
    assert_eq!((run.line, &text[run.span.clone()]), (2, "RUN a && \\  \n  # why\n\n  b \\\n&& c"));
    assert_eq!(run.empty_continuations, [4]);
    assert_eq!(run.source_offset("a &&   b".len() - 1), text.find("b \\").unwrap());
    assert_eq!(dockerfile.comments[0].text, "why");
    assert_eq!(dockerfile.instructions[2].line, 7);
}

#[test]
fn directives_are_told_from_comments() {
    let dockerfile =
        parse("# syntax = docker/dockerfile:1\n#check=skip=all\n# escape=`\n# hello\n# escape=\\\nFROM scratch\nUSER `\n 1\n");
    let kinds: Vec<_> = dockerfile.directives.iter().map(|directive| (directive.kind, directive.value.as_str())).collect();
    assert_eq!(
        kinds,
        [(DirectiveKind::Syntax, "docker/dockerfile:1"), (DirectiveKind::Check, "skip=all"), (DirectiveKind::Escape, "`")]
    );
    assert_eq!(dockerfile.escape, '`');
    assert_eq!(dockerfile.comments.len(), 2);
    assert_eq!(dockerfile.instructions[1].arguments.as_shell(), Some("1"));
}

#[test]
fn heredocs_carry_their_text() {
    let run = last("RUN <<-'A' cat 3<<B\n\tone $x\n\tA\ntwo\nB\n");
    let read: Vec<_> = run.heredocs.iter().map(|h| (h.name.as_str(), h.content.as_str(), h.chomp, h.expand, h.line)).collect();
    assert_eq!(read, [("A", "\tone $x\n", true, false, 3), ("B", "two\n", false, true, 5)]);
    assert_eq!(run.span, 13..13 + "RUN <<-'A' cat 3<<B\n\tone $x\n\tA\ntwo\nB".len());
    assert_eq!(last("CMD <<EOF\n").heredocs, []);
    assert_eq!(last("ONBUILD RUN <<EOF\nx\nEOF\n").heredocs.len(), 1);
    check_copy("COPY <<EOF a.txt /d/\nx\nEOF\n", &["a.txt"], "/d/");
}

#[test]
fn flags_are_cut_off_the_arguments() {
    let run = last("RUN --mount=type=cache,target=/root/.cache,id=\"pip\" --network=none pip install --user x\n");
    assert_eq!(run.arguments.as_shell(), Some("pip install --user x"));
    assert_eq!(run.flag("network"), Some("none"));
    let mounts = run.mounts();
    assert_eq!((mounts[0].kind(), mounts[0].target(), mounts[0].id()), ("cache", Some("/root/.cache"), Some("pip")));
    let mounts = last("RUN --mount=source=a,dst=/a,ro --mount=type=secret,id=x true\n").mounts();
    assert_eq!((mounts[0].kind(), mounts[0].source(), mounts[0].target()), ("bind", Some("a"), Some("/a")));
    assert_eq!(mounts[0].fields[2], ("ro".to_owned(), None));
    assert_eq!((mounts[1].kind(), mounts[1].from()), ("secret", None));
}

#[test]
fn the_exec_form_is_json_and_nothing_else() {
    for (text, expected) in [
        (r#"CMD ["a", "b c"]"#, Arguments::Exec(vec!["a".to_owned(), "b c".to_owned()])),
        (r#"CMD ["a\u00e9\n"]"#, Arguments::Exec(vec!["aé\n".to_owned()])),
        ("CMD []", Arguments::Exec(Vec::new())),
        ("CMD ['a']", Arguments::Shell("['a']".to_owned())),
        (r#"CMD ["a"] b"#, Arguments::Shell(r#"["a"] b"#.to_owned())),
        ("CMD a  b ", Arguments::Shell("a  b".to_owned())),
    ] {
        assert_eq!(last(text).arguments, expected, "{text}");
    }
}

#[test]
fn names_and_values_lose_their_quotes() {
    check_pairs(
        r#"ENV A="b c" D=e\ f G='h"i' J="#,
        &[("A", Some("b c")), ("D", Some("e f")), ("G", Some("h\"i")), ("J", Some(""))],
    );
    check_pairs("ENV PATH=/opt/bin:$PATH B=\"${C:-d e}\"", &[("PATH", Some("/opt/bin:$PATH")), ("B", Some("${C:-d e}"))]);
    check_pairs("ENV A b c=d", &[("A", Some("b c=d"))]);
    check_pairs("LABEL \"a b\"=c", &[("a b", Some("c"))]);
    check_pairs("ARG A B=1", &[("A", None), ("B", Some("1"))]);
    check_pairs("RUN A=1", &[]);
    assert!(last("ENV A b").pairs()[0].is_legacy);
    assert_eq!(last(r#"ENV A="b""#).pairs()[0].raw_value.as_deref(), Some("\"b\""));
}

#[test]
fn copies_have_sources_and_a_destination() {
    check_copy("COPY a b /c/", &["a", "b"], "/c/");
    check_copy("ADD [\"a b\", \"/c\"]", &["a b"], "/c");
    assert_eq!(last("RUN a b").copy_paths(), None);
}

#[test]
fn health_checks_are_a_command_or_none() {
    let command = Arguments::Exec(vec!["x".to_owned()]);
    assert_eq!(last("HEALTHCHECK --interval=5s CMD [\"x\"]").healthcheck(), Some(Healthcheck::Command(command)));
    let command = Arguments::Shell("curl -f x || exit 1".to_owned());
    assert_eq!(last("HEALTHCHECK cmd curl -f x || exit 1").healthcheck(), Some(Healthcheck::Command(command)));
    assert_eq!(last("HEALTHCHECK none").healthcheck(), Some(Healthcheck::None));
}

#[test]
fn what_onbuild_holds_back_is_read() {
    let text = "FROM scratch\nONBUILD \\\n  COPY --link a b\n";
    let dockerfile = parse(text);
    let trigger = dockerfile.instructions[1].trigger.as_deref().unwrap();
    assert_eq!((trigger.keyword, trigger.flags[0].name.as_str()), (Keyword::Copy, "link"));
    assert_eq!(&text[trigger.span.clone()], "COPY --link a b");
    assert_eq!(last("ONBUILD FOO").trigger, None);
}

#[test]
fn stages_know_what_they_are_built_on() {
    let dockerfile = parse(
        "ARG V=1\nFROM --platform=linux/arm64 python:$V AS Base\nRUN a\nFROM base as dev\nFROM scratch\nCOPY --from=dev a b\nUSER 1\n",
    );
    let stages = dockerfile.stages();
    let read: Vec<_> = stages.iter().map(|s| (s.name.as_deref(), s.base.clone(), s.platform, s.instructions.len())).collect();
    assert_eq!(
        read,
        [
            (Some("base"), StageBase::Image("python:$V"), Some("linux/arm64"), 1),
            (Some("dev"), StageBase::Stage(0), None, 0),
            (None, StageBase::Scratch, None, 2),
        ]
    );
    assert_eq!(stages[2].instructions[0].flag("from"), Some("dev"));
}

#[test]
fn the_keyword_keeps_its_case() {
    let run = last("rUn a");
    assert_eq!((run.keyword, run.written_keyword.as_str()), (Keyword::Run, "rUn"));
}

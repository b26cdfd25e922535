//! `labels`, `numeric-user` and `ports`.

use super::{check, policy};
use crate::dockerfile::Dockerfile;

#[test]
fn labels() {
    const RULE: &str = "labels = [\"org.opencontainers.image.source\", \"team\"]";
    for leaves in [
        "FROM python\nLABEL org.opencontainers.image.source=https://x team=\"a b\"",
        "FROM python\nLABEL org.opencontainers.image.source https://x\nLABEL team a",
        "FROM python AS a\nLABEL org.opencontainers.image.source=x\nFROM a\nLABEL \"team\"=a",
        "FROM python\nARG SOURCE\nLABEL org.opencontainers.image.source=$SOURCE team=${TEAM:-a}",
        "FROM python AS a\nONBUILD LABEL team=a\nFROM a\nLABEL org.opencontainers.image.source=x",
    ] {
        check(RULE, leaves, &[]);
    }
    for (catches, expected) in [
        (
            "FROM python",
            &[(1, "no label `org.opencontainers.image.source` in the last stage"), (1, "no label `team` in the last stage")][..],
        ),
        ("FROM python\nLABEL org.opencontainers.image.source=x team=", &[(2, "`team` without a value")]),
        ("FROM python\nLABEL org.opencontainers.image.source=x team=\" \"", &[(2, "`team` without a value")]),
        ("FROM python\nENV T=\nLABEL org.opencontainers.image.source=x team=$T", &[(3, "`team` without a value")]),
        (
            "FROM python AS a\nLABEL team=a\nFROM python\nLABEL org.opencontainers.image.source=x",
            &[(3, "no label `team` in the last stage")],
        ),
        ("FROM python\nLABEL org.opencontainers.image.source=x TEAM=a", &[(1, "no label `team` in the last stage")]),
        (
            "FROM python\nLABEL org.opencontainers.image.source=x\nONBUILD LABEL team=a",
            &[(1, "no label `team` in the last stage")],
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(|(line, found)| (*line, "labels", *found)).collect();
        check(RULE, catches, &expected);
    }
}

#[test]
fn numeric_user() {
    const RULE: &str = "numeric-user = true";
    for leaves in [
        "FROM python\nUSER 10001",
        "FROM python\nUSER 10001:10001",
        "FROM python\nUSER 10001:app",
        "FROM python\nUSER root\nRUN x\nUSER \"1\"",
        "FROM python AS a\nUSER 10001\nFROM a",
        "FROM python\nARG USER_ID=10001\nUSER $USER_ID:${GROUP_ID:-10001}",
        "ARG UID=5\nFROM python\nARG UID\nUSER ${UID}",
        "FROM python AS a\nENV UID=5\nFROM a\nUSER $UID",
        "FROM python AS dev\nUSER root\nFROM python\nUSER 1",
        "FROM python\nUSER 1\nONBUILD USER root",
    ] {
        check(RULE, leaves, &[]);
    }
    for (catches, line, found) in [
        ("FROM python", 1, "no USER in the last stage"),
        ("FROM python\nUSER app", 2, "`USER app`"),
        ("FROM python\nUSER 0", 2, "`USER 0`"),
        ("FROM python\nUSER 00:1", 2, "`USER 00:1`"),
        ("FROM python\nUSER 1\nUSER root", 3, "`USER root`"),
        ("FROM python AS a\nUSER 1\nFROM python", 3, "no USER in the last stage"),
        ("FROM python\nARG UID\nUSER $UID", 3, "`USER $UID`"),
        ("ARG UID=5\nFROM python\nUSER $UID", 3, "`USER $UID`"),
        ("FROM python\nARG UID=5\nENV UID=app\nUSER $UID", 4, "`USER $UID`"),
        ("FROM python\nUSER 4294967296", 2, "`USER 4294967296`"),
        ("FROM python AS a\nUSER 1\nONBUILD USER root\nFROM a", 3, "`USER root`"),
    ] {
        check(RULE, catches, &[(line, "numeric-user", found)]);
    }
}

#[test]
fn ports() {
    const RULE: &str = "ports = [8000, \"8080-8090\", \"9000\"]";
    for leaves in [
        "FROM python",
        "FROM python\nEXPOSE 8000",
        "FROM python\nEXPOSE 8000/tcp 8080/udp 9000",
        "FROM python\nEXPOSE 8080-8090",
        "FROM python\nEXPOSE 443:8000",
        "FROM python\nENV PORT=8000\nEXPOSE $PORT",
        "FROM python\nARG PORT=8085\nEXPOSE ${PORT}/tcp",
    ] {
        check(RULE, leaves, &[]);
    }
    for (catches, line, found) in [
        ("FROM python\nEXPOSE 80", 2, "`EXPOSE 80`"),
        ("FROM python\nEXPOSE 8000 22", 2, "`EXPOSE 22`"),
        ("FROM python\nEXPOSE 8080-8091", 2, "`EXPOSE 8080-8091`"),
        ("FROM python AS dev\nEXPOSE 5678\nFROM python", 2, "`EXPOSE 5678`"),
        ("FROM python\nARG PORT\nEXPOSE $PORT", 3, "`EXPOSE $PORT`"),
        ("FROM python\nEXPOSE http", 2, "`EXPOSE http`"),
        ("FROM python\nEXPOSE 8000/xyz", 2, "`EXPOSE 8000/xyz`"),
        ("FROM python\nONBUILD EXPOSE 22", 2, "`EXPOSE 22`"),
        ("FROM python AS a\nONBUILD EXPOSE 22\nFROM a", 2, "`EXPOSE 22`"),
    ] {
        check(RULE, catches, &[(line, "ports", found)]);
    }
    check("ports = []", "FROM python\nEXPOSE 8000", &[(2, "ports", "`EXPOSE 8000`")]);
}

#[test]
fn a_broken_rule_says_everything() {
    let policy = policy("registries = [\"docker.io\"]\nnumeric-user = true\nports = [8000, \"8080-8090\"]");
    let dockerfile = Dockerfile::parse("FROM quay.io/a\nEXPOSE 80\n").unwrap();
    let broken: Vec<String> = policy
        .check(&dockerfile)
        .into_iter()
        .map(|broken| format!("{}: {}: {}, not {}; {}", broken.line, broken.rule, broken.found, broken.expected, broken.hint))
        .collect();
    assert_eq!(
        broken,
        [
            "1: numeric-user: no USER in the last stage, not a user by number, and not root; end the last stage as `USER 10001`",
            "1: registries: `quay.io/a`, not an image from `docker.io`; name an image there, or have this one mirrored",
            "2: ports: `EXPOSE 80`, not a port of `8000`, `8080-8090`; let the application listen on a port that the preset allows",
        ]
    );
    assert_eq!(super::policy("").check(&dockerfile), []);
}

#[test]
fn hostile_files_come_to_an_end() {
    let doubling = format!("FROM python\nENV A=xx\n{}USER $A\n", "ENV A=$A$A\n".repeat(60));
    check("numeric-user = true", &doubling, &[(63, "numeric-user", "`USER $A`")]);
    let chain: String = (1..3000).map(|n| format!("FROM s{} AS s{n}\nENV A{n}=1\nRUN true\nLABEL l{n}=1\n", n - 1)).collect();
    check("numeric-user = true\nno-package-manager = true", &format!("FROM python AS s0\nUSER 1\n{chain}EXPOSE $A1\n"), &[]);
}

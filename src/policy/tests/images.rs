//! `registries`, `base-images` and `digests`.

use super::check;
use crate::policy::images::Name;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn names_are_read_as_docker_reads_them() {
    for (written, registry, full, short, has_digest) in [
        ("python", "docker.io", "docker.io/library/python:latest", "python:latest", false),
        ("library/python:3", "docker.io", "docker.io/library/python:3", "python:3", false),
        ("acme/python", "docker.io", "docker.io/acme/python:latest", "acme/python:latest", false),
        ("index.docker.io/acme/a:1", "docker.io", "docker.io/acme/a:1", "acme/a:1", false),
        ("Ghcr.io/a/b/c:1", "ghcr.io", "ghcr.io/a/b/c:1", "ghcr.io/a/b/c:1", false),
        ("localhost/a", "localhost", "localhost/a:latest", "localhost/a:latest", false),
        ("host:5000/a", "host:5000", "host:5000/a:latest", "host:5000/a:latest", false),
    ] {
        let name = Name::read(written).unwrap();
        assert_eq!((name.registry.as_str(), name.has_digest), (registry, has_digest), "{written}");
        assert_eq!(name.spellings, [written, full, short].map(str::to_owned), "{written}");
    }
    assert!(Name::read(&format!("python:3@{DIGEST}")).unwrap().has_digest);
    for wrong in ["", "python:", "/python", "a//b", "python@sha256:12", "python@latest", "a b", "$X", "docker.io/"] {
        assert_eq!(Name::read(wrong), None, "{wrong}");
    }
}

#[test]
fn registries() {
    const RULE: &str = "registries = [\"docker.io\", \"registry.acme.dev:5000\"]";
    for leaves in [
        "FROM python:3.14",
        "FROM docker.io/library/python",
        "FROM index.docker.io/library/python",
        "FROM registry.acme.dev:5000/python",
        "FROM REGISTRY.acme.dev:5000/python",
        "FROM scratch",
        "FROM python AS a\nFROM a\nCOPY --from=a /x /y\nCOPY --from=0 /x /y\nRUN --mount=from=A,target=/x true",
        "ARG R=docker.io\nFROM $R/library/python",
        "ARG R\nFROM ${R:-docker.io}/library/python",
        "FROM python AS build-amd64\nFROM python AS build-arm64\nFROM build-${TARGETARCH}",
        "FROM python\nRUN --mount=type=cache,target=/x true",
    ] {
        check(RULE, leaves, &[]);
    }
    for (catches, line, found) in [
        ("FROM ghcr.io/acme/python", 1, "`ghcr.io/acme/python`"),
        ("FROM docker.io.evil.dev/library/python", 1, "`docker.io.evil.dev/library/python`"),
        ("FROM registry.acme.dev/python", 1, "`registry.acme.dev/python`"),
        ("FROM quay.io/a AS unused\nFROM python", 1, "`quay.io/a`"),
        ("FROM python\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /uv", 2, "`ghcr.io/astral-sh/uv:0.9`"),
        ("FROM python\nRUN --mount=from=quay.io/a,target=/x true", 2, "`quay.io/a`"),
        ("FROM python\nONBUILD COPY --from=quay.io/a /x /y", 2, "`quay.io/a`"),
        ("ARG R=quay.io\nFROM ${R}/a", 2, "`quay.io/a`"),
        ("ARG R\nFROM $R/a", 2, "`$R/a`"),
        ("FROM quay.io/a@sha256:12", 1, "`quay.io/a@sha256:12`, which is not an image name"),
        ("FROM python\nCOPY --from=$X /x /y", 2, "`$X`"),
    ] {
        check(RULE, catches, &[(line, "registries", found)]);
    }
    check("registries = []", "FROM python\n", &[(1, "registries", "`python`")]);
}

#[test]
fn base_images() {
    const RULE: &str = "base-images = [\"python:*-slim-*\", \"ghcr.io/acme/*:1.?\", \"quay.io/**\"]";
    for leaves in [
        "FROM python:3.14-slim-trixie",
        "FROM docker.io/library/python:3.14-slim-trixie",
        "FROM library/python:3.14-slim-trixie",
        "FROM --platform=$BUILDPLATFORM python:3.14-slim-trixie",
        "ARG V=3.14\nFROM python:${V}-slim-trixie AS a\nFROM a",
        "FROM ghcr.io/acme/base:1.2",
        "FROM quay.io/a/b/c",
        "FROM scratch\nCOPY --from=alpine /x /y",
        "FROM ghcr.io/astral-sh/uv:0.13.8 AS uv\nFROM python:3.14-slim-trixie\nCOPY --from=uv /uv /uv",
        "FROM python:3.14-slim-trixie AS python\nFROM python:3.14-slim-trixie\n",
    ] {
        check(RULE, leaves, &[]);
    }
    check(RULE, &format!("FROM python:3.14-slim-trixie@{DIGEST}"), &[]);
    for (catches, line, found) in [
        ("FROM python:3.14", 1, "`python:3.14`"),
        ("FROM python", 1, "`python`"),
        ("FROM acme/python:3.14-slim-trixie", 1, "`acme/python:3.14-slim-trixie`"),
        ("FROM evil.dev/python:3.14-slim-trixie", 1, "`evil.dev/python:3.14-slim-trixie`"),
        ("FROM ghcr.io/acme/other/base:1.2", 1, "`ghcr.io/acme/other/base:1.2`"),
        ("FROM ghcr.io/acme/base:1.23", 1, "`ghcr.io/acme/base:1.23`"),
        ("FROM alpine AS unused\nRUN true\nFROM python:3.14-slim-trixie", 1, "`alpine`"),
        ("FROM alpine AS a\nFROM a", 1, "`alpine`"),
        ("FROM alpine AS a\nFROM A AS b\nRUN true\nFROM python:3.14-slim-trixie", 1, "`alpine`"),
        ("ARG V\nFROM python:$V", 2, "`python:$V`"),
    ] {
        check(RULE, catches, &[(line, "base-images", found)]);
    }
}

#[test]
fn digests() {
    const RULE: &str = "digests = true";
    for leaves in [
        "FROM python:3.14@DIGEST",
        "FROM python@DIGEST AS a\nFROM a\nCOPY --from=a /x /y",
        "FROM scratch",
        "ARG BASE=python:3.14@DIGEST\nFROM $BASE",
        "FROM python@DIGEST\nCOPY --from=ghcr.io/astral-sh/uv@DIGEST /uv /uv",
        "# syntax=docker/dockerfile:1\nFROM python@DIGEST",
    ] {
        check(RULE, &leaves.replace("DIGEST", DIGEST), &[]);
    }
    for (catches, expected) in [
        ("FROM python:3.14", &[(1, "`python:3.14`")][..]),
        ("FROM python AS a\nFROM a", &[(1, "`python`")]),
        ("FROM scratch\nCOPY --from=ghcr.io/astral-sh/uv /uv /uv", &[(2, "`ghcr.io/astral-sh/uv`")]),
        ("FROM python\nFROM alpine", &[(1, "`python`"), (2, "`alpine`")]),
        ("FROM python@sha256:abc", &[(1, "`python@sha256:abc`, which is not an image name")]),
        ("ARG D\nFROM python@$D", &[(2, "`python@$D`")]),
    ] {
        let expected: Vec<_> = expected.iter().map(|(line, found)| (*line, "digests", *found)).collect();
        check(RULE, catches, &expected);
    }
    check("digests = false", "FROM python", &[]);
}

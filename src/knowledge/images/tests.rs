//! Rows of images: which one counts for a name, and what it says.

use super::{Contents, image_facts, image_rows};

#[test]
fn a_reference_leads_to_its_row() {
    // reference, python, release, installers, shell, contents
    let table = [
        ("python:3.13-slim-trixie", Some("3.13"), Some("13"), "apt", true, Contents::Slim),
        ("docker.io/library/python:3.12.4", Some("3.12"), None, "apt", true, Contents::Full),
        ("registry.acme.dev/library/python:3.12-slim", Some("3.12"), None, "apt", true, Contents::Slim),
        ("public.ecr.aws/docker/library/python:3.12-slim", Some("3.12"), None, "apt", true, Contents::Slim),
        ("python:3.14-alpine3.22", Some("3.14"), Some("3.22"), "apk", true, Contents::Slim),
        ("python:slim@sha256:00", None, None, "apt", true, Contents::Slim),
        ("python:3.12-slim-buster", Some("3.12"), Some("10"), "apt", true, Contents::Slim),
        ("python", None, None, "apt", true, Contents::Full),
        ("debian:12.5-slim", None, Some("12"), "apt", true, Contents::Slim),
        ("debian:buster-slim", None, Some("10"), "apt", true, Contents::Slim),
        ("ubuntu:18.04", None, Some("18.04"), "apt", true, Contents::Other),
        ("ubuntu:focal-20240101", None, Some("20.04"), "apt", true, Contents::Other),
        ("alpine:3.19", None, Some("3.19"), "apk", true, Contents::Slim),
        ("ghcr.io/astral-sh/uv:0.13.8-python3.12-trixie-slim", Some("3.12"), Some("13"), "apt", true, Contents::Slim),
        ("ghcr.io/astral-sh/uv:python3.9-bookworm", Some("3.9"), Some("12"), "apt", true, Contents::Full),
        ("ghcr.io/astral-sh/uv:python3.13-alpine", Some("3.13"), None, "apk", true, Contents::Slim),
        ("ghcr.io/astral-sh/uv:trixie-slim", None, Some("13"), "apt", true, Contents::Other),
        ("ghcr.io/astral-sh/uv:0.13.8", None, None, "", false, Contents::Other),
        ("gcr.io/distroless/python3-debian13:nonroot", Some("3.13"), Some("13"), "", false, Contents::Bare),
        ("gcr.io/distroless/cc-debian12", None, None, "", false, Contents::Bare),
        ("dhi.io/python:3.14-dev", Some("3.14"), None, "apt", true, Contents::Other),
        ("dhi.io/python:3.14-debian13-sfw-dev", Some("3.14"), Some("13"), "apt", true, Contents::Other),
        ("dhi.io/python:3.13", Some("3.13"), None, "", false, Contents::Bare),
        ("dhi.io/python:3.13-fips", Some("3.13"), None, "", false, Contents::Bare),
        ("cgr.dev/chainguard/python:latest-dev", None, None, "apk", true, Contents::Other),
        ("cgr.dev/chainguard/python:latest", None, None, "", false, Contents::Bare),
        ("public.ecr.aws/lambda/python:3.8", Some("3.8"), None, "dnf microdnf yum", true, Contents::Other),
        ("registry.access.redhat.com/ubi9/python-312:1", Some("3.12"), None, "dnf yum microdnf", true, Contents::Other),
        ("mcr.microsoft.com/devcontainers/python:1-3.12-bookworm", Some("3.12"), Some("12"), "apt", true, Contents::Other),
        ("tiangolo/uvicorn-gunicorn-fastapi:python3.7", Some("3.7"), None, "apt apk", true, Contents::Other),
        ("nvidia/cuda:12.4.1-runtime-ubuntu22.04", None, Some("22.04"), "apt dnf yum", true, Contents::Other),
        ("nvidia/cuda:11.8.0-cudnn8-devel-ubuntu20.04", None, Some("20.04"), "apt dnf yum", true, Contents::Other),
        ("node:22-bookworm-slim", None, Some("12"), "apt", true, Contents::Other),
    ];
    for (reference, python, release, installers, shell, contents) in table {
        let facts = image_facts(reference).unwrap_or_else(|| panic!("{reference}"));
        let version = facts.python.map(|version| version.to_string());
        let found = (version.as_deref(), facts.release.map(|release| release.version.as_str()));
        assert_eq!(found, (python, release), "{reference}");
        let row = facts.row;
        assert_eq!((row.installers.join(" ").as_str(), row.shell, row.contents), (installers, shell, contents), "{reference}");
    }
    for unknown in ["acme/base:1", "gcr.io/distroless/python3-debian13:debug", "ghcr.io/astral-sh/uv:bookworm", "pythons"] {
        assert!(image_facts(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn rows_have_evidence_and_name_what_is_known() {
    for (file, row) in image_rows() {
        assert!(row.evidence.starts_with("https://"), "{file} {:?}", row.repositories);
        assert!(!row.repositories.is_empty(), "{file}");
        let known = ["apk", "apt", "dnf", "microdnf", "yum"];
        assert!(row.installers.iter().all(|name| known.contains(&name.as_str())), "{file} {:?}", row.installers);
        assert!(row.shell || row.installers.is_empty(), "{file} {:?}: an installer without a shell", row.repositories);
    }
}

//! The table as it is written.

use super::policy;
use crate::policy::Policy;

#[test]
fn a_policy_is_written_as_it_is_read() {
    let text = "registries = [\"docker.io\"]\nbase-images = [\"python:*-slim-*\"]\ndigests = true\nlabels = [\"team\"]\n\
                no-package-manager = [\"pip\"]\nnumeric-user = true\nports = [8000, \"8080-8090\"]\n";
    assert_eq!(toml::to_string(&policy(text)).unwrap(), text);
    assert_eq!(policy("ports = [\"8000\"]"), policy("ports = [8000]"));
    assert_eq!(policy(""), Policy::default());
}

#[test]
fn what_is_no_rule_is_refused() {
    for (text, expected) in [
        ("registry = []", "unknown field `registry`"),
        (
            "registries = [\"ghcr.io/acme\"]",
            "`ghcr.io/acme` is not a valid registry: expected a host in lower case, such as `docker.io`; paths are for `base-images`",
        ),
        ("registries = [\"GHCR.io\"]", "`GHCR.io` is not a valid registry"),
        ("base-images = [\"python:[\"]", "`python:[` is not a valid pattern for images"),
        ("base-images = [\"python@sha256:x\"]", "`python@sha256:x` is not a valid pattern for images"),
        ("labels = [\"a b\"]", "`a b` is not a valid label key"),
        ("no-package-manager = [\"/usr/bin/pip\"]", "`/usr/bin/pip` is not a valid program"),
        ("no-package-manager = \"pip\"", "expected true, false or a list of programs"),
        ("ports = [0]", "`0` is not a valid range of ports: expected a port such as 8000, or two such as 8080-8090"),
        ("ports = [true]", "expected a port or a text such as `8080-8090`"),
        ("ports = [70000]", "`70000` is not a valid range of ports"),
        ("ports = [\"9-8\"]", "`9-8` is not a valid range of ports"),
        ("digests = 1", "invalid type: integer `1`, expected a boolean"),
    ] {
        let error = toml::from_str::<Policy>(text).unwrap_err();
        assert!(error.message().contains(expected), "{text}: {}", error.message());
    }
}

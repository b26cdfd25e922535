//! The names of the two files that pydock writes, and of those that are written like them.

/// Ex) what `docker build` reads where no `--file` is given
pub const DOCKERFILE: &str = "Dockerfile";
/// The ignore file of a build context, and the end of the name of one Dockerfile's own.
pub const DOCKERIGNORE: &str = ".dockerignore";

/// Whether a file of this name is a Dockerfile. Ex) `Dockerfile`, `Dockerfile.dev`, `api.dockerfile`, `Containerfile`,
/// `CPUDockerfile`
pub fn is_dockerfile_name(name: &str) -> bool {
    // Documents, code and templates about one.
    const OTHERS: &[&str] = &[DOCKERIGNORE, ".md", ".py", ".j2", ".jinja", ".jinja2", ".tera", ".tmpl", ".template", ".in"];
    let lower = name.to_lowercase();
    let is_named = ["dockerfile", "containerfile"].iter().any(|known| {
        let rest = lower.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_'])) || lower.ends_with(known)
    });
    is_named && !OTHERS.iter().any(|end| lower.ends_with(end))
}

/// Whether a file of this name is an ignore file: a context's, or one Dockerfile's own.
pub fn is_ignore_name(name: &str) -> bool {
    name.ends_with(DOCKERIGNORE)
}

/// The name of one Dockerfile's own ignore file. Ex) `Dockerfile.dev.dockerignore`
pub fn own_ignore_name(dockerfile: &str) -> String {
    format!("{dockerfile}{DOCKERIGNORE}")
}

/// The Dockerfile whose own ignore file has this name; `None` for the ignore file of a context.
pub fn dockerfile_of_ignore(name: &str) -> Option<&str> {
    name.strip_suffix(DOCKERIGNORE).filter(|dockerfile| !dockerfile.is_empty() && !dockerfile.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockerfiles_are_known_by_their_names() {
        for (name, expected) in [
            ("Dockerfile", true),
            ("dockerfile", true),
            ("Dockerfile.dev", true),
            ("Dockerfile-ci", true),
            ("Dockerfile_gpu", true),
            ("api.Dockerfile", true),
            ("CPUDockerfile", true),
            ("Containerfile", true),
            ("web.containerfile", true),
            ("Dockerfile.dockerignore", false),
            (".dockerignore", false),
            ("Dockerfile.md", false),
            ("dockerfile_parser.py", false),
            ("Dockerfile.j2", false),
            ("Dockerfile.in", false),
            ("Dockerfiles", false),
            ("docker-compose.yml", false),
        ] {
            assert_eq!(is_dockerfile_name(name), expected, "{name}");
        }
    }

    #[test]
    fn an_ignore_file_is_that_of_a_context_or_of_one_dockerfile() {
        for (name, expected) in [
            (".dockerignore", None),
            ("docker/.dockerignore", None),
            ("Dockerfile.dockerignore", Some("Dockerfile")),
            ("docker/api.Dockerfile.dockerignore", Some("docker/api.Dockerfile")),
            ("Dockerfile", None),
        ] {
            assert_eq!(dockerfile_of_ignore(name), expected, "{name}");
        }
    }
}

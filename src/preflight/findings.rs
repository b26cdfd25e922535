//! What `pydock check --build` may find, by the id of each problem: the page of the reference is made from this list.

/// An id, and what it means.
pub const FINDINGS: &[(&str, &str)] = &[
    ("build-file-missing", "the build backend reads a file, such as the readme or the license, that the step does not have"),
    ("compiler-missing", "a dependency is compiled where there is no compiler, or without a header that it needs"),
    ("constraints-missing", "a constraints file that the installer reads does not reach the builder"),
    ("dockerfile-invalid", "the Dockerfile cannot be parsed, or is a template"),
    ("environment-python", "a virtual environment is used with another Python than the one it was made for, or without any"),
    ("exec-form-broken", "`CMD` or `ENTRYPOINT` looks like exec form and is not valid JSON, so it runs in a shell"),
    ("exec-form-shell", "a shell operator such as `&&` in exec form, where it is an argument"),
    ("exec-form-variable", "a variable in exec form, where it is not expanded"),
    ("exec-form-words", "a whole command as one word of exec form"),
    ("git-missing", "a dependency is installed from git where git is not installed"),
    ("health-port", "the health check asks another port than the one the command listens on"),
    ("ignore-invalid", "a pattern of the ignore file that stops the build"),
    ("library-missing", "a dependency loads a shared library that the final image does not have"),
    ("lock-missing", "the installer is told to use a lock file that does not reach the builder"),
    ("lock-stale", "the installer refuses the lock file because it does not match its manifest"),
    ("manifest-invalid", "the installer cannot read a manifest or a lock file"),
    ("manifest-missing", "the package manager's manifest does not reach the builder"),
    ("module-missing", "the command imports a module that the image does not have"),
    ("no-environment", "`uv pip` installs where there is neither a virtual environment nor `--system`"),
    ("no-file-for-platform", "the lock file lists no file of a dependency for the image's Python and platform"),
    ("no-package", "the build backend finds no package to build"),
    ("object-missing", "the command names an application object that its module does not have"),
    ("package-missing", "the build backend packs a package that the step does not have"),
    ("path-dependency-missing", "a dependency in a folder of the repository does not reach the builder"),
    ("port-mismatch", "`EXPOSE` and the command name different ports"),
    ("program-missing", "a step starts a program that the stage does not have"),
    ("program-not-installed", "the command starts a program that is not installed in the final image"),
    ("project-not-installed", "the command starts the project, which the image does not install"),
    ("python-excluded", "the project or its lock file does not allow the image's Python"),
    ("requirements-missing", "a requirements file, or one that it includes, does not reach the builder"),
    ("script-line-endings", "a script with Windows line endings, whose first line names a program that does not exist"),
    ("script-missing", "the command runs a file that the image does not have"),
    ("script-not-executable", "the command starts a file without the executable bit"),
    (
        "script-without-interpreter",
        "a script without a first line that names its shell, or with one that the image does not have",
    ),
    ("secret-copied", "a file with secrets is copied into the image"),
    ("shell-missing", "shell form, or a script, in an image without a shell"),
    ("source-ignored", "`.dockerignore` leaves out what `COPY`, `ADD` or a bind mount reads"),
    ("source-missing", "`COPY`, `ADD` or a bind mount reads a path that does not exist"),
    ("source-outside", "`COPY` or `ADD` reads a path above the build context"),
    ("stage-missing", "a stage is named that does not exist, or comes later"),
    ("stage-path-missing", "a path is copied from a stage that does not have it"),
    ("user-missing", "`USER` or `--chown` names a user that the image does not have"),
    ("version-from-git", "the version of the project comes from git, whose files are not in the build context"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_plain() {
        assert!(FINDINGS.is_sorted_by(|a, b| a.0 < b.0));
        for (id, meaning) in FINDINGS {
            assert!(!meaning.ends_with('.') && meaning.starts_with(|c: char| c == '`' || c.is_lowercase()), "{id}");
        }
    }
}

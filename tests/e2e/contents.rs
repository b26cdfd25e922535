//! What must not be in an image that runs, by the list of its files.

/// Programs that build or install.
const BUILDERS: &[&str] =
    &["c++", "cc", "clang", "g++", "gcc", "javac", "make", "mvn", "node", "npm", "pdm", "pipenv", "pnpm", "poetry", "uv", "yarn"];

/// Parts of paths that a scanner takes for packages, or that only an installation reads.
const INSTALLERS: &[&str] = &["/ensurepip/", "/site-packages/pip/", "/site-packages/setuptools/", "/vendor.txt"];

/// Programs of a system that can be worked in.
const SYSTEM: &[&str] = &["apk", "apt", "apt-get", "ash", "bash", "dash", "dpkg", "perl", "sh"];

/// The paths that do not belong into an image of these arguments.
pub fn check(files: &[String], args: &[String]) -> Result<(), String> {
    let has = |word: &str| args.iter().any(|arg| arg == word);
    // The layout with one stage installs in the image that runs.
    let installs = has("single-stage") || has("installers-of-base=keep");
    let is_bare = has("minimal") || has("hardened");
    let has_shell = has("shell=busybox");
    let is_wrong = |path: &str| {
        let (folder, name) = path.rsplit_once('/').unwrap_or_default();
        let is_program = folder.ends_with("/bin") || folder.ends_with("/sbin") || matches!(folder, "bin" | "sbin");
        // What a project depends on is in its environment.
        let is_of_base = !path.starts_with("opt/venv/");
        let installer = is_of_base && INSTALLERS.iter().any(|part| path.contains(part));
        let metadata = is_of_base && name.ends_with(".dist-info") && folder.ends_with("site-packages");
        (is_program && BUILDERS.contains(&name))
            || (!installs && (installer || metadata || (is_program && is_of_base && name.starts_with("pip"))))
            || (is_bare && is_program && SYSTEM.contains(&name) && !(has_shell && matches!(name, "ash" | "sh")))
    };
    let wrong: Vec<&str> = files.iter().map(|path| path.trim_end_matches('/')).filter(|path| is_wrong(path)).collect();
    match wrong.as_slice() {
        [] => Ok(()),
        [first, ..] => Err(format!("{} paths do not belong into the image, the first is {first}", wrong.len())),
    }
}

pub fn self_test() -> Result<(), String> {
    let judged = |path: &str, args: &[&str]| {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        check(&[path.to_owned()], &args).is_ok()
    };
    for (path, args, belongs) in [
        ("usr/local/lib/python3.14/ensurepip/_bundled/pip-26.2.1-py3-none-any.whl", &[][..], false),
        ("usr/local/lib/python3.14/site-packages/pip/_vendor/vendor.txt", &[], false),
        ("usr/local/lib/python3.14/site-packages/pip-26.2.1.dist-info/", &[], false),
        ("usr/local/lib/python3.14/site-packages/pip-26.2.1.dist-info/", &["--preset", "single-stage"], true),
        ("opt/venv/lib/python3.14/site-packages/flask-3.1.3.dist-info/", &[], true),
        ("usr/local/bin/pip3", &[], false),
        ("usr/local/bin/python3", &[], true),
        ("opt/venv/bin/gcc", &[], false),
        ("usr/bin/sh", &[], true),
        ("usr/bin/sh", &["--runtime", "minimal"], false),
        ("bin/sh", &["--runtime", "hardened"], false),
        ("usr/bin/sh", &["--runtime", "minimal", "--set", "shell=busybox"], true),
        ("usr/bin/perl", &["--runtime", "minimal", "--set", "shell=busybox"], false),
    ] {
        if judged(path, args) != belongs {
            return Err(format!("{path} with {args:?}: expected {belongs}"));
        }
    }
    Ok(())
}

//! Where a path of the program lies in the image.

use crate::knowledge::Makes;
use crate::model::{Distribution, PythonVersion, RelPath};
use crate::tree::ProjectTree;

/// The image as far as paths are concerned.
pub struct Image<'a> {
    pub tree: &'a ProjectTree,
    pub installed: Option<&'a Distribution>,
    pub python: PythonVersion,
    /// The user's home folder.
    pub home: String,
}

/// What a write needs.
pub enum Spot {
    /// A folder without code, which can be given to the user.
    Folder(String),
    /// A file with a known name in a folder of code.
    FileInCode(String),
    /// The same, and the repository has the file.
    CopiedFile(String),
    /// A file with a computed name in a folder of code.
    UnknownFileInCode(String),
    /// A folder of the system.
    System(String),
    /// Writable anyway, there already, or not to be judged.
    Nothing,
}

/// Folders that any user may write to, and those whose contents the kernel makes.
const FREE: &[&str] = &["/dev", "/proc", "/sys", "/tmp", "/var/tmp"];

/// Folders that no image hands over: homes of other users, and what the system keeps. `/media`, `/mnt` and `/srv` are empty in
/// every image.
const SYSTEM: &[&str] = &[
    "/",
    "/bin",
    "/boot",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/opt",
    "/root",
    "/run",
    "/sbin",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/share",
    "/usr/src",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/run",
    "/var/spool",
];

impl Image<'_> {
    /// Where the image has a file of the project.
    pub fn path_of(&self, file: &RelPath) -> String {
        let packages = self.installed.iter().flat_map(|distribution| &distribution.packages);
        match packages.filter(|package| file == *package || file.is_within(package)).max_by_key(|package| package.depth()) {
            Some(package) => {
                let root = package.parent();
                let below = if root.is_root() { file.as_str() } else { &file.as_str()[root.as_str().len() + 1..] };
                format!("{}/{below}", self.site_packages())
            }
            None => format!("/app/{file}"),
        }
    }

    fn site_packages(&self) -> String {
        format!("/opt/venv/lib/python{}.{}/site-packages", self.python.major, self.python.minor)
    }

    pub fn is_beside_package(&self, folder: &str) -> bool {
        folder.starts_with("/opt/venv/lib/")
    }

    /// Flask's instance folder of the application's package.
    pub fn instance_folder(&self) -> String {
        let package = self.installed.and_then(|distribution| distribution.packages.first()).map(RelPath::file_name);
        package.map_or_else(|| "/app/instance".to_owned(), |package| format!("/opt/venv/var/{package}-instance"))
    }

    /// The folder that takes the files which the application keeps beside its code.
    pub fn store(&self) -> &'static str {
        let is_free = |name: &str| !self.holds_code(&format!("/app/{name}"));
        if is_free("data") { "data" } else { "var" }
    }

    pub fn spot(&self, path: &str, makes: Makes) -> Spot {
        let known = path.split('/').take_while(|part| !part.contains('*')).collect::<Vec<_>>().join("/");
        let is_known = known.len() == path.len();
        let folder = match makes {
            Makes::File if is_known => path.rsplit_once('/').map_or("", |(folder, _)| folder),
            _ => known.as_str(),
        };
        let folder = if folder.is_empty() { "/" } else { folder };
        let is_below = |parent: &str| folder == parent || folder.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/'));
        if is_below(&self.home) && !FREE.iter().any(|free| self.home.starts_with(free)) && self.home != "/" {
            return Spot::Folder(self.of_application(folder));
        }
        // A home of somebody else, or a machine of another system.
        if FREE.iter().chain(&["/home", "/root", "/Applications", "/Users", "/Volumes"]).any(|free| is_below(free)) {
            return Spot::Nothing;
        }
        if SYSTEM.contains(&folder) || ["/etc", "/usr/local", "/usr/lib"].iter().any(|system| is_below(system)) {
            return if makes == Makes::File || !is_known { Spot::System(folder.to_owned()) } else { Spot::Nothing };
        }
        if !self.holds_code(folder) {
            return Spot::Folder(folder.to_owned());
        }
        match makes {
            Makes::Folder if is_known => Spot::Nothing,
            Makes::File if is_known && !self.is_copied(path) => Spot::FileInCode(path.to_owned()),
            Makes::File if is_known && is_data(path) => Spot::CopiedFile(path.to_owned()),
            _ => Spot::UnknownFileInCode(folder.to_owned()),
        }
    }

    /// The hidden folder of the application in the user's home, where one of those inside is written to: others may be, too. Ex)
    /// `~/.tides` for `~/.tides/cache`, `~/.local/share/tides`
    fn of_application(&self, folder: &str) -> String {
        let inside = folder[self.home.len()..].trim_start_matches('/');
        let parts: Vec<&str> = inside.split('/').collect();
        let count = match parts.as_slice() {
            [".local", ..] => 3,
            [".cache" | ".config", ..] => 2,
            [first, ..] if first.starts_with('.') => 1,
            _ => parts.len(),
        };
        let named = parts.into_iter().take(count).collect::<Vec<_>>().join("/");
        if named.is_empty() { folder.to_owned() } else { format!("{}/{named}", self.home) }
    }

    /// The working folder, a folder of packages, and every folder with a Python file.
    fn holds_code(&self, folder: &str) -> bool {
        let is_code = |file: &&RelPath| {
            file.extension() == Some("py") && self.path_of(file).rsplit_once('/').is_some_and(|(parent, _)| parent == folder)
        };
        folder == "/app" || folder == self.site_packages() || self.tree.walk().files.iter().any(|file| is_code(&file))
    }

    /// Whether a Python file lies somewhere below the folder.
    pub fn has_code_below(&self, folder: &str) -> bool {
        let is_below = |file: &RelPath| {
            file.extension() == Some("py") && self.path_of(file).strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        self.tree.walk().files.iter().any(is_below)
    }

    /// Whether the repository has files below the path.
    pub fn is_in_repository(&self, path: &str) -> bool {
        let folder = path.strip_prefix("/app/").and_then(|path| RelPath::parse(path).ok());
        folder.is_some_and(|folder| self.tree.walk().files.iter().any(|file| file.is_within(&folder)))
    }

    /// The project has the file and its `.dockerignore` lets it into the image.
    fn is_copied(&self, path: &str) -> bool {
        let ignored = [".sqlite3", ".log"].iter().any(|ending| path.ends_with(ending));
        let file = path.strip_prefix("/app/").and_then(|path| RelPath::parse(path).ok());
        !ignored && file.is_some_and(|file| self.tree.is_file(&file))
    }
}

/// Endings of files that a program may keep its state in.
const STATE: &[&str] = &[
    "cfg", "csv", "dat", "db", "db3", "ini", "json", "log", "pickle", "pkl", "session", "sqlite", "sqlite3", "toml", "txt",
    "xml", "yaml", "yml",
];

/// Whether a file of this name may hold what a program keeps, and is no source.
pub(super) fn is_data(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(_, ending)| STATE.contains(&ending))
}

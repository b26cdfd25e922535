//! `secrets.toml`

mod content;
mod credentials;

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Deserialize;

use super::matches_name as matches;
use crate::model::RelPath;
pub use credentials::{Credential, command_credential, conceal, credential, credential_at};

/// A kind of file that no image may contain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretFile {
    /// Patterns of names, or of the last parts of a path, with `*` as the wild card.
    pub names: Vec<String>,
    /// Names of examples that the patterns match.
    #[serde(default)]
    pub except: Vec<String>,
    /// The names are those of folders, of which everything counts.
    #[serde(default)]
    pub folder: bool,
    /// Ex) `a private SSH key`
    pub holds: String,
    pub proof: Proof,
    /// It stays out of the image whatever it holds.
    #[serde(default)]
    pub kept_out: bool,
    /// Where the tool that writes or reads the file describes it.
    pub evidence: String,
}

/// What makes a file of that name a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    Name,
    PrivateKey,
    Login,
    Values,
    Dump,
    Account,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    secret: Vec<SecretFile>,
}

/// The rows in the order in which their patterns are written.
pub fn secret_files() -> &'static [SecretFile] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("secrets.toml", table!("secrets"))).secret
}

/// The row that the path's name asks for; its content may prove it harmless. `None` if the name is harmless.
pub fn secret_file(path: &RelPath) -> Option<&'static SecretFile> {
    named(path, false)
}

/// Whether the file is called as a secret is and its name says that it is for anybody. Ex) `server.example.pem`, `insecure.pem`
pub fn is_example_of_secret(path: &RelPath) -> bool {
    named(path, true).is_some_and(|row| !row.kept_out)
}

/// Whether a file of this name stays out of every image, also as an example of one. Ex) `example.env`
pub fn stays_out(path: &RelPath) -> bool {
    [false, true].iter().any(|of_examples| named(path, *of_examples).is_some_and(|row| row.kept_out))
}

/// The first row of which the path has a name, among examples or among the others.
fn named(path: &RelPath, of_examples: bool) -> Option<&'static SecretFile> {
    let is_lower = path.as_str().bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    let lower = if is_lower { Cow::Borrowed(path.as_str()) } else { Cow::Owned(path.as_str().to_lowercase()) };
    let last = lower.rsplit('/').next().unwrap_or(&lower);
    let above = lower.rsplit('/').nth(1).unwrap_or_default();
    let is_named = |name: &Name| match name.kind {
        NameKind::File => matches(name.last, last),
        NameKind::Below(folder) => matches(name.last, last) && matches(folder, above),
        NameKind::Folder => lower.split('/').any(|part| matches(name.last, part)),
    };
    let mut named = names().iter().filter(|name| is_named(name)).map(|name| &secret_files()[name.row]);
    named.find(|row| !row.is_excepted(last, above) && is_example(last) == of_examples)
}

/// One name of a row, taken apart.
struct Name {
    row: usize,
    kind: NameKind,
    /// The last part, or that of a folder of which everything counts.
    last: &'static str,
}

enum NameKind {
    File,
    /// A file in a folder of this name.
    Below(&'static str),
    Folder,
}

/// The names of all rows, in their order: every file of a project is compared with each.
fn names() -> &'static [Name] {
    static NAMES: OnceLock<Vec<Name>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let of_row = |(row, file): (usize, &'static SecretFile)| {
            file.names.iter().map(move |name| match name.split_once('/') {
                None if file.folder => Name { row, kind: NameKind::Folder, last: name },
                None => Name { row, kind: NameKind::File, last: name },
                Some((folder, last)) => Name { row, kind: NameKind::Below(folder), last },
            })
        };
        secret_files().iter().enumerate().flat_map(of_row).collect()
    })
}

/// What a file holds that nobody should read, by its text alone. `None` if it holds no secret. Ex) `a private key`
pub fn secret_in_text(text: &str) -> Option<&'static str> {
    if content::has_private_key(text) {
        Some("a private key")
    } else if content::has_token(text) {
        Some("a token")
    } else {
        None
    }
}

impl SecretFile {
    /// Whether a file of this name holds a secret. Without its text, which may be too large or none, the name decides.
    pub fn is_proven(&self, text: Option<&str>) -> bool {
        let Some(text) = text.filter(|_| self.proof != Proof::Name) else { return true };
        // A template gets its values when it is rendered, or filled in.
        let is_template = text.contains("{{") || content::has_placeholder(text);
        match self.proof {
            Proof::Name => true,
            Proof::PrivateKey => content::has_private_key(text),
            Proof::Login => content::has_login(text),
            Proof::Values => content::has_values(text),
            Proof::Dump => content::has_rows(text),
            Proof::Account if is_template => content::has_values(text),
            Proof::Account => content::has_values(text) || serde_json::from_str::<serde::de::IgnoredAny>(text).is_err(),
        }
    }

    /// The patterns of a `.dockerignore`, at any depth.
    pub fn patterns(&self) -> impl Iterator<Item = String> {
        let exceptions = self.except.iter().map(|name| format!("!**/{name}"));
        self.names.iter().map(|name| format!("**/{name}")).chain(exceptions)
    }

    /// Whether the name is one of those that the patterns match by accident.
    fn is_excepted(&self, last: &str, above: &str) -> bool {
        self.except.iter().any(|name| match name.split_once('/') {
            None => matches(name, last),
            Some((folder, file)) => matches(file, last) && matches(folder, above),
        })
    }
}

/// Whether the name says that the file is an example for people to copy, or a key that everybody has.
fn is_example(name: &str) -> bool {
    const WORDS: &[&str] = &["dist", "example", "examples", "insecure", "sample", "snakeoil", "template", "tmpl", "tpl"];
    name.split(['.', '-', '_']).any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_their_evidence_is_an_address() {
        let rows = secret_files();
        assert!(rows.is_sorted_by(|a, b| a.names[0] < b.names[0]));
        let mut names: Vec<&String> = rows.iter().flat_map(|row| &row.names).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        for row in rows {
            assert!(row.evidence.starts_with("https://"), "{:?}", row.names);
            assert!(!row.holds.is_empty() && !row.holds.ends_with('.'), "{:?}", row.names);
            assert!(row.names.iter().all(|name| *name == name.to_lowercase()), "{:?}: names are lower case", row.names);
        }
    }

    #[test]
    fn every_row_is_found_by_its_names() {
        for row in secret_files() {
            for name in &row.names {
                let file = name.replace('*', "x");
                let path = if row.folder { format!("shop/{file}/x") } else { format!("shop/{file}") };
                let found = secret_file(&RelPath::parse(&path).unwrap()).unwrap_or_else(|| panic!("{path}"));
                assert!(found.evidence == row.evidence || found.names[0].starts_with(".env"), "{path}");
            }
        }
    }

    #[test]
    fn names_and_content_decide_together() {
        const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
        const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n";
        for (path, text, expected) in [
            ("server.pem", KEY, true),
            ("shop/res/insecure.pem", KEY, false),
            ("tls/ssl-cert-snakeoil.key", KEY, false),
            ("shop/cacert.pem", CERTIFICATE, false),
            ("deploy/ID_RSA", "", true),
            ("id_rsa.pub", "ssh-rsa AAAA", false),
            (".env", "SECRET_KEY=f7qpt2kx9vvm3\n", true),
            (".env", "SECRET_KEY=\nAPI_KEY=<yours>\nDEBUG=1\n", false),
            (".env.example", "SECRET_KEY=f7qpt2kx9vvm3\n", false),
            (".env-dist", "SECRET_KEY=f7qpt2kx9vvm3\n", false),
            (".npmrc", "save-exact=true\n", false),
            (".npmrc", "//registry.npmjs.org/:_authToken=npm_0123456789abcdefghijABCDEFGHIJ012345\n", true),
            (".npmrc", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", false),
            (".netrc", "machine example.org login anna password heron\n", true),
            ("credentials.json", "not json", true),
            ("secrets.yaml", "http_password: heron-and-tern\n", true),
            ("secrets.yaml", "wifi: heron\n", true),
            ("k8s/secrets.yaml", "stringData:\n  DB_PASSWORD: \"REPLACE_WITH_PASSWORD\"\n", false),
            ("charts/secrets.yaml", "stringData:\n  DB_PASSWORD: {{ .Values.password | quote }}\n", false),
            ("credentials.json", r#"{"columns": ["id", "name"]}"#, false),
            ("credentials.json", r#"{"refresh_token": "1//0gdf8sKjw8x"}"#, true),
            ("my-service-account-2.json", r#"{"private_key": "-----BEGIN PRIVATE KEY-----\nMIIE"}"#, true),
            ("local_settings.py", "DEBUG = True\n", false),
            ("shop/local_settings.py", "SECRET_KEY = 'f7qpt2kx9vvm3'\n", true),
            ("local_settings.py", "SECRET_KEY = os.environ['SECRET_KEY']\n", false),
            ("backup-2026.sql", "", true),
            ("scripts/dump-ratings.sql", "COPY (SELECT * FROM ratings) TO STDOUT;", false),
            ("dump.sql", "INSERT INTO people VALUES ('Anna');", true),
            ("schema.sql", "CREATE TABLE a (b text);", false),
            (".aws/config", "", true),
            ("shop/.ssh/known_hosts", "", true),
            ("terraform.tfstate.backup", "", true),
            ("app.py", "password = 'x'", false),
        ] {
            let row = secret_file(&RelPath::parse(path).unwrap());
            assert_eq!(row.is_some_and(|row| row.is_proven(Some(text))), expected, "{path}: {text}");
        }
    }

    #[test]
    fn an_example_of_a_secret_is_known_by_its_name() {
        for (path, expected) in [
            ("shop/res/insecure.pem", true),
            ("server.example.key", true),
            ("server.pem", false),
            (".env.example", false),
            ("insecure.py", false),
        ] {
            assert_eq!(is_example_of_secret(&RelPath::parse(path).unwrap()), expected, "{path}");
        }
    }

    #[test]
    fn some_texts_are_secrets_under_any_name() {
        for (text, expected) in [
            ("{\"private_key\": \"-----BEGIN RSA PRIVATE KEY-----\\nMII\"}", Some("a private key")),
            ("token: ghp_0123456789abcdefghijABCDEFGHIJ012345", Some("a token")),
            ("aws = AKIAIOSFODNN7QWERTYU", Some("a token")),
            ("name: shop\nport: 8000\n", None),
            ("AKIA", None),
        ] {
            assert_eq!(secret_in_text(text), expected, "{text}");
        }
    }
}

//! The command of a process at work on the source: it starts anew at every change.

use super::resolver::Resolver;
use crate::knowledge::{FactoryStyle, prefers_own_reload, reloading};
use crate::model::{Command, Entrypoint, PackageName, Process, ProcessKind, RelPath, RunArguments, Start};

impl Resolver<'_> {
    /// `None` if its program cannot start itself anew.
    pub(super) fn reload(self, process: &Process) -> Option<Command> {
        let start = &process.start;
        if !process.kind.lasts() || start.arguments != RunArguments::InsteadOfCommand {
            return None;
        }
        let installs = |name: &PackageName| self.manifests.names(name);
        let anew = |words: &[String]| reloading(words, &installs).and_then(|words| Command::new(words).ok());
        let own = || self.own_development_command(start).and_then(|words| anew(&words));
        let is_website = process.kind == ProcessKind::Web;
        if is_website && prefers_own_reload(start.framework.as_str()) {
            return own().or_else(|| anew(start.command.words()));
        }
        anew(start.command.words()).or_else(|| if is_website { own() } else { None })
    }

    /// The words of the framework's own server for development. `None` if it has none, or one of its words has no value.
    fn own_development_command(self, start: &Start) -> Option<Vec<String>> {
        let row = self.frameworks.get(start.framework.as_str())?.own.as_ref().filter(|own| own.development)?;
        let port = start.port?.to_string();
        let folder = start.working_dir.clone().unwrap_or_else(RelPath::root);
        let manage = folder.join("manage.py").ok().filter(|path| self.tree.is_file(path));
        let entrypoint = start.entrypoint.as_ref().filter(|entrypoint| entrypoint.attribute.is_some());
        let is_called = |entrypoint: &Entrypoint| entrypoint.factory && row.factory == FactoryStyle::Call;
        let entrypoint =
            entrypoint.map(|entrypoint| Entrypoint { factory: is_called(entrypoint), ..entrypoint.clone() }.to_string());
        let fill = |word: &String| match word.as_str() {
            "{manage}" => manage.as_ref().map(|path| path.file_name().to_owned()),
            "{entrypoint}" => entrypoint.clone(),
            text => Some(text.replace("{port}", &port)).filter(|text| !text.contains('{')),
        };
        row.words.iter().map(fill).collect()
    }
}

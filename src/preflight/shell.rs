//! The commands of a shell script, each with what can be told of it without running it.

use crate::dockerfile::Arguments;
use crate::knowledge::is_shell;
use crate::shell::{self, Command, Joint, List, Redirect, Simple, Word};

/// One simple command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShellCommand {
    /// `NAME=value` in front of it.
    pub env: Vec<(String, String)>,
    /// Quotes taken out, variables as written; what a substitution gives is not known.
    pub words: Vec<String>,
    /// Files that its output goes into.
    pub writes: Vec<String>,
    /// Where it starts in the script.
    pub offset: usize,
    /// It may not run, or may fail without harm.
    pub is_conditional: bool,
    /// It reads what a download gives.
    pub is_fed: bool,
}

/// The commands of a script, those in substitutions left out. One that no shell reads has none: the build itself tells that.
pub fn commands(script: &str) -> Vec<ShellCommand> {
    let mut found = Vec::new();
    if let Ok(list) = shell::parse(script) {
        add_list(&list, false, &mut found);
    }
    found
}

/// What stands behind `||` may not run, and what stands in front of it may fail.
fn add_list(list: &List, is_conditional: bool, found: &mut Vec<ShellCommand>) {
    for chain in &list.items {
        let mut is_behind_or = false;
        let joints = chain.rest.iter().map(|(joint, _)| Some(*joint)).chain([None]);
        let pipelines = std::iter::once(&chain.first).chain(chain.rest.iter().map(|(_, pipeline)| pipeline));
        for (pipeline, joint) in pipelines.zip(joints) {
            let is_or = joint == Some(Joint::Or);
            let is_conditional = is_conditional || is_behind_or || is_or;
            let fetches = |command: &Command| {
                let Command::Simple(simple) = command else { return false };
                simple.words.first().is_some_and(|word| matches!(word.text().as_str(), "curl" | "wget"))
            };
            let is_fed = pipeline.commands.len() > 1 && pipeline.commands.first().is_some_and(fetches);
            for (index, command) in pipeline.commands.iter().enumerate() {
                let first = found.len();
                add(command, is_conditional, found);
                found[first..].iter_mut().for_each(|command| command.is_fed = is_fed && index > 0);
            }
            is_behind_or |= is_or;
        }
    }
}

fn add(command: &Command, is_conditional: bool, found: &mut Vec<ShellCommand>) {
    match command {
        Command::Simple(Simple { assignments, words, redirects, span }) => found.push(ShellCommand {
            env: assignments.iter().map(|assignment| (assignment.name.clone(), assignment.value.text())).collect(),
            words: words.iter().map(Word::text).collect(),
            writes: written(redirects),
            offset: span.start,
            is_conditional,
            is_fed: false,
        }),
        Command::Compound(compound) => {
            compound.bodies.iter().for_each(|body| add_list(body, true, found));
            let writes = written(&compound.redirects);
            if let Some(offset) = compound.redirects.first().map(|redirect| redirect.span.start)
                && !writes.is_empty()
            {
                found.push(ShellCommand { writes, offset, is_conditional: true, ..ShellCommand::default() });
            }
        }
    }
}

/// The files behind `>` and its relatives. `2>&1` writes none.
fn written(redirects: &[Redirect]) -> Vec<String> {
    let is_stream = |target: &str| target.chars().all(|c| c.is_ascii_digit() || c == '-');
    let file = |redirect: &Redirect| {
        let target = redirect.target.text();
        let writes = match redirect.operator.as_str() {
            ">" | ">>" | ">|" | "&>" | "&>>" => true,
            ">&" => !is_stream(&target),
            _ => false,
        };
        writes.then_some(target)
    };
    redirects.iter().filter_map(file).collect()
}

/// Whether the command is given to a shell.
pub fn needs_shell(arguments: &Arguments) -> bool {
    match arguments {
        Arguments::Shell(_) => true,
        Arguments::Exec(words) => words.first().is_some_and(|word| is_shell(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        let shown = |command: &ShellCommand| {
            let writes: String = command.writes.iter().map(|file| format!(" >{file}")).collect();
            format!("{}{}{writes}", if command.is_conditional { "?" } else { "" }, command.words.join(" "))
        };
        assert_eq!(commands(script).iter().map(shown).collect::<Vec<_>>(), expected, "{script}");
    }

    #[test]
    fn a_script_is_cut_into_its_commands() {
        check("apt-get update && apt-get install -y gcc", &["apt-get update", "apt-get install -y gcc"]);
        check("A=1 pip install 'a b' \"c\"", &["pip install a b c"]);
        check("a || b && c; d", &["?a", "?b", "?c", "d"]);
        check("if [ -f x ]; then pip install x; fi; y", &["?[ -f x ]", "?pip install x", "y"]);
        check("a | b", &["a", "b"]);
        check("echo x > /a/b 2>&1", &["echo x >/a/b"]);
        check("echo $(cat x) `y`; z", &["echo $() $()", "z"]);
        check("(cd x && y) && z", &["?cd x", "?y", "z"]);
        check("a \\\n  b # c\nd", &["a b", "d"]);
        check("pip install ${X:-a b}", &["pip install ${X:-a b}"]);
        check("cmd 2>/dev/null", &["cmd >/dev/null"]);
        check("{ a; b; } > c", &["?a", "?b", "? >c"]);
        check("for x in 1 2; do a $x; done; case y in y) b;; esac", &["?a $x", "?b"]);
        check("echo 'no end", &[]);
    }
}

//! The stages of a Dockerfile, and what goes from one to the other.

use serde::Serialize;

use crate::dockerfile::{Dockerfile, Instruction, Keyword, Stage, StageBase};

/// Nodes and edges; an edge names nodes by their place in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StageGraph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    pub kind: NodeKind,
    /// Ex) `deps`, `python:3.14-slim-trixie`
    pub name: String,
    /// The line of a stage's FROM. `None` for what is not a stage.
    pub line: Option<usize>,
    /// A build gives this stage where none is named.
    pub is_last: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    Stage,
    /// An image of a registry.
    Image,
    /// The files that the builder is given.
    Context,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub kind: EdgeKind,
    /// The paths that go this way.
    pub paths: Vec<String>,
    /// The line of the first instruction that says so.
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// The stage starts from it.
    From,
    Copy,
    /// Only while a command runs.
    Mount,
}

impl EdgeKind {
    /// The word on an arrow.
    pub fn word(self) -> &'static str {
        match self {
            Self::From => "FROM",
            Self::Copy => "COPY",
            Self::Mount => "mount",
        }
    }
}

impl StageGraph {
    pub fn of(dockerfile: &Dockerfile) -> Self {
        let stages = dockerfile.stages();
        let mut graph = Self::default();
        for stage in &stages {
            let name = stage.name.clone().unwrap_or_else(|| format!("stage {}", stage.index));
            let is_last = stage.index + 1 == stages.len();
            graph.nodes.push(Node { kind: NodeKind::Stage, name, line: Some(stage.from.line), is_last });
        }
        for stage in &stages {
            let base = match stage.base {
                StageBase::Scratch => None,
                StageBase::Image(image) => Some(graph.image(image)),
                StageBase::Stage(index) => Some(index),
            };
            if let Some(base) = base {
                graph.edge(base, stage.index, EdgeKind::From, Vec::new(), stage.from.line);
            }
            for instruction in stage.instructions {
                graph.copies(instruction, stage, &stages);
                graph.mounts(instruction, stage, &stages);
            }
        }
        graph
    }

    fn copies(&mut self, instruction: &Instruction, stage: &Stage<'_>, stages: &[Stage<'_>]) {
        let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
        let Some(paths) = instruction.copy_paths().filter(|_| is_copy) else { return };
        let local: Vec<String> = paths.sources.into_iter().filter(|source| !is_remote(source)).collect();
        if !local.is_empty() {
            let from = self.source(instruction.flag("from"), stage, stages);
            self.edge(from, stage.index, EdgeKind::Copy, local, instruction.line);
        }
    }

    fn mounts(&mut self, instruction: &Instruction, stage: &Stage<'_>, stages: &[Stage<'_>]) {
        for mount in instruction.mounts() {
            // A cache may start from a stage, too; a secret and the like come from nowhere in the picture.
            if mount.kind() == "bind" || mount.from().is_some() {
                let path = mount.source().unwrap_or(".").to_owned();
                let from = self.source(mount.from(), stage, stages);
                self.edge(from, stage.index, EdgeKind::Mount, vec![path], instruction.line);
            }
        }
    }

    /// What `--from` means: an earlier stage by its name or its number, else an image.
    fn source(&mut self, from: Option<&str>, stage: &Stage<'_>, stages: &[Stage<'_>]) -> usize {
        let Some(from) = from else { return self.node(NodeKind::Context, "build context") };
        let earlier = &stages[..stage.index];
        let lower = from.to_lowercase();
        let by_name = earlier.iter().rev().find(|stage| stage.name.as_ref() == Some(&lower));
        let by_number = || earlier.get(from.parse::<usize>().ok()?);
        match by_name.or_else(by_number) {
            Some(stage) => stage.index,
            None => self.image(from),
        }
    }

    fn image(&mut self, name: &str) -> usize {
        self.node(NodeKind::Image, name)
    }

    fn node(&mut self, kind: NodeKind, name: &str) -> usize {
        let known = self.nodes.iter().position(|node| node.kind == kind && node.name == name);
        known.unwrap_or_else(|| {
            self.nodes.push(Node { kind, name: name.to_owned(), line: None, is_last: false });
            self.nodes.len() - 1
        })
    }

    fn edge(&mut self, from: usize, to: usize, kind: EdgeKind, paths: Vec<String>, line: usize) {
        let known = self.edges.iter_mut().find(|edge| (edge.from, edge.to, edge.kind) == (from, to, kind));
        match known {
            Some(edge) => {
                for path in paths {
                    if !edge.paths.contains(&path) {
                        edge.paths.push(path);
                    }
                }
            }
            None => self.edges.push(Edge { from, to, kind, paths, line }),
        }
    }
}

/// `ADD` fetches these from elsewhere.
fn is_remote(source: &str) -> bool {
    source.contains("://") || source.starts_with("git@")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ex) "python:3.14 -FROM-> base"
    fn arrows(text: &str) -> Vec<String> {
        let graph = StageGraph::of(&Dockerfile::parse(text).unwrap());
        let arrow = |edge: &Edge| {
            let name = |index: usize| graph.nodes[index].name.as_str();
            let label = [&[edge.kind.word().to_owned()], edge.paths.as_slice()].concat().join(" ");
            format!("{} -{label}-> {}", name(edge.from), name(edge.to))
        };
        graph.edges.iter().map(arrow).collect()
    }

    #[test]
    fn edges_are_what_the_builder_follows() {
        let text = "FROM python:3.14 AS base\nFROM base AS deps\nRUN --mount=type=bind,source=r.txt,target=r.txt \\\n \
                    --mount=from=ghcr.io/astral-sh/uv:1,source=/uv,target=/bin/uv --mount=type=cache,target=/c true\n\
                    FROM BASE\nCOPY --from=deps /opt/venv /opt/venv\nCOPY --from=1 /opt/more /opt/venv /opt/\nCOPY a b ./\n\
                    ADD https://example.org/x /x\nCOPY --from=busybox /bin/sh /sh\n";
        assert_eq!(
            arrows(text),
            [
                "python:3.14 -FROM-> base",
                "base -FROM-> deps",
                "build context -mount r.txt-> deps",
                "ghcr.io/astral-sh/uv:1 -mount /uv-> deps",
                "base -FROM-> stage 2",
                "deps -COPY /opt/venv /opt/more-> stage 2",
                "build context -COPY a b-> stage 2",
                "busybox -COPY /bin/sh-> stage 2",
            ]
        );
        assert_eq!(arrows("FROM scratch\nCOPY --from=later /a /b\nFROM scratch AS later\n"), ["later -COPY /a-> stage 0"]);
    }
}

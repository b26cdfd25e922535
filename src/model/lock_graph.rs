//! Which packages of a lock follow from which, under which conditions.
//!
//! Formats that list their packages flat, each with its groups and its marker, have roots only. The others have edges as
//! well, and the installed packages are those that a walk from the roots reaches.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use pep508_rs::MarkerEnvironment;

use super::{ExtraName, LockMarker, MarkerContext, Members, PackageName, Selection};

#[derive(Debug, Clone, Default)]
pub struct LockGraph {
    pub roots: Vec<Root>,
    /// The edges that leave each package, by its index.
    pub edges: Vec<Vec<Edge>>,
    /// Groups that are installed unless they are asked away.
    pub default_groups: Vec<String>,
    markers: Vec<Marker>,
    by_text: HashMap<String, MarkerId>,
}

/// What the project, or one member of a workspace, asks for.
#[derive(Debug, Clone)]
pub struct Root {
    /// The member, where the lock holds several projects. `None` if the lock holds one project.
    pub member: Option<Member>,
    pub scope: Scope,
    pub edge: Edge,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub name: PackageName,
    /// It stands at the root of the repository.
    pub is_root: bool,
}

/// The part of the project's dependencies that a root belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    Main,
    Extra(ExtraName),
    Group(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub to: usize,
    /// The extras of the target that are asked for.
    pub extras: Vec<ExtraName>,
    /// The extra of its own package that an edge belongs to. `None` if it belongs to the package itself.
    pub of_extra: Option<ExtraName>,
    pub marker: Option<MarkerId>,
}

/// A marker, which many edges may share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkerId(u32);

#[derive(Debug, Clone)]
struct Marker {
    text: String,
    parsed: OnceLock<LockMarker>,
}

/// A package, or one of its extras.
type Node = (usize, Option<ExtraName>);

impl LockGraph {
    /// Remembers a marker. It is parsed when a walk comes to it.
    pub fn marker(&mut self, text: &str) -> MarkerId {
        if let Some(id) = self.by_text.get(text) {
            return *id;
        }
        let id = MarkerId(u32::try_from(self.markers.len()).expect("a file holds fewer markers than it has bytes"));
        self.markers.push(Marker { text: text.to_owned(), parsed: OnceLock::new() });
        self.by_text.insert(text.to_owned(), id);
        id
    }

    /// Whether the name is that of a project whose dependencies the lock holds, rather than of one of them.
    pub fn is_member(&self, name: &PackageName) -> bool {
        self.roots.iter().any(|root| root.member.as_ref().is_some_and(|member| member.name == *name))
    }

    /// The indices of the packages that are installed, ascending.
    pub fn reach(&self, count: usize, selection: &Selection, environment: &MarkerEnvironment) -> Vec<usize> {
        let has_conflicts = self
            .markers
            .iter()
            .any(|marker| marker.text.contains("extra == 'extra-") || marker.text.contains("extra == 'group-"));
        let mut active = BTreeSet::new();
        // uv writes the conflicts between extras into markers that speak of every extra that is active anywhere, so the
        // walk is repeated until no further one turns up. An extra never makes another one inactive here, so that ends.
        loop {
            let walk = Walk { graph: self, selection, environment, active: &active };
            let (reached, extras) = walk.run(count);
            if !has_conflicts || extras.is_subset(&active) {
                return reached;
            }
            active.extend(extras);
        }
    }
}

/// One walk through the graph.
struct Walk<'a> {
    graph: &'a LockGraph,
    selection: &'a Selection,
    environment: &'a MarkerEnvironment,
    /// Extras in uv's encoding that hold everywhere. Ex) `extra-4-shop-cpu`
    active: &'a BTreeSet<ExtraName>,
}

impl Walk<'_> {
    /// What was reached, and the extras and groups that turned out to be active, in uv's encoding.
    fn run(&self, count: usize) -> (Vec<usize>, BTreeSet<ExtraName>) {
        let mut reached = vec![false; count];
        let mut seen: HashSet<Node> = HashSet::new();
        let mut verdicts = HashMap::new();
        let mut active = BTreeSet::new();
        let mut open: Vec<Node> = Vec::new();
        for root in self.graph.roots.iter().filter(|root| self.is_wanted(root)) {
            active.extend(encoded(root));
            if self.holds(root.edge.marker, &self.selection.extras, &mut verdicts) {
                push(&root.edge, &mut open);
            }
        }
        while let Some(node) = open.pop() {
            if !seen.insert(node.clone()) {
                continue;
            }
            let (index, extra) = node;
            if let Some(flag) = reached.get_mut(index) {
                *flag = true;
            }
            for edge in self.graph.edges.get(index).into_iter().flatten() {
                let of_extra = edge.of_extra.is_none() || edge.of_extra == extra;
                if of_extra && self.holds(edge.marker, extra.as_slice(), &mut verdicts) {
                    push(edge, &mut open);
                }
            }
        }
        let reached = reached.iter().enumerate().filter(|(_, reached)| **reached).map(|(index, _)| index).collect();
        (reached, active)
    }

    fn is_wanted(&self, root: &Root) -> bool {
        let member = match (&self.selection.members, &root.member) {
            (Members::All, _) | (_, None) => true,
            (Members::Named(name), Some(member)) => *name == member.name,
            (Members::Root, Some(member)) => member.is_root || !self.has_root(),
        };
        let scope = match &root.scope {
            Scope::Main => true,
            Scope::Extra(extra) => self.selection.extras.contains(extra),
            Scope::Group(group) => self.selection.groups.contains(group) || self.graph.default_groups.contains(group),
        };
        member && scope
    }

    fn has_root(&self) -> bool {
        self.graph.roots.iter().any(|root| root.member.as_ref().is_some_and(|member| member.is_root))
    }

    fn holds(
        &self,
        id: Option<MarkerId>,
        extras: &[ExtraName],
        verdicts: &mut HashMap<(MarkerId, Option<ExtraName>), bool>,
    ) -> bool {
        let Some(id) = id else { return true };
        // A root's extras are the same throughout a walk, and an edge has at most one.
        let key = (id, extras.first().cloned());
        if let Some(verdict) = verdicts.get(&key) {
            return *verdict;
        }
        let marker = &self.graph.markers[id.0 as usize];
        let parsed = marker.parsed.get_or_init(|| LockMarker::parse(&marker.text));
        let verdict = parsed.holds(&MarkerContext {
            environment: self.environment,
            active: extras.iter().chain(self.active).cloned().collect(),
            extras: &self.selection.extras,
            groups: &self.selection.groups,
            default_groups: &self.graph.default_groups,
        });
        verdicts.insert(key, verdict);
        verdict
    }
}

fn push(edge: &Edge, open: &mut Vec<Node>) {
    open.push((edge.to, None));
    open.extend(edge.extras.iter().map(|extra| (edge.to, Some(extra.clone()))));
}

/// uv's name for an extra or a group of a member in the markers of a lock with conflicts.
fn encoded(root: &Root) -> Option<ExtraName> {
    let member = root.member.as_ref()?;
    let (kind, name) = match &root.scope {
        Scope::Main => return format!("project-{}-{}", member.name.as_ref().len(), member.name).parse().ok(),
        Scope::Extra(extra) => ("extra", extra.as_ref()),
        Scope::Group(group) => ("group", group.as_str()),
    };
    format!("{kind}-{}-{}-{name}", member.name.as_ref().len(), member.name).parse().ok()
}

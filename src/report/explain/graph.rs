//! The stage graph in the languages of Mermaid and Graphviz.

use super::words;
use crate::explain::{EdgeKind, Node, NodeKind, StageGraph};
use crate::report::harmless;

/// For a fence in Markdown.
pub fn mermaid(graph: &StageGraph) -> String {
    let mut out = "flowchart LR\n".to_owned();
    for (index, node) in graph.nodes.iter().enumerate() {
        let name = mermaid_text(&node.name);
        out.push_str(&match node.kind {
            NodeKind::Stage if node.is_last => format!("    n{index}[[\"{name}\"]]\n"),
            NodeKind::Stage => format!("    n{index}[\"{name}\"]\n"),
            NodeKind::Image => format!("    n{index}([\"{name}\"])\n"),
            NodeKind::Context => format!("    n{index}[/\"{name}\"/]\n"),
        });
    }
    for edge in &graph.edges {
        let label = mermaid_text(&words::edge(edge.kind, &edge.paths));
        let arrow = if edge.kind == EdgeKind::Mount { "-.->" } else { "-->" };
        out.push_str(&format!("    n{} {arrow}|\"{label}\"| n{}\n", edge.from, edge.to));
    }
    out
}

/// Every sign that Mermaid, or the HTML that it writes, could take for its own is written as its number.
fn mermaid_text(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || " ./_-:@,+~=…".contains(c);
    let sign = |c: char| if is_plain(c) { c.to_string() } else { format!("#{};", u32::from(c)) };
    harmless(text).chars().map(sign).collect()
}

/// For `dot`.
pub fn dot(graph: &StageGraph) -> String {
    let mut out = "digraph stages {\n    rankdir=LR\n    node [shape=box]\n".to_owned();
    for (index, node) in graph.nodes.iter().enumerate() {
        out.push_str(&format!("    n{index} [label=\"{}\"{}]\n", dot_text(&node.name), dot_shape(node)));
    }
    for edge in &graph.edges {
        let style = if edge.kind == EdgeKind::Mount { ", style=dashed" } else { "" };
        let label = dot_text(&words::edge(edge.kind, &edge.paths));
        out.push_str(&format!("    n{} -> n{} [label=\"{label}\"{style}]\n", edge.from, edge.to));
    }
    out.push_str("}\n");
    out
}

fn dot_shape(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::Stage if node.is_last => ", peripheries=2",
        NodeKind::Stage => "",
        NodeKind::Image => ", shape=ellipse",
        NodeKind::Context => ", shape=folder",
    }
}

fn dot_text(text: &str) -> String {
    harmless(text).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::stage_graph;

    const HOSTILE: &str = "FROM a\\\"];x[\\\" AS web\nCOPY --from=0 </script>\"|#] /a\n";

    #[test]
    fn no_name_ends_a_label() {
        let graph = stage_graph(HOSTILE).unwrap();
        let mermaid = mermaid(&graph);
        for line in mermaid.lines().skip(1) {
            assert_eq!(line.matches('"').count(), 2, "{line}");
            assert!(!line.contains('<') || line.contains("-->"), "{line}");
        }
        for line in dot(&graph).lines().filter(|line| line.contains("label")) {
            let bare = line.replace("\\\\", "").replace("\\\"", "");
            assert_eq!(bare.matches('"').count(), 2, "{line}");
        }
    }
}

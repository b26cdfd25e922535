//! The stage graph as SVG.

use super::html::escape;
use super::layout::{Place, layout};
use super::words;
use crate::explain::{Download, Edge, EdgeKind, Node, NodeKind, StageGraph};
use crate::report::wheels::megabytes;

/// Characters of a name, and of an arrow's words.
const LONGEST_NAME: usize = 28;
const LONGEST_LABEL: usize = 20;
/// The width of a character in boxes and at arrows: a little more than those of common fonts.
const NAME: f64 = 8.2;
const LABEL: f64 = 6.6;

/// The picture; a stage leads to its FROM by the fragment that `anchor` gives for a line.
pub fn picture(graph: &StageGraph, download: Option<&Download>, anchor: impl Fn(usize) -> String) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a name has few characters")]
    let width = |text: &str, each: f64| text.chars().count() as f64 * each;
    let subtitles: Vec<Option<String>> = graph.nodes.iter().map(|node| subtitle(node, download)).collect();
    let names: Vec<f64> = graph
        .nodes
        .iter()
        .zip(&subtitles)
        .map(|(node, subtitle)| {
            let name = width(&words::short(&node.name, LONGEST_NAME), NAME);
            name.max(subtitle.as_ref().map_or(0.0, |text| width(text, LABEL))) + 28.0
        })
        .collect();
    let labels: Vec<f64> = graph.edges.iter().map(|edge| width(&label(edge), LABEL) + 6.0).collect();
    let layout = layout(graph, &names, &labels);
    let mut out = format!(
        "<svg viewBox=\"0 0 {:.0} {:.0}\" width=\"{:.0}\" role=\"group\" aria-label=\"The stages, and what goes from one to the other\">\n\
         <defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" markerHeight=\"9\" orient=\"auto\">\
         <path d=\"M0 0 8 4 0 8z\"/></marker></defs>\n",
        layout.width, layout.height, layout.width
    );
    for (edge, route) in graph.edges.iter().zip(&layout.routes) {
        let kind = edge.kind.word().to_lowercase();
        let said =
            format!("{} to {}: {}", graph.nodes[edge.from].name, graph.nodes[edge.to].name, words::edge(edge.kind, &edge.paths));
        let (x, y) = route.last().copied().unwrap_or_default();
        out.push_str(&format!(
            "<a href=\"#{}\" class=\"edge {kind}\"><title>{}</title><path d=\"{}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text></a>\n",
            escape(&anchor(edge.line)),
            escape(&said),
            path(route),
            x - 12.0,
            y - 4.0,
            escape(&label(edge))
        ));
    }
    let nodes = graph.nodes.iter().zip(layout.boxes.iter().zip(&subtitles)).enumerate();
    for (index, (node, (place, subtitle))) in nodes {
        let drawn = shape(index, node, *place, subtitle.as_deref());
        out.push_str(&match node.line {
            Some(line) => format!("<a href=\"#{}\">{drawn}</a>\n", escape(&anchor(line))),
            None => format!("{drawn}\n"),
        });
    }
    out.push_str("</svg>\n");
    out
}

/// The class that gives a stage its color.
pub fn color(index: usize) -> String {
    format!("s{}", index % 6)
}

fn shape(index: usize, node: &Node, place: Place, subtitle: Option<&str>) -> String {
    let Place { x, y, width, height } = place;
    let kind = words::node_kind(node.kind);
    let color = if node.kind == NodeKind::Stage { format!(" {}", color(index)) } else { String::new() };
    let last = if node.is_last { " last" } else { "" };
    let (middle, centre) = (x + width / 2.0, y + height / 2.0);
    let line = |class: &str, offset: f64, text: &str| {
        format!("<text class=\"{class}\" x=\"{middle:.1}\" y=\"{:.1}\">{}</text>", centre + offset, escape(text))
    };
    let name = words::short(&node.name, LONGEST_NAME);
    let texts = match subtitle {
        Some(subtitle) => line("name", -2.0, &name) + &line("size", 14.0, subtitle),
        None => line("name", 5.0, &name),
    };
    format!(
        "<g class=\"node {kind}{color}{last}\" data-stage=\"{0}\"><title>{kind} {0}</title>\
         <rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{1}\"/>{texts}</g>",
        escape(&node.name),
        if node.kind == NodeKind::Image { height / 2.0 } else { 6.0 }
    )
}

/// What a box says below its name.
fn subtitle(node: &Node, download: Option<&Download>) -> Option<String> {
    let download = download.filter(|download| node.kind == NodeKind::Stage && download.stage == node.name);
    match download {
        Some(download) if download.forecast.known > 0 => Some(format!("downloads {}", megabytes(download.forecast.known))),
        _ if node.is_last => Some("built by default".to_owned()),
        _ => None,
    }
}

fn label(edge: &Edge) -> String {
    match edge.kind {
        EdgeKind::From => edge.kind.word().to_owned(),
        _ if edge.paths == ["."] => words::edge(edge.kind, &edge.paths),
        EdgeKind::Copy | EdgeKind::Mount => words::short(&edge.paths.join(" "), LONGEST_LABEL),
    }
}

/// A curve between two columns, and a straight line below the words.
fn path(route: &[(f64, f64)]) -> String {
    let Some((first, rest)) = route.split_first() else { return String::new() };
    let mut out = format!("M{:.1} {:.1}", first.0, first.1);
    let mut before = *first;
    for &(x, y) in rest {
        if (y - before.1).abs() < 0.05 {
            out.push_str(&format!("H{x:.1}"));
        } else {
            let half = (before.0 + x) / 2.0;
            out.push_str(&format!("C{half:.1} {:.1} {half:.1} {y:.1} {x:.1} {y:.1}", before.1));
        }
        before = (x, y);
    }
    out
}

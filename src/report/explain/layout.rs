//! Where the boxes and arrows of a stage graph go: in columns, each arrow from the left to the right.
//!
//! A stage stands one column to the right of everything that it takes from, and an arrow over several columns has a place of
//! its own in each, so that it runs around the boxes. The order in a column follows the mean of its neighbours' places.

use std::collections::BTreeMap;

use crate::explain::{NodeKind, StageGraph};

const GAP: f64 = 26.0;
const PORT: f64 = 22.0;
const LEAST: f64 = 46.0;
/// The part of the way between two columns where arrows turn.
const TURN: f64 = 46.0;
const MARGIN: f64 = 12.0;

/// The picture's measures, in its own units.
#[derive(Debug, Default, PartialEq)]
pub struct Layout {
    pub width: f64,
    pub height: f64,
    /// One for each node.
    pub boxes: Vec<Place>,
    /// One for each edge: the points that it goes through, the last one before the box that it leads to.
    pub routes: Vec<Vec<(f64, f64)>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Node(usize),
    /// An edge on its way.
    Edge(usize),
}

/// Lays the graph out; `names` and `labels` are the widths of the texts in boxes and at arrows.
pub fn layout(graph: &StageGraph, names: &[f64], labels: &[f64]) -> Layout {
    let columns = columns(graph);
    let count = columns.iter().max().map_or(0, |last| last + 1);
    let mut slots: Vec<Vec<Slot>> = vec![Vec::new(); count];
    for (node, column) in columns.iter().enumerate() {
        slots[*column].push(Slot::Node(node));
    }
    for (index, edge) in graph.edges.iter().enumerate() {
        for column in slots.iter_mut().take(columns[edge.to]).skip(columns[edge.from] + 1) {
            column.push(Slot::Edge(index));
        }
    }
    let heights: Vec<f64> = (0..graph.nodes.len()).map(|node| height(graph, node)).collect();
    let slot_height = |slot: &Slot| match slot {
        Slot::Node(node) => heights[*node],
        Slot::Edge(_) => PORT / 2.0,
    };
    order(graph, &columns, &mut slots);
    let middles = middles(graph, &columns, &slots, slot_height);

    let mut x = MARGIN;
    let mut lefts = Vec::new();
    let mut widths = Vec::new();
    for column in 0..count {
        let inside = (0..graph.nodes.len()).filter(|node| columns[*node] == column);
        let width = inside.map(|node| names[node]).fold(90.0, f64::max);
        let ends = (0..graph.edges.len()).filter(|edge| columns[graph.edges[*edge].to] == column + 1);
        let label = ends.map(|edge| labels[edge]).fold(0.0, f64::max);
        lefts.push(x);
        widths.push(width);
        x += width + TURN + label + GAP;
    }
    let boxes: Vec<Place> = (0..graph.nodes.len())
        .map(|node| {
            let middle = middles[&(columns[node], Slot::Node(node))];
            let height = heights[node];
            Place { x: lefts[columns[node]], y: middle - height / 2.0, width: names[node].max(90.0), height }
        })
        .collect();
    let ports = ports(graph, &boxes, &middles, &columns);
    let routes = graph.edges.iter().enumerate().map(|(index, edge)| {
        let (start, end) = ports[index];
        let mut points = vec![(boxes[edge.from].x + boxes[edge.from].width, start)];
        for column in columns[edge.from] + 1..columns[edge.to] {
            let y = middles[&(column, Slot::Edge(index))];
            points.extend([(lefts[column], y), (lefts[column] + widths[column], y)]);
        }
        points.extend([(boxes[edge.to].x - labels[index] - GAP / 2.0, end), (boxes[edge.to].x, end)]);
        points
    });
    let routes = routes.collect();
    let right = boxes.iter().map(|place| place.x + place.width).fold(0.0, f64::max);
    let bottom = slots.iter().enumerate().flat_map(|(column, slots)| {
        slots.iter().map(|slot| middles[&(column, *slot)] + slot_height(slot) / 2.0).collect::<Vec<_>>()
    });
    Layout { width: right + MARGIN, height: bottom.fold(0.0, f64::max) + MARGIN, boxes, routes }
}

/// The column of each node. Images and the build context stand just before the first stage that uses them.
fn columns(graph: &StageGraph) -> Vec<usize> {
    let is_stage = |node: usize| graph.nodes[node].kind == NodeKind::Stage;
    let mut columns: Vec<usize> = vec![0; graph.nodes.len()];
    // Stages use earlier ones only, and those come first in the list.
    for node in (0..graph.nodes.len()).filter(|node| is_stage(*node)) {
        let before = graph.edges.iter().filter(|edge| edge.to == node);
        columns[node] = before.map(|edge| columns[edge.from] + 1).max().unwrap_or(0);
    }
    for node in (0..graph.nodes.len()).filter(|node| !is_stage(*node)) {
        let after = graph.edges.iter().filter(|edge| edge.from == node).map(|edge| columns[edge.to]).min();
        columns[node] = after.unwrap_or(1).saturating_sub(1);
    }
    columns
}

/// A box has room for every arrow that ends at it.
fn height(graph: &StageGraph, node: usize) -> f64 {
    let count = |is: &dyn Fn(&crate::explain::Edge) -> bool| graph.edges.iter().filter(|edge| is(edge)).count();
    let ports = count(&|edge| edge.to == node).max(count(&|edge| edge.from == node));
    #[expect(clippy::cast_precision_loss, reason = "a graph has few edges")]
    let needed = ports as f64 * PORT + 6.0;
    needed.max(LEAST)
}

/// The slots to the left of a slot, or to its right.
fn neighbours(graph: &StageGraph, columns: &[usize], column: usize, slot: Slot, to_the_left: bool) -> Vec<Slot> {
    let beside = |edge: usize| {
        let ends = &graph.edges[edge];
        let (end, other) = if to_the_left { (ends.from, column.wrapping_sub(1)) } else { (ends.to, column + 1) };
        if columns[end] == other { Slot::Node(end) } else { Slot::Edge(edge) }
    };
    match slot {
        Slot::Edge(edge) => vec![beside(edge)],
        Slot::Node(node) => {
            let edges = graph.edges.iter().enumerate();
            let mine = edges.filter(|(_, edge)| if to_the_left { edge.to == node } else { edge.from == node });
            mine.map(|(index, _)| beside(index)).collect()
        }
    }
}

/// Sorts every column by the mean place of its neighbours, from left to right and back, a few times.
fn order(graph: &StageGraph, columns: &[usize], slots: &mut [Vec<Slot>]) {
    for round in 0..6 {
        let to_the_left = round % 2 == 0;
        let mut sequence: Vec<usize> = (0..slots.len()).collect();
        if !to_the_left {
            sequence.reverse();
        }
        for column in sequence {
            let other = if to_the_left { column.checked_sub(1) } else { Some(column + 1).filter(|next| *next < slots.len()) };
            let Some(other) = other else { continue };
            let place = |slot: Slot| slots[other].iter().position(|known| *known == slot).unwrap_or(0);
            #[expect(clippy::cast_precision_loss, reason = "a column has few slots")]
            let mean = |(index, slot): (usize, &Slot)| {
                let beside = neighbours(graph, columns, column, *slot, to_the_left);
                let sum: usize = beside.iter().map(|slot| place(*slot)).sum();
                if beside.is_empty() { index as f64 } else { sum as f64 / beside.len() as f64 }
            };
            let mut ranked: Vec<(f64, Slot)> =
                slots[column].iter().enumerate().map(|(index, slot)| (mean((index, slot)), *slot)).collect();
            ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
            slots[column] = ranked.into_iter().map(|(_, slot)| slot).collect();
        }
    }
}

/// The middle of every slot, as near to its neighbours as the order and the gaps let it.
fn middles(
    graph: &StageGraph,
    columns: &[usize],
    slots: &[Vec<Slot>],
    height: impl Fn(&Slot) -> f64,
) -> BTreeMap<(usize, Slot), f64> {
    let mut middles = BTreeMap::new();
    for (column, slots) in slots.iter().enumerate() {
        let mut y = 0.0;
        for slot in slots {
            middles.insert((column, *slot), y + height(slot) / 2.0);
            y += height(slot) + GAP;
        }
    }
    for round in 0..8 {
        let to_the_left = round % 2 == 0;
        let mut sequence: Vec<usize> = (0..slots.len()).collect();
        if !to_the_left {
            sequence.reverse();
        }
        for column in sequence {
            let other = if to_the_left { column.wrapping_sub(1) } else { column + 1 };
            #[expect(clippy::cast_precision_loss, reason = "a column has few slots")]
            let wanted = |slot: &Slot| {
                let beside = neighbours(graph, columns, column, *slot, to_the_left);
                let sum: f64 = beside.iter().map(|slot| middles[&(other, *slot)]).sum();
                if beside.is_empty() { middles[&(column, *slot)] } else { sum / beside.len() as f64 }
            };
            let mut placed: Vec<f64> = Vec::new();
            let mut excess = 0.0;
            for (index, slot) in slots[column].iter().enumerate() {
                let wish = wanted(slot);
                let lowest = match (index.checked_sub(1).map(|above| &slots[column][above]), placed.last()) {
                    (Some(above), Some(y)) => y + height(above) / 2.0 + GAP + height(slot) / 2.0,
                    _ => f64::NEG_INFINITY,
                };
                let y = wish.max(lowest);
                excess += y - wish;
                placed.push(y);
            }
            #[expect(clippy::cast_precision_loss, reason = "a column has few slots")]
            let shift = excess / placed.len().max(1) as f64;
            for (slot, y) in slots[column].iter().zip(placed) {
                middles.insert((column, *slot), y - shift);
            }
        }
    }
    let top = slots
        .iter()
        .enumerate()
        .flat_map(|(column, slots)| slots.iter().map(|slot| middles[&(column, *slot)] - height(slot) / 2.0).collect::<Vec<_>>());
    let top = top.fold(f64::INFINITY, f64::min);
    middles.values_mut().for_each(|middle| *middle += MARGIN - top);
    middles
}

/// Where each edge leaves its box and where it arrives: side by side, in the order of what is at its other end.
fn ports(graph: &StageGraph, boxes: &[Place], middles: &BTreeMap<(usize, Slot), f64>, columns: &[usize]) -> Vec<(f64, f64)> {
    let mut ports = vec![(0.0, 0.0); graph.edges.len()];
    for (node, place) in boxes.iter().enumerate() {
        for arrives in [true, false] {
            let mut mine: Vec<(f64, usize)> = Vec::new();
            for (index, edge) in graph.edges.iter().enumerate() {
                if (if arrives { edge.to } else { edge.from }) == node {
                    let column = if arrives { columns[node] - 1 } else { columns[node] + 1 };
                    let passing = middles.get(&(column, Slot::Edge(index)));
                    let end = if arrives { edge.from } else { edge.to };
                    mine.push((passing.copied().unwrap_or(boxes[end].y + boxes[end].height / 2.0), index));
                }
            }
            mine.sort_by(|a, b| a.0.total_cmp(&b.0));
            #[expect(clippy::cast_precision_loss, reason = "a box has few arrows")]
            for (rank, (_, index)) in mine.iter().enumerate() {
                let offset = (rank as f64 - (mine.len() as f64 - 1.0) / 2.0) * PORT;
                let y = place.y + place.height / 2.0 + offset;
                if arrives { ports[*index].1 = y } else { ports[*index].0 = y }
            }
        }
    }
    ports
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::stage_graph;

    fn laid_out(text: &str) -> (StageGraph, Layout) {
        let graph = stage_graph(text).unwrap();
        let layout = layout(&graph, &vec![100.0; graph.nodes.len()], &vec![60.0; graph.edges.len()]);
        (graph, layout)
    }

    const FILE: &str = "FROM python:3.14 AS base\nFROM base AS deps\nRUN --mount=type=bind,source=r.txt,target=r.txt true\n\
                        FROM deps AS dev\nCOPY . .\nFROM dev AS test\nFROM base AS production\nCOPY --from=deps /v /v\n\
                        COPY --from=busybox /bin/sh /sh\nCOPY shop shop\n";

    #[test]
    fn boxes_do_not_touch_and_arrows_go_to_the_right() {
        let (graph, layout) = laid_out(FILE);
        for (index, one) in layout.boxes.iter().enumerate() {
            for other in &layout.boxes[index + 1..] {
                let apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
                assert!(apart || one.y + one.height <= other.y || other.y + other.height <= one.y, "{one:?} {other:?}");
            }
            assert!(one.x >= 0.0 && one.y >= 0.0, "{one:?}");
            assert!(one.x + one.width <= layout.width && one.y + one.height <= layout.height, "{one:?} {layout:?}");
        }
        for (edge, route) in graph.edges.iter().zip(&layout.routes) {
            assert!(route.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{edge:?} {route:?}");
            let (_, y) = *route.last().unwrap();
            let target = layout.boxes[edge.to];
            assert!(y > target.y && y < target.y + target.height, "{edge:?}");
        }
    }

    #[test]
    fn the_same_file_gives_the_same_picture() {
        assert_eq!(laid_out(FILE).1, laid_out(FILE).1);
    }

    #[test]
    fn a_single_stage_has_a_picture() {
        let (_, layout) = laid_out("FROM scratch\n");
        assert_eq!(layout.boxes.len(), 1);
        assert!(layout.width > 0.0 && layout.height > 0.0);
    }
}

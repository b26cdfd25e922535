//! What is reached in a graph of locked packages.

use std::collections::HashSet;

/// A package by its index, or one of its extras.
pub(super) type Node<'a> = (usize, Option<&'a str>);

/// Follows the edges from the roots; tells for each of `count` packages whether it was reached.
pub(super) fn reach<'a>(count: usize, roots: Vec<Node<'a>>, mut edges: impl FnMut(Node<'a>) -> Vec<Node<'a>>) -> Vec<bool> {
    let mut reached = vec![false; count];
    let mut seen = HashSet::new();
    let mut open = roots;
    while let Some(node) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        if let Some(flag) = reached.get_mut(node.0) {
            *flag = true;
        }
        open.extend(edges(node));
    }
    reached
}

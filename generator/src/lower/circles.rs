//! Types that contain themselves.

use std::collections::HashMap;

use super::Models;
use super::reach::{members, members_mut};
use crate::api::{TypeKind, TypePath};

/// Boxes every direct member through which a type contains itself.
pub(super) fn box_recursion(models: &mut Models) {
    let circles = circles(models);
    for (path, model) in models.iter_mut() {
        for ty in members_mut(model) {
            if let TypeKind::Named(target) = &ty.kind {
                ty.boxed = circles.contains_key(target) && circles.get(target) == circles.get(path);
            }
        }
    }
}

/// A number for each type, the same for those that contain each other directly: strongly connected components, after Kosaraju.
fn circles(models: &Models) -> HashMap<TypePath, usize> {
    let mut edges: Vec<Vec<usize>> = vec![Vec::new(); models.len()];
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); models.len()];
    for (from, model) in models.values().enumerate() {
        for ty in members(model) {
            if let TypeKind::Named(path) = &ty.kind
                && let Some(to) = models.get_index_of(path)
            {
                edges[from].push(to);
                back[to].push(from);
            }
        }
    }
    let mut circle: Vec<Option<usize>> = vec![None; models.len()];
    for root in finished(&edges).into_iter().rev() {
        let mut waiting = vec![root];
        while let Some(at) = waiting.pop() {
            if circle[at].is_none() {
                circle[at] = Some(root);
                waiting.extend(&back[at]);
            }
        }
    }
    let paths = models.keys().cloned();
    paths
        .zip(circle)
        .filter_map(|(path, root)| Some((path, root?)))
        .collect()
}

/// All nodes in the order in which a search that goes deep first is done with them.
fn finished(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; edges.len()];
    let mut order = Vec::with_capacity(edges.len());
    for start in 0..edges.len() {
        // Each with how many of its edges were followed.
        let mut open: Vec<(usize, usize)> = Vec::new();
        if !std::mem::replace(&mut seen[start], true) {
            open.push((start, 0));
        }
        while let Some((at, next)) = open.last_mut() {
            match edges[*at].get(*next) {
                Some(to) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[*to], true) {
                        open.push((*to, 0));
                    }
                }
                None => {
                    order.push(*at);
                    open.pop();
                }
            }
        }
    }
    order
}

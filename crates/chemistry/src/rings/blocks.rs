//! Ring systems: the two-connected blocks of a graph that hold a cycle (Hopcroft and Tarjan 1973).
//!
//! Every cycle lies in one block; blocks share atoms (a spiro centre) but no bonds.

use crate::Graph;

/// Where the depth-first walk stands: at an atom, come by a bond, having looked at some of its neighbours.
struct Step {
    atom: u32,
    by: u32,
    next: u32,
}

/// Calls `visit` with the bonds of each block of at least three bonds; `walkable` tells which bonds count.
pub(super) fn for_each(graph: &Graph, walkable: impl Fn(usize) -> bool, mut visit: impl FnMut(&[u32])) {
    const UNSEEN: u32 = 0;
    let n = graph.atom_count();
    // Time of discovery, and the earliest time reachable by one step back from the atom's subtree.
    let mut found = vec![UNSEEN; n];
    let mut low = vec![0u32; n];
    let mut clock = 0;
    let mut path: Vec<Step> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    for start in 0..n {
        if found[start] != UNSEEN || graph.degree(start) == 0 {
            continue;
        }
        clock += 1;
        (found[start], low[start]) = (clock, clock);
        path.push(Step { atom: start as u32, by: u32::MAX, next: 0 });
        while let Some(step) = path.last_mut() {
            let atom = step.atom as usize;
            if let Some(&neighbor) = graph.neighbors(atom).get(step.next as usize) {
                step.next += 1;
                let (other, bond) = (neighbor.atom as usize, neighbor.bond);
                if bond == step.by || !walkable(bond as usize) {
                    continue;
                }
                if found[other] == UNSEEN {
                    clock += 1;
                    (found[other], low[other]) = (clock, clock);
                    open.push(bond);
                    path.push(Step { atom: other as u32, by: bond, next: 0 });
                } else if found[other] < found[atom] {
                    open.push(bond);
                    low[atom] = low[atom].min(found[other]);
                }
            } else {
                let by = step.by;
                path.pop();
                let Some(parent) = path.last() else { continue };
                let parent = parent.atom as usize;
                low[parent] = low[parent].min(low[atom]);
                if low[atom] >= found[parent] {
                    let first = open.iter().rposition(|&bond| bond == by).unwrap_or(0);
                    if open.len() - first >= 3 {
                        visit(&open[first..]);
                    }
                    open.truncate(first);
                }
            }
        }
    }
}

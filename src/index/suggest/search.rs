//! The second stage: a banded, weighted search over the map.
//!
//! Every path of the `fst` carries one row of the price table. A path dies when its whole row costs
//! more than the budget. The search is bounded by a node count, never by the clock, so that the
//! answer is the same on every machine.

use super::price::{Cost, FAR, LONGEST, Row, Typed, begins_confusion};
use crate::index::Payload;
use std::borrow::Cow;

type Fst = fst::raw::Fst<Cow<'static, [u8]>>;

/// One search with one budget.
pub struct Search<'a> {
    fst: &'a Fst,
    typed: &'a Typed<'a>,
    budget: Cost,
    /// How many nodes may still be visited.
    nodes: usize,
    path: Vec<u8>,
    rows: Vec<Row>,
    found: Vec<(String, Payload)>,
}

impl<'a> Search<'a> {
    /// A search of at most so many nodes.
    pub fn new(fst: &'a Fst, typed: &'a Typed<'a>, budget: Cost, nodes: usize) -> Search<'a> {
        let mut rows = vec![[FAR; LONGEST + 1]; LONGEST + 1];
        rows[0] = typed.first_row();
        Search { fst, typed, budget, nodes, path: Vec::new(), rows, found: Vec::new() }
    }

    /// Every key within the budget.
    pub fn run(mut self) -> Vec<(String, Payload)> {
        let root = self.fst.root();
        self.visit(root, fst::raw::Output::zero(), 0);
        self.found
    }

    /// Visits a node whose row has this cheapest cell.
    fn visit(&mut self, node: fst::raw::Node<'a>, output: fst::raw::Output, cheapest: Cost) {
        self.nodes = self.nodes.saturating_sub(1);
        if node.is_final() && self.rows[self.path.len()][self.typed.bytes.len()] <= self.budget {
            let value = output.cat(node.final_output()).value();
            let key = String::from_utf8_lossy(&self.path).into_owned();
            self.found.push((key, Payload(value)));
        }
        for t in node.transitions() {
            if self.nodes == 0 || self.path.len() == LONGEST {
                return;
            }
            self.path.push(t.inp);
            let row = self.typed.next_row(&mut self.rows, &self.path, self.budget);
            let pending = begins_confusion(t.inp) && cheapest + 30 <= self.budget;
            if row <= self.budget || pending {
                self.visit(self.fst.node(t.addr), output.cat(t.out), row);
            }
            self.path.pop();
        }
    }
}

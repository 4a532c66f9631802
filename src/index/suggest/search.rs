//! The second stage: a banded, weighted search over the map.
//!
//! Every path of the `fst` carries one row of the price table. A path dies when its whole row costs
//! more than the budget, or when with the rarity of the commonest word ahead of it it can no longer
//! come among the best. The search is bounded by a node count, never by the clock, so that the
//! answer is the same on every machine.

use super::price::{Cost, FAR, LONGEST, Row, Typed, bit};
use super::{Fst, RARE, Ranking};
use crate::index::Payload;
use fst::raw::{Node, Output};

/// One search with one budget.
pub struct Search<'s, 'a> {
    fst: &'s Fst,
    typed: &'s Typed<'s>,
    budget: Cost,
    /// How many nodes may still be visited.
    nodes: usize,
    path: Vec<u8>,
    rows: Vec<Row>,
    ranking: &'s mut Ranking<'a>,
}

impl<'s, 'a> Search<'s, 'a> {
    /// A search of at most so many nodes.
    pub fn new(
        fst: &'s Fst,
        typed: &'s Typed<'s>,
        (budget, nodes): (Cost, usize),
        ranking: &'s mut Ranking<'a>,
    ) -> Search<'s, 'a> {
        let mut rows = vec![[FAR; LONGEST + 1]; LONGEST + 1];
        rows[0] = typed.first_row();
        Search { fst, typed, budget, nodes, path: Vec::new(), rows, ranking }
    }

    /// Ranks every key within the budget that may come among the best.
    pub fn run(mut self) {
        self.visit(self.fst.root(), Output::zero());
    }

    /// Visits the node at the end of the path.
    fn visit(&mut self, node: Node<'s>, output: Output) {
        self.nodes = self.nodes.saturating_sub(1);
        let depth = self.path.len();
        if node.is_final() && self.rows[depth][self.typed.bytes.len()] <= self.budget {
            let key = String::from_utf8_lossy(&self.path).into_owned();
            self.ranking.weigh(key, Payload(output.cat(node.final_output()).value()));
        }
        if depth == LONGEST {
            return;
        }
        let next = self.typed.next(&self.rows, &self.path, self.budget(output));
        for t in node.transitions().filter(|t| (next.near | next.pending) & bit(t.inp) != 0) {
            if self.nodes == 0 {
                return;
            }
            let output = output.cat(t.out);
            let budget = self.budget(output);
            if budget == 0 {
                continue;
            }
            self.path.push(t.inp);
            let row = self.typed.next_row(&mut self.rows, &self.path, self.budget);
            if row <= budget || next.pending & bit(t.inp) != 0 {
                self.visit(self.fst.node(t.addr), output);
            }
            self.path.pop();
        }
    }

    /// What a word behind this output may cost: the commonest one there must come among the best.
    fn budget(&self, output: Output) -> Cost {
        let rarity = RARE * u32::from(Payload(output.value()).rarity());
        let left = self.ranking.limit().saturating_sub(rarity);
        self.budget.min(Cost::try_from(left).unwrap_or(Cost::MAX))
    }
}

//! An automaton for many needles at once (Aho and Corasick 1975).

use std::collections::{BTreeMap, HashMap, VecDeque};

/// An automaton that finds every needle in a sequence of symbols.
pub(super) struct Automaton {
    next: HashMap<(u32, u32), u32>,
    fail: Vec<u32>,
    /// The needles that end at a state, each with its length.
    ends: Vec<Vec<(u32, usize)>>,
    /// Which symbols a needle begins with, by their low 16 bits: most of a text is passed over by this alone.
    first: Vec<u64>,
}

impl Automaton {
    fn may_begin(&self, symbol: u32) -> bool {
        let word = usize::try_from((symbol & 0xffff) >> 6).unwrap_or_default();
        self.first.get(word).is_some_and(|bits| bits >> (symbol & 63) & 1 == 1)
    }

    pub fn step(&self, mut state: u32, symbol: u32) -> u32 {
        if state == 0 && !self.may_begin(symbol) {
            return 0;
        }
        loop {
            if let Some(next) = self.next.get(&(state, symbol)) {
                return *next;
            }
            if state == 0 {
                return 0;
            }
            state = usize::try_from(state).ok().and_then(|at| self.fail.get(at)).copied().unwrap_or_default();
        }
    }

    pub fn ends(&self, state: u32) -> &[(u32, usize)] {
        let ends = usize::try_from(state).ok().and_then(|at| self.ends.get(at));
        ends.map(Vec::as_slice).unwrap_or_default()
    }
}

/// Puts an automaton together.
#[derive(Default)]
pub(super) struct Builder {
    next: BTreeMap<(u32, u32), u32>,
    ends: BTreeMap<u32, Vec<(u32, usize)>>,
}

impl Builder {
    pub fn add(&mut self, symbols: &[u32], needle: u32) {
        if symbols.len() < 2 {
            return;
        }
        let mut state = 0;
        for symbol in symbols {
            let new = u32::try_from(self.next.len() + 1).unwrap_or(u32::MAX);
            state = *self.next.entry((state, *symbol)).or_insert(new);
        }
        self.ends.entry(state).or_default().push((needle, symbols.len()));
    }

    pub fn build(self) -> Automaton {
        let count = self.next.len() + 1;
        let mut automaton = Automaton {
            next: self.next.iter().map(|(edge, state)| (*edge, *state)).collect(),
            fail: vec![0; count],
            ends: vec![Vec::new(); count],
            first: vec![0; 1024],
        };
        let mut outgoing: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        for ((from, symbol), to) in &self.next {
            outgoing.entry(*from).or_default().push((*symbol, *to));
        }
        for (symbol, _) in outgoing.get(&0).into_iter().flatten() {
            let word = usize::try_from((symbol & 0xffff) >> 6).unwrap_or_default();
            if let Some(bits) = automaton.first.get_mut(word) {
                *bits |= 1 << (symbol & 63);
            }
        }
        // Breadth first, so that what a state fails to is complete before it.
        let mut queue: VecDeque<u32> = VecDeque::from([0]);
        while let Some(state) = queue.pop_front() {
            let at = usize::try_from(state).unwrap_or_default();
            let fail = automaton.fail.get(at).copied().unwrap_or_default();
            let mut ends = self.ends.get(&state).cloned().unwrap_or_default();
            if state != 0 {
                ends.extend_from_slice(automaton.ends(fail));
            }
            if let Some(place) = automaton.ends.get_mut(at) {
                *place = ends;
            }
            for (symbol, to) in outgoing.get(&state).into_iter().flatten() {
                let target = if state == 0 { 0 } else { automaton.step(fail, *symbol) };
                if let Some(fail) = usize::try_from(*to).ok().and_then(|to| automaton.fail.get_mut(to)) {
                    *fail = target;
                }
                queue.push_back(*to);
            }
        }
        automaton
    }
}

//! A random sample that anyone can draw again.

/// `count` items in their order, chosen at random; the same seed chooses the same ones.
///
/// ```
/// let items: Vec<u32> = (0..100).collect();
/// assert_eq!(medspell::sample(&items, 5, 1), medspell::sample(&items, 5, 1));
/// assert_ne!(medspell::sample(&items, 5, 1), medspell::sample(&items, 5, 2));
/// ```
pub fn sample<T>(items: &[T], count: usize, seed: u64) -> Vec<&T> {
    let mut state = seed;
    let (mut wanted, mut chosen) = (count.min(items.len()) as u64, Vec::new());
    for (i, item) in items.iter().enumerate() {
        let left = (items.len() - i) as u64;
        if next(&mut state) % left < wanted {
            chosen.push(item);
            wanted -= 1;
        }
    }
    chosen
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sample_has_its_size_and_no_twice() {
        let items: Vec<u32> = (0..1000).collect();
        let drawn = super::sample(&items, 300, 7);
        assert_eq!(drawn.len(), 300);
        assert!(drawn.windows(2).all(|w| w[0] < w[1]));
        assert_eq!(super::sample(&items, 2000, 7).len(), 1000);
    }
}

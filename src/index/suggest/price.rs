//! What a misspelling costs: the weighted edit distance that every stage shares.
//!
//! Beside the edits of Damerau there are the confusions that people really make with medical words
//! (*e* for *ae*, *f* for *ph*, *r* for *rrh*), each with a price of its own. The table is computed
//! row by row, one row for each letter of the word that was meant, so that a search over a tree of
//! words can share the rows of a common beginning.

/// Hundredths of an edit.
pub type Cost = u16;

/// One letter wrong, missing or too much.
pub const EDIT: Cost = 100;
/// Beyond every budget.
pub const FAR: Cost = 5000;
/// The longest word that is searched for, in bytes.
pub const LONGEST: usize = 40;

/// The first letter, on top of its edit: people get it right.
const FIRST: Cost = 45;
/// Two letters in the wrong order.
const SWAP: Cost = 65;
/// A letter moved over the two before or behind it: *Chron*, *fermoal*.
const MOVE: Cost = 110;
/// A letter not typed: the commonest slip.
const MISSING: Cost = 80;
/// One of two equal letters not typed, or one typed twice.
const DOUBLE: Cost = 45;
/// A mute *e* at the end or before the ending: *simpley*, *volcanoe*.
const MUTE: Cost = 80;
/// A vowel for one that sounds much alike when unstressed, and for any other.
const VOWEL: Cost = 65;
const OTHER_VOWEL: Cost = 90;
/// A key beside the one that was meant.
const NEIGHBOUR: Cost = 85;
/// An apostrophe or hyphen not typed.
const SIGN: Cost = 30;

/// What people type, what they mean, and the price. Both directions hold.
const CONFUSIONS: [(&str, &str, Cost); 67] = [
    ("e", "ae", 30),
    ("e", "oe", 30),
    ("ae", "oe", 30),
    ("ea", "ae", 40),
    ("eo", "oe", 40),
    ("f", "ph", 30),
    ("r", "rh", 40),
    ("r", "rrh", 40),
    ("rh", "rrh", 30),
    ("rr", "rrh", 30),
    ("rrh", "rhh", 30),
    ("y", "i", 40),
    ("ie", "ei", 40),
    ("c", "k", 50),
    ("c", "s", 55),
    ("s", "z", 40),
    ("c", "ch", 50),
    ("k", "ch", 50),
    ("sh", "ch", 60),
    ("sc", "s", 50),
    ("sc", "c", 50),
    ("x", "xc", 40),
    ("t", "th", 50),
    ("n", "pn", 50),
    ("s", "ps", 50),
    ("n", "kn", 60),
    ("n", "gn", 60),
    ("r", "wr", 60),
    ("u", "eu", 50),
    ("us", "ous", 40),
    ("or", "our", 30),
    ("er", "re", 50),
    ("le", "el", 50),
    ("al", "le", 60),
    ("ant", "ent", 40),
    ("ance", "ence", 40),
    ("able", "ible", 40),
    ("ise", "ize", 20),
    ("yse", "yze", 20),
    ("sion", "tion", 50),
    ("cion", "tion", 50),
    ("ssion", "tion", 60),
    ("cian", "tion", 70),
    ("shion", "tion", 70),
    ("shun", "tion", 80),
    ("ei", "i", 60),
    ("itis", "itus", 60),
    ("ly", "ally", 55),
    ("x", "ks", 60),
    ("ks", "x", 60),
    ("x", "cc", 55),
    ("qu", "k", 70),
    ("kw", "qu", 60),
    ("u", "oo", 70),
    ("j", "g", 60),
    ("j", "dg", 60),
    ("k", "ck", 45),
    ("ei", "a", 80),
    ("o", "ough", 80),
    ("er", "or", 50),
    ("er", "ar", 55),
    ("é", "e", 10),
    ("cher", "ture", 70),
    ("f", "gh", 70),
    ("ff", "gh", 70),
    ("ia", "oea", 50),
    ("cks", "x", 45),
];

/// Vowels that unstressed syllables confuse, and the other pairs of vowels.
const ALIKE: &[u8] = b"ae ei ao ou eo ai iy";
const VOWELS: &[u8] = b"au ay eu ey io iu oy uy";
/// Neighbours on a British keyboard.
const KEYS: &[u8] = b"qw we er rt ty yu ui io op as sd df fg gh hj jk kl zx xc cv vb bn nm";

/// One row of the table: the cost of each beginning of the typed word.
pub type Row = [Cost; LONGEST + 1];

/// The letters that may follow a path, as sets of bits.
pub struct Next {
    /// Those whose row is within the budget.
    pub near: u32,
    /// Those whose row may look dear until the confusion that they begin is complete.
    pub pending: u32,
}

/// Length typed, what is meant, price.
type Confusions = Vec<(usize, &'static [u8], Cost)>;

/// A typed word, prepared for comparing.
pub struct Typed<'t> {
    pub bytes: &'t [u8],
    /// The confusions whose typed side ends at each position: length typed, meant, price.
    /// Those that mean one letter stand first.
    ends: Vec<Confusions>,
    /// How many mean one letter.
    ones: Vec<usize>,
    /// The last letter but one of what the others mean, as a set of bits.
    heads: Vec<u32>,
    /// The last letters of what is meant there, as a set of bits: most cells need look no further.
    lasts: Vec<u32>,
    /// The first letters of what is meant by the confusions whose typed side begins at each
    /// position, where more letters follow, and the least price of those.
    starts: Vec<(u32, Cost)>,
    /// The price of each typed letter being one too many.
    superfluous: Vec<Cost>,
}

impl<'t> Typed<'t> {
    /// Prepares a folded word of at most [`LONGEST`] bytes.
    pub fn new(word: &'t str) -> Typed<'t> {
        let bytes = word.as_bytes();
        let ends: Vec<Confusions> = (0..=bytes.len()).map(|j| ending(&bytes[..j])).collect();
        let set = |ends: &Confusions| {
            ends.iter().fold(0, |set, (_, meant, _)| set | bit(meant[meant.len() - 1]))
        };
        let superfluous = (0..=bytes.len()).map(|j| superfluous(bytes, j)).collect();
        let ones = ends.iter().map(|e| e.iter().take_while(|(_, m, _)| m.len() == 1).count());
        let heads = |ends: &Confusions| {
            let heads = ends.iter().filter_map(|(_, meant, _)| meant.iter().rev().nth(1));
            heads.fold(0, |set, &head| set | bit(head))
        };
        let (ones, heads) = (ones.collect(), ends.iter().map(heads).collect());
        let (lasts, starts) = (ends.iter().map(set).collect(), starts(&ends));
        Typed { bytes, lasts, starts, ends, ones, heads, superfluous }
    }

    /// The letters that may follow the path within the budget: those whose row has a cell within
    /// it, and those that begin what a confusion means.
    pub fn next(&self, rows: &[Row], path: &[u8], budget: Cost) -> Next {
        let depth = path.len();
        let (from, to) = self.band(depth, budget);
        let mut next = Next { near: 0, pending: 0 };
        for (j, cell) in rows[depth].iter().enumerate().take(to + 1).skip(from) {
            let Some(left) = budget.checked_sub(*cell) else { continue };
            let (pending, least) = self.starts[j];
            next.pending |= if least <= left { pending } else { 0 };
            next.near |= missed(path, left);
            next.near |= self.bytes.get(j).map_or(0, |&typed| instead(typed, left));
        }
        if next.near == u32::MAX {
            return next; // there are no more letters
        }
        for j in from + 1..=(to + 1).min(self.bytes.len()) {
            next.near |= self.crossed(rows, path, j, budget);
        }
        next
    }

    /// The letters that complete a swap or a confusion whose typed side ends before `j`.
    fn crossed(&self, rows: &[Row], path: &[u8], j: usize, budget: Cost) -> u32 {
        let depth = path.len();
        let Some(&last) = path.last() else { return self.ended(rows, path, j, budget) };
        let swaps = j > 1 && last == self.bytes[j - 1] && rows[depth - 1][j - 2] + SWAP <= budget;
        let swapped = if swaps { bit(self.bytes[j - 2]) } else { 0 };
        swapped | self.ended(rows, path, j, budget)
    }

    /// The letters that complete a confusion.
    fn ended(&self, rows: &[Row], path: &[u8], j: usize, budget: Cost) -> u32 {
        let (ones, more) = self.ends[j].split_at(self.ones[j]);
        let (depth, mut set) = (path.len(), 0);
        for (length, meant, price) in ones {
            let fits = rows[depth][j - length] + price <= budget;
            set |= if fits { bit(meant[0]) } else { 0 };
        }
        if path.last().is_none_or(|&last| self.heads[j] & bit(last) == 0) {
            return set;
        }
        for (length, meant, price) in more {
            let (last, head) = meant.split_last().expect("two letters or more");
            let fits =
                ends_with(path, head) && rows[depth - head.len()][j - length] + price <= budget;
            set |= if fits { bit(*last) } else { 0 };
        }
        set
    }

    /// The columns that a budget can reach at a depth; none lies behind the word.
    fn band(&self, depth: usize, budget: Cost) -> (usize, usize) {
        let (reach, last) = (usize::from(budget / MISSING) + 1, self.bytes.len());
        (depth.saturating_sub(reach).min(last), (depth + reach).min(last))
    }

    /// The row above the first letter: everything typed so far is too much.
    pub fn first_row(&self) -> Row {
        let mut row = [FAR; LONGEST + 1];
        row[0] = 0;
        for j in 1..=self.bytes.len() {
            row[j] = row[j - 1] + self.superfluous[j];
        }
        row
    }

    /// Computes the row of the last byte of `path` from those before it, and returns the cheapest
    /// cell. Only the band of columns that a `budget` can reach is filled.
    pub fn next_row(&self, rows: &mut [Row], path: &[u8], budget: Cost) -> Cost {
        let depth = path.len();
        let (from, to) = self.band(depth, budget);
        let (before, rest) = rows.split_at_mut(depth);
        let row = &mut rest[0];
        *row = [FAR; LONGEST + 1];
        let letter = Letter::last(path);
        let mut cheapest = FAR;
        for j in from..=to {
            row[j] = self.cell(before, row, path, &letter, j);
            cheapest = cheapest.min(row[j]);
        }
        cheapest
    }

    /// The cheapest way from the first `j` typed bytes to the path.
    fn cell(&self, before: &[Row], row: &Row, path: &[u8], letter: &Letter, j: usize) -> Cost {
        let depth = path.len();
        let above = &before[depth - 1];
        let mut best = above[j] + letter.missing;
        if j == 0 {
            return best;
        }
        let typed = self.bytes[j - 1];
        best = best.min(above[j - 1] + letter.instead_of(typed));
        best = best.min(row[j - 1] + self.superfluous[j]);
        if depth > 1 && j > 1 && letter.byte == self.bytes[j - 2] && path[depth - 2] == typed {
            best = best.min(before[depth - 2][j - 2] + SWAP);
        }
        if depth > 2 && j > 2 && is_moved(&self.bytes[j - 3..j], &path[depth - 3..]) {
            best = best.min(before[depth - 3][j - 3] + MOVE);
        }
        if self.lasts[j] & bit(letter.byte) != 0 {
            best = best.min(self.confusion(before, path, j));
        }
        best
    }

    /// The cheapest confusion that ends here.
    fn confusion(&self, before: &[Row], path: &[u8], j: usize) -> Cost {
        let depth = path.len();
        let fitting = self.ends[j].iter().filter(|(_, meant, _)| ends_with(path, meant));
        let prices =
            fitting.map(|(length, meant, price)| before[depth - meant.len()][j - length] + price);
        prices.min().unwrap_or(FAR)
    }

    /// The price of this word for `meant`; [`FAR`] or more when it is out of reach.
    pub fn price(&self, meant: &str, rows: &mut Vec<Row>) -> Cost {
        let meant = meant.as_bytes();
        if meant.len() > LONGEST || meant.len().abs_diff(self.bytes.len()) > 6 {
            return FAR;
        }
        rows.resize((meant.len() + 1).max(rows.len()), [FAR; LONGEST + 1]);
        rows[0] = self.first_row();
        for depth in 1..=meant.len() {
            self.next_row(rows, &meant[..depth], 4 * EDIT);
        }
        rows[meant.len()][self.bytes.len()]
    }

    /// The words that one confusion makes of this one.
    pub fn confused(&self, mut visit: impl FnMut(&[u8])) {
        let mut word = Vec::new();
        for (j, ends) in self.ends.iter().enumerate() {
            for (length, meant, _) in ends {
                word.clear();
                word.extend_from_slice(&self.bytes[..j - length]);
                word.extend_from_slice(meant);
                word.extend_from_slice(&self.bytes[j..]);
                visit(&word);
            }
        }
    }
}

pub fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

fn both_ways() -> impl Iterator<Item = (&'static str, &'static str, Cost)> {
    CONFUSIONS.iter().flat_map(|&(a, b, price)| [(a, b, price), (b, a, price)])
}

/// The letters that may stand for a typed one, itself among them, at no more than a price.
fn instead(typed: u8, left: Cost) -> u32 {
    let sets = &INSTEAD[usize::from(typed & 31)];
    match left {
        EDIT.. => u32::MAX,
        OTHER_VOWEL.. => sets[2],
        NEIGHBOUR.. => sets[1],
        VOWEL.. => sets[0],
        _ => bit(typed),
    }
}

/// The letters whose absence costs no more than a price.
fn missed(path: &[u8], left: Cost) -> u32 {
    let doubled = path.last().map_or(0, |&last| bit(last));
    match left {
        MISSING.. => u32::MAX,
        DOUBLE.. => doubled | bit(b'\'') | bit(b'-'),
        SIGN.. => bit(b'\'') | bit(b'-'),
        _ => 0,
    }
}

/// The same as the method of slices, which calls out for a few bytes.
fn ends_with(path: &[u8], tail: &[u8]) -> bool {
    let Some(from) = path.len().checked_sub(tail.len()) else { return false };
    path[from..].iter().rev().zip(tail.iter().rev()).all(|(a, b)| a == b)
}

/// The confusions whose typed side ends this; those that mean one letter stand first.
fn ending(typed: &[u8]) -> Confusions {
    let fitting = both_ways().filter(|(side, ..)| ends_with(typed, side.as_bytes()));
    let fitting = fitting.map(|(side, meant, price)| (side.len(), meant.as_bytes(), price));
    let (mut ones, more): (Confusions, _) = fitting.partition(|(_, meant, _)| meant.len() == 1);
    ones.extend::<Confusions>(more);
    ones
}

/// The confusions of two meant letters and more by where their typed side begins.
fn starts(ends: &[Confusions]) -> Vec<(u32, Cost)> {
    let mut starts = vec![(0, FAR); ends.len()];
    for (j, ends) in ends.iter().enumerate() {
        for (length, meant, price) in ends.iter().filter(|(_, meant, _)| meant.len() > 1) {
            let (letters, least) = &mut starts[j - length];
            *letters |= bit(meant[0]);
            *least = (*least).min(*price);
        }
    }
    starts
}

/// True of three letters of which the first or the last changed its place.
fn is_moved(typed: &[u8], meant: &[u8]) -> bool {
    let [a, b, c] = *typed else { return false };
    meant == [b, c, a] || meant == [c, a, b]
}

/// The price of the path's last byte not having been typed.
fn missing(path: &[u8]) -> Cost {
    match path {
        [.., b'\'' | b'-'] => SIGN,
        [.., a, b] if a == b => DOUBLE,
        _ => edge(path.len(), MISSING),
    }
}

fn edge(at: usize, price: Cost) -> Cost {
    if at <= 1 { price + FIRST } else { price }
}

/// The price of the typed letter before `end` being one too many.
fn superfluous(typed: &[u8], end: usize) -> Cost {
    match (&typed[..end], &typed[end..]) {
        ([.., a, b], _) if a == b => DOUBLE,
        ([_, _, .., b'e'], [] | [b's' | b'y']) => MUTE,
        (typed, _) => edge(typed.len(), EDIT),
    }
}

/// The last letter of a path, with what is common to its whole row.
struct Letter {
    byte: u8,
    missing: Cost,
    first: Cost,
    prices: &'static [Cost; 32],
}

impl Letter {
    fn last(path: &[u8]) -> Letter {
        let byte = path[path.len() - 1];
        let prices = &SUBSTITUTIONS[usize::from(byte & 31)];
        Letter { byte, missing: missing(path), first: edge(path.len(), 0), prices }
    }

    /// The price of having typed this letter instead.
    fn instead_of(&self, typed: u8) -> Cost {
        match typed == self.byte {
            true => 0,
            false => self.prices[usize::from(typed & 31)] + self.first,
        }
    }
}

/// The price of one letter for another, by their places in the alphabet; what is no letter shares
/// a place with one, which only makes it cheaper.
static SUBSTITUTIONS: [[Cost; 32]; 32] = substitutions();

const fn substitutions() -> [[Cost; 32]; 32] {
    let mut table = [[EDIT; 32]; 32];
    pairs(&mut table, VOWELS, OTHER_VOWEL);
    pairs(&mut table, KEYS, NEIGHBOUR);
    pairs(&mut table, ALIKE, VOWEL);
    table
}

/// For each letter those that may stand for it at the price of a [`VOWEL`], of a [`NEIGHBOUR`] and
/// of an [`OTHER_VOWEL`] at most, with itself.
static INSTEAD: [[u32; 3]; 32] = letters_instead();

const fn letters_instead() -> [[u32; 3]; 32] {
    const PRICES: [Cost; 3] = [VOWEL, NEIGHBOUR, OTHER_VOWEL];
    let (table, mut sets, mut at) = (substitutions(), [[0; 3]; 32], 0);
    while at < 32 * 32 * 3 {
        let (a, b, price) = (at / 96, at / 3 % 32, at % 3);
        if a == b || table[a][b] <= PRICES[price] {
            sets[a][price] |= 1 << b;
        }
        at += 1;
    }
    sets
}

/// Sets a price in both directions for pairs that are written one after the other.
const fn pairs(table: &mut [[Cost; 32]; 32], letters: &[u8], price: Cost) {
    let mut at = 0;
    while at + 1 < letters.len() {
        let (a, b) = ((letters[at] & 31) as usize, (letters[at + 1] & 31) as usize);
        table[a][b] = price;
        table[b][a] = price;
        at += 3;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(typed: &str, meant: &str) -> Cost {
        Typed::new(typed).price(meant, &mut Vec::new())
    }

    #[test]
    fn confusions_are_cheap() {
        assert_eq!(price("haemoglobin", "haemoglobin"), 0);
        assert_eq!(price("hemoglobin", "haemoglobin"), 30);
        assert_eq!(price("flem", "phlem"), 30);
        assert_eq!(price("hemorage", "haemorrhage"), 70);
        assert_eq!(price("teh", "the"), SWAP);
        assert_eq!(price("fermoal", "femoral"), MOVE);
        assert_eq!(price("dont", "don't"), SIGN);
        assert_eq!(price("simpley", "simply"), MUTE);
        assert!(price("xyz", "haemoglobin") >= FAR);
    }
}

//! Flags: the names of affix classes and of properties, in the four spellings of hunspell(5).

/// A flag as a number; 0 is none.
pub(super) type Flag = u32;

/// How the dictionary writes its flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// One byte a flag, whatever the encoding.
    Byte,
    /// Two bytes a flag.
    Long,
    /// Decimal numbers with commas between.
    Number,
    /// One character of UTF-8 a flag.
    Utf8,
}

impl Spelling {
    /// What the value of `FLAG` names.
    pub(super) fn named(name: &str) -> Option<Spelling> {
        match name.to_ascii_lowercase().as_str() {
            "long" => Some(Spelling::Long),
            "num" => Some(Spelling::Number),
            "utf-8" => Some(Spelling::Utf8),
            "char" => Some(Spelling::Byte),
            _ => None,
        }
    }

    /// The flags of a field, in its order; what is no flag is left out, as Hunspell does.
    pub(super) fn flags(self, field: &[u8]) -> Vec<Flag> {
        match self {
            Spelling::Byte => field.iter().map(|&b| Flag::from(b)).collect(),
            Spelling::Long => field.chunks(2).map(long).collect(),
            Spelling::Number => field.split(|&b| b == b',').filter_map(number).collect(),
            Spelling::Utf8 => String::from_utf8_lossy(field).chars().map(Flag::from).collect(),
        }
    }

    /// The first flag of a field, which is how a flag is named where it is defined.
    pub(super) fn flag(self, field: &[u8]) -> Option<Flag> {
        self.flags(field).first().copied().filter(|&flag| flag != 0)
    }
}

fn long(pair: &[u8]) -> Flag {
    pair.iter().fold(0, |flag, &b| flag << 8 | Flag::from(b))
}

fn number(digits: &[u8]) -> Option<Flag> {
    std::str::from_utf8(digits).ok()?.trim().parse::<u16>().ok().map(Flag::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_has_its_flags() {
        assert_eq!(Spelling::Byte.flags(b"A\xe9"), [65, 0xe9]);
        assert_eq!(Spelling::Long.flags(b"AaBb"), [0x4161, 0x4262]);
        assert_eq!(Spelling::Number.flags(b"1,214,x"), [1, 214]);
        assert_eq!(Spelling::Utf8.flags("Aé".as_bytes()), [65, 0xe9]);
        assert_eq!(Spelling::named("hex"), None);
    }
}

#![no_main]

use libfuzzer_sys::fuzz_target;
use medspell::document::Format;

fuzz_target!(|bytes: &[u8]| medspell_fuzz::check(&medspell_fuzz::package(bytes), Format::Xlsx));

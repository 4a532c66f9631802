//! Small documents for the tests, made by the tests.

use std::io::{Cursor, Write};

/// A zip file of these entries.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a new entry");
        writer.write_all(bytes).expect("memory can be written");
    }
    writer.finish().expect("a complete file").into_inner()
}

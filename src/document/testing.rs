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

/// A Word document with this body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let main = format!("<w:document><w:body>{body}</w:body></w:document>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/media/image1.png", b"no picture"),
    ])
}

/// A PDF file with a page for each of these contents; its fonts are `F1`, and `F2` whose code 0041
/// is *ffi*.
#[cfg(feature = "pdf")]
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    const MAP: &str = "begincmap 1 begincodespacerange<0000><ffff>endcodespacerange 1 beginbfchar<0041><fb03>endbfchar endcmap";
    let stream = |text: &str| format!("<</Length {}>>stream\n{text}\nendstream", text.len());
    let kids: String = (0..pages.len()).map(|n| format!("{} 0 R ", 6 + 2 * n)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>".to_owned(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()),
        "<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Courier>>/F2 4 0 R>>>>".to_owned(),
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 600>>]>>".to_owned(),
        stream(MAP),
    ];
    for (index, content) in pages.iter().enumerate() {
        let contents = 7 + 2 * index;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 3 0 R/Contents {contents} 0 R>>"
        ));
        objects.push(stream(content));
    }
    let (mut file, mut table) = ("%PDF-1.7\n".to_owned(), "0000000000 65535 f \n".to_owned());
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (at, size) = (file.len(), objects.len() + 1);
    file.push_str(&format!("xref\n0 {size}\n{table}trailer<</Root 1 0 R/Size {size}>>\n"));
    (file + &format!("startxref\n{at}\n%%EOF\n")).into_bytes()
}

//! Small office documents, made by the tests that read them, and a folder to put them in.

use super::medspell;
use std::ffi::OsStr;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Output;

/// A package of these entries.
pub fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let method = match *name {
            "mimetype" => zip::CompressionMethod::Stored,
            _ => zip::CompressionMethod::Deflated,
        };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a new entry");
        writer.write_all(content.as_bytes()).expect("memory can be written");
    }
    writer.finish().expect("a whole package").into_inner()
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The relations of a part: kind and target.
fn relations(all: &[(&str, &str)]) -> String {
    let each = all.iter().enumerate().map(|(i, (kind, target))| {
        format!("<Relationship Id=\"r{}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>", i + 1)
    });
    let each: String = each.collect();
    format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"{PACKAGE}/relationships\">{each}</Relationships>"
    )
}

/// The types of the parts of a package, each with the end of its media type.
fn types(all: &[(&str, &str)]) -> String {
    const MEDIA: &str = "application/vnd.openxmlformats-officedocument";
    let each = all.iter().map(|(part, kind)| {
        format!("<Override PartName=\"/{part}\" ContentType=\"{MEDIA}.{kind}+xml\"/>")
    });
    let each: String = each.collect();
    format!(
        "<?xml version=\"1.0\"?><Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>{each}</Types>"
    )
}

/// A Word document with this body and a header.
pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[("header", "hdr", "<w:p><w:r><w:t>The anemia clinic</w:t></w:r></w:p>")])
}

/// A Word document with this body and these parts: kind of relation, root element, content.
pub fn docx_with(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let part = |root: &str, inner: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{root} xmlns:w=\"{WORD}\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">{inner}</w:{root}>"
        )
    };
    let names: Vec<String> = parts.iter().map(|(kind, ..)| format!("{kind}1.xml")).collect();
    let paths: Vec<String> = names.iter().map(|name| format!("word/{name}")).collect();
    let main = ("word/document.xml", "wordprocessingml.document.main");
    let kinds: Vec<String> =
        parts.iter().map(|(kind, ..)| format!("wordprocessingml.{kind}")).collect();
    let typed: Vec<(&str, &str)> =
        std::iter::once(main).chain(paths.iter().zip(&kinds).map(|(p, k)| (&**p, &**k))).collect();
    let related: Vec<(&str, &str)> =
        parts.iter().zip(&names).map(|((kind, ..), name)| (*kind, &**name)).collect();
    let contents: Vec<String> = parts.iter().map(|(_, root, inner)| part(root, inner)).collect();
    let (types, document) = (types(&typed), part("document", &format!("<w:body>{body}</w:body>")));
    let (package, own) =
        (relations(&[("officeDocument", "word/document.xml")]), relations(&related));
    let mut entries = vec![
        ("[Content_Types].xml", &*types),
        ("_rels/.rels", &*package),
        ("word/_rels/document.xml.rels", &*own),
        ("word/document.xml", &*document),
    ];
    entries.extend(paths.iter().zip(&contents).map(|(path, content)| (&**path, &**content)));
    zip(&entries)
}

/// A paragraph of Word.
pub fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A body with a word over two runs, German, deleted text and a field code.
pub const BODY: &str = "<w:p><w:r><w:t>No ede</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ma today.</w:t></w:r></w:p>\
    <w:p><w:r><w:rPr><w:lang w:val=\"de-DE\"/></w:rPr><w:t>Kein Edema heute.</w:t></w:r></w:p>\
    <w:p><w:del><w:r><w:delText>edema</w:delText></w:r></w:del><w:r><w:instrText>edema</w:instrText></w:r></w:p>";

const ODF: &str = "urn:oasis:names:tc:opendocument:xmlns";

/// A document element of OpenDocument with a German text style `D`.
fn odf(root: &str, inner: &str) -> String {
    let names: String = ["office", "text", "style", "table", "presentation", "drawing", "meta"]
        .iter()
        .map(|n| format!(" xmlns:{}=\"{ODF}:{n}:1.0\"", n.replace("drawing", "draw")))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:{root}{names} xmlns:fo=\"{ODF}:xsl-fo-compatible:1.0\" xmlns:svg=\"{ODF}:svg-compatible:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\">{inner}</office:{root}>"
    )
}

/// A package of OpenDocument: `text`, `spreadsheet` or `presentation`.
pub fn odf_package(kind: &str, body: &str, styles: &str) -> Vec<u8> {
    let german = "<office:automatic-styles><style:style style:name=\"D\" style:family=\"text\"><style:text-properties fo:language=\"de\" fo:country=\"DE\"/></style:style></office:automatic-styles>";
    let content = odf(
        "document-content",
        &format!("{german}<office:body><office:{kind}>{body}</office:{kind}></office:body>"),
    );
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    let manifest = format!(
        "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"{ODF}:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{mimetype}\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    zip(&[
        ("mimetype", &mimetype),
        ("content.xml", &content),
        ("styles.xml", &odf("document-styles", styles)),
        ("META-INF/manifest.xml", &manifest),
    ])
}

/// A text of OpenDocument.
pub fn odt(body: &str) -> Vec<u8> {
    odf_package("text", body, "")
}

/// A flat text of OpenDocument.
pub fn fodt(body: &str) -> String {
    let body = format!("<office:body><office:text>{body}</office:text></office:body>");
    odf("document", &body).replace(
        "office:version",
        "office:mimetype=\"application/vnd.oasis.opendocument.text\" office:version",
    )
}

/// A workbook: its shared strings, and the rows of its sheet `Ward 7`.
pub fn xlsx(strings: &str, rows: &str) -> Vec<u8> {
    const SHEETS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    zip(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                ("xl/sheet.xml", "spreadsheetml.worksheet"),
                ("xl/strings.xml", "spreadsheetml.sharedStrings"),
                ("xl/comments.xml", "spreadsheetml.comments"),
            ]),
        ),
        ("_rels/.rels", &relations(&[("officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            &format!(
                "{head}<workbook xmlns=\"{SHEETS}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Ward 7\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(&[("worksheet", "sheet.xml"), ("sharedStrings", "strings.xml")]),
        ),
        ("xl/strings.xml", &format!("{head}<sst xmlns=\"{SHEETS}\">{strings}</sst>")),
        (
            "xl/sheet.xml",
            &format!(
                "{head}<worksheet xmlns=\"{SHEETS}\"><sheetData>{rows}</sheetData></worksheet>"
            ),
        ),
        ("xl/_rels/sheet.xml.rels", &relations(&[("comments", "comments.xml")])),
        (
            "xl/comments.xml",
            &format!(
                "{head}<comments xmlns=\"{SHEETS}\"><authors><author>A</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><r><t>No diarrhea</t></r></text></comment></commentList></comments>"
            ),
        ),
    ])
}

/// A presentation of one slide with these paragraphs in a shape, and with notes.
pub fn pptx(paragraphs: &str, notes: &str) -> Vec<u8> {
    let names = format!(
        "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"{OFFICE}\""
    );
    let tree = |shape: &str| {
        format!(
            "<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id=\"1\" name=\"\"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{shape}</p:spTree></p:cSld>"
        )
    };
    let shape = |text: &str| {
        format!(
            "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Title 1\" descr=\"A leukemia cell\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"9000000\" cy=\"900000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>{text}</p:txBody></p:sp>"
        )
    };
    let map = "<p:clrMap bg1=\"lt1\" tx1=\"dk1\" bg2=\"lt2\" tx2=\"dk2\" accent1=\"accent1\" accent2=\"accent2\" accent3=\"accent3\" accent4=\"accent4\" accent5=\"accent5\" accent6=\"accent6\" hlink=\"hlink\" folHlink=\"folHlink\"/>";
    zip(&[
        (
            "[Content_Types].xml",
            &types(&[
                ("ppt/presentation.xml", "presentationml.presentation.main"),
                ("ppt/slide.xml", "presentationml.slide"),
                ("ppt/notes.xml", "presentationml.notesSlide"),
                ("ppt/layout.xml", "presentationml.slideLayout"),
                ("ppt/master.xml", "presentationml.slideMaster"),
            ]),
        ),
        ("_rels/.rels", &relations(&[("officeDocument", "ppt/presentation.xml")])),
        (
            "ppt/presentation.xml",
            &format!(
                "<p:presentation {names}><p:sldMasterIdLst><p:sldMasterId id=\"2147483648\" r:id=\"r1\"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id=\"256\" r:id=\"r2\"/></p:sldIdLst><p:sldSz cx=\"9144000\" cy=\"6858000\"/><p:notesSz cx=\"6858000\" cy=\"9144000\"/></p:presentation>"
            ),
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            &relations(&[("slideMaster", "master.xml"), ("slide", "slide.xml")]),
        ),
        ("ppt/slide.xml", &format!("<p:sld {names}>{}</p:sld>", tree(&shape(paragraphs)))),
        (
            "ppt/_rels/slide.xml.rels",
            &relations(&[("slideLayout", "layout.xml"), ("notesSlide", "notes.xml")]),
        ),
        ("ppt/notes.xml", &format!("<p:notes {names}>{}</p:notes>", tree(&shape(notes)))),
        ("ppt/_rels/notes.xml.rels", &relations(&[("slide", "slide.xml")])),
        ("ppt/layout.xml", &format!("<p:sldLayout {names}>{}</p:sldLayout>", tree(""))),
        ("ppt/_rels/layout.xml.rels", &relations(&[("slideMaster", "master.xml")])),
        (
            "ppt/master.xml",
            &format!(
                "<p:sldMaster {names}>{}{map}<p:sldLayoutIdLst><p:sldLayoutId id=\"2147483649\" r:id=\"r1\"/></p:sldLayoutIdLst></p:sldMaster>",
                tree(&shape("<a:p><a:r><a:t>Click to edit the edema</a:t></a:r></a:p>"))
            ),
        ),
        ("ppt/_rels/master.xml.rels", &relations(&[("slideLayout", "layout.xml")])),
    ])
}

/// A temporary folder of documents.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folder that it is to be in.
    pub fn file(&self, name: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name.as_ref());
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        path
    }

    /// Runs a command of medspell in the folder.
    pub fn run(&self, args: &[&str]) -> Output {
        medspell().current_dir(self.path()).args(args).output().expect("medspell runs")
    }

    /// `medspell check`.
    pub fn check(&self, args: &[&str]) -> Output {
        self.run(&[&["check"], args].concat())
    }
}

/// What a program said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

//! PDF: the text of pages, without a way back to the bytes.

//! The namespaces of Office documents, each with the prefix that copies use.

/// Namespaces that copies may have.
const KNOWN: [(&str, &str); 26] = [
    ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
    ("ct", "http://schemas.openxmlformats.org/package/2006/content-types"),
    ("m", "http://schemas.openxmlformats.org/officeDocument/2006/math"),
    ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    ("pr", "http://schemas.openxmlformats.org/package/2006/relationships"),
    ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("v", "urn:schemas-microsoft-com:vml"),
    ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("w10", "urn:schemas-microsoft-com:office:word"),
    ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("wpc", "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas"),
    ("wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"),
    ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
    ("x", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    ("xdr", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"),
    // These are read only: nothing of them stays.
    ("a14", "http://schemas.microsoft.com/office/drawing/2010/main"),
    ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
    ("w15", "http://schemas.microsoft.com/office/word/2012/wordml"),
    ("wp14", "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing"),
    ("x14ac", "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"),
    ("xvml", "urn:schemas-microsoft-com:office:excel"),
    ("dgm", "http://schemas.openxmlformats.org/drawingml/2006/diagram"),
    ("lc", "http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas"),
];

/// What a choice may require and be understood (ECMA-376-3 7.4).
pub(super) const UNDERSTOOD: [&str; 3] = ["wpc", "wpg", "wps"];

pub(super) fn prefix_of(uri: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(_, known)| *known == uri).map(|(prefix, _)| *prefix)
}

pub(super) fn uri_of(prefix: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri)
}

//! What somebody should look at, in the words of SPEC §18.3: a report has no others, so that programs can translate it.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is still in a copy, or is gone and may be missed.
    Look {
        /// A picture, whose content is not read.
        Picture = "picture",
        /// Pictures on a page, whose content is not read.
        Pictures = "pictures",
        /// A picture that may be a QR code or a seal.
        SmallSquarePicture = "small-square-picture",
        /// A picture that covers much of a page.
        LargePicture = "large-picture",
        /// A grey square stands for a picture.
        PictureReplaced = "picture-replaced",
        /// A drawing is gone.
        DrawingLeftOut = "drawing-left-out",
        /// Objects of other programs are gone.
        EmbeddedObjectLeftOut = "embedded-object-left-out",
        /// Controls of a sheet are gone.
        ControlsLeftOut = "controls-left-out",
        /// The background picture of a sheet is gone.
        BackgroundLeftOut = "background-left-out",
        /// Additions of newer programs are gone from a sheet.
        ExtensionsLeftOut = "extensions-left-out",
        /// A form that a program draws is gone.
        FormLeftOut = "form-left-out",
        /// Fields of a form are gone, with what stood in them.
        FieldsLeftOut = "fields-left-out",
        /// Signatures and their seals are gone.
        SignaturesLeftOut = "signatures-left-out",
        /// Remarks and stamps are gone.
        RemarksLeftOut = "remarks-left-out",
        /// Hidden layers are gone.
        LayersLeftOut = "layers-left-out",
        /// Turned or vertical lines with a term are gone.
        LinesLeftOut = "lines-left-out",
        /// Letters that nobody sees are gone.
        UnseenTextLeftOut = "unseen-text-left-out",
        /// Letters that were drawn without a mark, as behind a scan, are gone.
        UnmarkedTextLeftOut = "unmarked-text-left-out",
        /// Styles that hid text show it now.
        HiddenTextShown = "hidden-text-shown",
        /// A hidden sheet is shown.
        HiddenSheetShown = "hidden-sheet-shown",
        /// Hidden rows and columns are shown.
        HiddenCellsShown = "hidden-cells-shown",
        /// Formats that showed nothing show their cells.
        HiddenFormatShown = "hidden-format-shown",
        /// Cells are empty whose formulas could not stay.
        FormulaWithoutValue = "formula-without-value",
        /// White letters.
        WhiteText = "white-text",
        /// Letters of two points or less.
        TinyText = "tiny-text",
        /// A font that few have.
        Font = "font",
        /// A font of which nothing but its map for extraction says what its glyphs are.
        FontBelieved = "font-believed",
        /// Characters of private use.
        Symbols = "symbols",
        /// Shapes with many curves, which may be letters or a logo.
        ManyCurves = "many-curves",
    }
}

import Bytes
import Testing

@Suite struct ForeignFormatTests {
  @Test(arguments: [
    ("PAR1\0\0\u{1}", "a Parquet file"), ("SQLite format 3\0", "an SQLite database"),
    ("MATLAB 5.0 MAT-file, Platform: GLNXA64\0", "a MATLAB file of version 5 to 7"),
    ("ARROW1\0\0", "a Feather (Arrow) file"), ("FEA1\0\0\u{3}", "a Feather file"),
    ("%PDF-1.7\n", "a PDF document"), ("\n<!DOCTYPE html>\n", "a page of the web (HTML)"),
    ("\u{FEFF}<?xml version='1.0'?>", "an XML document"),
    ("version https://git-lfs.github.com/spec/v1\noid", "the pointer to a large file of Git"),
    ("RIFF\u{1}\0\0\0WAVEfmt ", "a WAV recording"),
    ("\0\0\0\u{18}ftypavif", "an AVIF picture"), ("\0\0\0\u{18}ftypheic", "a HEIC picture"),
    ("\0\0\0\u{18}ftypisom", "an MPEG-4 or QuickTime film"), ("BZh91AY&SY\u{17}", "a bzip2 file"),
    ("II*\0\u{8}\0", "a TIFF picture"),
  ])
  func `a format is told by its first bytes`(text: String, name: String) {
    #expect(ForeignFormat(Array(text.utf8))?.name == name)
  }

  @Test(
    arguments: [
      ([0x80, 4, 0x95, 1, 0], "a pickle of Python"),
      (
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
        "an old Microsoft Office file, such as Excel's .xls"
      ),
      ([0x28, 0xB5, 0x2F, 0xFD, 0], "a Zstandard file"),
      ([0x0E, 3, 0x13, 1], "an HDF4 file"),
    ] as [([UInt8], String)])
  func `a format of bytes is told by them`(bytes: [UInt8], name: String) {
    #expect(ForeignFormat(bytes)?.name == name)
  }

  /// Tables whose first column is called as formats begin.
  @Test(arguments: [
    "ID3,a\n1,2\n", "ORC;x\n", "PAR1,PAR2\n", "abc,ftyp\n", "BZh,1\n", "", "\0\0\u{8}",
  ])
  func `letters alone are no sign of a format`(text: String) {
    #expect(ForeignFormat(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    (["[Content_Types].xml", "xl/workbook.xml"], "an Excel workbook"),
    (["archive/data.pkl", "archive/version"], "a PyTorch file"),
    (["config.json", "metadata.json", "model.weights.h5"], "a Keras model"),
    (["mimetype", "content.xml"], "an OpenDocument file"), ([], "an empty zip archive"),
    (
      ["a.csv", "b.csv", "c.csv", "d.csv"],
      "a zip archive that holds no array (a.csv, b.csv, c.csv, …)"
    ),
  ])
  func `an archive is told by what it holds`(names: [String], format: String) {
    #expect(ForeignFormat(archiveOf: names).name == format)
  }
}

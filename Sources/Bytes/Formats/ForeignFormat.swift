/// A kind of file that is not read here, told by its first bytes, so that a refusal can name it.
///
/// The one list of such kinds: whoever meets content of no format of its own asks here.
package struct ForeignFormat: Equatable, Sendable {
  /// The kind with its article: `a Parquet file`.
  package let name: String
  /// What makes a file of it that is read; nil where nothing in general does.
  package let advice: String?

  init(_ name: String, advice: String? = nil) {
    self.name = name
    self.advice = advice
  }

  /// The bytes of a file's beginning that all kinds are told by.
  package static let prefixSize = 512

  /// The kind of a file that begins with these bytes; nil where it is none of the list.
  package init?(_ start: some Collection<UInt8>) {
    let start = Array(start.prefix(Self.prefixSize))
    // Letters alone are no sign: a table may call its columns ID3 and ORC.
    let isBinary = start.contains { $0 < 0x20 && !(0x09...0x0D).contains($0) }
    let found = isBinary ? Self.signatures.first { $0.matches(start) }?.format : nil
    guard let format = found ?? (isBinary ? Self.media(start) : nil) ?? Self.document(start)
    else { return nil }
    self = format
  }

  /// The same of bytes that are in memory.
  package init?(_ bytes: SharedBytes) {
    self.init(bytes[0..<min(Self.prefixSize, bytes.count)].array)
  }
}

/// Bytes at a fixed place that no other kind of file has there.
private struct FileSignature {
  let bytes: [UInt8]
  let offset: Int
  let format: ForeignFormat

  init(_ bytes: [UInt8], at offset: Int = 0, _ name: String, _ advice: String? = nil) {
    self.bytes = bytes
    self.offset = offset
    format = ForeignFormat(name, advice: advice)
  }

  init(_ text: String, at offset: Int = 0, _ name: String, _ advice: String? = nil) {
    self.init(Array(text.utf8), at: offset, name, advice)
  }

  func matches(_ start: [UInt8]) -> Bool { start.dropFirst(offset).starts(with: bytes) }
}

extension ForeignFormat {
  private static let toCSV = "save it as CSV"
  private static let toPNG = "save it as PNG or JPEG"

  /// Of two that share a beginning the longer one comes first.
  fileprivate static let signatures: [FileSignature] = [
    // Tables and arrays of other programs.
    FileSignature(
      "MATLAB 5.0 MAT-file", "a MATLAB file of version 5 to 7",
      "MATLAB's save(…, '-v7.3') writes one that is read"),
    FileSignature("PAR1", "a Parquet file", "pandas makes CSV of it: read_parquet(…).to_csv(…)"),
    FileSignature("PARE", "an encrypted Parquet file"),
    FileSignature(
      "ARROW1", "a Feather (Arrow) file", "pandas makes CSV of it: read_feather(…).to_csv(…)"),
    FileSignature("FEA1", "a Feather file", "pandas makes CSV of it: read_feather(…).to_csv(…)"),
    FileSignature("ORC", "an ORC file", "pandas makes CSV of it: read_orc(…).to_csv(…)"),
    FileSignature("Obj\u{1}", "an Avro file", toCSV),
    FileSignature("SQLite format 3\0", "an SQLite database", "save a table of it as CSV"),
    FileSignature(
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
      "an old Microsoft Office file, such as Excel's .xls", "save the sheet as CSV"),
    FileSignature("$FL2", "an SPSS file", toCSV),
    FileSignature("<stata_dta>", "a Stata file", toCSV),
    FileSignature("RDX2\n", "a file of R", "R's write.csv makes a table of it"),
    FileSignature("RDX3\n", "a file of R", "R's write.csv makes a table of it"),
    FileSignature("CDF\u{1}", "a netCDF 3 file", "nccopy -k nc4 makes HDF5 of it"),
    FileSignature("CDF\u{2}", "a netCDF 3 file", "nccopy -k nc4 makes HDF5 of it"),
    FileSignature("CDF\u{5}", "a netCDF 3 file", "nccopy -k nc4 makes HDF5 of it"),
    FileSignature([0x0E, 0x03, 0x13, 0x01], "an HDF4 file", "h4toh5 makes HDF5 of it"),
    FileSignature("GGUF", "a GGUF model"),
    // Python's pickles; PyTorch's begin with one of a fixed number.
    FileSignature(
      [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19],
      "a PyTorch file", savingWeights),
    FileSignature([0x80, 0x02], "a pickle of Python", unpickling),
    FileSignature([0x80, 0x03], "a pickle of Python", unpickling),
    FileSignature([0x80, 0x04, 0x95], "a pickle of Python", unpickling),
    FileSignature([0x80, 0x05, 0x95], "a pickle of Python", unpickling),
    // Packed files.
    FileSignature("BZh", "a bzip2 file", "bunzip2 unpacks it"),
    FileSignature([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file", "unxz unpacks it"),
    FileSignature([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file", "unzstd unpacks it"),
    FileSignature([0x04, 0x22, 0x4D, 0x18], "an LZ4 file", "unlz4 unpacks it"),
    FileSignature([0x1F, 0x9D], "a file of compress (.Z)", "uncompress unpacks it"),
    FileSignature([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "unpack it"),
    FileSignature("Rar!\u{1A}\u{7}", "a RAR archive", "unpack it"),
    FileSignature("ustar", at: 257, "a tar archive", "tar -xf unpacks it"),
    // Pictures.
    FileSignature([0x49, 0x49, 0x2A, 0x00], "a TIFF picture", toPNG),
    FileSignature([0x4D, 0x4D, 0x00, 0x2A], "a TIFF picture", toPNG),
    FileSignature([0x49, 0x49, 0x2B, 0x00], "a BigTIFF picture", toPNG),
    FileSignature("8BPS", "a Photoshop picture", toPNG),
    FileSignature([0x76, 0x2F, 0x31, 0x01], "an OpenEXR picture", toPNG),
    FileSignature([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 picture", toPNG),
    FileSignature([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a JPEG 2000 picture", toPNG),
    FileSignature([0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "a JPEG XL picture", toPNG),
    FileSignature("DICM", at: 128, "a DICOM picture", toPNG),
    FileSignature("n+1\0", at: 344, "a NIfTI volume"),
    FileSignature([0x00, 0x05, 0x16, 0x07], "a note that macOS leaves beside a file (._…)"),
    // Sound and films.
    FileSignature("OggS", "an Ogg recording"),
    FileSignature("fLaC", "a FLAC recording"),
    FileSignature("ID3", "an MP3 recording"),
    FileSignature([0x1A, 0x45, 0xDF, 0xA3], "a Matroska film"),
  ]

  private static let unpickling = "numpy.savez writes arrays that are read"
  fileprivate static let savingWeights =
    "safetensors.torch.save_file(model.state_dict(), …) writes weights that are read"

  /// Containers whose kind stands behind a length: RIFF, and the boxes of MPEG-4.
  private static func media(_ start: [UInt8]) -> ForeignFormat? {
    func text(_ range: Range<Int>) -> String {
      start.count >= range.upperBound ? String(decoding: start[range], as: UTF8.self) : ""
    }
    if text(0..<4) == "RIFF" {
      switch text(8..<12) {
      case "WAVE": return ForeignFormat("a WAV recording")
      case "AVI ": return ForeignFormat("an AVI film")
      default: return nil
      }
    }
    guard text(4..<8) == "ftyp" else { return nil }
    switch text(8..<12) {
    case "avif", "avis": return ForeignFormat("an AVIF picture", advice: toPNG)
    case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
      return ForeignFormat("a HEIC picture", advice: toPNG)
    default: return ForeignFormat("an MPEG-4 or QuickTime film")
    }
  }

  /// Kinds that begin with text: documents, a page of the web, the pointer that Git keeps for a
  /// large file.
  private static func document(_ start: [UInt8]) -> ForeignFormat? {
    let isMarked = start.starts(with: [0xEF, 0xBB, 0xBF])
    let blanks: Set<UInt8> = [0x09, 0x0A, 0x0D, 0x20]
    let words = String(
      decoding: start.dropFirst(isMarked ? 3 : 0).drop(while: blanks.contains).prefix(48),
      as: UTF8.self
    ).lowercased()
    return documents.first { words.hasPrefix($0.start) }?.format
  }

  private static let documents: [(start: String, format: ForeignFormat)] = [
    (
      "version https://git-lfs",
      ForeignFormat(
        "the pointer to a large file of Git", advice: "git lfs pull fetches the file itself")
    ),
    ("<!doctype html", webPage), ("<html", webPage), ("<svg", ForeignFormat("an SVG drawing")),
    ("<?xml", ForeignFormat("an XML document")), ("%pdf-", ForeignFormat("a PDF document")),
    ("%!ps", ForeignFormat("a PostScript document")),
    ("{\\rtf", ForeignFormat("a document (RTF)")), ("simple  =", ForeignFormat("a FITS file")),
  ]

  private static let webPage = ForeignFormat(
    "a page of the web (HTML)", advice: "download the file itself, not the page about it")
}

extension ForeignFormat {
  /// What a zip archive is that holds files of these names, and no array.
  package init(archiveOf names: [String]) {
    func has(_ name: String) -> Bool { names.contains { $0.hasPrefix(name) } }
    let all: Set<String> = Set(names)
    if has("xl/") {
      self.init("an Excel workbook", advice: "save the sheet as CSV")
    } else if has("word/") || has("ppt/") {
      self.init("a Microsoft Office document")
    } else if all.isSuperset(of: ["mimetype", "content.xml"]) {
      self.init("an OpenDocument file", advice: "save the sheet as CSV")
    } else if names.contains(where: { $0.hasSuffix("/data.pkl") }) {
      self.init("a PyTorch file", advice: Self.savingWeights)
    } else if all.isSuperset(of: ["config.json", "model.weights.h5"]) {
      self.init("a Keras model", advice: "unzip it: the weights are in model.weights.h5")
    } else if names.isEmpty {
      self.init("an empty zip archive")
    } else {
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
      self.init(
        "a zip archive that holds no array (\(shown))",
        advice: "unzip it, and name the file that is meant")
    }
  }
}

import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Experiments
import Foundation
import Images

/// Every decoder that reads what comes from outside.
let allTargets: [FuzzTarget] =
  ["npy", "npz", "idx", "safetensors"].map { kind in
    FuzzTarget(
      name: kind, folders: ["ArrayFilesTests/Fixtures", "Fuzz/Corpus/arrays"], extensions: [kind],
      decode: readAllArrays)
  } + [
    FuzzTarget(
      name: "h5", folders: ["ArrayFilesTests/Fixtures", "Fuzz/Corpus/arrays"],
      extensions: ["h5", "mat", "jld2"], decode: readAllArrays),
    // Small files without checksums: most mutations reach the filters.
    FuzzTarget(
      name: "packed", folders: ["Fuzz/Corpus/packed"], extensions: ["h5"], decode: readAllArrays),
    FuzzTarget(
      name: "lzf", folders: ["Fuzz/Corpus/lzf"], extensions: ["lzf"],
      decode: { bytes in
        _ = try SharedBytes(bytes).withUnsafeBytes { try LZF.decompress($0, limit: 1 << 20) }
      }),
    FuzzTarget(
      name: "gz", folders: ["ArrayFilesTests/Fixtures", "BytesTests/Fixtures"],
      extensions: ["gz"], decode: { _ = try Gzip.decompress(SharedBytes($0)) }),
    FuzzTarget(
      name: "zlib", folders: ["BytesTests/Fixtures"], extensions: ["zlib"],
      decode: { _ = try Zlib.decompress($0, limit: 1 << 24) }),
    FuzzTarget(
      name: "zip", folders: ["BytesTests/Fixtures"], extensions: ["zip"], decode: readAllEntries),
    FuzzTarget(
      name: "model", folders: ["ExperimentsTests/Fixtures/models"], extensions: ["safetensors"],
      words: modelWords,
      decode: {
        _ = try? useModel(withSoundLength($0))
        try useModel($0)
      }),
  ]
  + ["png", "jpg", "gif", "webp", "bmp", "ppm", "pgm", "pbm"].map { kind in
    FuzzTarget(
      name: kind, folders: imageFolders, extensions: [kind],
      decode: {
        _ = try? decodeImage(withSoundLengths(withSoundChecksums($0)))
        try decodeImage($0)
      })
  } + [
    FuzzTarget(
      name: "csv", folders: ["Fuzz/Corpus/csv"], extensions: ["csv"], words: tableWords,
      decode: readTable),
    FuzzTarget(
      name: "csv.gz", folders: ["Fuzz/Corpus/csv"], extensions: ["csv"], words: tableWords,
      decode: { bytes in
        // Damage of the compressed bytes is found by the checksum; here it is of what they hold.
        try readTable(bytes.withUnsafeBytes { Gzip.compress($0) })
      }),
    FuzzTarget(
      name: "examples", folders: ["Fuzz/Corpus/arrays", "ArrayFilesTests/Fixtures"],
      extensions: ["h5", "npy", "npz", "safetensors", "mat"], decode: readExamples),
    FuzzTarget(
      name: "folder", folders: ["Fuzz/Corpus/tree"], extensions: ["tree"],
      words: ["/", "\n--\n", "\n", ".", " ", "\u{301}", "cat/", "P6 1 1 255 abc"],
      decode: readFolder),
    FuzzTarget(
      name: "json", folders: ["Fuzz/Corpus/json", "../Configs"], extensions: ["json"],
      words: configurationWords, decode: readConfiguration),
  ] + argumentTargets + runTargets

private let imageFolders =
  ["jpeg", "png", "malformed", "resized", "gif", "webp", "bmp"].map { "ImagesTests/Fixtures/\($0)" }
  + ["Fuzz/Corpus/pnm"]

/// Decodes a picture, and brings it to another size as a folder of them would.
private func decodeImage(_ bytes: [UInt8]) throws {
  let image = try DecodedImage(decoding: bytes, name: "fuzz")
  if case .deep(let image, _) = image { _ = image.resized(width: 3, height: 2) }
  _ = image.image.rgb.resized(width: 3, height: 2)
}

/// A PNG file with the checksums that its chunks should have; without them hardly a mutation gets
/// past the reader of chunks.
private func withSoundChecksums(_ bytes: [UInt8]) -> [UInt8] {
  var (result, start) = (bytes, 8)
  while start + 12 <= bytes.count, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
    let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    let end = start + 8 + length
    guard end + 4 <= bytes.count else { break }
    let checksum = bytes[start + 4..<end].withUnsafeBytes { CRC32.of($0) }
    for k in 0..<4 { result[end + k] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * k)) }
    start = end + 4
  }
  return result
}

/// A WebP file that is as long as it says, and so is its last chunk; otherwise hardly a change of the
/// number of bytes gets past the reader of chunks.
private func withSoundLengths(_ bytes: [UInt8]) -> [UInt8] {
  var (result, start) = (bytes, 12)
  func put(_ value: Int, at place: Int) {
    for k in 0..<4 { result[place + k] = UInt8(truncatingIfNeeded: value >> (8 * k)) }
  }
  guard bytes.count >= 20, bytes.starts(with: Array("RIFF".utf8)) else { return bytes }
  put(bytes.count - 8, at: 4)
  while start + 8 <= bytes.count {
    let length = (0..<4).reduce(0) { $0 | Int(bytes[start + 4 + $1]) << (8 * $1) }
    let end = start + 8 + length + length % 2
    guard end + 8 <= bytes.count else { break }
    start = end
  }
  put(bytes.count - start - 8, at: start + 4)
  return result
}

@Sendable private func readAllArrays(_ bytes: [UInt8]) throws {
  _ = ForeignFormat(bytes)
  let file = try ArrayFile(bytes: SharedBytes(bytes), path: "fuzz")
  // An array that is damaged must not hide the others from the test.
  for name in file.names.prefix(64) {
    _ = try? file.shape(of: name)
    _ = try? file.obstacle(to: name)
    if let array = try? file.array(named: name), array.count > 0 {
      var value = 0.0
      array.convert(array.count - 1..<array.count, into: &value)
    } else {
      _ = try? file.strings(named: name)
    }
  }
}

@Sendable private func readAllEntries(_ bytes: [UInt8]) throws {
  let archive = try ZipArchive(SharedBytes(bytes))
  for entry in archive.entries.prefix(64) {
    _ = try? archive.prefix(of: entry, count: 100)
    _ = try? archive.data(of: entry)
  }
}

// MARK: Data as people have them

private let tableWords = [
  ",", "\"", "\"\"", "\n", "\r\n", ";", "\t", " ", "NaN", "inf", "-1e999", "0x1p3", "1_0", "NA",
  "é", "|", "#", "# ", "sep=;\n", "1,5", "1.234", "1,234,567", "$", "€", "%", "\u{2212}", "\u{A0}",
  "'",
  "0,1,2,3", "2019", "2024-01-01", "[{\"a\": 1}]", "unknown", "-0,5;1,25;0\n", "\u{FEFF}", "\0",
  "9223372036854775808", "0,1,2", "\"\n\"",
]

let configurationWords = [
  "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud83d", "null", "true", "-", "0", "1e999", "1e-999",
  "99999999999999999999", "1000000000", "{}", "[]", "\"n\"", "\"method\"", "\"zeros\"",
  "\"softmax\"",
  "\"dual\"", "\"parity\"", "//", "\u{FEFF}", "[[[[[[[[",
]

/// A path that no other fuzzing uses at the same time.
let scratch =
  NSTemporaryDirectory() + "/fuzz-data-\(ProcessInfo.processInfo.processIdentifier)"
let here = URL(fileURLWithPath: "/", isDirectory: true)

@Sendable private func readTable(_ bytes: [UInt8]) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: scratch))
  defer { unlink(scratch) }
  var source = DataSource(path: scratch)
  let choice = Int(bytes.withUnsafeBytes { CRC32.of($0) } % 256)
  for (categories, labels) in [(false, LabelKind.values), (true, .values), (true, .oneHot)] {
    source.categories = categories ? .text : .none
    source.y = categories ? 0 : nil
    source.normalizeLabels = labels == .values ? .standardize : nil
    let data = try? TrainingData(
      train: source, validation: .fraction(0.5), labels: labels, seed: 1, relativeTo: here)
    _ = try? data.map { try Dataset(source, relativeTo: here, like: $0.train.format) }
    guard let whole = try? Dataset(source, relativeTo: here, labels: labels) else { continue }
    let format = try InputFormat(metadata: whole.format.metadata, file: "fuzz")
    let again = try Dataset(source, relativeTo: here, labels: labels, like: format)
    guard again.labels == whole.labels else { fatalError("the same labels mean something else") }
    source.header = [nil, true, false][choice % 3]
    source.delimiter = (TableDelimiter.allCases + [nil])[choice / 3 % 6]
    source.decimal = (DecimalSign.allCases + [nil])[choice / 18 % 3]
  }
  _ = try Suggestion(path: scratch, relativeTo: here).text
}

/// Reads arrays as training data, with the names that the shipped files have.
@Sendable private func readExamples(_ bytes: [UInt8]) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: scratch))
  defer { unlink(scratch) }
  for (labels, normalize) in [(LabelKind.binary, Normalization.Method.unit), (.oneHot, .none)] {
    var source = DataSource(path: scratch)
    (source.x, source.y, source.normalize) = ("x", .name("y"), normalize)
    _ = try? TrainingData(
      train: source, validation: .fraction(0.5), labels: labels, seed: 1, relativeTo: here)
  }
  _ = try Dataset(DataSource(path: scratch), relativeTo: here, labels: .values)
}

@Sendable private func readFolder(_ tree: [UInt8]) throws {
  let folder = FolderOnDisk(tree, at: scratch)
  defer { folder.remove() }
  var source = DataSource(path: scratch)
  source.imageSize = ImageSize(height: 2, width: 3)
  source.pixelOrder = .planar
  let data = try? Dataset(source, relativeTo: here, labels: .oneHot)
  _ = data.map { DatasetSummary($0) }
  _ = try Suggestion(path: scratch, relativeTo: here).text
}

@Sendable private func readConfiguration(_ bytes: [UInt8]) throws {
  let reading = try ConfigurationReader().read(bytes, file: "fuzz.json", name: "fuzz", folder: here)
  let configuration = reading.configuration
  _ = try ConfigurationReader().read(
    Array(configuration.jsonText.utf8), file: "again.json", name: "fuzz", folder: here)
  _ = try DimensionChecker.check(configuration.architecture)
}

// MARK: Models

private let modelWords = [
  "[9223372036854775807, 1]", "[1, 1]", "[12, 2, 1]", "-1", "0", "1e999", "nan", "99999999999",
  "float32", "float64", "softmax", "leakyRelu", "unit", "standardize", "oneHot", "values", "3x4x3",
  "1048575x1048575x1048575", "null", "[]", "\\\"", ",\"columns\":\"[null]\"",
  ",\"image\":\"2x2x3\"",
  ",\"classes\":\"[]\"", ",\"classes.count\":\"2\"", ",\"classes.numbers\":\"1 2\"",
  ",\"classes.text\":\"true\"", ",\"labels.mean\":\"1\"", ",\"labels.deviation\":\"2\"",
]

/// A safetensors file whose first bytes say how long the header is that it has now; otherwise
/// hardly a change of the header's length gets past its reading.
func withSoundLength(_ bytes: [UInt8]) -> [UInt8] {
  let ending = Array("]}}".utf8)
  guard bytes.count > 16,
    let start = (8..<bytes.count - 3).first(where: { bytes[$0..<$0 + 3].elementsEqual(ending) })
  else { return bytes }
  let blanks = bytes[(start + 3)...].prefix { $0 == UInt8(ascii: " ") }.count
  let length = UInt64(start + 3 + blanks - 8).littleEndian
  return withUnsafeBytes(of: length) { Array($0) } + bytes.dropFirst(8)
}

/// Reads a model as predict does, and asks it.
@Sendable private func useModel(_ bytes: [UInt8]) throws {
  let model = try TrainedModel(ArrayFile(bytes: SharedBytes(bytes), path: "fuzz"))
  switch model.network {
  case .float32(let network): try ask(network)
  case .float64(let network): try ask(network)
  }
  _ = model.description.metadata
}

func ask<Scalar>(_ network: Model<Scalar>) throws {
  let A = try network.predict(Matrix(rows: network.inputSize, columns: 2, repeating: 0.5))
  guard A.shape == Shape(network.outputSize, 2) else { fatalError("outputs of \(A.shape)") }
}

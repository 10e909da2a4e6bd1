import Bytes

/// The program that wrote a dataset, where it is one whose arrays have the first axis fastest.
///
/// HDF5 has the last axis fastest: such programs write axes in reverse, and only marks of their own
/// tell. Sources: MathWorks, "MAT-File Versions" (7.3), and the sources of JLD2 and GNU Octave.
struct HDF5Origin: Equatable {
  enum Program: String, Sendable {
    case matlab = "MATLAB"
    case julia = "Julia"
    case octave = "Octave"
  }

  let program: Program
  /// What MATLAB calls the class of the array; nil in files of others.
  private let className: String?
  private let isEmpty: Bool

  /// What the file says of itself before HDF5 begins; nil if nothing.
  static func program(of file: SharedBytes, superblock: Int) -> Program? {
    guard superblock >= 512 else { return nil }
    let text = String(decoding: file[0..<128].array, as: UTF8.self)
    if text.hasPrefix("MATLAB 7.3 MAT-file") { return .matlab }
    let isJulia =
      text.hasPrefix("HDF5-based Julia Data Format") || text.hasPrefix("Julia data file (HDF5)")
    return isJulia ? .julia : nil
  }

  /// The origin of a dataset with these attributes, in a file or a group of `writer`.
  init?(_ attributes: [HDF5Attribute], writer: Program?) {
    let className = attributes.first { $0.name == "MATLAB_class" }
    guard let program = className == nil ? writer : .matlab else { return nil }
    self.program = program
    self.className = className.map { $0.text ?? "unknown" }
    isEmpty = attributes.contains { $0.name == "MATLAB_empty" && $0.isTrue }
  }

  /// Whether bytes stand for true and false.
  var isLogical: Bool { className == "logical" }

  /// Why an array of MATLAB's is none of numbers; nil if it is.
  var obstacle: ArrayObstacle? {
    // An empty array stores its axes in place of elements.
    if isEmpty { return ArrayObstacle("an empty array of MATLAB") }
    let numeric: Set<String> = [
      "double", "single", "logical", "int8", "uint8", "int16", "uint16", "int32", "uint32",
      "int64", "uint64",
    ]
    guard let className, !numeric.contains(className) else { return nil }
    switch className {
    case "char":
      return ArrayObstacle("MATLAB text (char)", advice: "save numbers of classes in place of it")
    case "cell":
      return ArrayObstacle("a MATLAB cell array", advice: "cell2mat makes an array of it")
    default:
      return ArrayObstacle(
        "a MATLAB object (\(className))", advice: "double(…) makes numbers of a categorical one")
    }
  }

  /// What the parts of a sparse matrix are, which lie in a group of their own.
  static let sparse = ArrayObstacle(
    "a part of a sparse MATLAB matrix", advice: "full(…) makes an array of it")
}

/// An attribute of an object: a name and a small value.
struct HDF5Attribute {
  let name: String
  private let datatype: HDF5Datatype?
  private let value: SharedBytes

  /// An attribute message.
  init(_ body: SharedBytes) throws(FormatError) {
    var reader = ByteReader(body, part: "HDF5 attribute")
    let version = try reader.byte()
    guard (1...3).contains(version) else {
      throw .unsupported(reader.part, found: "version \(version)", expected: "version 1 to 3")
    }
    let flags = try reader.byte()
    var sizes: [Int] = []
    for _ in 0..<3 {
      let size = Int(try reader.little(UInt16.self))
      sizes.append(version == 1 ? (size + 7) / 8 * 8 : size)
    }
    if version == 3 { try reader.skip(1) }
    let name = try reader.take(sizes[0]).array.prefix { $0 != 0 }
    self.name = String(decoding: name, as: UTF8.self)
    let type = try reader.take(sizes[1])
    // A type that is shared stands in another header.
    datatype = flags & 1 == 0 ? try? HDF5Datatype(type) : nil
    try reader.skip(sizes[2])
    value = try reader.take(reader.remaining)
  }

  /// The value where it is a string of fixed length.
  var text: String? {
    guard case .text(let encoding) = datatype, encoding.size <= value.count else { return nil }
    return try? encoding.strings(value[0..<encoding.size], part: "HDF5 attribute").first
  }

  /// Whether the value is a number other than zero.
  var isTrue: Bool {
    guard case .numeric(let layout) = datatype else { return false }
    return value.array.prefix(layout.type.size).contains { $0 != 0 }
  }
}

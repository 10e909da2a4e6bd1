import Bytes
import Foundation

/// The named arrays of one file: HDF5, NPY, NPZ, IDX or safetensors, plain or compressed with
/// gzip.
///
/// The format is found by the content, not by the name. Opening reads headers only; the data of
/// an array is read when it is asked for.
public struct ArrayFile: Sendable {
  /// The kinds of files that hold arrays.
  public enum Format: String, Sendable {
    /// The Hierarchical Data Format, as h5py and Keras write it.
    case hdf5 = "HDF5"
    /// One array, as `numpy.save` writes it.
    case npy = "NPY"
    /// Several arrays, as `numpy.savez` writes them.
    case npz = "NPZ"
    /// One array, as MNIST's files hold it.
    case idx = "IDX"
    /// Several tensors behind a header of JSON.
    case safetensors
  }

  /// The file, as errors name it.
  public let path: String
  /// The kind of file, found by its content.
  public let format: Format
  private let container: any ArrayContainer

  /// Opens a file.
  ///
  /// - Throws: `ArrayFileError` if it cannot be read, is of no known format or is damaged.
  public init(contentsOf url: URL) throws(ArrayFileError) {
    let bytes: SharedBytes
    do throws(FileReadError) {
      bytes = try SharedBytes(contentsOf: url)
    } catch {
      throw ArrayFileError(error)
    }
    try self.init(bytes: bytes, path: url.path)
  }

  /// Opens a file that is in memory.
  package init(bytes: SharedBytes, path: String) throws(ArrayFileError) {
    self.path = path
    do throws(FormatError) {
      (format, container) = try ArrayFormats.open(bytes)
    } catch {
      throw ArrayFileError(file: path, error)
    }
  }

  /// The names of all arrays, in the order of the file.
  ///
  /// The one array of an NPY or IDX file is called `array`. HDF5's are paths: `weights/W1`.
  public var names: [String] { container.names }

  /// The texts that a safetensors file carries beside its tensors; empty for other formats.
  public var metadata: [String: String] { container.metadata }

  /// Whether the array consists of strings, which ``strings(named:)`` reads.
  public func isText(_ name: String) throws(ArrayFileError) -> Bool {
    try description(of: name).element == .text
  }

  /// The shape of an array, without reading its data.
  public func shape(of name: String) throws(ArrayFileError) -> [Int] {
    try description(of: name).shape
  }

  /// The element type of an array, without reading its data; nil for strings.
  public func elementType(of name: String) throws(ArrayFileError) -> ElementType? {
    guard case .numeric(let type) = try description(of: name).element else { return nil }
    return type
  }

  /// The numbers of an array.
  ///
  /// - Throws: `ArrayFileError` if there is no such array, it is damaged, or has no numbers.
  public func array(named name: String) throws(ArrayFileError) -> NumericArray {
    try reading(name) { container throws(FormatError) in try container.array(named: name) }
  }

  /// The strings of an array of strings, without their padding.
  ///
  /// - Throws: `ArrayFileError` if there is no such array, it is damaged, or has no strings.
  public func strings(named name: String) throws(ArrayFileError) -> [String] {
    try reading(name) { container throws(FormatError) in try container.strings(named: name) }
  }

  private func description(of name: String) throws(ArrayFileError) -> ArrayDescription {
    try reading(name) { container throws(FormatError) in try container.describe(name) }
  }

  private func reading<R>(
    _ name: String, _ body: (any ArrayContainer) throws(FormatError) -> R?
  ) throws(ArrayFileError) -> R {
    do throws(FormatError) {
      if let result = try body(container) { return result }
    } catch {
      throw ArrayFileError(file: path, error)
    }
    throw ArrayFileError(file: path, problem: .noArray(name: name, available: names))
  }
}

/// What is known of an array before its data is read.
struct ArrayDescription: Equatable {
  enum Element: Equatable {
    case numeric(ElementType)
    case text
    /// What is neither, in words.
    case other(String)

    /// The type as a message names it.
    var words: String {
      switch self {
      case .numeric(let type): type.rawValue
      case .text: "strings"
      case .other(let name): name
      }
    }
  }

  let shape: [Int]
  let element: Element
}

/// A file of one format whose headers have been read.
///
/// Each call gives nil for an unknown name.
protocol ArrayContainer: Sendable {
  var names: [String] { get }
  var metadata: [String: String] { get }
  func describe(_ name: String) throws(FormatError) -> ArrayDescription?
  func array(named name: String) throws(FormatError) -> NumericArray?
  func strings(named name: String) throws(FormatError) -> [String]?
}

extension ArrayContainer {
  var metadata: [String: String] { [:] }

  /// Refuses to read numbers as strings; formats with strings have their own.
  func strings(named name: String) throws(FormatError) -> [String]? {
    guard let description = try describe(name) else { return nil }
    throw FormatError(
      "array '\(name)'", found: description.element.words, expected: "strings")
  }
}

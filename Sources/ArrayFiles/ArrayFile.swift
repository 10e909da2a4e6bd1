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
    let isPacked = Gzip.matches(bytes)
    var content = bytes
    let known: (ArrayFile.Format, any ArrayContainer)?
    do throws(FormatError) {
      if isPacked { content = try Gzip.decompress(bytes) }
      known = try ArrayFormats.open(content)
    } catch {
      throw ArrayFileError(file: path, error)
    }
    guard let known else {
      throw ArrayFormats.refusal(content, isPacked: isPacked, file: path)
    }
    (format, container) = known
  }

  /// The names of all arrays, in the order of the file, those that cannot be read among them.
  ///
  /// The one array of an NPY or IDX file is called `array`. HDF5's are paths: `weights/W1`.
  public var names: [String] { container.names }

  /// The texts that a safetensors file carries beside its tensors; empty for other formats.
  public var metadata: [String: String] { container.metadata }

  /// What keeps an array from being read: elements that are neither numbers nor strings, a filter
  /// that is not known, data that lie in another file, or damage of its header; nil if nothing does.
  ///
  /// - Throws: `ArrayFileError` if there is no such array.
  public func obstacle(to name: String) throws(ArrayFileError) -> ArrayObstacle? {
    try description(of: name).obstacle
  }

  /// Whether the array consists of strings, which ``strings(named:)`` reads.
  public func isText(_ name: String) throws(ArrayFileError) -> Bool {
    try description(of: name).element == .text
  }

  /// The shape of an array, without reading its data.
  ///
  /// - Throws: `ArrayFileError` if there is no such array, or nothing is known of it.
  public func shape(of name: String) throws(ArrayFileError) -> [Int] {
    let description = try description(of: name)
    if let shape = description.shape { return shape }
    throw unreadable(name, description, expected: "an array")
  }

  /// The element type of an array, without reading its data; nil for all but numbers.
  public func elementType(of name: String) throws(ArrayFileError) -> ElementType? {
    guard case .numeric(let type) = try description(of: name).element else { return nil }
    return type
  }

  /// The numbers of an array.
  ///
  /// - Throws: `ArrayFileError` if there is no such array, it is damaged, or has no numbers.
  public func array(named name: String) throws(ArrayFileError) -> NumericArray {
    let description = try description(of: name)
    guard case .numeric = description.element else {
      throw unreadable(name, description, expected: "numbers")
    }
    return try reading(name) { container throws(FormatError) in try container.array(named: name) }
  }

  /// The strings of an array of strings, without their padding.
  ///
  /// - Throws: `ArrayFileError` if there is no such array, it is damaged, or has no strings.
  public func strings(named name: String) throws(ArrayFileError) -> [String] {
    let description = try description(of: name)
    guard description.element == .text else {
      throw unreadable(name, description, expected: "text")
    }
    return try reading(name) { container throws(FormatError) in try container.strings(named: name) }
  }

  /// What is known of an array without reading its data; damage of its header is an obstacle.
  ///
  /// - Throws: `ArrayFileError` if there is no such array.
  package func description(of name: String) throws(ArrayFileError) -> ArrayDescription {
    try reading(name) { container throws(FormatError) in
      do throws(FormatError) {
        return try container.describe(name)
      } catch {
        return ArrayDescription(ArrayObstacle(error))
      }
    }
  }

  private func unreadable(
    _ name: String, _ description: ArrayDescription, expected: String
  ) -> ArrayFileError {
    let obstacle =
      description.obstacle
      ?? ArrayObstacle("\(description.element.words), expected \(expected)")
    return ArrayFileError(file: path, problem: .unreadableArray(name: name, obstacle))
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

import Bytes

/// What a file of TensorBoard holds of one step: named scalars, or named histograms.
///
/// The file is a chain of records, each a length, its checksum, a message `tensorflow.Event` and its checksum, as
/// TensorFlow's `tfrecord` has them; the first message names the version. Scalars are single precision there.
package struct EventRecord: Sendable {
  package enum Value: Sendable {
    case scalar(Double)
    case histogram(EventHistogram)
  }

  package let step: Int
  package let values: [(tag: String, value: Value)]

  package init(step: Int, _ values: [(tag: String, value: Value)]) {
    self.step = step
    self.values = values
  }

  /// The bytes of the record, written at a time in seconds since 1970.
  package func bytes(wallTime: Double) -> [UInt8] {
    var summary = ProtobufMessage()
    for (tag, value) in values {
      var message = ProtobufMessage()
      message.add(Field.tag, tag)
      switch value {
      case .scalar(let number): message.add(Field.simpleValue, Float(number))
      case .histogram(let histogram): message.add(Field.histogram, histogram.message)
      }
      summary.add(Field.value, message)
    }
    var event = ProtobufMessage()
    event.add(Field.wallTime, wallTime)
    // A number at its default is left out, as other writers do.
    if step != 0 { event.add(Field.step, step) }
    event.add(Field.summary, summary)
    return Self.framed(event)
  }

  /// What a file begins with.
  package static func beginning(wallTime: Double) -> [UInt8] {
    var event = ProtobufMessage()
    event.add(Field.wallTime, wallTime)
    event.add(Field.fileVersion, version)
    return framed(event)
  }

  private static let version = "brain.Event:2"

  /// The fields of `tensorflow.Event`, `Summary` and `Summary.Value`.
  private enum Field {
    static let wallTime = 1
    static let step = 2
    static let fileVersion = 3
    static let summary = 5
    static let value = 1
    static let tag = 1
    static let simpleValue = 2
    static let histogram = 5
  }

  // MARK: Records

  private static func framed(_ message: ProtobufMessage) -> [UInt8] {
    let content = message.encoded.withUnsafeBytes { Array($0) }
    let length = littleEndian(UInt64(content.count))
    return length + littleEndian(checksum(length)) + content + littleEndian(checksum(content))
  }

  /// A CRC-32C that may itself stand in data which has one.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let sum = bytes.withUnsafeBytes { CRC32.of($0, .castagnoli) }
    return (sum >> 15 | sum << 17) &+ 0xa282_ead8
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// What is known of a record that was read.
  package struct Place: Sendable, Equatable {
    package let step: Int
    package let holdsHistograms: Bool
    /// Where the next record begins.
    package let end: Int
  }

  /// The records of a file behind its beginning, up to the first that is not whole; nil where the file does not
  /// begin as one of events does.
  package static func places(in bytes: SharedBytes) -> (beginning: Int, records: [Place])? {
    var reader = ByteReader(bytes, part: "events")
    var read = 0
    func next() -> SharedBytes? {
      guard let length = try? reader.take(8), let sum = try? reader.little(UInt32.self),
        sum == checksum(Array(length)),
        let count = Int(exactly: length.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }),
        let content = try? reader.take(count), let check = try? reader.little(UInt32.self),
        check == checksum(Array(content))
      else { return nil }
      read += 16 + count
      return content
    }
    guard let first = next(), let start = try? Fields(first), start.version == version else {
      return nil
    }
    let beginning = read
    var records: [Place] = []
    while let content = next(), let fields = try? Fields(content) {
      records.append(
        Place(step: fields.step, holdsHistograms: fields.holdsHistograms, end: read))
    }
    return (beginning, records)
  }

  /// What an event says.
  private struct Fields {
    var step = 0
    var version: String?
    var holdsHistograms = false

    init(_ bytes: SharedBytes) throws(FormatError) {
      var event = ProtobufReader(bytes, part: "event")
      while let (field, value) = try event.next() {
        switch (field, value) {
        case (Field.step, .integer(let number)): step = number
        case (Field.fileVersion, .bytes(let text)):
          version = String(decoding: Array(text), as: UTF8.self)
        case (Field.summary, .bytes(let summary)): try read(summary: summary)
        default: break
        }
      }
    }

    private mutating func read(summary: SharedBytes) throws(FormatError) {
      var values = ProtobufReader(summary, part: "summary")
      while let (_, value) = try values.next() {
        guard case .bytes(let content) = value else { continue }
        var fields = ProtobufReader(content, part: "value")
        while let (field, _) = try fields.next() {
          if field == Field.histogram { holdsHistograms = true }
        }
      }
    }
  }
}

extension Array<UInt8> {
  fileprivate init(_ bytes: SharedBytes) { self = bytes.withUnsafeBytes { Array($0) } }
}

import Bytes

/// A dataset's header: shape, type, where the data lies and how it was filtered.
struct HDF5Dataset {
  let shape: [Int]
  /// The shape up to which the dataset may grow; nil where without limit.
  let mostShape: [Int?]
  let datatype: HDF5Datatype
  let layout: HDF5Layout
  let filters: [HDF5Filter]
  /// The bytes of the element that stands where nothing was written; nil: zeros.
  let fillValue: SharedBytes?

  private let isElsewhere: Bool
  /// The program whose axes the file has in reverse.
  private let origin: HDF5Origin?

  /// The dataset of an object header; nil if the object is a group or a datatype.
  ///
  /// `writer` is the program that the file, or the dataset's group, says it is of.
  init?(
    _ header: ObjectHeader, in context: HDF5Context, writer: HDF5Origin.Program?
  ) throws(FormatError) {
    guard let type = header.first(.datatype), let space = header.first(.dataspace),
      let layout = header.first(.layout)
    else { return nil }
    isElsewhere = header.first(.externalFiles) != nil
    datatype = try HDF5Datatype(type)
    (shape, mostShape) = try Self.shape(space, context)
    self.layout = try HDF5Layout(layout, rank: shape.count, in: context)
    filters =
      try header.first(.filters).map { body throws(FormatError) in
        try HDF5Filter.pipeline(body)
      } ?? []
    fillValue = try Self.fillValue(header, size: datatype.size)
    origin = HDF5Origin(header.attributes, writer: writer)
  }

  var description: ArrayDescription {
    ArrayDescription(
      shape: origin == nil ? shape : shape.reversed(),
      element: (storageObstacle ?? origin?.obstacle).map { .other($0) } ?? element,
      axesTurnedFor: origin?.program.rawValue)
  }

  private var element: ArrayDescription.Element {
    switch datatype {
    case .numeric(let layout):
      .numeric(origin?.isLogical == true && layout.type == .uint8 ? .bool : layout.type)
    case .text, .variableText: .text
    case .other(let name, _): .other(ArrayObstacle(name))
    }
  }

  /// What keeps the data from being read, whatever their type.
  private var storageObstacle: ArrayObstacle? {
    let copying = "h5py copies it into the file: file.create_dataset(\"copy\", data=file[…][:])"
    if isElsewhere { return ArrayObstacle("data in another file", advice: copying) }
    if case .virtual = layout {
      return ArrayObstacle("a virtual dataset, put together of others", advice: copying)
    }
    for case .other(let name) in filters {
      return ArrayObstacle(
        "data packed by the filter \(name)",
        advice: "h5repack -f GZIP=1 makes a file of it that is read")
    }
    return nil
  }

  /// The elements in C order, one behind the other, as they lie in the file.
  func data(in context: HDF5Context) throws(FormatError) -> SharedBytes {
    let data = try HDF5Data.read(self, in: context)
    guard origin != nil else { return data }
    return FortranOrder.toC(data, shape: shape.reversed(), elementSize: datatype.size)
  }

  private static func shape(
    _ body: SharedBytes, _ context: HDF5Context
  ) throws(FormatError) -> (shape: [Int], most: [Int?]) {
    var reader = ByteReader(body, part: "HDF5 dataspace")
    let version = try reader.byte()
    let rank = Int(try reader.byte())
    let hasMost = try reader.byte() & 1 != 0
    switch version {
    case 1: try reader.skip(5)
    case 2:
      // Type 2 is a null dataspace: no elements at all.
      if try reader.byte() == 2 { return ([0], [0]) }
    default:
      throw .unsupported(reader.part, found: "version \(version)", expected: "version 1 or 2")
    }
    guard rank <= 32 else {
      throw FormatError(reader.part, found: "\(rank) axes", expected: "at most 32")
    }
    var shape: [Int] = []
    for _ in 0..<rank {
      let length = try context.length(&reader)
      guard let length = Int(exactly: length) else {
        throw FormatError(reader.part, found: "an axis of \(length)", expected: "at most 2^63")
      }
      shape.append(length)
    }
    guard hasMost else { return (shape, shape) }
    var most: [Int?] = []
    let unlimited = UInt64.max >> UInt64(64 - 8 * context.lengthSize)
    for _ in 0..<rank {
      let length = try context.length(&reader)
      most.append(length == unlimited ? nil : Int(exactly: length))
    }
    return (shape, most)
  }

  private static func fillValue(
    _ header: ObjectHeader, size: Int
  ) throws(FormatError) -> SharedBytes? {
    guard let body = header.first(.fillValue) ?? header.first(.oldFillValue) else { return nil }
    var reader = ByteReader(body, part: "HDF5 fill value")
    if header.first(.fillValue) != nil {
      let version = try reader.byte()
      switch version {
      case 1: try reader.skip(3)
      case 2:
        try reader.skip(2)
        guard try reader.byte() == 1 else { return nil }
      case 3:
        guard try reader.byte() & 0x20 != 0 else { return nil }
      default:
        throw .unsupported(reader.part, found: "version \(version)", expected: "version 1 to 3")
      }
    }
    let count = Int(Int32(bitPattern: try reader.little(UInt32.self)))
    guard count > 0 else { return nil }
    guard count == size else {
      throw FormatError(reader.part, found: "\(count) bytes", expected: "\(size)")
    }
    return try reader.take(count)
  }
}

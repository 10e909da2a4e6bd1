/// What a start-of-frame segment says: size, components, way of coding.
struct JPEGFrame {
  let isProgressive: Bool
  let width: Int
  let height: Int
  let components: [JPEGComponent]
  let maxHorizontal: Int
  let maxVertical: Int
  /// Minimum coded units in a row, and rows of them.
  let unitsPerRow: Int
  let unitRows: Int

  /// Reads the segment and allocates the components' memory, if the file can fill it.
  init(
    _ segment: UnsafeRawBufferPointer, isProgressive: Bool, fileSize: Int
  ) throws(ImageError.Problem) {
    let specification = try FrameSpecification(segment)
    self.isProgressive = isProgressive
    (width, height) = (specification.width, specification.height)
    let entries = specification.components
    let maxHorizontal = entries.map(\.horizontal).max() ?? 1
    let maxVertical = entries.map(\.vertical).max() ?? 1
    (self.maxHorizontal, self.maxVertical) = (maxHorizontal, maxVertical)
    unitsPerRow = Self.divideUp(width, 8 * maxHorizontal)
    unitRows = Self.divideUp(height, 8 * maxVertical)

    let layouts = entries.map {
      JPEGComponent.Layout(
        $0, width: Self.divideUp(specification.width * $0.horizontal, maxHorizontal),
        height: Self.divideUp(specification.height * $0.vertical, maxVertical))
    }
    // A block costs at least one bit, in a sequential frame two: one for DC and one for the rest.
    let blocks = layouts.reduce(0) { $0 + $1.blocksPerRow * $1.blockRows }
    guard ImageLimits.allow(width: width, height: height),
      blocks <= fileSize * (isProgressive ? 8 : 4)
    else {
      throw .tooLarge(.jpeg, width: width, height: height, bytes: fileSize)
    }
    let (unitsPerRow, unitRows) = (unitsPerRow, unitRows)
    components = layouts.map {
      JPEGComponent(
        $0, unitsPerRow: unitsPerRow, unitRows: unitRows, keepsCoefficients: isProgressive)
    }
  }

  /// The size that a start-of-frame segment tells, which is checked.
  static func size(
    _ segment: UnsafeRawBufferPointer
  ) throws(ImageError.Problem) -> (height: Int, width: Int) {
    let specification = try FrameSpecification(segment)
    return (specification.height, specification.width)
  }

  static func divideUp(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
}

/// The bytes of a start-of-frame segment, checked.
private struct FrameSpecification {
  struct Component {
    let id: UInt8
    let horizontal: Int
    let vertical: Int
    let quantizationTable: Int
  }

  let width: Int
  let height: Int
  let components: [Component]

  init(_ segment: UnsafeRawBufferPointer) throws(ImageError.Problem) {
    guard segment.count >= 6, segment.count == 6 + 3 * Int(segment[5]) else {
      throw .malformed(
        .jpeg, part: "frame header", found: "\(segment.count) bytes",
        expected: "6 and 3 for every component")
    }
    guard segment[0] == 8 else { throw .unsupported(.jpeg, feature: "\(segment[0])-bit") }
    height = Int(segment[1]) << 8 | Int(segment[2])
    width = Int(segment[3]) << 8 | Int(segment[4])
    guard width > 0 else {
      throw .malformed(.jpeg, part: "frame header", found: "width 0", expected: "at least 1")
    }
    guard height > 0 else {
      throw .unsupported(.jpeg, feature: "height-behind-the-first-scan (DNL)")
    }
    guard [1, 3, 4].contains(segment[5]) else {
      throw .unsupported(.jpeg, feature: "\(segment[5])-component")
    }
    var components: [Component] = []
    for start in stride(from: 6, to: segment.count, by: 3) {
      let component = Component(
        id: segment[start], horizontal: Int(segment[start + 1] >> 4),
        vertical: Int(segment[start + 1] & 15), quantizationTable: Int(segment[start + 2]))
      guard (1...4).contains(component.horizontal), (1...4).contains(component.vertical),
        component.quantizationTable < 4
      else {
        throw .malformed(
          .jpeg, part: "component \(component.id)",
          found: "sampling \(component.horizontal)×\(component.vertical), "
            + "quantization table \(component.quantizationTable)",
          expected: "sampling 1×1 to 4×4, table 0 to 3")
      }
      components.append(component)
    }
    self.components = components
  }
}

/// One color plane of a frame, with its samples and, in a progressive frame, its coefficients.
///
/// Memory behind pointers, which the decoder's inner loops write; freed with the component.
final class JPEGComponent {
  struct Layout {
    fileprivate let specification: FrameSpecification.Component
    /// Samples that belong to the picture.
    let width: Int
    let height: Int

    /// Blocks that hold a sample of the picture: what a scan of this component alone codes.
    var blocksPerRow: Int { JPEGFrame.divideUp(width, 8) }
    var blockRows: Int { JPEGFrame.divideUp(height, 8) }

    fileprivate init(_ specification: FrameSpecification.Component, width: Int, height: Int) {
      self.specification = specification
      self.width = width
      self.height = height
    }
  }

  let id: UInt8
  let horizontal: Int
  let vertical: Int
  let quantizationTable: Int
  let layout: Layout

  /// Blocks including those that fill up the last coding units.
  let storedBlocksPerRow: Int
  let storedBlockRows: Int
  /// Samples of a row in memory.
  let stride: Int
  let samples: UnsafeMutablePointer<UInt8>
  /// 64 for each stored block, row by row, in natural order.
  let coefficients: UnsafeMutablePointer<Int16>?
  /// The step of every coefficient, in natural order, from the table in force at the first scan.
  let steps: UnsafeMutablePointer<Int32>
  /// Whether all steps fit 16 bits with a sign.
  private(set) var stepsAreSmall = false
  /// Whether a scan has coded the component's mean values: without them there is no picture.
  private(set) var isCoded = false
  /// For each coefficient, in zigzag order, how many of its bits no scan has coded yet.
  private var missingBits = [Int](repeating: .max, count: 64)

  /// Whether scans have coded every coefficient to the last bit.
  var isWhole: Bool { missingBits.allSatisfy { $0 == 0 } }

  fileprivate init(
    _ layout: Layout, unitsPerRow: Int, unitRows: Int, keepsCoefficients: Bool
  ) {
    self.layout = layout
    id = layout.specification.id
    horizontal = layout.specification.horizontal
    vertical = layout.specification.vertical
    quantizationTable = layout.specification.quantizationTable
    storedBlocksPerRow = unitsPerRow * horizontal
    storedBlockRows = unitRows * vertical
    stride = storedBlocksPerRow * 8
    let blocks = storedBlocksPerRow * storedBlockRows
    samples = .allocate(capacity: blocks * 64)
    samples.initialize(repeating: 0, count: blocks * 64)
    coefficients = keepsCoefficients ? .allocate(capacity: blocks * 64) : nil
    coefficients?.initialize(repeating: 0, count: blocks * 64)
    steps = .allocate(capacity: 64)
    steps.initialize(repeating: 0, count: 64)
  }

  deinit {
    samples.deallocate()
    coefficients?.deallocate()
    steps.deallocate()
  }

  /// Takes over the quantization steps before the first scan.
  func begin(steps newSteps: [Int32]) {
    steps.update(from: newSteps, count: 64)
    stepsAreSmall = newSteps.allSatisfy { $0 <= Int16.max }
    isCoded = true
  }

  /// Notes that a scan has coded a band of coefficients, but for so many low bits.
  func markCoded(_ band: ClosedRange<Int>, missingBits count: Int) {
    for place in band { missingBits[place] = count }
  }

  /// Where the samples of a stored block begin.
  @inline(__always)
  func blockSamples(row: Int, column: Int) -> UnsafeMutablePointer<UInt8> {
    samples + (row &* 8 &* stride &+ column &* 8)
  }
}

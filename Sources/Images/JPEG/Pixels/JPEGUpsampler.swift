/// Rows of one component at the picture's full width, made from its samples.
///
/// Where a component has half the resolution, new samples lie at a quarter and three quarters
/// between old ones and weigh the nearer three times (libjpeg's "fancy" upsampling, its default);
/// other ratios repeat samples.
final class JPEGUpsampler {
  private enum Method { case none, columns, rows, both, repetition }

  private let component: JPEGComponent
  private let method: Method
  private let maxHorizontal: Int
  private let maxVertical: Int
  private let width: Int
  private let row: UnsafeMutablePointer<UInt8>
  private let sums: UnsafeMutablePointer<UInt16>

  init(_ component: JPEGComponent, of frame: JPEGFrame) {
    self.component = component
    (maxHorizontal, maxVertical) = (frame.maxHorizontal, frame.maxVertical)
    width = frame.width
    method = Self.method(component, frame)
    // Doubled rows may be one sample longer than the picture.
    row = .allocate(capacity: frame.width + 1)
    row.initialize(repeating: 0, count: frame.width + 1)
    sums = .allocate(capacity: component.layout.width)
    sums.initialize(repeating: 0, count: component.layout.width)
  }

  deinit {
    row.deallocate()
    sums.deallocate()
  }

  private static func method(_ component: JPEGComponent, _ frame: JPEGFrame) -> Method {
    let isWide = component.horizontal == frame.maxHorizontal
    let isHigh = component.vertical == frame.maxVertical
    let isHalfWide = component.horizontal * 2 == frame.maxHorizontal && component.layout.width > 2
    let isHalfHigh = component.vertical * 2 == frame.maxVertical
    if isWide && isHigh { return .none }
    if isHalfWide && isHigh { return .columns }
    if isWide && isHalfHigh { return .rows }
    return isHalfWide && isHalfHigh ? .both : .repetition
  }

  /// Row `y` of the picture; valid until the next call.
  func row(_ y: Int) -> UnsafePointer<UInt8> {
    let source = y * component.vertical / maxVertical
    switch method {
    case .none: return samples(source)
    case .columns: doubleColumns(samples(source))
    case .rows: mixRows(samples(source), samples(source + (y % 2 == 0 ? -1 : 1)), y % 2)
    case .both: doubleBoth(samples(source), samples(source + (y % 2 == 0 ? -1 : 1)))
    case .repetition: repeatColumns(samples(source))
    }
    return UnsafePointer(row)
  }

  /// A row of the component; those beyond its edges are the edges.
  private func samples(_ y: Int) -> UnsafePointer<UInt8> {
    let inside = min(max(y, 0), component.layout.height - 1)
    return UnsafePointer(component.samples + inside * component.stride)
  }

  private func doubleColumns(_ near: UnsafePointer<UInt8>) {
    let (last, out) = (component.layout.width - 1, row)
    out[0] = near[0]
    for x in 0..<last {
      let (left, right) = (UInt16(near[x]), UInt16(near[x &+ 1]))
      out[2 &* x &+ 1] = UInt8(truncatingIfNeeded: (3 &* left &+ right &+ 2) &>> 2)
      out[2 &* x &+ 2] = UInt8(truncatingIfNeeded: (left &+ 3 &* right &+ 1) &>> 2)
    }
    if 2 * last + 1 <= width { out[2 * last + 1] = near[last] }
  }

  /// Rounds down and up in turn, so that no bias adds up.
  private func mixRows(_ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>, _ parity: Int) {
    let (bias, out) = (UInt16(1 + parity), row)
    for x in 0..<width {
      let sum = 3 &* UInt16(near[x]) &+ UInt16(far[x]) &+ bias
      out[x] = UInt8(truncatingIfNeeded: sum &>> 2)
    }
  }

  private func doubleBoth(_ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>) {
    let (last, out, sums) = (component.layout.width - 1, row, sums)
    for x in 0...last { sums[x] = 3 &* UInt16(near[x]) &+ UInt16(far[x]) }
    out[0] = UInt8(truncatingIfNeeded: (4 &* sums[0] &+ 8) &>> 4)
    for x in 0..<last {
      let (left, right) = (sums[x], sums[x &+ 1])
      out[2 &* x &+ 1] = UInt8(truncatingIfNeeded: (3 &* left &+ right &+ 7) &>> 4)
      out[2 &* x &+ 2] = UInt8(truncatingIfNeeded: (left &+ 3 &* right &+ 8) &>> 4)
    }
    if 2 * last + 1 <= width {
      out[2 * last + 1] = UInt8(truncatingIfNeeded: (4 &* sums[last] &+ 7) &>> 4)
    }
  }

  private func repeatColumns(_ near: UnsafePointer<UInt8>) {
    var (source, phase) = (0, 0)
    for x in 0..<width {
      row[x] = near[source]
      phase &+= component.horizontal
      if phase >= maxHorizontal {
        phase &-= maxHorizontal
        source &+= 1
      }
    }
  }
}

extension JPEGFrame {
  /// Whether every component has had a scan.
  var isCoded: Bool { components.allSatisfy(\.isCoded) }

  /// Whether no scan is left that could add to the picture.
  var isWhole: Bool { components.allSatisfy(\.isWhole) }

  /// The decoded samples as a picture, grey or RGB, not yet turned.
  func image(_ space: JPEGColorSpace) -> Image {
    let converter = JPEGColorConverter(space)
    let upsamplers = components.map { JPEGUpsampler($0, of: self) }
    let rowSize = width * converter.channels
    let pixels = [UInt8](unsafeUninitializedCapacity: height * rowSize) { pixels, filled in
      guard let out = pixels.baseAddress else { return }
      for y in 0..<height {
        converter.convert(upsamplers.map { $0.row(y) }, to: out + y * rowSize, width: width)
      }
      filled = height * rowSize
    }
    return Image(width: width, height: height, channels: converter.channels, pixels: pixels)
  }
}

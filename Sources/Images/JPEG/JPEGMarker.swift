/// The second bytes of the markers that the decoder knows by name.
enum JPEGMarker {
  static let huffmanTables = 0xc4
  static let arithmeticConditioning = 0xcc
  static let startOfImage = 0xd8
  static let endOfImage = 0xd9
  static let startOfScan = 0xda
  static let quantizationTables = 0xdb
  static let numberOfLines = 0xdc
  static let restartInterval = 0xdd
  static let jfif = 0xe0
  static let exif = 0xe1
  static let adobe = 0xee

  /// Whether the marker stands alone, without a segment behind it.
  static func isBare(_ marker: Int) -> Bool { marker == 0x01 || (0xd0...0xd7).contains(marker) }

  /// A marker's name in the standard, for errors.
  static func name(_ marker: Int) -> String {
    switch marker {
    case 0xd0...0xd7: "restart marker RST\(marker - 0xd0)"
    case endOfImage: "the end-of-image marker"
    case startOfScan: "a start-of-scan marker"
    case huffmanTables: "a Huffman table"
    default: "marker 0x" + String(0xff00 | marker, radix: 16)
    }
  }

  /// What a start-of-frame marker begins: nil if it is none, or one that is decoded here.
  static func unsupportedFrame(_ marker: Int) -> String? {
    switch marker {
    case 0xc3: "lossless"
    case 0xc5, 0xc6, 0xde: "hierarchical"
    case 0xc7: "lossless hierarchical"
    case 0xc8: "extended (JPG)"
    case 0xc9, 0xca, arithmeticConditioning: "arithmetic-coded"
    case 0xcb: "lossless arithmetic-coded"
    case 0xcd, 0xce, 0xcf: "hierarchical arithmetic-coded"
    case 0xf7: "JPEG-LS (lossless)"
    default: nil
    }
  }
}

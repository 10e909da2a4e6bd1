import Bytes

/// How the characters of a text file are coded.
enum TextCoding: Equatable {
  case utf8
  /// Two bytes a character or half of one, the more significant first or last.
  case utf16(isBigEndian: Bool)
  /// The one of western Windows, which holds Latin-1.
  case windows1252

  /// The coding that a byte order mark tells, and the length of the mark.
  static func ofMark(
    _ start: some Collection<UInt8>
  ) -> (coding: TextCoding, length: Int)? {
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if start.starts(with: [0xFF, 0xFE]) { return (.utf16(isBigEndian: false), 2) }
    if start.starts(with: [0xFE, 0xFF]) { return (.utf16(isBigEndian: true), 2) }
    return nil
  }

  /// Whether every second byte of the beginning of a file is 0, as in English UTF-16.
  static func looksLikeUTF16(_ start: some Collection<UInt8>) -> Bool {
    var zeros = [0, 0]
    for (index, byte) in start.prefix(4096).enumerated() where byte == 0 { zeros[index % 2] += 1 }
    let most = max(zeros[0], zeros[1])
    return start.count > 3 && min(zeros[0], zeros[1]) == 0
      && 5 * most >= 2 * start.prefix(4096).count
  }
}

/// What bytes are as UTF-8, found in one pass.
struct UTF8Look {
  /// The first byte that is not part of a character.
  private(set) var firstInvalid: Int?
  /// The first character of more than one byte.
  private(set) var firstLong: Int?
  /// The first NUL.
  private(set) var firstNUL: Int?

  init(_ bytes: UnsafeRawBufferPointer) {
    var position = 0
    while position < bytes.count {
      // Eight bytes at a time where they are ASCII and none is 0.
      if position + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        let borrows = (word &- 0x0101_0101_0101_0101) & ~word
        if (word | borrows) & 0x8080_8080_8080_8080 == 0 {
          position += 8
          continue
        }
      }
      let byte = bytes[position]
      if byte < 0x80 {
        if byte == 0, firstNUL == nil { firstNUL = position }
        position += 1
        continue
      }
      if let length = Self.length(bytes, at: position) {
        firstLong = firstLong ?? position
        position += length
      } else {
        firstInvalid = firstInvalid ?? position
        position += 1
      }
    }
  }

  /// The length of the character of several bytes at a place; nil if none is there.
  ///
  /// Source: The Unicode Standard, version 16, table 3-7.
  private static func length(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int? {
    let first = bytes[position]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard position + length <= bytes.count, second.contains(bytes[position + 1]),
      bytes[position + 2..<position + length].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { return nil }
    return length
  }
}

/// Text of another coding made UTF-8.
enum Recoding {
  /// The scalars of Windows-1252 for the bytes from 0x80 to 0x9F; nil for those that mean nothing.
  private static let upperControls: [UInt16?] = [
    0x20AC, nil, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, nil, 0x017D, nil, nil, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, nil, 0x017E, 0x0178,
  ]

  /// The scalar that a byte of Windows-1252 stands for.
  private static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
    guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
    return upperControls[Int(byte) - 0x80].flatMap { Unicode.Scalar($0) }
  }

  /// The first byte that means nothing in Windows-1252.
  static func firstUnknown(in bytes: UnsafeRawBufferPointer) -> Int? {
    bytes.firstIndex { scalar($0) == nil }
  }

  /// Windows-1252 as UTF-8.
  ///
  /// - Precondition: every byte means something.
  static func windows1252(_ bytes: UnsafeRawBufferPointer) -> SharedBytes {
    recoded { put in
      for byte in bytes { put(scalar(byte) ?? " ") }
    }
  }

  /// UTF-16 as UTF-8.
  ///
  /// - Throws: where half of a pair is missing: the place of the other half.
  static func utf16(
    _ bytes: UnsafeRawBufferPointer, isBigEndian: Bool
  ) throws(LonelyHalf) -> SharedBytes {
    let count = bytes.count / 2
    func unit(_ index: Int) -> UInt16 {
      let word = bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
      return isBigEndian ? UInt16(bigEndian: word) : UInt16(littleEndian: word)
    }
    var index = 0
    while index < count {
      if UTF16.isTrailSurrogate(unit(index)) { throw LonelyHalf(index: index) }
      if UTF16.isLeadSurrogate(unit(index)) {
        guard index + 1 < count, UTF16.isTrailSurrogate(unit(index + 1)) else {
          throw LonelyHalf(index: index)
        }
        index += 1
      }
      index += 1
    }
    return recoded { put in
      var index = 0
      while index < count {
        let first = unit(index)
        index += 1
        guard UTF16.isLeadSurrogate(first) else {
          put(Unicode.Scalar(first) ?? " ")
          continue
        }
        let pair = (UInt32(first) & 0x3FF) << 10 | UInt32(unit(index)) & 0x3FF
        index += 1
        put(Unicode.Scalar(0x10000 + pair) ?? " ")
      }
    }
  }

  /// Half of a pair of UTF-16 without the other.
  struct LonelyHalf: Error {
    /// Its place among all halves.
    let index: Int
  }

  /// The UTF-8 of the scalars that `body` puts, which it is asked for twice.
  private static func recoded(_ body: ((Unicode.Scalar) -> Void) -> Void) -> SharedBytes {
    var count = 0
    body { count += UTF8.width($0) }
    return SharedBytes(count: count) { target in
      var position = 0
      body { scalar in
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          target[position] = byte
          position += 1
        }
      }
    }
  }
}

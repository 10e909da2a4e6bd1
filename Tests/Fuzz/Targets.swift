import ArrayFiles
import Bytes
import Images

/// Every decoder that reads what comes from outside.
let allTargets: [FuzzTarget] =
  ["h5", "npy", "npz", "idx", "safetensors"].map { kind in
    FuzzTarget(
      name: kind, folders: ["ArrayFilesTests/Fixtures"], extensions: [kind],
      decode: readAllArrays)
  } + [
    FuzzTarget(
      name: "gz", folders: ["ArrayFilesTests/Fixtures", "BytesTests/Fixtures"],
      extensions: ["gz"], decode: { _ = try Gzip.decompress(SharedBytes($0)) }),
    FuzzTarget(
      name: "zlib", folders: ["BytesTests/Fixtures"], extensions: ["zlib"],
      decode: { _ = try Zlib.decompress($0, limit: 1 << 24) }),
    FuzzTarget(
      name: "zip", folders: ["BytesTests/Fixtures"], extensions: ["zip"], decode: readAllEntries),
  ]
  + ["png", "jpg", "ppm", "pgm", "pbm"].map { kind in
    FuzzTarget(
      name: kind, folders: pictureFolders, extensions: [kind],
      decode: { _ = try Image(decoding: $0, name: "fuzz") })
  }

private let pictureFolders = ["jpeg", "png", "malformed", "resized"].map {
  "ImagesTests/Fixtures/\($0)"
}

@Sendable private func readAllArrays(_ bytes: [UInt8]) throws {
  let file = try ArrayFile(bytes: SharedBytes(bytes), path: "fuzz")
  // An array that is damaged must not hide the others from the test.
  for name in file.names.prefix(64) {
    _ = try? file.shape(of: name)
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

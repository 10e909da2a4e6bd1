import ArrayFiles
import Bytes
import DeepNetwork
import Experiments
import Foundation
import Interchange

/// What a run leaves in its folder, as a person may find it after anything has happened to it.
let runTargets: [FuzzTarget] = [
  FuzzTarget(
    name: "history", folders: ["Fuzz/Corpus/rows"], extensions: ["csv"],
    words: [
      ",", "\n", "nan", "-inf", "1e999", "-1", "iteration", "cost", "W1", "9223372036854775808",
    ], decode: readRows),
  FuzzTarget(
    name: "run", folders: ["Fuzz/Corpus/runs"], extensions: ["tree"],
    words: configurationWords + ["<xss>", "\u{1B}[2J", "\n--\n", "-1", "nan"], decode: showRun),
  FuzzTarget(
    name: "checkpoint", folders: ["Fuzz/Corpus/checkpoints"], extensions: ["safetensors"],
    words: [
      "0", "-1", "9223372036854775807", "nan", "null", "[1, 1]", "W1", "S", "iteration", "order",
      "W1.first", "best.W1", "F64", "F32", "U32",
    ],
    decode: {
      _ = try? resume(withSoundLength($0))
      try resume($0)
    }),
  FuzzTarget(
    name: "weights", folders: ["Fuzz/Corpus/arrays", "ExperimentsTests/Fixtures/models"],
    extensions: ["npz", "h5", "safetensors"], decode: readWeights),
  FuzzTarget(
    name: "onnx", folders: ["Fuzz/Corpus/onnx"], extensions: ["onnx"],
    decode: { bytes in
      _ = try ONNXModel.outputs(
        of: SharedBytes(bytes), for: Matrix<Float>(rows: 3, columns: 2, repeating: 0.5))
    }),
  FuzzTarget(
    name: "import", folders: ["InterchangeTests/Fixtures", "Fuzz/Corpus/onnx"],
    extensions: ["onnx"],
    words: [
      "Conv", "Gemm", "MatMul", "Add", "Mul", "Sub", "Div", "Reshape", "Transpose", "Flatten",
      "MaxPool", "AveragePool", "GlobalAveragePool", "ReduceMean", "BatchNormalization", "Relu",
      "Erf", "Softmax", "Squeeze", "Unsqueeze", "Shape", "Gather", "Concat", "Pad", "pads", "axis",
      "axes", "perm", "group", "strides", "SAME_UPPER", "SAME_LOWER", "ai.onnx.ml", "Scaler",
      "\u{8}\u{7F}", "\u{10}\u{0}",
    ],
    decode: importNetwork),
]

/// Imports a network, reads its configuration and asks it.
@Sendable private func importNetwork(_ bytes: [UInt8]) throws {
  let imported = try ModelImport(SharedBytes(bytes), path: "fuzz.onnx", into: folder)
  let description = imported.model.description
  guard description.n[0] <= 1 << 12 else { return }
  switch imported.model.network {
  case .float32(let network): try ask(network)
  case .float64(let network): try ask(network)
  }
  let text = imported.configuration.jsonText
  let again = try ConfigurationReader()
    .read(Array(text.utf8), file: "config.json", name: "fuzz", folder: here).configuration
  guard again.architecture.layers == imported.configuration.architecture.layers else {
    fatalError("the configuration has other layers")
  }
}

private let folder = RunFolder(URL(fileURLWithPath: scratch, isDirectory: true))

@Sendable private func readRows(_ bytes: [UInt8]) throws {
  let file = URL(fileURLWithPath: scratch)
  bytes.withUnsafeBytes { content in
    let descriptor = open(scratch, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = write(descriptor, content.baseAddress, content.count)
    close(descriptor)
  }
  defer { unlink(scratch) }
  _ = Norms(contentsOf: file)
  _ = try History(contentsOf: file)
}

/// Reads a run's folder and shows it, alone and beside itself.
@Sendable private func showRun(_ tree: [UInt8]) throws {
  let made = FolderOnDisk(tree, at: scratch)
  defer { made.remove() }
  let record = try RunRecord(contentsOf: folder)
  guard isSmall(record.configuration) else { return }
  var notes: [String] = []
  let pages = [
    RunReport(record) { notes.append($0) }.html, ComparisonReport([record, record]).html,
  ]
  for page in pages where page.contains("<xss") { fatalError("markup from a file in a page") }
}

/// Goes on from a checkpoint for a step, with the configuration that it says it has.
@Sendable private func resume(_ bytes: [UInt8]) throws {
  let file = try ArrayFile(bytes: SharedBytes(bytes), path: "fuzz")
  guard let text = file.metadata["configuration"] else { return }
  let configuration = try ConfigurationReader()
    .read(Array(text.utf8), file: "fuzz.json", name: "fuzz", folder: here).configuration
  guard isSmall(configuration) else { return }
  mkdir(scratch, 0o700)
  defer { try? FileManager.default.removeItem(atPath: scratch) }
  try Data(bytes).write(to: folder.checkpoint)
  var steps = 0
  let observer = TrainingRun.Observer(
    shouldStop: {
      steps += 1
      return steps > 1
    })
  _ = try TrainingRun(configuration, dataFolder: here, folder: folder, entry: .resume)
    .execute(observer)
}

/// Whether a training of it takes a moment and reads no file.
private func isSmall(_ configuration: Configuration) -> Bool {
  let sources = [configuration.data.train, configuration.data.test].compactMap(\.self)
  return configuration.n.allSatisfy { $0 < 100 }
    && sources.allSatisfy {
      guard case .builtIn(let drawing) = $0.origin else { return false }
      return drawing.name == "parity"
    }
}

@Sendable private func readWeights(_ bytes: [UInt8]) throws {
  let file = try ArrayFile(bytes: SharedBytes(bytes), path: "fuzz")
  let plan = try DimensionChecker.check(
    Architecture(n: [2, 3, 1], activations: [.tanh, .sigmoid]))
  for layout in [nil, WeightLayout.torch, .keras] {
    let reader = WeightReader(file, layout: layout, plan: plan)
    _ = try? reader.weights(Double.self)
    guard let layers = try? reader.weights(Float.self, inFile: true) else { continue }
    guard let W = layers[0]["W"], W.shape == Shape(3, 2) else { fatalError("W1 of \(layers)") }
  }
  try WeightReader(file, plan: plan).checkShapes()
}

import ArrayFiles
import DeepNetwork
import Text

/// Goes through the nodes of a graph, first to last, and notes what each does as steps of a network.
///
/// What does not fit is noted too, so that all of it can be said in one go.
struct GraphReading {
  let graph: ONNXGraph
  /// How the axes of pictures among the raw features lie.
  let pictures: [ImageAxis]
  /// Whether the network computes in float64.
  let isDouble: Bool
  /// The first is the input.
  private(set) var steps: [NetworkStep] = []
  private var signals: [String: Signal] = [:]
  private(set) var problems: [ImportError.Problem] = []
  /// The nodes that have become something.
  private(set) var progress = 0
  /// What has to be said of the network, each once.
  private(set) var remarks: [String] = []
  /// What a file calls the classes.
  var classes: ImportedNetwork.Classes?
  /// The steps that are the logarithm of what the network answers.
  var logarithms: Set<Int> = []
  /// The picture that a list of raw features becomes in the graph; nil where it becomes none.
  private(set) var imageOfFeatures: ImageShape?
  /// The flow behind the input.
  private(set) var input: Flow?

  private static let maximumNodes = 10_000
  /// No example has more numbers anywhere on its way.
  static let maximumSize = 1 << 23

  init(_ graph: ONNXGraph, pictures: [ImageAxis]) {
    self.graph = graph
    self.pictures = pictures
    isDouble = graph.computesInDouble
    for initializer in graph.initializers {
      signals[initializer.name] = .constant(initializer.array)
    }
    guard graph.nodes.count <= Self.maximumNodes else {
      problems.append(
        ImportError.Problem(
          place: "the graph",
          reason: "has \(graph.nodes.count) nodes, more than the \(Self.maximumNodes) that are read"
        ))
      return
    }
    readInput()
    for node in neededNodes { read(node) }
  }

  private mutating func readInput() {
    let constants = Set(graph.initializers.map(\.name))
    let inputs = graph.inputs.filter { !constants.contains($0.name) }
    do throws(ImportError.Problem) {
      guard let value = inputs.first, inputs.count == 1 else {
        throw ImportError.Problem(
          place: "the graph",
          reason: "takes \(inputs.count) inputs (\(inputs.prefix(8).map(\.name).quotedList)), "
            + "but a network here takes one")
      }
      let shape = try value.shapeOfExample(pictures)
      steps = [
        NetworkStep(
          place: value.place, work: .input, inputs: [], dominator: 0, depth: 0,
          functions: ElementFunctions(of: 0))
      ]
      input = Flow(step: 0, shape: shape)
      signals[value.name] = .flow(Flow(step: 0, shape: shape))
    } catch {
      problems.append(error)
      for value in inputs { signals[value.name] = .refused }
    }
  }

  /// The nodes that an output depends on, in their order.
  private var neededNodes: [ONNXGraph.Node] {
    var needed = Set(graph.outputs.map(\.name))
    var nodes: [ONNXGraph.Node] = []
    for node in graph.nodes.reversed()
    where needed.contains(node.output) || node.furtherOutputs.contains(where: needed.contains) {
      needed.formUnion(node.inputs)
      nodes.append(node)
    }
    return nodes.reversed()
  }

  private mutating func read(_ node: ONNXGraph.Node) {
    do throws(ImportError.Problem) {
      let signal = try signal(of: node)
      signals[node.output] = signal
      if case .refused = signal { return }
      progress += 1
    } catch {
      problems.append(error)
      signals[node.output] = .refused
      for output in node.furtherOutputs { signals[output] = .refused }
    }
  }

  private mutating func signal(of node: ONNXGraph.Node) throws(ImportError.Problem) -> Signal {
    for name in node.inputs {
      if case .refused? = signals[name] { return .refused }
    }
    if let decision = try DecisionNodes.following(node, in: &self) { return decision }
    if let part = try LayerNormalizationParts.read(node, in: &self) { return part }
    guard let reader = NodeReaders.byOperator[node.key] else {
      throw node.problem("no layer here does what it does")
    }
    return try reader.read(node, in: &self)
  }

  mutating func remark(_ text: String) {
    if !remarks.contains(text) { remarks.append(text) }
  }
}

// MARK: - Raw features that become pictures

extension GraphReading {
  /// Whether a flow is the raw features, at most scaled.
  func isRaw(_ flow: Flow) -> Bool {
    var step = flow.step
    while case .scaling = steps[step].work { step = steps[step].inputs[0] }
    return step == 0
  }

  /// Notes that raw features are pictures, which are to lie pixel by pixel from now on.
  ///
  /// - Throws: where they are used as they lie, too.
  mutating func noteImageOfFeatures(
    _ image: ImageShape, _ order: FeatureOrder, _ node: ONNXGraph.Node
  ) throws(ImportError.Problem) {
    let users = graph.nodes.filter { $0.inputs.contains(graph.input.name) }
    guard order.isOwn || (users.count == 1 && users[0] == node) else {
      throw node.problem("makes pictures of features that are scaled or used before")
    }
    guard imageOfFeatures == nil || imageOfFeatures == image else {
      throw node.problem("makes pictures of \(image) of what is \(image) elsewhere")
    }
    imageOfFeatures = image
  }
}

// MARK: - What a node takes

extension GraphReading {
  /// What is known of a tensor; nil for texts, and for what no node before gives.
  func signal(_ name: String) -> Signal? { signals[name] }

  /// What is known of an input; nil where it is left out.
  func input(_ index: Int, of node: ONNXGraph.Node) throws(ImportError.Problem) -> Signal? {
    guard node.inputs.indices.contains(index), !node.inputs[index].isEmpty else { return nil }
    guard let signal = signals[node.inputs[index]] else {
      throw node.problem(
        "takes \(node.inputs[index].quoted), which no node before it gives as numbers")
    }
    return signal
  }

  /// An input that depends on the examples.
  func flow(_ index: Int = 0, of node: ONNXGraph.Node) throws(ImportError.Problem) -> Flow {
    guard case .flow(let flow)? = try input(index, of: node) else {
      throw node.problem("its input \(index + 1) does not depend on the examples")
    }
    if case .padding = steps[flow.step].work {
      throw node.problem(
        "takes pictures with zeros around them, as only convolutions and means do here")
    }
    return flow
  }

  /// An input that does not depend on the examples; nil where it is left out.
  func constant(
    _ index: Int, of node: ONNXGraph.Node
  ) throws(ImportError.Problem) -> NumericArray? {
    switch try input(index, of: node) {
    case .constant(let array)?: return array
    case nil: return nil
    case .flow?, .decision?, .part?, .refused?:
      throw node.problem("its input \(index + 1) depends on the examples")
    }
  }

  /// An input that is a list of whole numbers; nil where it is left out.
  func integers(_ index: Int, of node: ONNXGraph.Node) throws(ImportError.Problem) -> [Int]? {
    guard let array = try constant(index, of: node) else { return nil }
    guard array.elementType.isInteger, array.count <= 64 else {
      throw node.problem("its input \(index + 1) is no short list of whole numbers")
    }
    return array.doubles().map { Int(exactly: $0) ?? .max }
  }

  /// A number that the graph has in float32: in a network of float32 by its shortest digits.
  func number(_ float: Float) -> Double {
    isDouble ? Double(float) : Double("\(float)") ?? Double(float)
  }
}

// MARK: - Steps

extension GraphReading {
  /// Adds a step; its numbers follow from no single ones unless functions are given.
  mutating func add(
    _ work: NetworkStep.Work, _ node: ONNXGraph.Node, after inputs: [Int],
    functions: ElementFunctions? = nil
  ) -> Int {
    let dominator = inputs.count == 2 ? meeting(inputs[0], inputs[1]) : inputs[0]
    steps.append(
      NetworkStep(
        place: node.place, work: work, inputs: inputs, dominator: dominator,
        depth: steps[dominator].depth + 1,
        functions: functions ?? ElementFunctions(of: steps.count)))
    return steps.count - 1
  }

  /// Adds a layer behind a flow.
  mutating func add(
    _ layer: ImportedLayer, _ node: ONNXGraph.Node, after flow: Flow, giving shape: TensorShape
  ) throws(ImportError.Problem) -> Signal {
    guard shape.count <= Self.maximumSize else {
      throw node.problem("gives more numbers an example than are read")
    }
    return .flow(Flow(step: add(.layer(layer), node, after: [flow.step]), shape: shape))
  }

  /// The last step that all ways to both go through.
  private func meeting(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while a != b {
      if steps[a].depth >= steps[b].depth {
        a = steps[a].dominator
      } else {
        b = steps[b].dominator
      }
    }
    return a
  }

  /// Whether a step lies on every way to another.
  func dominates(_ step: Int, _ end: Int) -> Bool { meeting(step, end) == step }
}

extension ONNXGraph {
  /// Whether the weights are float64.
  fileprivate var computesInDouble: Bool {
    let types = Dictionary(
      initializers.map { ($0.name, $0.array.elementType) }, uniquingKeysWith: { first, _ in first })
    let ofWeights = nodes.filter { ["Gemm", "MatMul", "Conv"].contains($0.operation) }
      .compactMap { node in node.inputs.dropFirst().lazy.compactMap { types[$0] }.first }
    return ofWeights.isEmpty ? inputs[0].type == .float64 : ofWeights.contains(.float64)
  }
}

extension ONNXGraph.Value {
  var place: String { "input \(name.quoted)" }

  /// The axes behind that of the batch.
  fileprivate func shapeOfExample(
    _ pictures: [ImageAxis]
  ) throws(ImportError.Problem) -> TensorShape {
    func problem(_ reason: String) -> ImportError.Problem {
      ImportError.Problem(place: place, reason: reason)
    }
    guard type != nil else { throw problem("is no tensor of numbers") }
    let sizes = shape.dropFirst().compactMap(\.self)
    guard sizes.count == shape.count - 1, !sizes.isEmpty else {
      throw problem(
        "its shape does not say how many numbers an example has; export it for examples of one size"
      )
    }
    var count = 1
    for size in sizes {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= GraphReading.maximumSize else {
        throw problem("has more numbers an example than are read")
      }
      count = product
    }
    if sizes.count == 1 { return TensorShape(count: count) }
    guard let shape = TensorShape.picture(sizes, pictures) else {
      throw problem("has \(sizes.count) axes behind that of the batch; pictures have two or three")
    }
    return shape
  }
}

import Text

/// ``Parallel``.
public struct ParallelKind: LayerKind {
  public static let name = "parallel"
  public static let summary =
    "Branches of layers side by side: each takes what comes in, and what they give is joined, pictures by "
    + "their channels."
  public static let aliases = ["branches", "concatenate", "concat", "inception"]
  public static let settings: [Key<ParallelKind>] = [
    Key(
      required: "branches", \.branches, .list(of: .list(of: .recursive { .layer }), count: 1...),
      "The layers of each branch, first to last; a branch without layers hands on what comes in.")
  ]

  /// The layers of each branch, first to last.
  public var branches: [[LayerSpecification]]

  /// Branches of layers.
  public init(_ branches: [[LayerSpecification]]) { self.branches = branches }
  public init() { self.init([]) }

  public var inner: [LayerSpecification] { branches.flatMap(\.self) }

  public func paths(_ plan: PlannedLayer) -> [[PlannedLayer]] { split(plan.inner) }

  public func nameOfPath(_ index: Int) -> String? { "branch \(index + 1)" }

  /// What belongs to the inner layers, branch by branch.
  private func split<Element>(_ all: [Element]) -> [[Element]] {
    var rest = all[...]
    return branches.map { branch in
      defer { rest = rest.dropFirst(branch.count) }
      return Array(rest.prefix(branch.count))
    }
  }

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    guard !inner.isEmpty else {
      throw DimensionError([.emptyBlock(layer: input.layer, type: Self.name)])
    }
    var (planned, ends, violations) = (
      [PlannedLayer](), [ShapeInference.Flow](), [DimensionViolation]()
    )
    for (index, branch) in branches.enumerated() {
      var inference = ShapeInference(block: "\(index + 1).")
      let (layers, end) = inference.plan(branch, from: ShapeInference.Flow(input))
      planned += layers
      if let end { ends.append(end) }
      violations += inference.violations.map { .inBranch(index + 1, $0) }
    }
    guard violations.isEmpty, ends.count == branches.count else {
      throw DimensionError(
        violations.map { .inBlock(layer: input.layer, type: Self.name, $0) })
    }
    let image = try joined(ends, layer: input.layer)
    var output = LayerOutput(
      of: planned, image: image, size: ends.reduce(0) { $0.addingClamped($1.size) })
    output.addsPictureToOthers =
      planned.contains { $0.addsPictureToOthers }
      || image == nil && ends.contains { $0.picture != nil }
    return output
  }

  /// The pictures that the branches give together; nil where they give numbers.
  private func joined(_ ends: [ShapeInference.Flow], layer: Int) throws(DimensionError)
    -> ImageShape?
  {
    let images = ends.compactMap(\.image)
    guard let first = images.first else { return nil }
    guard images.count == ends.count,
      images.allSatisfy({ $0.height == first.height && $0.width == first.width })
    else {
      let given = ends.map(\.description).joined(separator: ", ")
      throw DimensionError(
        layer: layer, of: self,
        "branches that give pictures must all give such of one height and width, but these give \(given)"
      )
    }
    return ImageShape(
      height: first.height, width: first.width,
      channels: images.reduce(0) { $0.addingClamped($1.channels) })
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    let joining = plan.outputImage.map {
      Parallel<Scalar>.Joining.channels(height: $0.height, width: $0.width)
    }
    return Parallel(
      planned: split(plan.innerLayers(parameters)), inputSize: plan.inputSize,
      joining: joining ?? .rows)
  }

  public func cachedPerExample(_ plan: PlannedLayer) -> Int {
    plan.inner.reduce(plan.outputSize) { $0.addingClamped($1.cachedPerExample) }
  }
}

extension LayerSpecification {
  /// ``Parallel``; branches that give pictures are joined by their channels.
  public static func parallel(_ branches: [[LayerSpecification]]) -> Self {
    Self(ParallelKind(branches))
  }
}

import Kernels

/// How a gradient changes a parameter: a kind of optimizer with its settings.
public struct Optimizer: Hashable, Sendable {
  /// The kind, one of ``kinds`` or any other.
  public let kind: any OptimizerKind
  // Asked for once and not at every update of every parameter.
  private let memory: [String]
  private let fused: (any FusedOptimizer)?
  /// What an update takes away from W beside the gradient; nil where steps may be of any size.
  let weightDecay: Double?

  /// An optimizer of any kind: `Optimizer(Adam(beta1: 0.95))`.
  public init(_ kind: any OptimizerKind) {
    self.kind = kind
    memory = kind.memory
    fused = kind as? any FusedOptimizer
    weightDecay = (kind as? any BoundedOptimizer)?.weightDecay
  }

  /// The kinds that a configuration can name.
  public static var kinds: [any OptimizerKind.Type] {
    [GradientDescent.self, Momentum.self, RMSprop.self, Adam.self, AdamW.self]
      + Kinds.added { $0 as? any OptimizerKind.Type }
  }

  public static func == (a: Self, b: Self) -> Bool { a.kind.equals(b.kind) }
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }
}

/// A kind of optimizer: what it remembers of a parameter, and how a gradient changes it.
public protocol OptimizerKind: Kind {
  /// The names of what it remembers of each parameter, matrices of the parameter's shape that are 0
  /// before the first update; nothing unless given.
  ///
  /// Checkpoints hold them by these names.
  var memory: [String] { get }

  /// Whether the steps of a sum of gradients are the sums of their steps; false unless given.
  ///
  /// Only then can the first layer be trained in the space of the examples.
  var isLinear: Bool { get }

  /// Changes a parameter by one update.
  ///
  /// - Parameters:
  ///   - parameter: W, b or another parameter of a layer.
  ///   - gradient: its gradient, L2 included, of the same shape.
  ///   - memory: what is remembered of this parameter, in the order of ``memory``.
  ///   - step: alpha and the number of the update.
  func update<Scalar: NetworkScalar>(
    _ parameter: inout Matrix<Scalar>, by gradient: Matrix<Scalar>,
    memory: inout [Matrix<Scalar>], _ step: UpdateStep)

  /// The first update of a parameter, which weight decay may touch or not, as a formula, for
  /// `dnn trace`: `W1 - 0.1 * dW1`.
  func formula(_ parameter: String, alpha: String, decays: Bool) -> String
}

extension OptimizerKind {
  public var memory: [String] { [] }
  public var isLinear: Bool { false }

  public func formula(_ parameter: String, alpha: String, decays: Bool) -> String {
    "\(Self.name)(\(parameter), d\(parameter), alpha = \(alpha))"
  }
}

/// An optimizer whose steps are no larger than alpha, the gradient and L2 can make them, beside a decay.
protocol BoundedOptimizer: OptimizerKind {
  /// Times alpha, the part of W that an update takes away whatever the gradient.
  var weightDecay: Double { get }
}

/// An optimizer whose update a kernel carries out in one pass over the parameter, L2 included.
protocol FusedOptimizer: BoundedOptimizer {
  /// The last of `number` updates.
  func rule(number: Int) -> UpdateRule
}

/// The numbers of one update of a parameter.
public struct UpdateStep: Sendable {
  /// The learning rate of this update.
  public let alpha: Double
  /// Of how many updates this is the last, from 1.
  public let number: Int
  /// Whether weight decay touches the parameter, as ``Parameter/decays`` has it.
  public let decays: Bool
  /// lambda / m: what L2 adds to the gradient is this times the parameter.
  let l2: Double

  init(alpha: Double, number: Int, decays: Bool, l2: Double) {
    self.alpha = alpha
    self.number = number
    self.decays = decays
    self.l2 = l2
  }

  /// The same step of a parameter that does not decay.
  var withoutDecay: UpdateStep { UpdateStep(alpha: alpha, number: number, decays: false, l2: 0) }

  /// The same step along a gradient that L2 is in.
  fileprivate var withoutL2: UpdateStep {
    UpdateStep(alpha: alpha, number: number, decays: decays, l2: 0)
  }
}

/// What an optimizer remembers of one parameter; empty until the first update.
public struct OptimizerState<Scalar: NetworkScalar>: Sendable {
  /// What it is called, as ``OptimizerKind/memory`` has it.
  package private(set) var names: [String] = []
  package fileprivate(set) var memory: [Matrix<Scalar>] = []

  /// What is remembered before the first update: nothing.
  public init() {}

  /// What another training remembered, by name.
  package init(_ memory: [String: Matrix<Scalar>]) {
    names = memory.keys.sorted()
    self.memory = names.compactMap { memory[$0] }
  }

  mutating func remember(_ matrix: Matrix<Scalar>, as name: String) {
    names.append(name)
    memory.append(matrix)
  }

  /// Brings the memory into the order of the names; zeros where there is none.
  mutating func prepare(_ names: [String], for parameter: Matrix<Scalar>) {
    guard self.names != names || memory.count != names.count else { return }
    let known = Dictionary(uniqueKeysWithValues: zip(self.names, memory))
    memory = names.map { name in
      known[name]
        ?? Matrix(rows: parameter.rows, columns: parameter.columns).ordered(parameter.order)
    }
    self.names = names
  }
}

extension Optimizer {
  /// Changes a parameter by one update, in a training loop of one's own.
  ///
  /// - Parameters:
  ///   - parameter: W or b of a layer.
  ///   - gradient: its gradient, of the same shape.
  ///   - state: what the optimizer remembers of this parameter from update to update.
  ///   - alpha: the learning rate.
  ///   - number: of how many updates this is the last, from 1; Adam's bias correction needs it.
  ///   - decays: whether weight decay touches the parameter: W, but no bias.
  public func update<Scalar>(
    _ parameter: inout Matrix<Scalar>, by gradient: Matrix<Scalar>,
    state: inout OptimizerState<Scalar>, alpha: Double, number: Int, decays: Bool = true
  ) {
    update(
      &parameter, gradient, &state,
      UpdateStep(alpha: alpha, number: number, decays: decays, l2: 0))
  }

  /// Changes `parameter` by one update, L2 included.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func update<Scalar>(
    _ parameter: inout Matrix<Scalar>, _ gradient: Matrix<Scalar>,
    _ state: inout OptimizerState<Scalar>, _ step: UpdateStep
  ) {
    guard !parameter.isEmpty else { return }
    require(
      gradient.shape == parameter.shape,
      "a gradient must have the shape \(parameter.shape) of its parameter, not \(gradient.shape)")
    state.prepare(memory, for: parameter)
    if let fused {
      fused.rule(number: step.number).apply(to: &parameter, gradient, &state.memory, step)
    } else if step.l2 == 0 {
      kind.update(&parameter, by: gradient, memory: &state.memory, step)
    } else {
      let gradient = gradient + Scalar(step.l2) * parameter
      kind.update(&parameter, by: gradient, memory: &state.memory, step.withoutL2)
    }
  }
}

extension FusedOptimizer {
  var weightDecay: Double { 0 }

  public func update<Scalar: NetworkScalar>(
    _ parameter: inout Matrix<Scalar>, by gradient: Matrix<Scalar>,
    memory: inout [Matrix<Scalar>], _ step: UpdateStep
  ) { rule(number: step.number).apply(to: &parameter, gradient, &memory, step) }
}

extension UpdateRule {
  /// Changes a parameter; of what is remembered a mean or velocity comes first, a mean square last.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func apply<Scalar: NetworkScalar>(
    to parameter: inout Matrix<Scalar>, _ gradient: Matrix<Scalar>,
    _ memory: inout [Matrix<Scalar>], _ step: UpdateStep
  ) {
    let gradient = gradient.ordered(parameter.order)
    var (none, other) = (Matrix<Scalar>.empty, Matrix<Scalar>.empty)
    func apply(_ v: inout Matrix<Scalar>, _ s: inout Matrix<Scalar>) {
      let count = parameter.count
      parameter.withMutableElements { w in
        gradient.withElements { g in
          v.withMutableElements { v in
            s.withMutableElements { s in
              kernels(for: Scalar.self).update(
                w, g, by: self, v: v, s: s, count: count, alpha: step.alpha, decay: step.l2)
            }
          }
        }
      }
    }
    switch self {
    case .gradientDescent: apply(&none, &other)
    case .momentum: apply(&memory[0], &none)
    case .rmsprop: apply(&none, &memory[0])
    case .adam:
      swap(&other, &memory[1])
      apply(&memory[0], &other)
      swap(&other, &memory[1])
    }
  }
}

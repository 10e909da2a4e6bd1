/// How the learning rate alpha changes during training: a kind of schedule with its settings.
public struct LearningRateSchedule: Hashable, Sendable {
  /// The kind, one of ``kinds`` or any other.
  public let kind: any ScheduleKind

  /// A schedule of any kind: `LearningRateSchedule(ExponentialDecay(rate: 0.9))`.
  public init(_ kind: any ScheduleKind) { self.kind = kind }

  /// The kinds that a configuration can name.
  public static var kinds: [any ScheduleKind.Type] {
    [
      ConstantRate.self, InverseDecay.self, ExponentialDecay.self, StepDecay.self,
      CosineDecay.self, PlateauDecay.self,
    ] + Kinds.added { $0 as? any ScheduleKind.Type }
  }

  public static func == (a: Self, b: Self) -> Bool { a.kind.equals(b.kind) }
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }
}

/// A kind of schedule: alpha at each update.
public protocol ScheduleKind: Kind {
  /// Whether alpha depends on how many updates there are to be; false unless given.
  var followsLength: Bool { get }

  /// The rows of the history without progress that are a plateau; nil, unless given, where alpha does
  /// not depend on progress.
  ///
  /// Progress is that of the figure which early stopping watches, the validation cost where there is
  /// none; without a validation set there are no plateaus.
  var plateauAfter: Int? { get }

  /// The learning rate of an update, from the one that was asked for.
  func alpha(from alpha: Double, at point: SchedulePoint) -> Double
}

extension ScheduleKind {
  public var followsLength: Bool { false }
  public var plateauAfter: Int? { nil }
}

/// An update as a schedule sees it.
public struct SchedulePoint: Hashable, Sendable {
  /// The number of the update, from 0.
  public let iteration: Int
  /// The number of all updates.
  public let iterations: Int
  /// The pass over the examples, from 0.
  public let epoch: Int
  /// The plateaus so far, for a schedule that says its ``ScheduleKind/plateauAfter``.
  public let plateaus: Int

  /// The update `iteration` (from 0) of `iterations`, in pass `epoch` (from 0), after so many plateaus.
  public init(iteration: Int, of iterations: Int, epoch: Int, plateaus: Int = 0) {
    self.iteration = iteration
    self.iterations = iterations
    self.epoch = epoch
    self.plateaus = plateaus
  }
}

extension LearningRateSchedule {
  /// The learning rate of update `iteration` (from 0) of `iterations`, in pass `epoch` (from 0).
  public func alpha(from alpha: Double, iteration: Int, of iterations: Int, epoch: Int) -> Double {
    kind.alpha(
      from: alpha, at: SchedulePoint(iteration: iteration, of: iterations, epoch: epoch))
  }
}

/// alpha stays.
public struct ConstantRate: ScheduleKind {
  public static let name = "none"
  public static let summary = "alpha stays."
  public static let aliases = ["constant", "fixed"]

  public init() {}

  public func alpha(from alpha: Double, at point: SchedulePoint) -> Double { alpha }
}

extension LearningRateSchedule {
  /// alpha stays as it is.
  public static let none = LearningRateSchedule(ConstantRate())
}

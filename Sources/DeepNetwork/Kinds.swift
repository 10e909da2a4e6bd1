import Synchronization
@_exported import struct Text.Key
@_exported import struct Text.KeyRange
@_exported import protocol Text.Kind

/// The kinds that a program has beside those that ship.
public enum Kinds {
  private static let added = Mutex<[any Kind.Type]>([])
  /// Those that are known for a while.
  @TaskLocal private static var included: [any Kind.Type] = []

  /// Makes kinds known to configurations, models and commands, each by its name.
  ///
  /// To be called once, before anything is read.
  ///
  /// - Precondition: no other kind of the same family has the name.
  public static func add(_ kinds: [any Kind.Type]) {
    for kind in kinds {
      requireUnknown(kind)
      added.withLock { $0.append(kind) }
    }
  }

  /// Reads something with other kinds known, which are forgotten after it; those that are known already may be
  /// among them.
  ///
  /// - Precondition: no other kind of the same family has the name of one.
  package static func including<R>(
    _ kinds: [any Kind.Type], _ body: () throws -> R
  ) rethrows -> R {
    let new = kinds.filter { kind in !known(like: kind).contains { $0 == kind } }
    new.forEach(requireUnknown)
    return try $included.withValue(included + new, operation: body)
  }

  private static func requireUnknown(_ kind: any Kind.Type) {
    require(
      !known(like: kind).contains { $0.name == kind.name },
      "\(kind) cannot be added: there is another \(kind.name)")
  }

  /// Those that were added to the family of which `cast` makes members.
  static func added<Member>(_ cast: (any Kind.Type) -> Member?) -> [Member] {
    all.compactMap(cast)
  }

  /// All that are known beside those that ship.
  package static var all: [any Kind.Type] { added.withLock { $0 } + included }

  private static func known(like kind: any Kind.Type) -> [any Kind.Type] {
    switch kind {
    case is any OptimizerKind.Type: Optimizer.kinds
    case is any ActivationKind.Type: Activation.kinds
    case is any LossKind.Type: Loss.kinds
    case is any LayerKind.Type: LayerSpecification.kinds
    case is any ScheduleKind.Type: LearningRateSchedule.kinds
    case is any InitializerKind.Type: Initializer.kinds
    default: []
    }
  }
}

extension Kind {
  /// Whether another value is the same kind with the same settings.
  package func equals(_ other: any Kind) -> Bool { other as? Self == self }
}

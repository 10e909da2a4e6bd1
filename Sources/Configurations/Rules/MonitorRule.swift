import Datasets
import Text

/// What early stopping watches is a figure that the answers of this network have.
enum MonitorRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let figure = draft.monitoredFigure, let kind = draft.labelKind, !figure.isFigure(of: kind)
    else { return [] }
    let path = JSONPath([.key("earlyStopping"), .key("monitor")])
    let known = Figure.allCases.filter { $0.isFigure(of: kind) }
    return [
      draft.problem(
        .notAllowed(found: figure.rawValue.quoted, nearest: nil), at: path,
        allowed: "one of \(known.map(\.rawValue).quotedList) for labels that are \(kind.phrase)")
    ]
  }
}

extension LabelKind {
  fileprivate var phrase: String { self == .values ? "values" : "classes" }
}

import Drawing
import Foundation

/// How far a training is that has not ended.
package struct RunProgress: Sendable {
  package let iteration: Int
  package let iterations: Int
  /// About how long it still takes; nil where nothing tells.
  package let secondsLeft: Double?
  /// nil where it was stopped.
  package let renewal: Renewal?
}

extension RunReport {
  /// What was wrong with taking the page for that of a run which has ended.
  func warning(_ progress: RunProgress) -> String {
    guard progress.renewal == nil else { return "" }
    return "This run was stopped after \(NumberText.whole(progress.iteration)) of "
      + "\(NumberText.whole(progress.iterations)) iterations; dnn train with --resume goes on with it."
  }

  /// What there is to be seen at once of a training that has not ended: its last row, and how long it takes.
  func figures(_ progress: RunProgress) -> [Page.KeyFigure] {
    var figures: [Page.KeyFigure] = []
    func add(_ name: String, _ text: String?, remark: String = "") {
      guard let text else { return }
      figures.append(Page.KeyFigure(name, text, remark: remark))
    }
    let last = record.history?.rows.last
    let place = last.map { "at iteration \(NumberText.whole($0.iteration))" } ?? ""
    add("training cost", last.map { NumberText.column([$0.cost])[0] }, remark: place)
    add("training accuracy", last?.trainAccuracy.map(NumberText.percent))
    add("validation cost", last?.validationCost.map { NumberText.column([$0])[0] })
    add("validation accuracy", last?.validationAccuracy.map(NumberText.percent))
    add(
      "iterations", NumberText.whole(progress.iteration),
      remark: "of \(NumberText.whole(progress.iterations))")
    let mayEndBefore = record.configuration.hyperparameters.earlyStopping != nil
    add(
      "time left", progress.secondsLeft.map { "about \(ProgressText.time($0))" },
      remark: mayEndBefore ? "at most: early stopping may end it before" : "")
    return figures
  }
}

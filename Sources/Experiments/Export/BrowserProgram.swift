import Datasets
import DeepNetwork
import Foundation
import Text

/// The network of a page as data: operations, constants in base64, and what is done before and behind them.
struct BrowserProgram {
  private let description: ModelDescription
  private let asked: BrowserInput
  private let network: [JSONMember]

  /// - Throws: `UnstatedOperations` for the first layer that states none.
  init(_ model: TrainedModel, asking asked: BrowserInput) throws(UnstatedOperations) {
    description = model.description
    self.asked = asked
    switch model.network {
    case .float32(let model): network = try model.statement().members(of: model.layers.map(\.name))
    case .float64(let model): network = try model.statement().members(of: model.layers.map(\.name))
    }
  }

  var json: JSONValue {
    let answer = BrowserAnswer(description)
    var members = [
      JSONMember("n", JSONValue(description.n.map { JSONValue($0) })),
      JSONMember("precision", JSONValue(description.precision.rawValue)),
      JSONMember("answer", JSONValue(answer.kind.rawValue)),
      JSONMember("names", JSONValue(answer.names.map { JSONValue($0) })),
      JSONMember("asks", asked.json),
      JSONMember("normalization", description.input.normalization.json),
    ]
    if let scaling = description.input.labelScaling {
      members.append(JSONMember("labels", scaling.json))
    }
    return JSONValue(members + network)
  }
}

extension Normalization {
  fileprivate var json: JSONValue {
    switch self {
    case .none: ["divisor": 1]
    case .unit: ["divisor": 255]
    case .standardize(let scaling): scaling.json
    }
  }
}

extension Normalization.Scaling {
  fileprivate var json: JSONValue {
    [
      "mean": JSONValue(mean.map(JSONValue.finite)),
      "deviation": JSONValue(deviation.map(JSONValue.finite)),
    ]
  }
}

extension Statement {
  /// The statement as members of an object, with the last tensor of each layer by its name.
  fileprivate func members(of layers: [String]) -> [JSONMember] {
    [
      JSONMember("input", JSONValue(input.name)),
      JSONMember("output", JSONValue(output.name)),
      JSONMember("constants", JSONValue(constants.map(json))),
      JSONMember("operations", JSONValue(operations.map(\.json))),
      JSONMember("layers", JSONValue(layers.enumerated().compactMap(json))),
    ]
  }

  private func json(_ constant: Tensor) -> JSONValue {
    let numbers = matrix(of: constant).elements.withUnsafeBytes { Data($0) }
    return [
      "name": JSONValue(constant.name),
      "shape": JSONValue(constant.shape.map { JSONValue($0) }),
      "numbers": JSONValue(numbers.base64EncodedString()),
    ]
  }

  /// What comes out of a layer; nil where it leaves everything as it was.
  private func json(_ index: Int, _ name: String) -> JSONValue? {
    let own = operations.last { $0.layer == "\(index + 1)" || $0.layer.hasPrefix("\(index + 1).") }
    let title = "\(index + 1) \(name)".replacing("->", with: "\u{2192}")
    return own.map { ["name": JSONValue(title), "tensor": JSONValue($0.output.name)] }
  }
}

extension DeepNetwork.Operation {
  fileprivate var json: JSONValue {
    let form = `operator`.form
    return [
      "operator": JSONValue(form.name),
      "inputs": JSONValue(inputs.map { JSONValue($0.name) }),
      "output": JSONValue(output.name),
      "shape": JSONValue(output.shape.map { JSONValue($0) }),
      "attributes": JSONValue(
        form.attributes.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value.json) }),
      "integers": JSONValue(form.integers.map { JSONValue($0.map { JSONValue($0) }) }),
    ]
  }
}

extension OperatorAttribute {
  fileprivate var json: JSONValue {
    switch self {
    case .integer(let value): JSONValue(value)
    case .number(let value): .finite(value)
    case .integers(let values): JSONValue(values.map { JSONValue($0) })
    }
  }
}

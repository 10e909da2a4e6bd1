import ArrayFiles
import Datasets
import DeepNetwork
import Foundation
import TestSupport
import Testing
import Text

@testable import Experiments

struct BrowserPageTests {
  /// A network of two layers with what it expects, written and read as a model.
  private func model<Scalar: NetworkScalar>(
    _ input: InputFormat, outputs: Int = 1, last: Activation = .sigmoid, _: Scalar.Type = Float.self
  ) throws -> TrainedModel {
    var random = RandomState(seed: 5)
    let network = try Model<Scalar>([
      Dense(input.featureCount, 4, activation: .tanh, from: &random),
      Dense(4, outputs, activation: last, from: &random),
    ])
    return try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("small.safetensors")
      try network.write(to: file, input: input)
      return try TrainedModel(contentsOf: file)
    }
  }

  private func html(of model: TrainedModel) throws -> String {
    try BrowserPage(model, run: nil) { _ in }.page.html
  }

  /// The data of the page's scripts.
  private func program(of model: TrainedModel) throws -> JSONValue {
    let html = try html(of: model)
    let start = try #require(html.range(of: "<script type=\"application/json\" id=\"model\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    return try #require(JSONValue(text: String(html[start.upperBound..<end.lowerBound])))
  }

  @Test func `the script knows every operator`() {
    let source = "\(OperatorScript.source)"
    #expect(Operator.names.count > 30)
    for name in Operator.names {
      #expect(source.contains("\n  \(name): "), "\(name)")
    }
  }

  @Test func `no name becomes markup`() throws {
    let hostile = "</script><script>alert(1)</script><!--"
    var input = InputFormat(featureCount: 3)
    input.columns = [.init(name: hostile), .init(name: "b", categories: [hostile, "&"])]
    input.labelKind = .oneHot
    input.classCount = 2
    input.classNames = [hostile, "]]>"]
    let model = try model(input, outputs: 2, last: .softmax)
    let html = try html(of: model)
    // The script of all pages, the data and the page's own.
    #expect(html.split(separator: "<script", omittingEmptySubsequences: false).count == 4)
    #expect(!html.contains("alert(1)<"))
    let program = try program(of: model)
    #expect(program["names"]?.list?.map(\.string) == [hostile, "]]>"])
    let columns = program["asks"]?["columns"]?.list
    #expect(columns?.first?["name"]?.string == hostile)
    #expect(columns?.last?["categories"]?.list?.map(\.string) == [hostile, "&"])
  }

  @Test func `the same model makes the same bytes, and nothing is fetched`() throws {
    let model = try model(InputFormat(featureCount: 2))
    let html = try html(of: model)
    #expect(try self.html(of: model) == html)
    #expect(!html.contains("http://") && !html.contains("https://"))
  }

  @Test func `constants are the network's numbers bit by bit`() throws {
    func expect<Scalar: NetworkScalar>(_ network: Model<Scalar>, _ model: TrainedModel) throws {
      let constants = try #require(try program(of: model)["constants"]?.list)
      let W = try #require(constants.first { $0["name"]?.string == "W1" })
      #expect(W["shape"]?.integers == [4, 3])
      let numbers = Data(base64Encoded: W["numbers"]?.string ?? "")
      #expect(numbers == network.layers[0].namedW.elements.withUnsafeBytes { Data($0) })
    }
    for trained in [
      try model(InputFormat(featureCount: 3), Float.self),
      try model(InputFormat(featureCount: 3), Double.self),
    ] {
      switch trained.network {
      case .float32(let network): try expect(network, trained)
      case .float64(let network): try expect(network, trained)
      }
    }
  }

  @Test func `without the training data a slider reaches three deviations around the mean`() throws
  {
    var input = InputFormat(featureCount: 2)
    input.normalization = .standardize(.init(mean: [10, -1], deviation: [2, 0.5]))
    let asks = try #require(try program(of: model(input))["asks"])
    #expect(asks["kind"]?.string == "columns")
    let columns = try #require(asks["columns"]?.list)
    #expect(columns.map { $0["name"]?.string } == ["x1", "x2"])
    #expect(columns.map { $0["low"]?.double } == [4, -2.5])
    #expect(columns.map { $0["high"]?.double } == [16, 0.5])
    #expect(columns.map { $0["start"]?.double } == [10, -1])
  }

  @Test func `columns keep their order, also where one has no categories or no name`() throws {
    var input = InputFormat(featureCount: 3)
    input.columns = [
      .init(name: "a", categories: ["p", "q"]), .init(name: nil), .init(name: "b", categories: []),
    ]
    input.normalization = .standardize(.init(mean: [0, 0, 7], deviation: [1, 1, 1]))
    let columns = try #require(try program(of: model(input))["asks"]?["columns"]?.list)
    #expect(columns.map { $0["name"]?.string } == ["a", "column 1", "b"])
    #expect(columns.map { $0["categories"]?.list?.count } == [2, nil, 0])
    #expect(columns[1]["start"]?.double == 7)
  }

  @Test func `pictures are asked for as such, and small grey ones can be drawn`() throws {
    func asks(_ shape: ImageShape) throws -> JSONValue? {
      var input = InputFormat(featureCount: shape.count)
      input.imageShape = shape
      input.pixelOrder = .planar
      return try program(of: model(input))["asks"]
    }
    let grey = try asks(ImageShape(height: 4, width: 6, channels: 1))
    #expect(grey?["kind"]?.string == "picture")
    #expect(grey?["width"]?.integer == 6 && grey?["height"]?.integer == 4)
    #expect(grey?["canDraw"]?.compactText == "true" && grey?["isPlanar"]?.compactText == "true")
    let color = try asks(ImageShape(height: 4, width: 4, channels: 3))
    #expect(color?["canDraw"]?.compactText == "false")
    let large = try asks(ImageShape(height: 2, width: 80, channels: 1))
    #expect(large?["canDraw"]?.compactText == "false")
  }

  @Test func `what pictures may not fit is said`() throws {
    func remark(_ type: ElementType?) throws -> String? {
      var input = InputFormat(featureCount: 4)
      input.imageShape = ImageShape(height: 2, width: 2, channels: 1)
      input.elementType = type
      return try program(of: model(input))["asks"]?["remark"]?.string
    }
    #expect(try remark(.uint8) == "" && remark(nil) == "")
    #expect(try remark(.float32)?.contains("the training data were float32") == true)
  }

  @Test func `more features than a form holds are asked for as text`() throws {
    let asks = try program(of: model(InputFormat(featureCount: 65)))["asks"]
    #expect(asks?["kind"]?.string == "numbers" && asks?["count"]?.integer == 65)
  }

  @Test(arguments: [
    (1, Activation.sigmoid, "binary"), (3, .softmax, "classes"), (3, .sigmoid, "labels"),
    (2, .linear, "values"),
  ])
  func `the last layer says how outputs are read`(
    outputs: Int, last: Activation, answer: String
  ) throws {
    let program = try program(
      of: model(InputFormat(featureCount: 2), outputs: outputs, last: last))
    #expect(program["answer"]?.string == answer)
    #expect(program["names"]?.list?.count == (answer == "binary" ? 2 : outputs))
  }
}

extension NetworkLayer {
  fileprivate var namedW: Matrix<Scalar> { (self as? Dense<Scalar>)?.W ?? Matrix([[]]) }
}

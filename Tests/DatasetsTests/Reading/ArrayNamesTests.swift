import Testing

@testable import Datasets

private func names(
  _ shapes: KeyValuePairs<String, [Int]>, x: String? = nil, y: String? = nil,
  role: DataRole = .train
) throws(DataError) -> [String?] {
  let names = try ArrayNames(
    candidates: shapes.map { .init(name: $0, shape: $1) }, x: x, y: y, role: role, file: "d.h5")
  return [names.x, names.y]
}

@Suite struct ArrayNamesTests {
  @Test func `common names are found`() throws {
    #expect(try names(["x": [5, 2], "y": [5]]) == ["x", "y"])
    #expect(
      try names(["train_set_x": [5, 2], "train_set_y": [5]]) == ["train_set_x", "train_set_y"])
    #expect(try names(["y_train": [5], "X_train": [5, 2]]) == ["X_train", "y_train"])
    #expect(try names(["labels": [5], "data": [5, 2], "more": [5, 2]]) == ["data", "labels"])
  }

  @Test func `the role chooses among several sets`() throws {
    let keras: KeyValuePairs = [
      "x_train": [9, 2], "y_train": [9], "x_test": [5, 2], "y_test": [5],
    ]
    #expect(try names(keras) == ["x_train", "y_train"])
    #expect(try names(keras, role: .test) == ["x_test", "y_test"])
    #expect(try names(["test_set_x": [5, 2], "test_set_y": [5]]) == ["test_set_x", "test_set_y"])
  }

  @Test func `the only pair needs no known name`() throws {
    #expect(try names(["foo": [5, 2]]) == ["foo", nil])
    #expect(try names(["kind": [5], "foo": [5, 2]]) == ["foo", "kind"])
    #expect(try names(["a": [5, 2], "b": [5, 2]], y: "b") == ["a", "b"])
  }

  @Test func `given names go first`() throws {
    #expect(try names(["x": [5, 2], "z": [5, 3], "y": [5]], x: "z") == ["z", nil])
    #expect(try names(["x": [5, 2], "z": [5, 3], "y": [5]], x: "z", y: "y") == ["z", "y"])
  }

  @Test func `what is unclear is refused with a list`() {
    let unclear = dataError { try names(["a": [5, 2], "b": [5, 3]]) }
    #expect(unclear?.found == "the arrays a (5, 2), b (5, 3)")
    let missing = dataError { try names(["a": [5, 2]], x: "b") }
    #expect(missing?.description == "d.h5: no array \"b\", expected one of a (5, 2)")
    #expect(dataError { try names([:]) }?.found == "no array of numbers")
  }
}

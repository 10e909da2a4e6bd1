import Testing

@testable import Experiments

@Suite struct VariationTests {
  @Test(
    arguments: [
      ("alpha=0.01,0.001", "alpha", ["0.01", "0.001"]), ("seed=1", "seed", ["1"]),
      ("optimizer.method=adam, momentum ", "optimizer.method", ["adam", "momentum"]),
      ("n=[4,8,1],[4,16,1]", "n", ["[4,8,1]", "[4,16,1]"]),
      (
        #"optimizer={"method":"adam","beta1":0.5},{"method":"momentum"}"#, "optimizer",
        [#"{"method":"adam","beta1":0.5}"#, #"{"method":"momentum"}"#]
      ),
      (#"data.train.path="a,b.csv",c=d.csv"#, "data.train.path", [#""a,b.csv""#, "c=d.csv"]),
      (#"name="a\",b",c"#, "name", [#""a\",b""#, "c"]),
    ])
  func `commas inside brackets and quotes belong to a value`(
    text: String, key: String, values: [String]
  ) {
    let variation = Variation(text)
    #expect(variation?.key == key)
    #expect(variation?.values == values)
  }

  @Test(arguments: ["", "alpha", "=1", "alpha=", "alpha=,", "alpha=1,,2", "alpha=1,", "alpha= "])
  func `what names no values is none`(text: String) {
    #expect(Variation(text) == nil)
  }
}

import Datasets
import DeepNetwork
import Configurations
import Testing

/// The problems of `minimalText` with overrides, each as an error shows it.
private func messages(_ overrides: [String]) -> [String] {
  problems(of: minimalText, set: overrides).map(\.description)
}

@Suite struct SettingTests {
  @Test func `a value takes the place of the file's`() throws {
    let configuration = try read(
      minimalText,
      set: [
        "alpha=0.5", "n[1]=7", "name=other", "optimizer.method=adam", "optimizer.beta1=0.5",
        "data.train.path=/x.npz", "keepProbability=[0.25]", "activations[0]=\"tanh\"",
      ]
    ).configuration
    #expect(configuration.hyperparameters.alpha == 0.5)
    #expect(configuration.n == [4, 7, 1])
    #expect(configuration.name == "other")
    #expect(
      configuration.hyperparameters.optimizer == .adam(beta1: 0.5, beta2: 0.999, epsilon: 1e-8))
    #expect(configuration.data.train == DataSource(path: "/x.npz"))
    #expect(configuration.architecture.keepProbabilities == [0.25])
    #expect(configuration.architecture.activations == [.tanh, .sigmoid])
  }

  @Test func `the last of several values counts`() throws {
    let overrides = ["seed=2", "seed=3"]
    #expect(try read(minimalText, set: overrides).configuration.seed == 3)
  }

  @Test func `missing objects on the way are made`() throws {
    let overrides = ["data.validation.fraction=0.5", "earlyStopping.patience=4"]
    let configuration = try read(minimalText, set: overrides).configuration
    #expect(configuration.data.validation == .fraction(0.5))
    #expect(configuration.hyperparameters.earlyStopping == .init(patience: 4))
  }

  @Test func `a value may hold equal signs`() throws {
    let configuration = try read(minimalText, set: ["data.train.path=/a=b.npz"]).configuration
    #expect(configuration.data.train == DataSource(path: "/a=b.npz"))
  }

  @Test func `a setting mends the file`() throws {
    let text = minimalText.replacing("0.1", with: "-1")
    #expect(try read(text, set: ["alpha=0.2"]).configuration.hyperparameters.alpha == 0.2)
  }

  @Test(arguments: [
    ("alpha=abc", "setting alpha=abc: alpha: must be a number > 0, but is \"abc\""),
    ("alhpa=1", "setting alhpa=1: alhpa: unknown key; did you mean \"alpha\"?"),
    (
      "optimizer.methd=adam",
      "setting optimizer.methd=adam: optimizer.methd: unknown key; did you mean \"method\"?"
    ),
    ("n[1]=0", "setting n[1]=0: n[1]: must be an integer from 1 to 1000000000, but is 0"),
    ("n[3]=5", "setting n[3]=5: n: has no [3]: it is a list of 3"),
    ("n.x=5", "setting n.x=5: n: is a list of 3, not an object"),
    ("alpha[0]=5", "setting alpha[0]=5: alpha: is 0.1, not a list"),
    ("alpha.x=5", "setting alpha.x=5: alpha: is 0.1, not an object"),
    (
      "keepProbability[0]=0.5",
      "setting keepProbability[0]=0.5: keepProbability: is not given: set the whole list"
    ),
    ("alpha", "setting alpha: expected KEY=VALUE"),
    ("", "setting : expected KEY=VALUE"),
    (
      "=3", "setting =3: KEY is the path of a key, such as alpha, optimizer.method or n[3]"
    ),
    (
      "n[-1]=3",
      "setting n[-1]=3: KEY is the path of a key, such as alpha, optimizer.method or n[3]"
    ),
    (
      "n[1=3", "setting n[1=3: KEY is the path of a key, such as alpha, optimizer.method or n[3]"
    ),
    (
      "a..b=3", "setting a..b=3: KEY is the path of a key, such as alpha, optimizer.method or n[3]"
    ),
    ("n=[1, 2", "setting n=[1, 2: the text ends inside the list that begins on line 1"),
    ("name=", "setting name=: name: must be a name of at most 200 bytes without /, but is \"\""),
    ("epochs=3", "setting epochs=3: epochs: either iterations or epochs, not both"),
    (
      "layers=[]",
      "setting layers=[]: layers: must be a list of 1 or more objects, but is an empty list"
    ),
  ]) func `a bad setting is named`(argument: String, message: String) {
    #expect(messages([argument]).first == message)
  }

  @Test func `a deep path is refused`() {
    let path = Array(repeating: "a", count: 100_000).joined(separator: ".")
    #expect(messages([path + "=1"]).count == 1)
  }

  @Test func `a misplaced setting hides nothing else`() {
    let text = minimalText.replacing("0.1", with: "-1")
    let found = problems(of: text, set: ["n[7]=1", "sed=2"])
    #expect(found.map(\.path) == ["alpha", "n", "sed"])
  }

  @Test func `every bad setting is named beside a broken file`() {
    let found = problems(of: "{", set: ["alpha", "n=[", "seed=1"])
    #expect(found.map(\.source) == ["test.json", "setting alpha", "setting n=["])
  }
}

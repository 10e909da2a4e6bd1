import Testing
import Text

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("ab", "ba", 1), ("kitten", "sitting", 3),
    ("alhpa", "alpha", 1), ("ca", "abc", 3), ("é", "e", 1),
  ]) func `the distance counts edits`(a: String, b: String, distance: Int) {
    #expect(NearestName.distance(a, b) == distance)
    #expect(NearestName.distance(b, a) == distance)
  }

  @Test(arguments: [
    ("alhpa", "alpha"), ("Alpha", "alpha"), ("batch_size", "batchSize"), ("batchsize", "batchSize"),
    ("iteration", "iterations"), ("l", "l2"), ("m", nil), ("l1", "l2"), ("xyz", nil), ("", nil),
    ("__", nil),
  ]) func `the nearest name is a typing mistake away`(name: String, nearest: String?) {
    let known = ["alpha", "batchSize", "iterations", "l2", "n"]
    #expect(NearestName.of(name, among: known) == nearest)
  }

  @Test func `absurd names are not compared`() {
    let long = String(repeating: "a", count: 1_000_000)
    #expect(NearestName.of(long, among: ["alpha", long]) == nil)
  }

  @Test func `the first of equally near names wins`() {
    #expect(NearestName.of("beta", among: ["beta2", "beta1"]) == "beta2")
  }
}

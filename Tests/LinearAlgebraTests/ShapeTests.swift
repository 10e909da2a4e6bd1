import LinearAlgebra
import TestSupport
import Testing

@Suite struct ShapeTests {
  @Test func `a shape is printed as rows and columns`() {
    #expect("\(Shape(5, 7))" == "(5, 7)")
    #expect(Shape(5, 7).transposed == Shape(7, 5))
    #expect(Shape(5, 7).count == 35)
    #expect(Shape(0, 7).count == 0)
  }
}

@Suite struct ShapeCheckTests {
  @Test func `a failed requirement prints its message in every build`() async throws {
    expectSaid(
      "W must be (5, 7)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        require(false, "W must be \(Shape(5, 7))")
      })
  }

  @Test func `a requirement that holds does not make its message`() {
    func message() -> String {
      Issue.record("the message was made")
      return ""
    }
    require(true, message())
  }
}

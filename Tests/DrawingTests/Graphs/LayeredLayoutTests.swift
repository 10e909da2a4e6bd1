import Drawing
import Testing

struct LayeredLayoutTests {
  @Test func `a tree has no crossing`() throws {
    // ((a·b)+(c·d)): a b c d in a column, below each other as they are used.
    let edges = [(0, 4), (1, 4), (2, 5), (3, 5), (4, 6), (5, 6)].map {
      LayeredLayout.Edge(from: $0.0, to: $0.1)
    }
    let boxes = (0..<7).map { _ in LayeredLayout.Box(width: 10, height: 10) }
    let layout = LayeredLayout(boxes, edges, columnGap: 10, rowGap: 10)
    let y = layout.centers.map(\.y)
    #expect(y[0] < y[1] && y[1] < y[2] && y[2] < y[3])
    #expect(y[4] < y[5])
    #expect(y[4] > y[0] && y[4] < y[2])
  }
}

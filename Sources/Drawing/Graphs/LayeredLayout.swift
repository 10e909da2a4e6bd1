/// Places the boxes of a graph in columns, each right of all that it comes from, with few crossings.
///
/// The method of Kozo Sugiyama and others, 1981: columns by the longest way to a box; a place in
/// every column that a connection passes; the order in the columns by the mean places of neighbours;
/// heights as near to those of the neighbours as the boxes allow.
package struct LayeredLayout {
  package struct Box {
    let width: Double
    let height: Double

    package init(width: Double, height: Double) {
      self.width = width
      self.height = height
    }
  }

  package struct Point: Equatable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }

    package static func + (a: Self, b: Self) -> Self { .init(x: a.x + b.x, y: a.y + b.y) }
  }

  package struct Edge {
    package let from: Int
    package let to: Int

    package init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// The middle of each box.
  package let centers: [Point]
  /// The points that each edge passes on its way, in the columns between its ends.
  package let routes: [[Point]]
  package let width: Double
  package let height: Double

  /// - Precondition: an edge goes from a box to a later one.
  package init(_ boxes: [Box], _ edges: [Edge], columnGap: Double, rowGap: Double) {
    let columns = ColumnGraph(boxes: boxes.count, edges: edges)
    let order = ColumnOrder(columns).best
    let heights = columns.owner.map { $0.map { boxes[$0].height } ?? 0 }
    var y = ColumnHeights(columns, order, heights, gap: rowGap).positions
    let top = zip(y, heights).map { $0 - $1 / 2 }.min() ?? 0
    y = y.map { $0 - top }
    var x: [Double] = []
    var right = 0.0
    for column in order {
      let width = column.compactMap { columns.owner[$0] }.map { boxes[$0].width }.max() ?? 0
      x.append(right + width / 2)
      right += width + columnGap
    }
    let places = zip(columns.column, y).map { Point(x: x[$0], y: $1) }
    centers = Array(places.prefix(boxes.count))
    routes = columns.routes.map { route in route.map { places[$0] } }
    width = right - columnGap
    height = zip(y, heights).map { $0 + $1 / 2 }.max() ?? 0
  }
}

/// A graph whose connections are cut at every column: all segments go from a column to the next.
private struct ColumnGraph {
  /// The column of each item; the boxes come first, then the places that connections pass.
  private(set) var column: [Int]
  /// The box of an item; nil for a place on the way.
  private(set) var owner: [Int?]
  private(set) var left: [[Int]]
  private(set) var right: [[Int]]
  /// The items that each edge passes.
  private(set) var routes: [[Int]] = []

  init(boxes: Int, edges: [LayeredLayout.Edge]) {
    column = Self.columns(boxes, edges)
    owner = Array(0..<boxes)
    left = Array(repeating: [], count: boxes)
    right = left
    // Connections from one box share their way as far as they go together.
    var shared: [[Int]] = Array(repeating: [], count: boxes)
    for edge in edges {
      let passed = column[edge.to] - column[edge.from] - 1
      while shared[edge.from].count < passed {
        let previous = shared[edge.from].last ?? edge.from
        column.append(column[previous] + 1)
        owner.append(nil)
        left.append([])
        right.append([])
        shared[edge.from].append(owner.count - 1)
        connect(previous, owner.count - 1)
      }
      let route = Array(shared[edge.from].prefix(passed))
      connect(route.last ?? edge.from, edge.to)
      routes.append(route)
    }
  }

  private mutating func connect(_ from: Int, _ to: Int) {
    right[from].append(to)
    left[to].append(from)
  }

  /// The longest way to each box; one that nothing leads to stands just before its first user.
  private static func columns(_ boxes: Int, _ edges: [LayeredLayout.Edge]) -> [Int] {
    var column = [Int](repeating: 0, count: boxes)
    let isStart = Set(0..<boxes).subtracting(edges.map(\.to))
    for edge in edges.sorted(by: { $0.from < $1.from }) {
      column[edge.to] = max(column[edge.to], column[edge.from] + 1)
    }
    for start in isStart {
      let users = edges.filter { $0.from == start }.map { column[$0.to] }
      column[start] = (users.min() ?? 1) - 1
    }
    return column
  }

  var columnCount: Int { (column.max() ?? -1) + 1 }

  /// The pairs of segments right of a column that cross, for items at these places.
  func crossings(_ order: [[Int]], _ place: [Int]) -> Int {
    order.reduce(0) { total, items in
      let ends = items.flatMap { item in right[item].map { place[$0] }.sorted() }
      return total
        + ends.indices.reduce(0) { count, i in
          count + ends[..<i].count { $0 > ends[i] }
        }
    }
  }
}

/// The order of the items in each column.
private struct ColumnOrder {
  private static let sweeps = 12

  private let graph: ColumnGraph
  private var order: [[Int]]
  private var place: [Int]

  init(_ graph: ColumnGraph) {
    self.graph = graph
    order = Array(repeating: [], count: graph.columnCount)
    place = Array(repeating: 0, count: graph.column.count)
    addFromTheRight()
  }

  /// The order with the fewest crossings that the sweeps came by.
  var best: [[Int]] {
    var search = self
    var best = (order: search.order, crossings: graph.crossings(search.order, search.place))
    for sweep in 0..<Self.sweeps where best.crossings > 0 {
      search.sweep(towardsRight: !sweep.isMultiple(of: 2))
      let crossings = graph.crossings(search.order, search.place)
      if crossings < best.crossings { best = (search.order, crossings) }
    }
    return best.order
  }

  /// Starts with the result and puts what it is made of below each other: a tree has no crossing.
  private mutating func addFromTheRight() {
    var isAdded = Set<Int>()
    let roots = graph.column.indices.filter { graph.right[$0].isEmpty }
    var waiting = Array(roots.reversed())
    while let item = waiting.popLast() {
      guard isAdded.insert(item).inserted else { continue }
      place[item] = order[graph.column[item]].count
      order[graph.column[item]].append(item)
      waiting += graph.left[item].reversed()
    }
  }

  /// Sorts each column by the mean place of the neighbours in the column before.
  private mutating func sweep(towardsRight: Bool) {
    let columns = towardsRight ? Array(order.indices) : order.indices.reversed()
    for column in columns.dropFirst() {
      let means = order[column].map { item -> (item: Int, mean: Double) in
        let neighbours = towardsRight ? graph.left[item] : graph.right[item]
        guard !neighbours.isEmpty else { return (item, Double(place[item])) }
        let sum = neighbours.reduce(0) { $0 + place[$1] }
        return (item, Double(sum) / Double(neighbours.count))
      }
      let sorted = means.enumerated().sorted {
        ($0.element.mean, $0.offset) < ($1.element.mean, $1.offset)
      }
      order[column] = sorted.map(\.element.item)
      for (index, item) in order[column].enumerated() { place[item] = index }
    }
  }
}

/// The height of each item, by turns as near as possible to the mean of its neighbours.
private struct ColumnHeights {
  private static let rounds = 24

  private let graph: ColumnGraph
  private let order: [[Int]]
  private let heights: [Double]
  private let gap: Double
  private(set) var positions: [Double]

  init(_ graph: ColumnGraph, _ order: [[Int]], _ heights: [Double], gap: Double) {
    self.graph = graph
    self.order = order
    self.heights = heights
    self.gap = gap
    positions = Array(repeating: 0, count: heights.count)
    for column in order { place(column, near: column.map { _ in 0 }) }
    for round in 0..<Self.rounds {
      let columns = round.isMultiple(of: 2) ? order : order.reversed()
      for column in columns { place(column, near: column.map(mean)) }
    }
  }

  private func mean(ofNeighboursOf item: Int) -> Double {
    let neighbours = graph.left[item] + graph.right[item]
    guard !neighbours.isEmpty else { return positions[item] }
    return neighbours.reduce(0) { $0 + positions[$1] } / Double(neighbours.count)
  }

  /// Puts the items of a column where the squares of their distances from the wishes add up to
  /// least, in their order and without overlap: an isotonic regression by pooling neighbours.
  private mutating func place(_ column: [Int], near wishes: [Double]) {
    var offsets: [Double] = []
    for (index, item) in column.enumerated() {
      guard index > 0 else {
        offsets.append(0)
        continue
      }
      let before = column[index - 1]
      offsets.append(offsets[index - 1] + (heights[before] + heights[item]) / 2 + gap)
    }
    var pools: [Pool] = []
    for (wish, offset) in zip(wishes, offsets) {
      var pool = Pool(sum: wish - offset, count: 1)
      while let before = pools.last, before.mean > pool.mean {
        pool = Pool(sum: before.sum + pool.sum, count: before.count + pool.count)
        pools.removeLast()
      }
      pools.append(pool)
    }
    let fitted = pools.flatMap { Array(repeating: $0.mean, count: $0.count) }
    for (index, item) in column.enumerated() { positions[item] = fitted[index] + offsets[index] }
  }

  /// Items that touch each other.
  private struct Pool {
    let sum: Double
    let count: Int
    var mean: Double { sum / Double(count) }
  }
}

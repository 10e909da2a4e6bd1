import Testing

@testable import LinearAlgebra

@Suite struct MatrixPoolTests {
  @Test func `a block is large enough and wastes less than a quarter`() {
    var last = (index: 0, blockSize: 0)
    for byteCount in Array(0...5000) + [65_535, 65_536, 65_537, 1 << 40, (1 << 40) + 1] {
      let (index, blockSize) = MatrixPool.sizeClass(of: byteCount)
      #expect(blockSize >= max(byteCount, 64))
      #expect(byteCount <= 64 || Double(blockSize - byteCount) < 0.25 * Double(byteCount))
      #expect(index >= last.index && blockSize >= last.blockSize)
      #expect((index == last.index) == (blockSize == last.blockSize) || byteCount == 0)
      last = (index, blockSize)
    }
  }

  @Test func `memory of a matrix that is gone serves the next of its size`() {
    // A size that no other test uses, so that none running beside this one takes the block.
    let byteCount = 12_345_600
    let block = MatrixPool.allocate(byteCount: byteCount)
    #expect(UInt(bitPattern: block) % 64 == 0)
    MatrixPool.recycle(block, byteCount: byteCount)
    let again = MatrixPool.allocate(byteCount: byteCount)
    #expect(again == block)
    let other = MatrixPool.allocate(byteCount: byteCount)
    #expect(other != again)
    MatrixPool.recycle(again, byteCount: byteCount)
    MatrixPool.recycle(other, byteCount: byteCount)
  }

  @Test func `matrices reuse memory`() {
    var addresses: Set<UInt> = []
    for _ in 0..<10 {
      let matrix = Matrix<Double>(rows: 3, columns: 654_321)
      addresses.insert(matrix.withElements { UInt(bitPattern: $0) })
    }
    #expect(addresses.count == 1)
  }

  @Test func `many threads share the pool`() async {
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<200).allSatisfy { i in
            let value = Float(task * 1000 + i)
            let matrix = Matrix<Float>(rows: 7, columns: 11 + i % 5, repeating: value)
            let sum = matrix + matrix
            return sum.elements.allSatisfy { $0 == 2 * value }
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}

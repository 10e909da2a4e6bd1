import KernelTemplates
import KernelThreads

/// Normalization of the columns of a matrix that lies row by row: each pass reads what it needs once.
extension KernelTable {
  /// The mean and the variance of each column, the squared distances divided by the count of rows.
  ///
  /// The moments of fixed blocks of rows are joined one after the other.
  package func columnMoments(
    _ x: Source, rows: Int, columns: Int, mean: Target, variance: Target
  ) {
    let blocks = ColumnNormalization<Scalar>.blocks(rows, columns)
    withScratch(2 * columns * blocks.count) { moments in
      shareBlocks(blocks, columns) { block in
        let slot = moments + 2 * block * columns
        set.moments(
          x + blocks.start(block) * columns, blocks.length(block), columns, slot, slot + columns)
      }
      set.joinMoments(blocks, columns, moments, mean, variance)
    }
  }

  package func normalize(
    _ normalization: ColumnNormalization<Scalar>, _ x: Source, rows: Int, into y: Target
  ) {
    let columns = normalization.columns
    let blocks = ColumnNormalization<Scalar>.blocks(rows, columns)
    shareBlocks(blocks, columns) { block in
      let start = blocks.start(block) * columns
      set.normalizeRows(normalization, x + start, blocks.length(block), y + start)
    }
  }

  /// Σ dZ and, behind them, Σ dZ ∘ (x - mean) of each column, with dZ = dA ∘ g'(Z): the sums of fixed
  /// blocks of rows, added one after the other.
  package func sumNormalized(
    _ normalization: ColumnNormalization<Scalar>, dA: Source, x: Source, rows: Int,
    into sums: Target
  ) {
    let columns = normalization.columns
    let blocks = ColumnNormalization<Scalar>.blocks(rows, columns)
    withScratch(2 * columns * blocks.count) { slots in
      shareBlocks(blocks, columns) { block in
        let start = blocks.start(block) * columns
        withScratch(normalization.scratchCount) { scratch in
          set.sumNormalized(
            normalization, dA + start, x + start, blocks.length(block),
            slots + 2 * block * columns, scratch)
        }
      }
      set.fill(sums, 2 * columns, 0)
      for block in 0..<blocks.count {
        set.combine(.add, sums, slots + 2 * block * columns, sums, 2 * columns)
      }
    }
  }

  /// dX = scale · (dZ - offset) - (x - mean) · slope, with dZ = dA ∘ g'(Z).
  package func normalizeBack(
    _ normalization: ColumnNormalization<Scalar>, dA: Source, x: Source, rows: Int, slope: Source,
    offset: Source, into dX: Target
  ) {
    let columns = normalization.columns
    let blocks = ColumnNormalization<Scalar>.blocks(rows, columns)
    shareBlocks(blocks, columns) { block in
      let start = blocks.start(block) * columns
      withScratch(normalization.scratchCount) { scratch in
        set.normalizeBack(
          normalization, dA + start, x + start, blocks.length(block), slope, offset, dX + start,
          scratch)
      }
    }
  }

  private func shareBlocks(_ blocks: EvenParts, _ columns: Int, _ body: (Int) -> Void) {
    let rows = blocks.start(blocks.count - 1) + blocks.length(blocks.count - 1)
    if rows * columns < Sharing.light.threshold {
      for block in 0..<blocks.count { body(block) }
    } else {
      ThreadPool.parallel(blocks.count, body)
    }
  }
}

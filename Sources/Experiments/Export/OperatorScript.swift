/// The script that computes the operators of a statement, one function each.
///
/// A tensor is `{ shape, data }` with its numbers in a Float64Array, the last axis fastest; a function takes
/// the tensors and the step, whose shape is that of the result, and gives its numbers. Examples come one at
/// a time.
enum OperatorScript {
  static let source: StaticString = #"""
    const size = shape => shape.reduce((product, axis) => product * axis, 1);
    const stridesOf = shape => shape.map((_, axis) => size(shape.slice(axis + 1)));
    // Visits all places of a shape, each by its number in two tensors.
    const walk = (shape, from, to, visit, first = 0, start = 0) => {
      const go = (axis, a, b) => {
        if (axis === shape.length) return visit(a, b);
        for (let i = 0; i < shape[axis]; i++) go(axis + 1, a + i * from[axis], b + i * to[axis]);
      };
      go(0, first, start);
    };
    const read = (data, shape, strides, first = 0) => {
      const result = new Float64Array(size(shape));
      walk(shape, strides, stridesOf(shape), (a, b) => { result[b] = data[a]; }, first);
      return result;
    };
    const write = (tensor, result, shape, start) =>
      walk(tensor.shape, stridesOf(tensor.shape), stridesOf(shape),
        (a, b) => { result[b] = tensor.data[a]; }, 0, start);
    const stretched = (tensor, shape) => {
      const own = stridesOf(tensor.shape).map((stride, axis) => tensor.shape[axis] === 1 ? 0 : stride);
      const missing = new Array(shape.length - own.length).fill(0);
      return read(tensor.data, shape, [...missing, ...own]);
    };
    const each = f => ([x], { attributes }) => x.data.map(value => f(value, attributes.alpha));
    const both = f => ([a, b], { shape }) => {
      const right = stretched(b, shape);
      return stretched(a, shape).map((value, index) => f(value, right[index]));
    };
    const same = ([x]) => x.data;
    // 2/√π e^(-x²) Σ (2x²)^n x / (1·3·…·(2n + 1)), whose terms are all of one sign.
    const erf = x => {
      if (Math.abs(x) > 6) return Math.sign(x);
      let term = x, sum = x;
      for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    };
    // Visits of each window the numbers that lie in the picture: place of the result, channel, place of
    // the window, and number of the picture.
    const slide = (x, { attributes, shape }, channels, visit) => {
      const [height, width] = x.shape.slice(2), [rows, columns] = shape.slice(2);
      const [high, wide] = attributes.kernel_shape, [down, right] = attributes.strides;
      const [top, left] = attributes.pads;
      for (const channel of channels)
        for (let i = 0; i < high; i++) for (let j = 0; j < wide; j++)
          for (let row = 0; row < rows; row++) {
            const y = row * down + i - top;
            if (y < 0 || y >= height) continue;
            for (let column = 0; column < columns; column++) {
              const z = column * right + j - left;
              if (z < 0 || z >= width) continue;
              visit(row * columns + column, channel, i * wide + j, (channel * height + y) * width + z);
            }
          }
    };
    const range = (first, end) => Array.from({ length: end - first }, (_, index) => first + index);
    const pooled = (start, join, finish) => ([x], step) => {
      const result = new Float64Array(size(step.shape)).fill(start);
      const area = step.shape[2] * step.shape[3];
      slide(x, step, range(0, x.shape[1]), (place, channel, _, at) => {
        const to = channel * area + place;
        result[to] = join(result[to], x.data[at]);
      });
      return result.map(value => finish(value, size(step.attributes.kernel_shape)));
    };
    const convolved = ([x, W, b], step) => {
      const [, filters, rows, columns] = step.shape, area = rows * columns;
      const kernel = size(step.attributes.kernel_shape), own = W.shape[1];
      const ofGroup = filters / step.attributes.group;
      const result = new Float64Array(filters * area);
      for (let filter = 0; filter < filters; filter++) {
        if (b) result.fill(b.data[filter], filter * area, (filter + 1) * area);
        const first = Math.floor(filter / ofGroup) * own;
        slide(x, step, range(first, first + own), (place, channel, inWindow, at) => {
          result[filter * area + place] +=
            W.data[(filter * own + channel - first) * kernel + inWindow] * x.data[at];
        });
      }
      return result;
    };
    const affine = ([x, W, b], { shape }) => {
      const k = x.shape[1];
      return new Float64Array(shape[1]).map((_, row) => {
        let sum = b ? b.data[row] : 0;
        for (let i = 0; i < k; i++) sum += W.data[row * k + i] * x.data[i];
        return sum;
      });
    };
    const product = ([a, b], { shape }) => {
      const [rows, columns] = shape.slice(-2), k = a.shape[a.shape.length - 1];
      const step = b.shape.length === 2 ? 0 : k * columns;
      return new Float64Array(size(shape)).map((_, index) => {
        const column = index % columns, row = Math.floor(index / columns);
        const start = Math.floor(row / rows) * step + column;
        let sum = 0;
        for (let i = 0; i < k; i++) sum += a.data[row * k + i] * b.data[start + i * columns];
        return sum;
      });
    };
    const meanOver = (x, axes, shape) => {
      const result = new Float64Array(size(shape));
      const to = stridesOf(shape).map((stride, axis) => axes.includes(axis) ? 0 : stride);
      walk(x.shape, stridesOf(x.shape), to, (a, b) => { result[b] += x.data[a]; });
      const count = x.data.length / result.length;
      return result.map(sum => sum / count);
    };
    const softmax = ([x], { attributes, shape }) => {
      const axis = attributes.axis < 0 ? shape.length - 1 : attributes.axis;
      const stride = stridesOf(shape)[axis], result = new Float64Array(x.data.length);
      for (let first = 0; first < result.length; first++) {
        if (Math.floor(first / stride) % shape[axis] !== 0) continue;
        const places = range(0, shape[axis]).map(index => first + index * stride);
        const most = Math.max(...places.map(place => x.data[place]));
        let sum = 0;
        for (const place of places) sum += result[place] = Math.exp(x.data[place] - most);
        for (const place of places) result[place] /= sum;
      }
      return result;
    };
    const scaled = ([x, scale, shift, mean, variance], { attributes, shape }) => {
      const area = size(shape.slice(2));
      return x.data.map((value, index) => {
        const channel = Math.floor(index / area) % shape[1];
        return (value - mean.data[channel]) / Math.sqrt(variance.data[channel] + attributes.epsilon)
          * scale.data[channel] + shift.data[channel];
      });
    };
    const sliced = ([x], { integers: [starts, , axes, steps], shape }) => {
      const strides = stridesOf(x.shape);
      let first = 0;
      axes.forEach((axis, index) => {
        first += starts[index] * strides[axis];
        strides[axis] *= steps[index];
      });
      return read(x.data, shape, strides, first);
    };
    const joined = (inputs, { attributes: { axis }, shape }) => {
      const result = new Float64Array(size(shape)), stride = stridesOf(shape)[axis];
      let start = 0;
      for (const input of inputs) {
        write(input, result, shape, start * stride);
        start += input.shape[axis];
      }
      return result;
    };
    const padded = ([x], { integers: [pads], shape }) => {
      const result = new Float64Array(size(shape));
      write(x, result, shape, stridesOf(shape).reduce((at, stride, axis) => at + pads[axis] * stride, 0));
      return result;
    };
    const operators = {
      Sigmoid: each(x => 1 / (1 + Math.exp(-x))),
      Tanh: each(Math.tanh),
      Relu: each(x => Math.max(x, 0)),
      LeakyRelu: each((x, alpha) => x >= 0 ? x : alpha * x),
      Elu: each((x, alpha) => x >= 0 ? x : alpha * Math.expm1(x)),
      Gelu: each(x => x / 2 * (1 + erf(x * Math.SQRT1_2))),
      Softplus: each(x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
      Exp: each(Math.exp),
      Log: each(Math.log),
      Erf: each(erf),
      Sqrt: each(Math.sqrt),
      Abs: each(Math.abs),
      Neg: each(x => -x),
      Identity: same,
      Add: both((a, b) => a + b),
      Sub: both((a, b) => a - b),
      Mul: both((a, b) => a * b),
      Div: both((a, b) => a / b),
      Max: both(Math.max),
      Min: both(Math.min),
      Gemm: affine,
      MatMul: product,
      Conv: convolved,
      MaxPool: pooled(-Infinity, Math.max, value => value),
      AveragePool: pooled(0, (a, b) => a + b, (sum, count) => sum / count),
      GlobalAveragePool: ([x], { shape }) => meanOver(x, [2, 3], shape),
      ReduceMean: ([x], { integers: [axes], shape }) => meanOver(x, axes, shape),
      BatchNormalization: scaled,
      Softmax: softmax,
      Reshape: same,
      Flatten: same,
      Transpose: ([x], { attributes: { perm }, shape }) => {
        const strides = stridesOf(x.shape);
        return read(x.data, shape, perm.map(axis => strides[axis]));
      },
      Concat: joined,
      Slice: sliced,
      Pad: padded,
    };
    """#
}

/// The script that runs the network of a page: `window.dnn.predict(features)`.
enum NetworkScript {
  static let source: StaticString = #"""
    const model = JSON.parse(document.getElementById("model").textContent);
    const constants = model.constants.map(({ name, shape, numbers }) => {
      const bytes = Uint8Array.from(atob(numbers), letter => letter.charCodeAt(0));
      const Numbers = model.precision === "float32" ? Float32Array : Float64Array;
      return [name, { shape, data: Float64Array.from(new Numbers(bytes.buffer)) }];
    });
    const normalized = (value, feature) => {
      const { divisor, mean, deviation } = model.normalization;
      return mean ? (value - mean[feature]) / deviation[feature] : value / divisor;
    };
    // All tensors by their names, for the raw features of an example.
    const run = features => {
      if (!features || features.length !== model.n[0])
        throw new RangeError(`predict takes ${model.n[0]} numbers`);
      const tensors = new Map(constants);
      tensors.set(model.input, {
        shape: [1, model.n[0]], data: Float64Array.from(features, normalized),
      });
      for (const step of model.operations) {
        const inputs = step.inputs.map(name => tensors.get(name));
        const data = operators[step.operator](inputs, step);
        tensors.set(step.output, { shape: step.shape, data });
      }
      return tensors;
    };
    const outputsOf = tensors => Array.from(tensors.get(model.output).data, (value, output) =>
      model.labels ? value * model.labels.deviation[output] + model.labels.mean[output] : value);
    window.dnn = { predict: features => outputsOf(run(features)) };
    """#
}

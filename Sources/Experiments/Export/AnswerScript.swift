/// The script that shows an answer: bars of probabilities or values, and what each layer makes of the example.
enum AnswerScript {
  static let source: StaticString = #"""
    const element = (name, attributes = {}, ...children) => {
      const result = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, value);
      result.append(...children);
      return result;
    };
    const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const told = value => {
      const size = Math.abs(value);
      return size !== 0 && (size < 1e-3 || size >= 1e7)
        ? value.toExponential(3)
        : value.toLocaleString("en-US", { maximumSignificantDigits: 5 });
    };
    const percent = share => (100 * share).toLocaleString("en-US", { maximumFractionDigits: 1 }) + " %";
    const classInk = (index, count) => count === 2
      ? color(index ? "--accent" : "--counter") : `hsl(${360 * index / count} 70% 50%)`;
    // The probability of each class that the page names.
    const sharesOf = outputs => model.answer === "binary" ? [1 - outputs[0], outputs[0]] : outputs;
    const answerPlace = document.getElementById("answer");
    const mostBars = 12;
    const verdict = shares => {
      if (model.answer === "labels") {
        const yes = model.names.filter((_, index) => shares[index] > 0.5);
        return yes.length ? yes.join(", ") : "none";
      }
      const best = model.answer === "binary"
        ? Number(shares[1] > 0.5) : shares.indexOf(Math.max(...shares));
      return model.names[best];
    };
    const bar = (name, share, ink) => element("li", {},
      element("span", {}, name), element("b", {}, percent(share)),
      element("i", { style: `background: ${ink}; width: ${100 * Math.min(1, Math.max(0, share))}%` }));
    const showAnswer = outputs => {
      if (model.answer === "values") {
        answerPlace.replaceChildren(element("dl", { class: "values" }, ...outputs.map((value, index) =>
          element("div", {}, element("dt", {}, model.names[index]), element("dd", {}, told(value))))));
        return;
      }
      const shares = sharesOf(outputs);
      // As the plane of two features has them.
      const isColored = model.answer !== "labels" && (shares.length === 2 || model.n[0] === 2);
      const order = shares.map((_, index) => index);
      if (order.length > mostBars) order.sort((a, b) => shares[b] - shares[a]).splice(mostBars);
      answerPlace.replaceChildren(
        element("p", { class: "verdict" }, verdict(shares)),
        element("ul", { class: "bars" }, ...order.map(index => bar(model.names[index], shares[index],
          isColored ? classInk(index, shares.length) : color("--accent")))));
    };

    // A layer's numbers as cells: one color above 0, the other below, the stronger the larger.
    const mostTiles = 32, mostCells = 1024, cellsInRow = 64;
    const tilesOf = ({ shape, data }) => {
      if (shape.length === 4) {
        const [, channels, height, width] = shape, count = Math.min(channels, mostTiles);
        return { count, height, width, across: Math.ceil(Math.sqrt(2 * count)), gap: 1, data };
      }
      const count = Math.min(data.length, mostCells);
      return { count, height: 1, width: 1, across: Math.min(count, cellsInRow), gap: 0, data };
    };
    const paint = (canvas, tensor) => {
      const { count, height, width, across, gap, data } = tilesOf(tensor);
      canvas.width = across * (width + gap) - gap;
      canvas.height = Math.ceil(count / across) * (height + gap) - gap;
      const context = canvas.getContext("2d");
      const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
      const inks = [color("--counter"), color("--accent")];
      context.fillStyle = color("--soft");
      context.fillRect(0, 0, canvas.width, canvas.height);
      for (let index = 0; index < count * height * width; index++) {
        const tile = Math.floor(index / (height * width)), at = index % (height * width);
        context.globalAlpha = Math.abs(data[index]) / largest;
        context.fillStyle = inks[Number(data[index] > 0)];
        context.fillRect(tile % across * (width + gap) + at % width,
          Math.floor(tile / across) * (height + gap) + Math.floor(at / width), 1, 1);
      }
    };
    const layers = model.layers.map(({ name, tensor }) => {
      const canvas = element("canvas", { role: "img", "aria-label": `A of ${name}` });
      const remark = element("p", { class: "remark" });
      const part = element("figure", { class: "layer", hidden: "" },
        element("figcaption", {}, name), canvas, remark);
      document.getElementById("layers").append(part);
      return { part, canvas, remark, tensor };
    });
    const showLayers = tensors => {
      for (const { part, canvas, remark, tensor } of layers) {
        const { shape, data } = tensors.get(tensor);
        const low = data.reduce((a, b) => Math.min(a, b)), high = data.reduce((a, b) => Math.max(a, b));
        const isPicture = shape.length === 4;
        const axes = isPicture ? `${shape[1]} × ${shape[2]} × ${shape[3]}` : `${data.length}`;
        const shown = tilesOf({ shape, data }), cells = shown.count * shown.width * shown.height;
        const rest = cells < data.length ? `, the first ${shown.count} shown` : "";
        remark.textContent = data.length === 1 ? told(low)
          : `${axes} numbers from ${told(low)} to ${told(high)}${rest}`;
        part.hidden = false;
        paint(canvas, tensors.get(tensor));
        canvas.style.width = isPicture ? "100%" : `min(100%, ${canvas.width * 14}px)`;
      }
    };
    let latest = null;
    const answer = features => {
      latest = features;
      const tensors = run(features);
      showAnswer(outputsOf(tensors));
      showLayers(tensors);
    };
    const repaints = [() => { if (latest) answer(latest); }];
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const repaint of repaints) repaint();
    });
    """#
}

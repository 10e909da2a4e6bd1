/// The script of a page's controls: sliders and lists for columns, a plane, numbers to paste, pictures.
enum InputScript {
  static let source: StaticString = #"""
    // So many places that a step is small beside the range.
    const roundingOf = ({ low, high }) => {
      const places = Math.min(20, Math.max(0, 4 - Math.floor(Math.log10(high - low))));
      return value => Number(value.toFixed(places));
    };
    const inputPlace = document.getElementById("input");
    // A row of controls for each column, and the raw features that they stand for.
    const columnControl = (column, index, changed) => {
      const { name, low, high, start, step, categories, other, isDate, fill, marksGaps } = column;
      // Numbers, or what stands for them where they are missing.
      const filled = numbers => {
        const isMissing = !numbers;
        return [...(numbers ?? fill), ...(marksGaps ? [Number(isMissing)] : [])];
      };
      const id = `column-${index}`;
      if (categories) {
        const list = element("select", { id },
          ...categories.map((category, at) => element("option", { value: at }, category)),
          ...(other ? [element("option", { value: categories.length }, other)] : []));
        list.addEventListener("change", changed);
        return {
          row: element("div", { class: "control" }, element("label", { for: id }, name), list),
          features: () => categories.map((_, at) => Number(at === Number(list.value))),
        };
      }
      if (isDate) {
        const day = element("input", { id, type: "date", value: "2000-01-01", required: "" });
        day.addEventListener("input", changed);
        return {
          row: element("div", { class: "control" }, element("label", { for: id }, name), day),
          features: () => {
            const parts = day.value.split("-").map(Number);
            if (parts.length !== 3) return fill ? filled(null) : [NaN, NaN, NaN, NaN];
            const date = new Date(0);
            date.setUTCFullYear(parts[0], parts[1] - 1, parts[2]);
            return filled([...parts, (date.getUTCDay() + 6) % 7]);
          },
        };
      }
      const rounded = roundingOf(column);
      const number = element("input", { id, type: "number", step, value: rounded(start) });
      const slider = element("input",
        { type: "range", min: low, max: high, step, value: start, "aria-label": name });
      slider.addEventListener("input", () => {
        number.value = rounded(Number(slider.value));
        changed();
      });
      number.addEventListener("input", () => {
        slider.value = number.value;
        changed();
      });
      return {
        row: element("div", { class: "control" },
          element("label", { for: id }, name), number, slider),
        features: () => filled(fill && number.value === "" ? null : [Number(number.value)]),
        set: value => {
          number.value = rounded(value);
          slider.value = value;
        },
      };
    };

    // What the network answers all over two features; a click asks at its place.
    const planeSide = 80;
    const planeOf = (columns, controls, changed) => {
      const canvas = element("canvas", { role: "img", width: planeSide, height: planeSide,
        "aria-label": `The plane of ${columns[0].name} and ${columns[1].name}, colored by the answer` });
      const mark = element("span", { class: "mark" });
      const place = ({ low, high }, share) => low + share * (high - low);
      const share = ({ low, high }, value) => Math.min(1, Math.max(0, (value - low) / (high - low)));
      let grid = null;
      const answers = () => Array.from({ length: planeSide * planeSide }, (_, index) => window.dnn.predict([
        place(columns[0], (index % planeSide + 0.5) / planeSide),
        place(columns[1], 1 - (Math.floor(index / planeSide) + 0.5) / planeSide)]));
      const strengths = outputs => {
        if (model.answer === "values" || model.answer === "labels") {
          const values = grid.map(each => each[0]);
          const low = Math.min(...values), high = Math.max(...values);
          return [color("--accent"), high > low ? (outputs[0] - low) / (high - low) : 0];
        }
        const shares = sharesOf(outputs), best = shares.indexOf(Math.max(...shares));
        const chance = 1 / shares.length;
        return [classInk(best, shares.length), 0.12 + 0.88 * (shares[best] - chance) / (1 - chance)];
      };
      const draw = () => {
        grid ??= answers();
        const context = canvas.getContext("2d");
        context.clearRect(0, 0, planeSide, planeSide);
        grid.forEach((outputs, index) => {
          [context.fillStyle, context.globalAlpha] = strengths(outputs);
          context.fillRect(index % planeSide, Math.floor(index / planeSide), 1, 1);
        });
      };
      const pick = event => {
        const box = canvas.getBoundingClientRect();
        controls[0].set(place(columns[0], share({ low: box.left, high: box.right }, event.clientX)));
        controls[1].set(place(columns[1], 1 - share({ low: box.top, high: box.bottom }, event.clientY)));
        changed();
      };
      canvas.addEventListener("pointerdown", event => {
        canvas.setPointerCapture(event.pointerId);
        pick(event);
      });
      canvas.addEventListener("pointermove", event => { if (event.buttons) pick(event); });
      const move = features => {
        mark.style.left = 100 * share(columns[0], features[0]) + "%";
        mark.style.bottom = 100 * share(columns[1], features[1]) + "%";
      };
      repaints.push(draw);
      const axis = ({ name, low, high }) => `${name} from ${told(low)} to ${told(high)}`;
      const part = element("div", {}, element("div", { class: "plane" }, canvas, mark),
        element("p", { class: "remark" },
          `Across ${axis(columns[0])}, up ${axis(columns[1])}: a click asks there.`));
      return { part, draw, move };
    };
    const askColumns = ({ columns }) => {
      const changed = () => {
        const features = controls.flatMap(control => control.features());
        if (plane) plane.move(features);
        answer(features);
      };
      const controls = columns.map((column, index) => columnControl(column, index, changed));
      const isPlane = columns.length === 2 && columns.every(({ categories, isDate, marksGaps }) =>
        !categories && !isDate && !marksGaps);
      const plane = isPlane ? planeOf(columns, controls, changed) : null;
      if (plane) inputPlace.append(plane.part);
      inputPlace.append(element("div", { class: "controls" }, ...controls.map(control => control.row)));
      changed();
      if (plane) plane.draw();
    };

    // As many numbers as a form has no room for.
    const askNumbers = ({ count }) => {
      const text = element("textarea", { id: "numbers", rows: 8, spellcheck: "false" });
      const remark = element("p", { class: "remark", role: "status" });
      text.addEventListener("input", () => {
        const numbers = text.value.split(/[\s,;]+/).filter(Boolean).map(Number);
        const isRight = numbers.length === count && numbers.every(Number.isFinite);
        remark.textContent = isRight ? "" : `${numbers.length} of ${count} numbers`;
        if (isRight) answer(numbers);
      });
      inputPlace.append(element("label", { for: "numbers" },
        `${count} numbers, with blanks, commas or line ends between them`), text, remark);
    };
    """#
}

/// The script of pictures: picked, dropped or drawn, and resized as the program does.
enum PictureScript {
  static let source: StaticString = #"""
    // Pictures are { width, height, channels, pixels } with bytes, channels side by side.
    // A triangle filter, widened where the picture shrinks, with weights of 22 bits.
    const triangle = (from, to) => range(0, to).map(x => {
      const scale = from / to, support = Math.max(scale, 1), center = (x + 0.5) * scale;
      const first = Math.max(0, Math.trunc(center - support + 0.5));
      const end = Math.min(from, Math.trunc(center + support + 0.5));
      const raw = range(first, end).map(i => Math.max(0, 1 - Math.abs((i - center + 0.5) / support)));
      const sum = raw.reduce((a, b) => a + b, 0);
      return { first, weights: raw.map(weight => Math.trunc(0.5 + (sum ? weight / sum : weight) * 4194304)) };
    });
    // Lines of `count` samples, `step` apart, become lines of another length.
    const stretchedLines = (source, target, lines, filter, step) => {
      lines.forEach(([from, to]) => filter.forEach(({ first, weights }, index) => {
        let sum = 2097152;
        weights.forEach((weight, i) => { sum += source[from + (first + i) * step] * weight; });
        target[to + index * step] = Math.min(255, Math.max(0, Math.floor(sum / 4194304)));
      }));
      return target;
    };
    const wider = ({ width, height, channels, pixels }, to) => {
      const lines = range(0, height * channels).map(index => {
        const row = Math.floor(index / channels), channel = index % channels;
        return [row * width * channels + channel, row * to * channels + channel];
      });
      const target = new Uint8Array(height * to * channels);
      return { width: to, height, channels,
        pixels: width === to ? pixels : stretchedLines(pixels, target, lines, triangle(width, to), channels) };
    };
    const higher = ({ width, height, channels, pixels }, to) => {
      const lines = range(0, width * channels).map(at => [at, at]);
      const target = new Uint8Array(to * width * channels);
      return { width, height: to, channels, pixels: height === to ? pixels
        : stretchedLines(pixels, target, lines, triangle(height, to), width * channels) };
    };
    const resized = (picture, width, height) => {
      const fewerRows = picture.height - height;
      return fewerRows > 0 && fewerRows > 2 * (picture.width - width)
        ? wider(higher(picture, height), width) : higher(wider(picture, width), height);
    };
    // The bytes of a canvas before a white wall, in color or grey.
    const pictureOf = ({ width, height, data }, channels) => {
      const pixels = new Uint8Array(width * height * channels);
      const seen = (at, channel) => Math.floor(
        (data[at + channel] * data[at + 3] + 255 * (255 - data[at + 3]) + 127) / 255);
      for (let pixel = 0; pixel < width * height; pixel++) {
        const [red, green, blue] = [0, 1, 2].map(channel => seen(4 * pixel, channel));
        if (channels === 1) pixels[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16;
        else pixels.set([red, green, blue], 3 * pixel);
      }
      return { width, height, channels, pixels };
    };
    const featuresOf = ({ width, height, channels, pixels }, { isPlanar, factor }) => {
      const area = width * height;
      return Array.from(pixels, (_, index) => factor * (isPlanar
        ? pixels[index % area * channels + Math.floor(index / area)] : pixels[index]));
    };
    const paintPicture = (canvas, { width, height, channels, pixels }) => {
      const context = canvas.getContext("2d"), image = context.createImageData(width, height);
      for (let at = 0; at < width * height; at++)
        for (let channel = 0; channel < 4; channel++)
          image.data[4 * at + channel] =
            channel === 3 ? 255 : pixels[at * channels + (channels === 1 ? 0 : channel)];
      context.putImageData(image, 0, 0);
    };

    // A sheet to draw on, larger than what the network sees: pointer, or arrows and the blank.
    const sheetOf = ({ width, height }, show) => {
      const scale = Math.max(1, Math.round(280 / Math.max(width, height)));
      const sheet = element("canvas", { class: "sheet", tabindex: 0, role: "img",
        width: width * scale, height: height * scale,
        "aria-label": "A sheet to draw on: with the pointer, or by arrow keys with the blank as pen up and down" });
      const context = sheet.getContext("2d", { willReadFrequently: true });
      const dark = element("input", { type: "checkbox", id: "dark-pen" });
      const clear = element("button", { type: "button" }, "Clear");
      const pen = { x: sheet.width / 2, y: sheet.height / 2, isDown: false };
      const wipe = () => {
        context.fillStyle = dark.checked ? "#fff" : "#000";
        context.fillRect(0, 0, sheet.width, sheet.height);
      };
      const draw = (x, y) => {
        context.strokeStyle = dark.checked ? "#000" : "#fff";
        context.lineWidth = Math.max(sheet.width, sheet.height) / 12;
        context.lineCap = context.lineJoin = "round";
        context.beginPath();
        context.moveTo(pen.x, pen.y);
        context.lineTo(x, y);
        context.stroke();
        [pen.x, pen.y] = [x, y];
        show(context.getImageData(0, 0, sheet.width, sheet.height));
      };
      const placeOf = event => {
        const box = sheet.getBoundingClientRect();
        return [(event.clientX - box.left) * sheet.width / box.width,
          (event.clientY - box.top) * sheet.height / box.height];
      };
      sheet.addEventListener("pointerdown", event => {
        sheet.setPointerCapture(event.pointerId);
        [pen.x, pen.y] = placeOf(event);
        draw(pen.x, pen.y);
      });
      sheet.addEventListener("pointermove", event => { if (event.buttons) draw(...placeOf(event)); });
      const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      sheet.addEventListener("keydown", event => {
        const direction = directions[event.key];
        if (event.key === " ") pen.isDown = !pen.isDown;
        else if (!direction) return;
        event.preventDefault();
        const x = Math.min(sheet.width, Math.max(0, pen.x + (direction ? direction[0] * scale : 0)));
        const y = Math.min(sheet.height, Math.max(0, pen.y + (direction ? direction[1] * scale : 0)));
        if (pen.isDown) draw(x, y); else [pen.x, pen.y] = [x, y];
      });
      clear.addEventListener("click", wipe);
      dark.addEventListener("change", wipe);
      wipe();
      return element("div", { class: "drawing" }, element("p", {}, "Draw"), sheet,
        element("div", { class: "tools" }, clear, dark,
          element("label", { for: "dark-pen" }, "dark pen on a light sheet")));
    };
    const askPicture = wanted => {
      const { width, height, channels, canDraw } = wanted;
      const seen = element("canvas", { class: "seen", role: "img", width, height,
        "aria-label": "The picture as the network sees it" });
      const remark = element("p", { class: "remark", role: "status" });
      const show = data => {
        const picture = resized(pictureOf(data, channels), width, height);
        paintPicture(seen, picture);
        view.hidden = false;
        remark.textContent = "";
        answer(featuresOf(picture, wanted));
      };
      const open = async file => {
        try {
          const image = await createImageBitmap(file, { colorSpaceConversion: "none" });
          const canvas = element("canvas", { width: image.width, height: image.height });
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          show(context.getImageData(0, 0, image.width, image.height));
        } catch {
          remark.textContent = `${file.name} is no picture that this browser can read`;
        }
      };
      const picker = element("input", { type: "file", id: "picture", accept: "image/*" });
      picker.addEventListener("change", () => { if (picker.files[0]) open(picker.files[0]); });
      const zone = element("div", { class: "drop" },
        element("label", { for: "picture" }, "Pick a picture, or drop one here"), picker);
      document.addEventListener("dragover", event => event.preventDefault());
      document.addEventListener("drop", event => {
        event.preventDefault();
        if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
      });
      const view = element("div", { class: "view", hidden: "" }, element("p", {}, "As the network sees it"), seen);
      inputPlace.append(zone, remark, element("div", { class: "pictures" },
        ...(canDraw ? [sheetOf(wanted, show)] : []), view), element("p", { class: "remark" },
        `Pictures become ${width} × ${height} pixels${channels === 1 ? " of grey" : ""} by a triangle filter, `
        + "widened where they shrink, and are not cut: what is not as wide and high is stretched. "
        + wanted.remark));
    };
    ({ columns: askColumns, numbers: askNumbers, picture: askPicture })[model.asks.kind](model.asks);
    """#
}

/// The script of a page: the values under the pointer, read from the legends, and what the reader has chosen, kept
/// when the page is loaded again.
enum PageScript {
  static let source: StaticString = #"""
    "use strict";
    const view = history.state?.view ?? { picked: {}, open: {} };
    const keep = more => {
      // A page inside another may not be allowed to.
      try { history.replaceState({ view, ...more }, ""); } catch {}
    };
    const loadAgain = () => {
      keep({ place: scrollY });
      location.reload();
    };
    {
      const place = history.state?.place;
      for (const id of Object.values(view.picked)) {
        const input = document.getElementById(id);
        if (input) input.checked = true;
      }
      // What a reader sees stays, though it might be another choice that a page begins with by then.
      const pick = input => {
        if (input.type === "radio" && input.checked) view.picked[input.name] = input.id;
      };
      document.querySelectorAll("input").forEach(pick);
      addEventListener("change", event => {
        pick(event.target);
        keep();
      });
      for (const part of document.querySelectorAll("details")) {
        const name = part.firstElementChild.textContent;
        if (name in view.open) part.open = view.open[name];
        part.addEventListener("toggle", () => {
          view.open[name] = part.open;
          keep();
        });
      }
      if (place !== undefined) {
        history.scrollRestoration = "manual";
        scrollTo(0, place);
        addEventListener("load", () => setTimeout(() => { history.scrollRestoration = "auto"; }));
      }
      keep();
    }
    for (const figure of document.querySelectorAll("figure[data-hover]")) {
      const tip = figure.querySelector(".tip");
      const lines = [...figure.querySelectorAll(".legend li[data-x]")].map((item, index) => ({
        index,
        name: item.textContent,
        isQuiet: item.classList.contains("quiet"),
        ink: item.style.getPropertyValue("--ink"),
        x: item.dataset.x.split(" ").map(Number),
        y: item.dataset.y.split(" ").map(Number),
      })).filter(line => line.x.length && !Number.isNaN(line.x[0]));
      const nearest = (xs, x) => {
        let low = 0, high = xs.length - 1;
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (xs[middle] <= x) low = middle; else high = middle;
        }
        return x - xs[low] <= xs[high] - x ? low : high;
      };
      const number = value => {
        const size = Math.abs(value);
        return size !== 0 && (size < 1e-3 || size >= 1e6)
          ? value.toExponential(3)
          : value.toLocaleString("en-US", { maximumSignificantDigits: 5 });
      };
      const row = (ink, name, value) => {
        const line = document.createElement("div");
        const mark = document.createElement("i");
        const label = document.createElement("span");
        const figure = document.createElement("b");
        mark.style.background = ink;
        label.textContent = name;
        figure.textContent = value;
        line.append(mark, label, figure);
        return line;
      };
      for (const plot of figure.querySelectorAll(".plot")) {
        const cursor = plot.querySelector(".cursor");
        const from = Number(plot.dataset.from), to = Number(plot.dataset.to);
        const scale = plot.parentElement.classList.contains("log") ? Math.log : y => y;
        const low = scale(Number(plot.dataset.low)), high = scale(Number(plot.dataset.high));
        const paths = new Map([...plot.querySelectorAll("[data-line]")]
          .map(path => [Number(path.dataset.line), path]));
        const mark = index => paths.forEach((path, at) =>
          path.classList.toggle("near", at === index));
        const show = event => {
          const box = plot.getBoundingClientRect();
          const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
          const x = from + share * (to - from);
          const near = lines.map(line => ({ line, at: nearest(line.x, x) }))
            .filter(({ line }) => x >= line.x[0] - (to - from) / 50
              && x <= line.x[line.x.length - 1] + (to - from) / 50);
          if (!near.length) return hide();
          const head = near.reduce((best, each) =>
            Math.abs(each.line.x[each.at] - x) < Math.abs(best.line.x[best.at] - x) ? each : best);
          const shownX = head.line.x[head.at];
          cursor.style.left = 100 * (shownX - from) / (to - from) + "%";
          cursor.style.display = "block";
          const title = document.createElement("div");
          title.className = "head";
          title.textContent = tip.dataset.x + " " + number(shownX);
          // Where some lines stand back, of them only the one under the pointer is named.
          const up = 1 - (event.clientY - box.top) / box.height;
          const distance = ({ line, at }) =>
            Math.abs((scale(line.y[at]) - low) / (high - low) - up);
          const closest = near.reduce((a, b) => distance(b) < distance(a) ? b : a);
          mark(closest.line.index);
          const told = near.filter(each => !each.line.isQuiet || each === closest);
          const few = told.length <= 10 ? told
            : told.sort((a, b) => distance(a) - distance(b)).slice(0, 10);
          tip.replaceChildren(title,
            ...few.map(({ line, at }) => row(line.ink, line.name, number(line.y[at]))));
          tip.hidden = false;
          const outer = figure.getBoundingClientRect();
          const place = box.left - outer.left + (shownX - from) / (to - from) * box.width;
          const isRight = place > outer.width / 2;
          tip.style.left = isRight ? "auto" : place + 12 + "px";
          tip.style.right = isRight ? outer.width - place + 12 + "px" : "auto";
          tip.style.top = box.top - outer.top + 8 + "px";
        };
        const hide = () => { tip.hidden = true; cursor.style.display = "none"; mark(-1); };
        plot.addEventListener("pointermove", show);
        plot.addEventListener("pointerdown", show);
        plot.addEventListener("pointerleave", hide);
      }
    }
    const unfolded = [];
    addEventListener("beforeprint", () => {
      for (const part of document.querySelectorAll("details:not([open])")) {
        part.open = true;
        unfolded.push(part);
      }
    });
    addEventListener("afterprint", () => {
      for (const part of unfolded.splice(0)) part.open = false;
    });
    """#
}

/// The style sheet of a page.
enum PageStyle {
  static let sheet: StaticString = """
    :root {
      --ground: #ffffff; --text: #16181d; --muted: #6b7280; --line: #e4e6ea; --soft: #f5f6f8;
      --accent: #2457d6; --counter: #d9622b; --warning: #fdf3e7;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #131519; --text: #e7e9ee; --muted: #979ca8; --line: #2b2f37; --soft: #1b1e24;
        --accent: #82a7ff; --counter: #ff9b68; --warning: #33261a;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 3.5rem 2rem 3rem; max-width: 68rem; background: var(--ground);
      color: var(--text); line-height: 1.5;
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
        sans-serif;
      font-variant-numeric: tabular-nums;
    }
    h1 { margin: 0; font-size: 2.2rem; font-weight: 650; letter-spacing: -0.02em;
      line-height: 1.15; overflow-wrap: anywhere; }
    h2 { margin: 0 0 0.4rem; font-size: 1.25rem; font-weight: 620; letter-spacing: -0.01em; }
    .subtitle { margin: 0.5rem 0 0; color: var(--muted); overflow-wrap: anywhere; }
    .lead { margin: 0 0 1.4rem; color: var(--muted); max-width: 44rem; }
    .remark { color: var(--muted); font-size: 0.82rem; margin: 0.6rem 0 0; max-width: 44rem; }
    .warning { margin: 1.4rem 0 0; padding: 0.8rem 1rem; background: var(--warning);
      border-left: 3px solid var(--counter); overflow-wrap: anywhere; }
    .news { margin: 0.9rem 0 0; color: var(--muted); font-size: 0.9rem; }
    .news.warning { margin-top: 1.4rem; color: inherit; font-size: inherit; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
      gap: 1.2rem 1.6rem; margin: 2rem 0 0; padding: 1.4rem 0 0; border-top: 1px solid var(--line); }
    .figures dt { color: var(--muted); font-size: 0.82rem; }
    .figures dd { margin: 0; font-size: 1.6rem; font-weight: 600; letter-spacing: -0.02em;
      line-height: 1.3; overflow-wrap: anywhere; }
    .figures dd.remark { font-size: 0.78rem; font-weight: 400; letter-spacing: 0; }
    section { margin: 3.2rem 0 0; padding: 1.6rem 0 0; border-top: 1px solid var(--line); }
    footer { margin: 4rem 0 0; color: var(--muted); font-size: 0.82rem; }
    .row { display: grid; gap: 2.4rem 3rem; align-items: start;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); }
    .row + .row { margin-top: 2.4rem; }
    .row.three { grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
    .stack { display: grid; gap: 2rem; min-width: 0; }
    .row + .scroll { margin-top: 1.8rem; }
    h2 + .row, h2 + .scroll, h2 + details { margin-top: 1.2rem; }
    section > figure + figure { margin-top: 1.8rem; }

    figure { margin: 0; position: relative; display: grid; min-width: 0;
      grid-template-columns: 1fr auto auto; align-items: center; }
    figure > * { grid-column: 1 / -1; min-width: 0; }
    figure > figcaption { grid-column: 1; font-weight: 600; font-size: 0.95rem;
      padding: 0 0 0.5rem; }
    figure > figcaption small { font-weight: 400; color: var(--muted); }
    .choice > span { font-size: 0.78rem; color: var(--muted); margin-right: 0.5rem; }
    .choice > label { display: inline-block; }
    .choice > input + label { border-left-width: 0; }
    .choice > input:first-of-type + label { border-left-width: 1px; border-radius: 5px 0 0 5px; }
    .choice > label:last-of-type { border-radius: 0 5px 5px 0; }
    .choice > .panel { display: none; padding-top: 0.8rem; }
    .choice > .pick-0:checked ~ .panel-0, .choice > .pick-1:checked ~ .panel-1,
    .choice > .pick-2:checked ~ .panel-2 { display: block; }
    h3 { margin: 1.6rem 0 0.8rem; font-size: 0.95rem; font-weight: 600; overflow-wrap: anywhere; }
    figure > input, .choice > input { position: absolute; opacity: 0; width: 1px; height: 1px; margin: 0; }
    figure > label, .choice > label { grid-column: auto; font-size: 0.78rem; color: var(--muted); cursor: pointer;
      padding: 0.1rem 0.55rem; margin-bottom: 0.5rem; border: 1px solid var(--line); }
    figure > .pick-linear + label { border-radius: 5px 0 0 5px; }
    figure > .pick-log + label { border-radius: 0 5px 5px 0; border-left: 0; }
    figure > input:checked + label, .choice > input:checked + label { background: var(--soft); color: var(--text); }
    figure > input:focus-visible + label, .choice > input:focus-visible + label { outline: 2px solid var(--accent); }
    .frame.linear, .frame.log { display: none; }
    .pick-linear:checked ~ .linear, .pick-log:checked ~ .log { display: grid; }

    .frame { display: grid; grid-template-columns: calc(var(--y) * 0.45rem + 0.8rem) 1fr;
      padding-right: 1.2rem; padding-top: 0.4rem; font-size: 0.75rem; color: var(--muted); }
    .plot { position: relative; height: 15rem; grid-column: 2; border-bottom: 1px solid var(--muted);
      touch-action: pan-y; }
    .plot svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible;
      display: block; }
    .plot svg * { vector-effect: non-scaling-stroke; }
    .ys { position: relative; grid-column: 1; }
    .ys span { position: absolute; right: 0.6rem; transform: translateY(50%); white-space: nowrap;
      line-height: 1; }
    .xs { position: relative; grid-column: 2; height: 1.6rem; }
    .xs span { position: absolute; top: 0.45rem; transform: translateX(-50%); white-space: nowrap;
      line-height: 1; }
    .x-title { grid-column: 2; text-align: center; line-height: 1.2; }
    .y-title { font-size: 0.75rem; color: var(--muted); line-height: 1.2; padding-bottom: 0.5rem; }
    .square { max-width: 30rem; }
    .square.ground { max-width: 38rem; }
    .grid { stroke: var(--line); stroke-width: 1; }
    .reference { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 4 4; }
    .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
    .curve.dashed { stroke-dasharray: 5 4; }
    .curve.dot { stroke-width: 6; }
    .curve.quiet { stroke-width: 1; opacity: 0.45; }
    .curve.near { stroke: var(--text) !important; stroke-width: 2.6; opacity: 1; }
    .contour { fill: none; stroke: var(--text); stroke-width: 1.4; stroke-linecap: round; }
    .dots { fill: none; stroke-width: 5; stroke-linecap: round; }
    .dots.halo { stroke: var(--ground); stroke-width: 7; }
    .dots.many { stroke-width: 3.4; }
    .dots.many.halo { stroke-width: 4.6; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.7rem 0 0;
      padding: 0; font-size: 0.8rem; }
    .legend[hidden] { display: none; }
    .legend li { display: flex; align-items: center; gap: 0.45rem; overflow-wrap: anywhere; }
    .legend li::before { content: ""; flex: none; width: 1.1rem; border-top: 2px solid var(--ink); }
    .legend li.dashed::before { border-top-style: dashed; }
    .legend li.quiet { display: none; }
    .legend li.rest { color: var(--muted); --ink: var(--muted); }
    .legend li.rest::before { border-top-width: 1px; }
    .legend.points li::before, .legend.bars li::before { width: 0.6rem; height: 0.6rem; border: 0;
      background: var(--ink); }
    .legend.points li::before { border-radius: 50%; }
    .cursor { display: none; position: absolute; top: 0; bottom: 0; width: 1px;
      background: var(--muted); pointer-events: none; }
    .tip { position: absolute; z-index: 1; pointer-events: none; padding: 0.45rem 0.65rem;
      background: var(--ground); border: 1px solid var(--line); border-radius: 6px;
      box-shadow: 0 2px 10px #0002; font-size: 0.78rem; max-width: 17rem; }
    .tip[hidden] { display: none; }
    .tip .head { color: var(--muted); }
    .tip div { display: flex; align-items: center; gap: 0.45rem; }
    .tip span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .tip b { margin-left: auto; padding-left: 0.8rem; }
    .tip i { flex: none; width: 0.7rem; height: 2px; }

    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.85rem; }
    .data { width: 100%; }
    .data th { text-align: left; vertical-align: bottom; font-weight: 500; color: var(--muted); }
    .data th, .data td { padding: 0.4rem 1.4rem 0.4rem 0; border-bottom: 1px solid var(--line); }
    .data th:last-child, .data td:last-child { padding-right: 0; }
    .data.many th, .data.many td { padding-right: 0.8rem; font-size: 0.8rem; }
    .data td { white-space: nowrap; }
    .data .number { text-align: right; }
    .stack .data th, .stack .data td { padding-right: 0.7rem; font-size: 0.8rem; }
    .stack .data .long { min-width: 7rem; }
    .stack .confusion th { max-width: 5.6rem; }
    .stack .data th:last-child, .stack .data td:last-child { padding-right: 0; }
    .data .long { white-space: normal; overflow-wrap: anywhere; min-width: 12rem; }
    .confusion { font-size: 0.8rem; }
    .confusion th { font-weight: 500; color: var(--muted); padding: 0.25rem 0.5rem; max-width: 8rem;
      overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .confusion tbody th { text-align: right; }
    .confusion.upright thead span { writing-mode: vertical-rl; transform: rotate(180deg);
      max-height: 7rem; overflow: hidden; text-overflow: ellipsis; }
    .confusion td { text-align: center; min-width: 2.1rem; height: 2.1rem; padding: 0 0.3rem;
      border: 2px solid var(--ground); print-color-adjust: exact;
      -webkit-print-color-adjust: exact; }
    .confusion.few td { min-width: 3.6rem; height: 2.6rem; }
    .confusion.few .total { min-width: 0; }
    .confusion .hit { background: color-mix(in srgb, var(--accent) var(--share), var(--soft)); }
    .confusion .miss { background: color-mix(in srgb, var(--counter) var(--share), var(--soft)); }
    .confusion .strong { color: var(--ground); }
    .confusion .none { color: color-mix(in srgb, var(--muted) 55%, transparent); }
    .confusion .total { color: var(--muted); padding-left: 0.6rem; white-space: nowrap; }

    .bars { width: 100%; max-width: 44rem; }
    .bars th { font-weight: 500; text-align: right; padding: 0.15rem 0.8rem 0.15rem 0;
      max-width: 16rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .bars .track { width: 100%; min-width: 6rem; position: relative; height: 1.5rem; }
    .bars .track i, .bars .track b { position: absolute; left: var(--from); width: var(--size);
      print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .bars .track i { top: 0.25rem; bottom: 0.25rem; background: var(--ink); }
    .bars .track b { top: 50%; border-top: 2px solid var(--text); opacity: 0.55; }
    .bars .number { text-align: right; white-space: nowrap; padding-left: 0.8rem;
      color: var(--muted); }

    .gallery { list-style: none; margin: 0; padding: 0; display: grid; gap: 1.4rem 1.2rem;
      grid-template-columns: repeat(auto-fill, minmax(7.2rem, 1fr)); }
    .gallery li { display: flex; flex-direction: column; font-size: 0.8rem; line-height: 1.35;
      min-width: 0; overflow-wrap: anywhere; }
    .gallery img { width: 100%; height: auto; margin-bottom: 0.4rem; border-radius: 4px;
      background: var(--soft); }
    .gallery.pixels img { image-rendering: pixelated; }
    .gallery .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.3rem; }
    .gallery:has(.pair) { grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
    .gallery b { font-weight: 550; }
    .gallery small { color: var(--muted); font-size: 0.76rem; }
    pre { margin: 0.8rem 0 0; padding: 1rem 1.2rem; background: var(--soft); border-radius: 6px;
      overflow-x: auto; font: 0.78rem/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas,
        "DejaVu Sans Mono", monospace; }
    details > summary { cursor: pointer; color: var(--accent); font-size: 0.9rem; }
    @media (max-width: 40rem) {
      body { padding: 2rem 1.1rem; }
      h1 { font-size: 1.7rem; }
      section { margin-top: 2.4rem; }
      .figures { grid-template-columns: 1fr 1fr; gap: 1rem; }
      .figures dd { font-size: 1.3rem; }
      .plot { height: 12rem; }
      .gallery { grid-template-columns: repeat(auto-fill, minmax(5.6rem, 1fr)); gap: 1rem 0.8rem; }
      .confusion td { min-width: 1.35rem; height: 1.6rem; padding: 0 0.15rem; border-width: 1px; }
      .confusion th { padding: 0.2rem 0.3rem; }
      .confusion { font-size: 0.7rem; }
    }
    @media print {
      :root { --ground: #fff; --text: #000; --muted: #555; --line: #ddd; --soft: #f4f4f4;
        --accent: #2457d6; --counter: #d9622b; --warning: #fdf3e7; }
      body { padding: 0; max-width: none; font-size: 12px; }
      section { break-inside: auto; margin-top: 1.6rem; }
      h2, .lead { break-after: avoid; }
      figure, .gallery li, tr { break-inside: avoid; }
      .square.ground { max-width: 26rem; }
      figure > label, .choice > span, .choice > label { display: none; }
      .row { grid-template-columns: 1fr 1fr; }
      .row.three { grid-template-columns: 1.2fr 1fr 1fr; gap: 1.2rem; }
      .stack .data th, .stack .data td { padding-right: 0.3rem; font-size: 0.68rem; }
      .data th, .data td { padding-right: 0.7rem; }
      .data.many th, .data.many td { padding-right: 0.4rem; font-size: 0.68rem; }
      .data.many td { white-space: normal; }
      .data th { overflow-wrap: anywhere; }
      .data.many th { overflow-wrap: break-word; }
      .data .long { min-width: 6rem; }
      .confusion { font-size: 0.68rem; }
      .confusion td { min-width: 1.5rem; padding: 0 0.1rem; }
      .confusion th { padding: 0.2rem 0.3rem; max-width: 5rem; }
      .confusion.few td { min-width: 2.4rem; }
      .stack .confusion th { max-width: 3.6rem; }
      pre { white-space: pre-wrap; }
      .scroll { overflow: visible; }
    }
    """
}

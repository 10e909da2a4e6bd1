/// The style of what a page that runs a network has beside other pages.
enum BrowserStyle {
  static let sheet: StaticString = """
    .input, .answer { min-width: 0; display: grid; gap: 1.2rem; align-content: start;
      grid-template-columns: minmax(0, 1fr); }
    .input p, .answer p { margin: 0; }
    input, select, textarea, button { font: inherit; color: inherit; background: var(--ground);
      border: 1px solid var(--line); border-radius: 6px; padding: 0.35rem 0.6rem; max-width: 100%; }
    input[type=range] { padding: 0; accent-color: var(--accent); width: 100%; min-height: 1.6rem; }
    input[type=checkbox] { accent-color: var(--accent); width: 1.1rem; height: 1.1rem; }
    button, ::file-selector-button { cursor: pointer; background: var(--soft); }
    ::file-selector-button { font: inherit; color: inherit; border: 1px solid var(--line);
      border-radius: 4px; padding: 0.15rem 0.6rem; margin-right: 0.6rem; }
    :is(input, select, textarea, button, canvas):focus-visible { outline: 2px solid var(--accent);
      outline-offset: 1px; }
    .controls { display: grid; gap: 1rem; }
    .control { display: grid; grid-template-columns: 1fr 9rem; gap: 0.2rem 1rem; align-items: center; }
    .control label { overflow-wrap: anywhere; }
    .control input[type=range] { grid-column: 1 / -1; }
    .control select { width: 100%; }
    textarea { width: 100%; resize: vertical; }
    canvas { display: block; image-rendering: pixelated; touch-action: pan-y; }
    .plane { position: relative; width: min(100%, 24rem); aspect-ratio: 1; cursor: crosshair; }
    .plane canvas { width: 100%; height: 100%; touch-action: none; border-radius: 6px;
      image-rendering: auto; }
    .mark { position: absolute; width: 0.9rem; height: 0.9rem; margin: -0.45rem; border-radius: 50%;
      background: var(--ground); border: 3px solid var(--text); pointer-events: none; }
    .plane + .remark { margin-top: 0.6rem; }
    .drop { display: grid; gap: 0.6rem; grid-template-columns: minmax(0, 1fr); padding: 1.2rem; border: 2px dashed var(--line);
      border-radius: 8px; }
    .drop input { width: 100%; min-width: 0; }
    .pictures { display: flex; flex-wrap: wrap; gap: 1.6rem; }
    .pictures p { font-size: 0.82rem; color: var(--muted); margin-bottom: 0.4rem; }
    .sheet { width: 15rem; max-width: 100%; touch-action: none; cursor: crosshair; border-radius: 6px;
      border: 1px solid var(--line); }
    .seen { width: 8rem; max-width: 100%; border-radius: 6px; border: 1px solid var(--line); }
    .tools { display: flex; align-items: center; gap: 0.6rem; margin-top: 0.6rem; font-size: 0.85rem; }
    .verdict { font-size: 2rem; font-weight: 620; letter-spacing: -0.02em; line-height: 1.2;
      overflow-wrap: anywhere; }
    .bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.8rem; }
    .bars li { display: grid; grid-template-columns: 1fr auto; gap: 0.2rem 1rem; }
    .bars span { overflow-wrap: anywhere; min-width: 0; }
    .bars b { font-weight: 550; }
    .bars i { grid-column: 1 / -1; height: 0.5rem; border-radius: 3px; background: var(--accent); }
    .values { margin: 0; display: grid; gap: 1rem; }
    .values dt { color: var(--muted); font-size: 0.85rem; overflow-wrap: anywhere; }
    .values dd { margin: 0; font-size: 2rem; font-weight: 620; }
    .layer figcaption { overflow-wrap: anywhere; }
    .layer[hidden], .view[hidden] { display: none; }
    .layer canvas { justify-self: start; }
    """
}

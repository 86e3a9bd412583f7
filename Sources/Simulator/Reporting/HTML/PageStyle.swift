/// The style sheet of a page.
///
/// The colours are Okabe and Ito's, darkened on paper and lightened on black until text in them is
/// readable; every meaning that has a colour has a shape as well.
enum PageStyle {
  static let text = #"""
    :root { color-scheme: light dark;
      --paper: #fcfbf8; --panel: #ffffff; --ink: #1c2126; --muted: #626a73; --line: #dcd8cf;
      --request: #0a63a5; --reply: #00785a; --fault: #b34700; --bad: #c0182b; --good: #00785a;
      --past: #3b8fd6; --future: #e69f00; --select: #fff0c2; --down: #8a8f96; --hit: #a8508c; }
    @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
      --paper: #14171a; --panel: #1b1f23; --ink: #e8e6e1; --muted: #9aa3ac; --line: #353b42;
      --request: #6db7f0; --reply: #3ecfa3; --fault: #ff9a4d; --bad: #ff6b78; --good: #3ecfa3;
      --past: #56b4e9; --future: #e69f00; --select: #3a3316; --down: #767d85; --hit: #e08fc4; } }
    :root[data-theme=dark] { color-scheme: dark;
      --paper: #14171a; --panel: #1b1f23; --ink: #e8e6e1; --muted: #9aa3ac; --line: #353b42;
      --request: #6db7f0; --reply: #3ecfa3; --fault: #ff9a4d; --bad: #ff6b78; --good: #3ecfa3;
      --past: #56b4e9; --future: #e69f00; --select: #3a3316; --down: #767d85; --hit: #e08fc4; }
    :root[data-theme=light] { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, sans-serif; }
    main { max-width: 1500px; margin: 0 auto; padding: 20px 24px 40px; }
    h1, h2, h3, p, dl, ol, ul, pre { margin: 0; }
    code, pre, .mono { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 13px; }
    button, select, input { font: inherit; color: inherit; }
    button { cursor: pointer; }
    :focus-visible { outline: 2px solid var(--request); outline-offset: 1px; }
    .top { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr); gap: 28px;
      align-items: start; margin-bottom: 18px; }
    .badge { display: inline-block; padding: 0 9px; border-radius: 4px; font-size: 12px;
      font-weight: 700; letter-spacing: .04em; text-transform: uppercase; color: #fff;
      background: var(--muted); }
    .violated .badge { background: #b5172a; } .holds .badge { background: #00694f; }
    .undecided .badge { background: #8a5a00; }
    .card h1 { font-size: 24px; line-height: 1.25; margin: 6px 0 2px; overflow-wrap: anywhere; }
    .card .says { font-size: 16px; margin-bottom: 12px; }
    .card .where { color: var(--muted); margin-bottom: 10px; }
    .pair { display: grid; grid-template-columns: 84px 1fr; gap: 4px 12px; padding: 10px 14px;
      border-left: 4px solid var(--bad); background: var(--panel); border-radius: 0 6px 6px 0;
      margin-bottom: 10px; }
    .holds .pair { border-color: var(--good); }
    .pair dt { color: var(--muted); } .pair dd { margin: 0; overflow-wrap: anywhere; }
    .pair .seen { color: var(--bad); font-weight: 600; }
    .needs { margin: 6px 0; padding-left: 20px; } #shrunk table { width: auto; }
    #shrunk { margin-bottom: 12px; } .decisive { margin: 0 0 12px; font-weight: 600; }
    .replay { display: flex; gap: 8px; align-items: stretch; }
    .replay code { flex: 1; min-width: 0; padding: 7px 10px; background: var(--panel);
      border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
    html:not(.live) .replay button { display: none; }
    .replay button, .bar button, .bar select, .bar input, #tabs button { background: var(--panel);
      border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
    .facts { color: var(--muted); font-size: 13px; margin-top: 8px; overflow-wrap: anywhere; }
    .story h2, .odds h2 { font-size: 13px; letter-spacing: .04em; text-transform: uppercase;
      color: var(--muted); font-weight: 600; margin-bottom: 4px; }
    #story { list-style: none; counter-reset: n; padding: 0; }
    #story li { counter-increment: n; display: grid; grid-template-columns: 20px 100px 1fr;
      gap: 10px; padding: 3px 8px; border-radius: 5px; }
    #story li::before { content: counter(n); color: var(--muted); text-align: right; }
    #story li time { color: var(--muted); font-variant-numeric: tabular-nums; }
    #story a { color: inherit; text-decoration: none; overflow-wrap: anywhere; }
    .live #story li[data-event] { cursor: pointer; }
    .live #story li[data-event]:hover { background: var(--panel); }
    #story li.now { background: var(--select); }
    #story .fault a { color: var(--fault); } #story .violation a { color: var(--bad);
      font-weight: 600; }
    .odds { margin-top: 20px; max-width: 560px; } .odds svg { display: block; width: 100%; }
    .odds rect { fill: var(--future); } .odds .sealed rect { fill: var(--bad); }
    .odds text { fill: var(--muted); font-size: 10px; text-anchor: middle; }
    .odds .sealed .count { fill: var(--bad); font-weight: 600; }
    .odds line { stroke: var(--line); }
    .bar { display: none; flex-wrap: wrap; gap: 8px; align-items: center; padding: 8px 0; }
    .live .bar { display: flex; }
    .bar [role=group] { display: flex; }
    .bar [role=group] button { border-radius: 0; margin-left: -1px; }
    .bar [role=group] button:first-child { border-radius: 6px 0 0 6px; margin: 0; }
    .bar [role=group] button:last-child { border-radius: 0 6px 6px 0; }
    .bar [aria-pressed=true], #tabs [aria-selected=true] { background: var(--ink);
      color: var(--paper); border-color: var(--ink); }
    .bar input { flex: 1; min-width: 130px; }
    #status { color: var(--muted); font-size: 13px; min-height: 20px; overflow-wrap: anywhere; }
    .stage { display: none; grid-template-columns: minmax(0, 1fr) minmax(300px, 400px);
      gap: 16px; margin-top: 6px; }
    .live .stage { display: grid; }
    .stage.wide { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
    .frame { position: relative; height: clamp(440px, calc(100vh - 150px), 780px); background: var(--panel);
      border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
    #scroll { position: absolute; inset: 0 18px 0 0; overflow-y: scroll; overflow-x: hidden; }
    #diagram { position: sticky; top: 0; display: block; }
    #spacer { width: 1px; margin-top: -100vh; }
    #minimap { position: absolute; right: 0; top: 0; width: 16px; height: 100%; cursor: pointer; }
    #heads { position: absolute; top: 0; left: 0; right: 18px; height: 34px; z-index: 2;
      background: var(--panel);
      border-bottom: 1px solid var(--line); pointer-events: none; }
    .lane { position: absolute; top: 3px; height: 28px; border: 0; background: none; padding: 0 4px;
      font-weight: 600; font-size: 13px; text-align: center; pointer-events: auto;
      white-space: nowrap; }
    .lane:not(.steep) { display: flex; justify-content: center; align-items: center; }
    .lane span { overflow: hidden; text-overflow: ellipsis; } .lane b { white-space: pre; }
    .lane.steep { font-size: 11px; line-height: 1.1; white-space: normal;
      overflow-wrap: anywhere; } .lane.back { right: 8px; font-weight: 400; }
    .side { display: flex; flex-direction: column; min-width: 0;
      height: clamp(440px, calc(100vh - 150px), 780px); }
    #tabs { display: flex; flex-wrap: wrap; gap: 4px; margin-bottom: 8px; }
    #tabs button { padding: 2px 9px; font-size: 14px; }
    #panel { flex: 1; overflow: auto; background: var(--panel); border: 1px solid var(--line);
      border-radius: 8px; padding: 14px 16px; font-size: 14px; }
    #panel h2 { font-size: 16px; line-height: 1.35; margin-bottom: 8px; overflow-wrap: anywhere; }
    #panel h3 { font-size: 13px; margin: 14px 0 4px; overflow-wrap: anywhere; }
    #panel dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; }
    #panel dt { color: var(--muted); } #panel dd { margin: 0; overflow-wrap: anywhere; }
    #panel pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper);
      padding: 8px 10px; border-radius: 5px; max-height: 300px; overflow: auto; }
    #panel ul, #panel ol { padding: 0; list-style: none; } #panel li { margin: 2px 0; }
    #note { width: 100%; margin-top: 10px; font: inherit; color: inherit; resize: vertical;
      background: var(--paper); border: 1px solid var(--line); border-radius: 5px;
      padding: 5px 8px; }
    .link { border: 0; background: none; padding: 0; text-align: left; color: var(--request);
      overflow-wrap: anywhere; }
    .link:hover { text-decoration: underline; }
    .why { color: var(--muted); font-size: 12px; margin-right: 8px; }
    .hint { color: var(--muted); font-size: 13px; } .attempt { color: var(--fault); }
    .bad, .bad .link { color: var(--bad); } .fault, .fault .link { color: var(--fault); }
    table { border-collapse: collapse; width: 100%; font-size: 13px; }
    th { text-align: left; font-weight: 500; color: var(--muted); padding: 2px 10px 2px 0;
      vertical-align: top; overflow-wrap: anywhere; }
    td { padding: 2px 6px; vertical-align: top; overflow-wrap: anywhere; }
    .diff .before { text-decoration: line-through; color: var(--muted); }
    .diff .after { font-weight: 600; } .changed td { background: var(--select); font-weight: 600; }
    .law { margin-bottom: 14px; } .law .kind { color: var(--muted); font-weight: 400; }
    .track { display: flex; height: 8px; margin: 4px 0; border-radius: 4px; overflow: hidden;
      background: var(--line); }
    .track .held { background: var(--good); } .undecided .track .held { background: var(--muted); }
    .track .broken { min-width: 4px; background: repeating-linear-gradient(45deg, var(--bad) 0 4px,
      var(--panel) 4px 6px); }
    details { margin: 6px 0; } summary { cursor: pointer; }
    .strip { width: 100%; height: 22px; } .strip .span { fill: var(--line); }
    .strip .request { fill: var(--request); } .strip .commit { fill: var(--ink); }
    .strip .fault { stroke: var(--fault); stroke-width: 2; } .strip .bad { fill: var(--bad); }
    .quantity { width: 100%; } .quantity .steps { fill: none; stroke: var(--request);
      stroke-width: 2; } .quantity text { font-size: 11px; fill: var(--muted); }
    .quantity circle { cursor: pointer; fill: var(--request); } .quantity .bad { fill: var(--bad); }
    .quantity .chosen { fill: var(--future); }
    .lens { margin-bottom: 6px; } .lens td { border-top: 1px solid var(--line); }
    .only .why { min-width: 90px; display: inline-block; }
    .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
    .run li { border-top: 1px solid transparent; } .run .why { display: block; }
    .run .parting { border-top: 2px dashed var(--fault); padding-top: 4px; }
    .legend li { display: flex; align-items: center; gap: 10px; font-size: 13px; }
    .legend canvas { width: 72px; height: 20px; }
    #help { position: fixed; inset: 0; z-index: 9; background: rgb(0 0 0 / .45); display: grid;
      place-items: center; } #help[hidden] { display: none; }
    #help div { background: var(--panel); border-radius: 10px; padding: 20px 26px; max-width: 720px;
      max-height: 90vh; overflow: auto; }
    #help dl { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 4px 14px;
      margin: 12px 0; } #help dd { margin: 0; }
    kbd { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid var(--line);
      border-radius: 4px; padding: 1px 5px; background: var(--paper); }
    #live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .live #static { display: none; }
    #static { margin-top: 20px; overflow-x: auto; } #static svg { max-width: 100%; height: auto; }
    @media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
    @media (max-width: 980px) { .top, .stage, .stage.wide { grid-template-columns: minmax(0, 1fr); }
      .frame { height: 70vh; } .side { height: auto; } #panel { max-height: 70vh; } }
    @media (max-width: 560px) { main { padding: 12px 12px 30px; } .card h1 { font-size: 20px; }
      #story li { grid-template-columns: 16px 1fr; gap: 0 10px; } #story li time { grid-column: 2; }
      #story li a { grid-column: 2; } .pair { grid-template-columns: 1fr; }
      #help dl { grid-template-columns: auto 1fr; } .sides { grid-template-columns: 1fr; } }
    @media print { .bar, .stage, #help, #status, .replay button { display: none !important; }
      :root:root, :root[data-theme=dark] { color-scheme: light;
        --paper: #ffffff; --panel: #ffffff; --ink: #1c2126; --muted: #626a73; --line: #dcd8cf;
        --request: #0a63a5; --reply: #00785a; --fault: #b34700; --bad: #c0182b; --good: #00785a;
        --select: #ffffff; }
      .live #static { display: block; } .top { grid-template-columns: 1fr; } main { padding: 0; }
      #story li { break-inside: avoid; } }
    """#
}

/// What a sweep's page adds to the style sheet of all pages.
enum SweepStyle {
  static let text = #"""
    .sweep main { max-width: 1240px; }
    .sweep section { margin-top: 34px; scroll-margin-top: 12px; }
    .sweep h2 { font-size: 20px; } .sweep h2 + .hint { margin-bottom: 12px; }
    .sweep section > h3 { font-size: 15px; margin: 18px 0 6px; }
    .sweep small { display: block; font-weight: 400; color: var(--muted); font-size: 12px; }
    .sweep a { color: var(--request); } .sweep .n { text-align: right; white-space: nowrap;
      font-variant-numeric: tabular-nums; }
    .sweep .card > .bars { width: 100%; height: 14px; }
    .sweep nav { display: flex; flex-wrap: wrap; gap: 6px 18px; margin-top: 12px; }
    .key { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 12px; color: var(--muted);
      margin: 5px 0 12px; } .key span { display: flex; align-items: center; gap: 6px; }
    .key i { width: 18px; height: 9px; border-radius: 2px; display: block; }
    .wide, .sweep details { overflow-x: auto; } .wide svg { max-width: none; }
    .bars { display: inline-flex; width: 130px; height: 10px; border-radius: 3px; overflow: hidden;
      background: var(--line); vertical-align: middle; }
    .bars i { min-width: 2px; height: 100%; }
    i.held { background: var(--good); }
    i.broken { background: repeating-linear-gradient(45deg, var(--fault) 0 4px, var(--panel) 4px 5px); }
    i.crashed { background: var(--bad); }
    i.doubt { background: repeating-linear-gradient(90deg, var(--muted) 0 2px, var(--panel) 2px 4px); }
    i.unseen { background: var(--line); }
    .rows th, .rows td { border-top: 1px solid var(--line); padding: 6px 14px 6px 0; }
    .rows thead th { border: 0; font-size: 12px; padding: 2px 14px 4px 0; overflow-wrap: normal; }
    .rows tbody th { color: var(--ink); font-weight: 500; min-width: 190px; }
    .rows tbody tr:target { background: var(--select); } .rows .odd th { color: var(--bad); }
    .rows .second { border-left: 1px solid var(--line); padding-left: 14px; }
    .levels .bars { width: 56px; } .levels td { white-space: nowrap; }
    .lengths { display: inline-block; } .lengths svg { display: block; }
    .lengths .held { fill: var(--good); opacity: .75; } .lengths .broken { fill: var(--fault); }
    .filter { display: none; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin: 0 0 8px; }
    .live .filter { display: flex; } .filter input[type=search] { flex: 1; min-width: 200px;
      padding: 4px 10px; border: 1px solid var(--line); border-radius: 6px;
      background: var(--panel); }
    .matrix { font-size: 13px; } .matrix th { padding: 5px 14px 5px 0; color: var(--ink); }
    .matrix thead th { font-weight: 600; } .matrix tbody th { white-space: nowrap; } .matrix td { padding: 5px 14px 5px 0; }
    .matrix tbody tr > * { border-top: 1px solid var(--line); }
    .mark { display: inline-block; text-decoration: none; white-space: nowrap; }
    .alone .mark { display: block; white-space: normal; }
    .mark.held { color: var(--good) !important; } .mark.broken { color: var(--fault) !important; }
    .mark.doubt { color: var(--muted) !important; }
    .mark.odd { color: var(--bad) !important; font-weight: 600; } .mark em { font-style: normal; }
    .mark:hover { text-decoration: underline; } .matrix .none { color: var(--muted); }
    .cause { border: 1px solid var(--line); border-radius: 8px; background: var(--panel);
      padding: 14px 18px; margin-bottom: 14px; }
    .cause h3 { font-size: 16px; overflow-wrap: anywhere; } .cause h3 small { display: inline;
      font-size: 13px; margin-left: 6px; }
    .cause .pair { background: none; padding: 6px 14px; margin: 8px 0; }
    .expected .pair { border-color: var(--fault); } .expected .badge { background: #5f666e; }
    .cause .hint { overflow-wrap: anywhere; }
    .told { list-style: none; padding: 0; margin: 8px 0; font-size: 14px; }
    .told li { display: grid; grid-template-columns: 100px 1fr; gap: 10px; padding: 1px 0; }
    .told time { color: var(--muted); font-variant-numeric: tabular-nums; }
    .told .fault span { color: var(--fault); } .told .violation span { color: var(--bad); }
    .pairs { width: auto; font-size: 11px; } .pairs td { text-align: center; min-width: 30px;
      padding: 3px 4px; } .pairs thead th { height: 84px; vertical-align: bottom; padding: 0; }
    .pairs thead span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); }
    .pairs .d0 { outline: 1px dashed var(--bad); outline-offset: -2px; }
    .pairs .d1 { background: color-mix(in srgb, var(--request) 12%, transparent); }
    .pairs .d2 { background: color-mix(in srgb, var(--request) 22%, transparent); }
    .pairs .d3 { background: color-mix(in srgb, var(--request) 34%, transparent); }
    .pairs .d4, .pairs .d5 { background: color-mix(in srgb, var(--request) 48%, transparent); }
    @media (max-width: 560px) { .told li { grid-template-columns: 1fr; gap: 0; }
      .rows tbody th { min-width: 130px; } }
    @media print { .filter, .replay button { display: none !important; }
      .cause { break-inside: avoid; } details > *:not(summary) { display: revert; }
      i, .pairs td { print-color-adjust: exact; } }
    """#
}

/// The parts of a page that are the same for every run.
enum PageFrame {
  /// What stands between the story and the diagram.
  static let controls = #"""
    <div class="bar" role="toolbar" aria-label="View">
    <div role="group" aria-label="What is shown">
    <button type="button" data-view="core" title="c">The cause</button>
    <button type="button" data-view="past" title="c">All that led to it</button>
    <button type="button" data-view="all" title="a">Everything</button></div>
    <div role="group" aria-label="Axis">
    <button type="button" data-axis="order" title="x">In order</button>
    <button type="button" data-axis="time" title="x">In time</button></div>
    <input id="search" type="search" aria-label="Search and filter" autocomplete="off"
     placeholder="Search: words, host:inventory kind:lost order:1001 -word; A then B; A without B">
    <select id="export" aria-label="Export what is shown"><option value="">Export…</option>
    <option value="text">Text</option><option value="mermaid">Mermaid</option>
    <option value="svg">SVG</option><option value="json">JSON</option>
    <option value="perfetto">Perfetto (whole run)</option>
    <option value="notes">This page with notes</option></select>
    <button type="button" id="theme" title="t" aria-label="Light or dark">◐</button>
    <button type="button" id="helpkey" title="?">Keys</button></div>
    <p id="status" role="status"></p>
    <div class="stage"><div class="frame"><div id="heads"></div>
    <div id="scroll" tabindex="0" role="application" aria-label="Space-time diagram; ? lists keys">
    <canvas id="diagram"></canvas><div id="spacer"></div></div>
    <canvas id="minimap" aria-hidden="true"></canvas></div>
    <div class="side"><div id="tabs" role="tablist"></div>
    <div id="panel" tabindex="0" role="tabpanel"></div></div></div>
    <div id="live" aria-live="polite"></div>
    """#

  /// The overlay that lists the keys.
  static let help: String = {
    let keys = [
      ("j ↓", "next event"), ("k ↑", "event before"), ("→ ←", "next, last on this lane"),
      ("[ ]", "to the cause, to the effect"), ("n p", "next, last trouble"),
      ("v", "to the violation"), ("c", "cause, all that led to it, everything"),
      ("a", "everything and back"), ("x", "order or time"), ("d", "small events too"),
      ("l", "messages only"),
      ("h", "past and future of the chosen event"), ("/", "search"), ("N P", "next, last hit"),
      ("+ - 0", "zoom in, out, to fit"), ("< >", "move this lane"),
      ("g", "pin this lane to the left"),
      ("r", "one lane for all hosts of a service"), ("1 … 6", "panels"),
      ("w", "the run without the fault"), ("Enter", "details"), ("y", "copy the replay line"),
      ("e", "write a note"), ("t", "light or dark"), ("Home End", "first, last"), ("Esc", "clear"),
      ("?", "this list"),
    ]
    let rows = keys.map { key, meaning in
      let parts = key.split(separator: " ").map { "<kbd>\(HTMLText.escaped(String($0)))</kbd>" }
      return "<dt>\(parts.joined(separator: " "))</dt><dd>\(meaning)</dd>"
    }
    return """
      <div id="help" role="dialog" aria-modal="true" aria-label="Keys" hidden><div>
      <h2>Keys</h2><dl>\(rows.joined())</dl><button type="button">Close</button></div></div>
      """
  }()
}

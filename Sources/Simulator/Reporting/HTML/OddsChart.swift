import Primitives

/// How likely a failure was at instants of its run, as a picture that needs no script.
///
/// A bar for each instant, as high as the share of continuations that broke the law; each leads to
/// its event. Where a failure was sealed the bars change in shape too: they are full.
struct OddsChart {
  private let odds: FailureOdds

  /// The picture of some odds.
  init(_ odds: FailureOdds) {
    self.odds = odds
  }

  private static let step = 35
  private static let height = 60
  private static let head = 14

  /// The picture and what it says as markup.
  var text: String {
    let width = max(odds.points.count, 1) * OddsChart.step
    let foot = OddsChart.head + OddsChart.height
    return """
      <div class="odds" id="odds"><h2>When it was decided</h2>
      <p>\(HTMLText.escaped(odds.sentence))</p>
      <svg viewBox="0 0 \(width) \(foot + 16)" role="img" \
      aria-label="\(HTMLText.escaped(odds.sentence))">
      <line x1="0" x2="\(width)" y1="\(foot)" y2="\(foot)"/>
      \(odds.points.indices.map(bar).joined(separator: "\n"))</svg>
      <p class="hint">Of \(odds.continuations) continuations with other chance from an instant on, \
      how many broke the law.</p></div>
      """
  }

  private func bar(_ position: Int) -> String {
    let point = odds.points[position]
    let left = position * OddsChart.step
    let height = OddsChart.height * point.failures / odds.continuations
    let top = OddsChart.head + OddsChart.height - height
    let isSealed = odds.sealed.map { point.instant >= $0.instant } ?? false
    let moment = TimelineText.seconds(point.instant)
    let label = isLabelled(position) ? label(position, moment) : ""
    return """
      <a href="#e=\(point.event)"\(isSealed ? " class=\"sealed\"" : "")>\
      <title>\(moment): \(point.failures) of \(odds.continuations)</title>\
      <rect x="\(left + 3)" y="\(top)" width="\(OddsChart.step - 6)" height="\(max(height, 1))"/>\
      <text class="count" x="\(left + OddsChart.step / 2)" y="\(top - 3)">\(point.failures)</text>\
      \(label)</a>
      """
  }

  /// The first, the last, and the one from which on there was no way back have their time below.
  private func isLabelled(_ position: Int) -> Bool {
    let isEnd = position == 0 || position == odds.points.count - 1
    guard let sealed = odds.points.firstIndex(where: { $0 == odds.sealed }) else { return isEnd }
    return position == sealed || isEnd && abs(position - sealed) > 1
  }

  /// A text beneath a bar; at the edges it leans inwards.
  private func label(_ position: Int, _ text: String) -> String {
    let left = position * OddsChart.step
    let foot = OddsChart.head + OddsChart.height + 12
    let isLast = position > 0 && position == odds.points.count - 1
    let (anchor, place) =
      position == 0
      ? ("start", 3) : isLast ? ("end", OddsChart.step - 3) : ("middle", OddsChart.step / 2)
    return
      "<text x=\"\(left + place)\" y=\"\(foot)\" style=\"text-anchor: \(anchor)\">\(text)</text>"
  }
}

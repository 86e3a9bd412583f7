/// Shares of a whole as a bar, told by pattern and by words as well as by colour.
struct SweepBar {
  /// A part of the bar: a class of the style sheet, how many, and what they are.
  typealias Part = (style: String, count: Int, name: String)

  private let parts: [Part]

  init(_ parts: [Part]) {
    self.parts = parts
  }

  /// How runs ended, as a bar.
  init(_ outcomes: OutcomeSummary) {
    self.init([
      ("held", outcomes.held, "held"),
      ("broken", outcomes.broken - outcomes.crashed, "broke a law"),
      ("crashed", outcomes.crashed, "brought down their process"),
      ("doubt", outcomes.undecided, "undecided"),
    ])
  }

  /// The bar as markup; a part that exists is at least two pixels wide.
  var text: String {
    let shown = parts.filter { $0.count > 0 }
    let total = shown.reduce(0) { $0 + $1.count }
    let words = shown.map { "\(SweepFigures.count($0.count)) \($0.name)" }
      .joined(separator: ", ")
    let bars = shown.map { part in
      let share = part.count * 10_000 / max(total, 1)
      let width = "\(share / 100).\(share % 100 < 10 ? "0" : "")\(share % 100)"
      return "<i class=\"\(part.style)\" style=\"width:\(width)%\"></i>"
    }
    return """
      <span class="bars" role="img" aria-label="\(HTMLText.escaped(words))" \
      title="\(HTMLText.escaped(words))">\(bars.joined())</span>
      """
  }
}

/// The lengths of runs as a small picture: a column for each stretch, broken runs hatched below.
struct LengthPicture {
  private let lengths: [(from: Int, to: Int, share: ShareSummary)]

  private static let columns = 32
  private static let width = 128
  private static let height = 26

  init(_ lengths: [(from: Int, to: Int, share: ShareSummary)]) {
    self.lengths = lengths.sorted { $0.from < $1.from }
  }

  /// The picture with its least and greatest length; nothing for fewer than two runs.
  var text: String {
    guard let low = lengths.first?.from, let high = lengths.last?.to,
      lengths.reduce(0, { $0 + $1.share.runs }) > 1
    else { return "" }
    let span = max(high - low + 1, LengthPicture.columns)
    var columns = Array(
      repeating: ShareSummary(runs: 0, broken: 0), count: LengthPicture.columns)
    for length in lengths {
      let column = (length.from - low) * LengthPicture.columns / span
      columns[column].runs += length.share.runs
      columns[column].broken += length.share.broken
    }
    let most = columns.map(\.runs).max() ?? 1
    let words = "from \(SweepFigures.count(low)) to \(SweepFigures.count(high)) events a run"
    let bars = columns.enumerated().filter { $0.element.runs > 0 }.map { index, share in
      bar(index, share, most)
    }
    return """
      <span class="lengths"><svg viewBox="0 0 \(LengthPicture.width) \(LengthPicture.height)" \
      width="\(LengthPicture.width)" height="\(LengthPicture.height)" role="img" \
      aria-label="\(words)"><title>\(words)</title>\(bars.joined())</svg>\
      <small>\(SweepFigures.count(low))–\(SweepFigures.count(high)) events</small></span>
      """
  }

  private func bar(_ index: Int, _ share: ShareSummary, _ most: Int) -> String {
    let step = LengthPicture.width / LengthPicture.columns
    let all = max(2, share.runs * LengthPicture.height / most)
    let broken = share.broken == 0 ? 0 : max(1, all * share.broken / share.runs)
    let (x, bottom) = (index * step, LengthPicture.height)
    let held =
      "<rect class=\"held\" x=\"\(x)\" y=\"\(bottom - all)\" width=\"\(step - 1)\" "
      + "height=\"\(all - broken)\"/>"
    let bad =
      "<rect class=\"broken\" x=\"\(x)\" y=\"\(bottom - broken)\" width=\"\(step - 1)\" "
      + "height=\"\(broken)\"/>"
    return (all > broken ? held : "") + (broken > 0 ? bad : "")
  }
}

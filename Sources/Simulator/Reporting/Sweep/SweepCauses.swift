import Harness

/// The causes of failure, each told by the shortest run that shows it.
struct SweepCauses {
  private let summary: SweepSummary

  /// The most causes that are told; all others have a line.
  private static let told = 60
  /// The most characters of pictures in one page, which keeps it small enough to be sent.
  private static let pictures = 600_000

  init(_ summary: SweepSummary) {
    self.summary = summary
  }

  /// The causes as markup.
  var text: String {
    let causes = summary.causes
    if causes.isEmpty { return "<p class=\"hint\">No run broke a law.</p>" }
    var left = SweepCauses.pictures
    var cards: [String] = []
    for (index, entry) in causes.prefix(SweepCauses.told).enumerated() {
      let subject = entry.cause.explained()
      let tale = story(of: subject)
      let picture = picture(of: subject, leaving: &left)
      cards.append(card(index + 1, entry.scenario, entry.cause, (tale, picture)))
    }
    return cards.joined(separator: "\n") + rest(causes.dropFirst(SweepCauses.told))
  }

  /// The picture of a cause, as long as the page has room for it.
  private func picture(of subject: ReportSubject?, leaving left: inout Int) -> String {
    guard let subject, subject.explanation != nil else { return "" }
    let picture = SpaceTimePicture(subject.record, subject.explanation).text
    guard picture.utf8.count <= left else { return "" }
    left -= picture.utf8.count
    return """
      <details><summary>Picture of the cause</summary><div class="wide">\(picture)</div></details>
      """
  }

  private func card(
    _ number: Int, _ scenario: ScenarioSummary, _ cause: CauseSummary,
    _ told: (story: String, picture: String)
  ) -> String {
    let style = cause.isSurprise ? "violated" : "expected"
    let when = cause.when.isEmpty ? "" : " at \(cause.when)"
    let drawn =
      cause.drawn.isEmpty
      ? "" : "<p class=\"hint\">drawn: \(escaped(SweepCauses.plain(cause.drawn), limit: 600))</p>"
    let page =
      cause.page.map { " · <a href=\"\(HTMLText.escaped($0))\">open its page</a>" } ?? ""
    return """
      <article class="cause \(style)" id="c-\(number)">
      <h3><span class="badge">\(cause.isSurprise ? "not expected" : "expected")</span> \
      \(escaped(cause.law)) <small>\(SweepFigures.count(cause.count, "run")) of \
      \(SweepFigures.count(scenario.outcomes.runs))</small></h3>
      <p class="hint">\(escaped(scenario.title)) · <a href="#s-\(SweepFigures.anchor(scenario.path))">\
      \(escaped(scenario.path))</a> · seed \(escaped(cause.seed))\(escaped(when))\(page)</p>
      <dl class="pair"><dt>expected</dt><dd>\(escaped(cause.expected))</dd>\
      <dt>seen</dt><dd class="seen">\(escaped(cause.seen))</dd></dl>
      \(told.story)\(drawn)
      <div class="replay"><code>\(HTMLText.escaped(cause.replay))</code>\
      <button type="button" data-copy>Copy</button></div>
      \(told.picture)</article>
      """
  }

  /// What a seed drew, without the marks of JSON.
  private static func plain(_ drawn: String) -> String {
    var diagnostics = DiagnosticList()
    let file = SourceFile(path: "", bytes: Array(drawn.utf8))
    guard let node = JSONReader.read(file, into: &diagnostics),
      case .object(let members) = node.value
    else { return drawn }
    return members.map { "\($0.name) \($0.value.text ?? JSONText.compact($0.value))" }
      .joined(separator: "; ")
  }

  private func story(of subject: ReportSubject?) -> String {
    guard let explanation = subject?.explanation else { return "" }
    let lines = Story(explanation).sentences.map { sentence in
      let style =
        switch sentence.weight {
        case .ordinary: "ordinary"
        case .fault: "fault"
        case .violation: "violation"
        }
      return "<li class=\"\(style)\"><time>\(TimelineText().clock(sentence.instant))</time>"
        + "<span>\(escaped(sentence.text))</span></li>"
    }
    return "<ol class=\"told\">\(lines.joined(separator: "\n"))</ol>"
  }

  private func rest(_ causes: some Collection<(scenario: ScenarioSummary, cause: CauseSummary)>)
    -> String
  {
    if causes.isEmpty { return "" }
    let most = 400
    let rows = causes.prefix(most).map { scenario, cause in
      """
      <tr><th>\(escaped(cause.signature, limit: 200))</th>\
      <td class="n">\(SweepFigures.count(cause.count))</td>\
      <td><code>\(HTMLText.escaped(cause.replay))</code></td></tr>
      """
    }
    let omitted = causes.count - most
    let note =
      omitted > 0
      ? "<p class=\"hint\">\(SweepFigures.count(omitted, "more cause")) in the results with "
        + "<code>--json</code>.</p>" : ""
    return """
      <details><summary>\(SweepFigures.count(causes.count, "more cause")), a line each</summary>
      <table><tr><td>cause</td><td class="n">runs</td><td>replay</td></tr>
      \(rows.joined(separator: "\n"))</table>\(note)</details>
      """
  }

  private func escaped(_ text: String, limit: Int = 1000) -> String {
    HTMLText.escaped(text.shortened(to: limit))
  }
}

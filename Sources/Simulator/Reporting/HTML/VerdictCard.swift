import Checking
import Engine
import Harness
import Primitives

/// What a page says first: what broke, what was expected and seen, and how to see it again.
struct VerdictCard {
  private let subject: ReportSubject
  private let selection: EventSelection

  init(_ subject: ReportSubject, shown selection: EventSelection) {
    self.subject = subject
    self.selection = selection
  }

  private var record: RunRecord { subject.record }

  /// The card as markup.
  var text: String {
    """
    <section class="card \(word)"><span class="badge">\(word)</span>
    \(headline)\(subject.shrunk.map { "\n\($0.markup)" } ?? "")
    <div class="replay"><code id="replay">\(escaped(subject.replay))</code>\
    <button type="button" id="copy" title="y">Copy</button></div>
    <p class="facts">\(facts)</p>\(subject.odds.map { OddsChart($0).text } ?? "")</section>
    """
  }

  private var word: String {
    switch record.verdict {
    case .holds: "holds"
    case .violated: "violated"
    case .undecided: "undecided"
    }
  }

  private var headline: String {
    guard let explanation = subject.explanation else {
      return """
        <h1>\(escaped(shown(record.scenario.title ?? record.scenario.name)))</h1>
        <p class="says">\(escaped(peace))</p>
        """
    }
    let evidence = explanation.evidence
    let place = evidence.location.isEmpty ? "" : " on \(evidence.location)"
    let reasons = evidence.because.map { "<dt>because</dt><dd>\(escaped(shown($0)))</dd>" }.joined()
    return """
      <h1>\(escaped(explanation.report.id))</h1>
      <p class="says">\(escaped(shown(explanation.report.documentation)))</p>
      <p class="where">\(escaped(shown(record.scenario.title ?? record.scenario.name))); broken at \
      \(escaped(TimelineText().clock(evidence.when))), \((evidence.when - .zero).rounded) after the start\
      \(escaped(place))</p>
      <dl class="pair"><dt>expected</dt><dd>\(escaped(shown(evidence.expected)))</dd>\
      <dt>seen</dt><dd class="seen">\(escaped(shown(evidence.seen)))</dd>\(reasons)</dl>
      <p class="decisive">\(escaped(explanation.decisive.sentence))</p>
      """
  }

  private var peace: String {
    switch record.verdict {
    case .undecided(let reason): "Nothing was broken, yet it is undecided: \(reason)."
    case .holds, .violated: "Every law held, up to \(record.end)."
    }
  }

  private var facts: String {
    let shown =
      selection.isCut
      ? "\(selection.events.count) of \(selection.total) events on this page; all: "
        + "\(subject.command) --format html --full"
      : "\(selection.total) events"
    let redacted = record.redacted.reduce(0) { $0 + $1.count }
    let secrets =
      redacted == 0
      ? []
      : [
        "\(redacted) values redacted at recording: "
          + record.redacted.filter { $0.count > 0 }.map { "\($0.name) \($0.count)" }
          .joined(separator: ", ")
      ]
    return
      ([
        "seed \(record.seed)", "digest \(record.digest)", shown, "\(record.messageCount) messages",
        "ended \(record.stopReason)", subject.tool,
      ] + secrets).map(escaped).joined(separator: " · ")
  }

  private func escaped(_ text: String) -> String { HTMLText.escaped(text) }

  /// A text that a card has room for.
  private func shown(_ text: String) -> String {
    Payload.shown(text, limit: 1000, command: subject.replay)
  }
}

/// The story of a failure as a list whose lines lead to their events.
struct StoryList {
  private let subject: ReportSubject

  init(_ subject: ReportSubject) {
    self.subject = subject
  }

  /// The list as markup; nothing where there is no story.
  var text: String {
    guard let explanation = subject.explanation else { return "" }
    let items = Story(explanation).sentences.map { sentence -> String in
      let event = sentence.event >= 0 ? " data-event=\"\(sentence.event)\"" : ""
      let words = HTMLText.escaped(sentence.text)
      let linked =
        sentence.event >= 0 ? "<a href=\"#e=\(sentence.event)\">\(words)</a>" : "<a>\(words)</a>"
      return """
        <li class="\(name(of: sentence.weight))"\(event)>\
        <time>\(TimelineText().clock(sentence.instant))</time>\(linked)</li>
        """
    }
    return """
      <section class="story"><h2>What happened</h2>
      <ol id="story">\(items.joined(separator: "\n"))</ol></section>
      """
  }

  private func name(of weight: Moment.Weight) -> String {
    switch weight {
    case .ordinary: "ordinary"
    case .fault: "fault"
    case .violation: "violation"
    }
  }
}

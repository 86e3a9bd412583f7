import Checking
import Engine
import Harness
import Primitives

/// One run as one page that needs nothing else: no server, no network, no other file.
///
/// The verdict, the story and a picture of the cause are plain markup, so that the page says why
/// without any script, on paper and where scripts are blocked. A script, where it may run, puts an
/// interactive diagram of the whole run in the picture's place. A content policy forbids the page
/// to ask the network for anything.
package struct HTMLReport {
  private let subject: ReportSubject
  private let isFull: Bool

  /// A page about a run.
  ///
  /// - Parameter isFull: whether every event and every content goes in, however large that gets.
  package init(_ subject: ReportSubject, isFull: Bool = false) {
    self.subject = subject
    self.isFull = isFull
  }

  /// The page.
  package var text: String {
    let (selection, data) = shown
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      \(PageStyle.text)
      </style></head><body><main>
      <div class="top">\(VerdictCard(subject, shown: selection).text)\(StoryList(subject).text)</div>
      \(PageFrame.controls)
      <section id="static" aria-label="Picture of the cause">\(picture)</section>
      </main>
      \(PageFrame.help)
      <script type="application/jsonl" id="data">\(String(decoding: data, as: UTF8.self))</script>
      <script type="application/json" id="notes">{}</script>
      <script>
      (() => {
      'use strict';
      \(PageScript.text)
      })();
      </script></body></html>

      """
  }

  /// The most bytes of data on a page that is sent around; what else is on it takes some more.
  private static let most = 1_800_000
  /// The fewest events that are left of a large run.
  private static let fewest = 1000

  /// The events that are shown, and all that is said of them; fewer where they say too much.
  private var shown: (selection: EventSelection, data: [UInt8]) {
    var count = isFull ? Int.max : EventSelection.ordinary
    while true {
      let selection = EventSelection(subject.record, subject.explanation, most: count)
      let data = ReportData(subject, selection, isFull: isFull).bytes
      if isFull || data.count <= HTMLReport.most || count <= HTMLReport.fewest {
        return (selection, data)
      }
      // A little below what the size promises, since the rest may say more for each event.
      let events = selection.events.count
      count = max(
        HTMLReport.fewest, min(events - 1, events * HTMLReport.most / data.count * 9 / 10))
    }
  }

  private var title: String {
    let law = subject.explanation.map { " breaks \($0.report.id)" } ?? ""
    return "\(subject.record.scenario.name)\(law), seed \(subject.record.seed)"
  }

  private var picture: String {
    SpaceTimePicture(subject.record, subject.explanation).text
  }
}

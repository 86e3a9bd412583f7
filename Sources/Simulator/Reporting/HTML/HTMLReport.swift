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
    let most = isFull ? Int.max : EventSelection.ordinary
    let selection = EventSelection(subject.record, subject.explanation, most: most)
    let data = ReportData(subject, selection, isFull: isFull).bytes
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
      <script type="application/json" id="data">\(String(decoding: data, as: UTF8.self))</script>
      <script type="application/json" id="notes">{}</script>
      <script>
      (() => {
      'use strict';
      \(PageScript.text)
      })();
      </script></body></html>

      """
  }

  private var title: String {
    let law = subject.explanation.map { " breaks \($0.report.id)" } ?? ""
    return "\(subject.record.scenario.name)\(law), seed \(subject.record.seed)"
  }

  private var picture: String {
    SpaceTimePicture(subject.record, subject.explanation).text
  }
}

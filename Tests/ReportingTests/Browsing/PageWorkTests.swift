import Foundation
import Reporting
import Testing

/// What can be done with a page besides looking at it, in a real browser.
extension BrowserTests {
  private func opened(_ file: URL, fragment: String = "") throws -> Browser {
    let browser = try Browser()
    try browser.open(file, fragment: fragment)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    return browser
  }

  @Test func `another page can be set beside this one`() throws {
    let file = try page()
    let fixed = try page("Scenarios/Hazards/double-deduction/idempotency-key.jsonc")
    defer { for url in [file, fixed] { try? FileManager.default.removeItem(at: url) } }
    let browser = try opened(file)
    try browser.press("6")
    try browser.choose(fixed, in: "#compare")
    try browser.wait(for: "document.querySelector('#panel h2').innerText.includes('.html')")
    let panel = try browser.text("document.querySelector('#panel').innerText")
    #expect(panel.contains("this one breaks the law and the other keeps it"), "\(panel)")
    #expect(panel.contains("Only in this run") && panel.contains("Only in the run of "))
    #expect(isQuiet(browser, file), "\(browser.complaints) \(browser.requests)")
  }

  @Test func `a file that is no page is refused in words`() throws {
    let file = try page()
    let other = try write("<p>hello</p>")
    defer { for url in [file, other] { try? FileManager.default.removeItem(at: url) } }
    let browser = try opened(file)
    try browser.press("6")
    try browser.choose(other, in: "#compare")
    try browser.wait(for: "document.querySelector('#panel').innerText.includes('cannot be')")
    #expect(isQuiet(browser, file), "\(browser.complaints) \(browser.requests)")
  }

  @Test func `hosts of one service share a lane where that is wanted`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try opened(file, fragment: "#v=all")
    let count = "document.querySelectorAll('#heads .lane').length"
    let before = try browser.evaluate(count) as? Int ?? 0
    try browser.press("r")
    #expect(try browser.evaluate(count) as? Int ?? 0 <= before)
    #expect(try browser.text("location.hash").contains("r=1"))
    try browser.press("r", "v", "g")
    let first = try browser.text(
      "[...document.querySelectorAll('#heads .lane')].sort((a, b) => parseFloat(a.style.left) - "
        + "parseFloat(b.style.left))[0].innerText")
    #expect(first.contains("inventory"))
    let all = Int(try browser.text("document.body.dataset.rows")) ?? 0
    try browser.press("l")
    let messages = Int(try browser.text("document.body.dataset.rows")) ?? 0
    #expect(messages > 0 && messages < all)
  }

  @Test func `a drag over the strip with Shift fills the frame with that stretch`() throws {
    let file = try page(SampleRun.hunt, seed: SampleRun.huntSeed)
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try opened(file, fragment: "#v=all")
    let drawn = "Number(document.querySelector('#diagram').dataset.drawn)"
    try browser.press("0")
    try browser.wait(for: "\(drawn) > 60")
    try browser.drag("#minimap", from: 0.2, to: 0.4, shift: true)
    try browser.wait(for: "\(drawn) < 60")
  }

  @Test func `attempts of one request stand together, with their ends and pauses`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try opened(file)
    try browser.press("4")
    let panel = try browser.text("document.querySelector('#panel').innerText")
    #expect(panel.contains(" attempts: ") && panel.contains("of pause"), "\(panel)")
  }

  @Test func `the whole run leaves as a trace that Perfetto can read`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try opened(file)
    let text = try browser.text("orrery.perfetto()")
    let trace = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let events = try #require(trace?["traceEvents"] as? [[String: Any]])
    var open: [Int: Double] = [:]
    var begun = Set<Int>()
    for event in events {
      let lane = event["pid"] as? Int ?? -1
      let time = event["ts"] as? Double ?? 0
      switch event["ph"] as? String {
      case "X":
        let length = try #require(event["dur"] as? Double)
        #expect(length > 0)
        open[lane] = time + length
      case "s":
        #expect(open[lane, default: -1] >= time)
        #expect(begun.insert(event["id"] as? Int ?? -1).inserted)
      case "f":
        #expect(open[lane, default: -1] >= time && event["bp"] as? String == "e")
        #expect(begun.contains(event["id"] as? Int ?? -1))
      default: break
      }
    }
    #expect(begun.count > 4)
  }

  @Test func `a hundred thousand events scroll with only those in view in the document`() throws {
    let file = try write(
      LargePage.text(
        HTMLReport(try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed)).text,
        events: 100_000))
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try opened(file, fragment: "#v=all&d=1")
    #expect((Int(try browser.text("document.body.dataset.rows")) ?? 0) >= 90_000)
    let frames = try browser.frames(scrolling: "#scroll", by: 700, count: 90)
    let top = try browser.evaluate("document.querySelector('#scroll').scrollTop") as? Double ?? 0
    #expect(top > 50_000, "\(frames)")
    // What a frame costs is bounded by what it holds, not by a clock that machines disagree about.
    let elements = try browser.evaluate("document.querySelectorAll('*').length") as? Int ?? .max
    #expect(elements < 5_000)
    #expect(isQuiet(browser, file), "\(browser.complaints)")
  }

  @Test func `a million events open and answer keys`() throws {
    let page = try LargePage.text(
      HTMLReport(try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed)).text,
      events: 1_000_000)
    // Opening takes as long as reading does.
    #expect(page.utf8.count < 30_000_000, "\(page.utf8.count)")
    let file = try write(page)
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try opened(file, fragment: "#v=all&d=1")
    #expect((Int(try browser.text("document.body.dataset.rows")) ?? 0) >= 900_000)
    #expect((Int(try browser.text("document.querySelector('#diagram').dataset.drawn")) ?? 0) > 10)
    try browser.press("End")
    #expect((Int(try browser.text("document.body.dataset.selected")) ?? 0) >= 900_000)
    #expect(isQuiet(browser, file), "\(browser.complaints)")
  }
}

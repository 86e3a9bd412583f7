import Engine
import Foundation
import Harness
import Reporting
import Testing

/// Pages in a real browser, from a file, with the network off.
@Suite(.serialized, .enabled(if: Browser.program != nil, "there is no Chromium"))
struct BrowserTests {
  func write(_ page: String) throws -> URL {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-page-\(UUID().uuidString).html")
    try Data(page.utf8).write(to: file)
    return file
  }

  func page(_ path: String = SampleRun.unguarded, seed: Seed = 7) throws -> URL {
    try write(HTMLReport(try SampleRun.subject(path, seed: seed)).text)
  }

  func isQuiet(_ browser: Browser, _ file: URL) -> Bool {
    browser.complaints.isEmpty
      && browser.requests.allSatisfy { $0.hasPrefix(file.absoluteString) || $0 == "about:blank" }
  }

  @Test func `a page opens on the cause, without a complaint and without a request`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    #expect(try browser.text("document.body.dataset.view") == "core")
    let rows = Int(try browser.text("document.body.dataset.rows")) ?? 0
    #expect(rows > 10 && rows < 40)
    // What broke stands in the first window, with both values.
    let top = try browser.text(
      "[...document.querySelectorAll('.card, .card *')].filter((e) => "
        + "e.getBoundingClientRect().bottom < 600).map((e) => e.textContent).join(' ')")
    for words in ["deducted-at-most-once", "takes its 1 console once", "taken 2 times"] {
      #expect(top.contains(words))
    }
    #expect(isQuiet(browser, file), "\(browser.complaints) \(browser.requests)")
    #expect(try browser.picture().count > 20_000)
  }

  @Test func `everything can be reached with keys alone`() throws {
    let file = try page(SampleRun.hunt, seed: SampleRun.huntSeed)
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    let body = "document.body.dataset"
    try browser.press("v")
    let violation = try browser.text("\(body).selected")
    #expect(!violation.isEmpty)
    #expect(try browser.text("document.querySelector('#panel').innerText").contains("→"))
    try browser.press("[")
    let cause = try browser.text("\(body).selected")
    #expect((Int(cause) ?? .max) < (Int(violation) ?? 0))
    try browser.press("]")
    #expect((Int(try browser.text("\(body).selected")) ?? 0) > (Int(cause) ?? .max))
    let core = Int(try browser.text("\(body).rows")) ?? 0
    try browser.press("c")
    #expect(try browser.text("\(body).view") == "past")
    try browser.press("c")
    #expect(try browser.text("\(body).view") == "all")
    let all = Int(try browser.text("\(body).rows")) ?? 0
    #expect(all > core)
    try browser.press("d")
    #expect((Int(try browser.text("\(body).rows")) ?? 0) > all)
    try browser.press("x")
    #expect(try browser.text("\(body).axis") == "time")
    try browser.press("h")
    #expect(try browser.text("\(body).cones") == "on")
    try browser.press("Home", "n")
    #expect(
      try browser.text("document.querySelector('#panel h2').innerText").contains("lost")
        || Int(try browser.text("\(body).selected")) ?? 0 > 0)
    for (key, words) in [
      ("2", "Committed records"), ("3", "deducted-at-most-once"), ("4", "attempt"),
      ("5", "stock/console"), ("6", "This run"),
    ] {
      try browser.press(key)
      let text = try browser.text("document.querySelector('#panel').innerText")
      #expect(text.contains(words), "panel \(key): \(text.prefix(200))")
      #expect(!text.contains("[object"), "panel \(key)")
    }
    try browser.press("?")
    #expect(try browser.evaluate("document.querySelector('#help').hidden") as? Bool == false)
    try browser.press("Escape")
    #expect(try browser.evaluate("document.querySelector('#help').hidden") as? Bool == true)
    try browser.press("/")
    #expect(try browser.text("document.activeElement.id") == "search")
    #expect(isQuiet(browser, file), "\(browser.complaints) \(browser.requests)")
  }

  @Test func `a filter counts its hits and hides nothing`() throws {
    let file = try page(SampleRun.hunt, seed: SampleRun.huntSeed)
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file, fragment: "#v=all")
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    let rows = try browser.text("document.body.dataset.rows")
    try browser.press("/")
    try browser.send("Input.insertText", ["text": "kind:lost host:orders"])
    #expect(try browser.text("document.body.dataset.rows") == rows)
    let hits = Int(try browser.text("document.body.dataset.hits")) ?? 0
    #expect(hits > 0 && hits < 20)
    #expect(
      try browser.text("document.querySelector('#status').innerText").contains("\(hits) hits"))
    try browser.press("Enter", "N")
    #expect(try browser.text("document.querySelector('#panel h2').innerText").contains("lost"))
  }

  @Test func `a pattern marks what happened one after the other, or never`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file, fragment: "#v=all")
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    func hits(_ query: String) throws -> Int {
      try browser.press("Escape", "/")
      try browser.send("Input.insertText", ["text": query])
      return Int(try browser.text("document.body.dataset.hits")) ?? -1
    }
    let crashes = try hits("kind:process-crashed")
    #expect(crashes == 1)
    // The crash, and the commit before it.
    #expect(try hits("kind:committed host:inventory then kind:process-crashed") >= 2)
    #expect(try hits("kind:process-crashed then kind:committed host:inventory") == 2)
    #expect(try hits("kind:process-crashed then kind:process-crashed") == 0)
    #expect(try hits("kind:operation-invoked without kind:timed-out nobody") == 1)
    #expect(try hits("kind:operation-invoked without kind:committed") == 0)
    #expect(isQuiet(browser, file), "\(browser.complaints)")
  }

  @Test func `a note stays in the copy of the page that is saved with it`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    let words = "why </script><b>x</b> \"twice\"? 👩‍👩‍👧"
    try browser.press("v", "e")
    try browser.send("Input.insertText", ["text": words])
    let copy = try write(try browser.text("orrery.annotated()"))
    defer { try? FileManager.default.removeItem(at: copy) }
    try browser.open(copy)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    #expect(try browser.text("document.body.dataset.view") == "core")
    try browser.press("v")
    #expect(try browser.text("document.querySelector('#note').value") == words)
    #expect(isQuiet(browser, copy), "\(browser.complaints)")
  }

  @Test func `a link leads to event, view, axis and panel`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file, fragment: "#e=20&v=all&x=time&tab=state&q=crash")
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    let state = try browser.text("JSON.stringify({...document.body.dataset})")
    for part in [#""view":"all""#, #""axis":"time""#, #""tab":"state""#, #""selected":"20""#] {
      #expect(state.contains(part), "\(state)")
    }
    // What a person does afterwards is in the link again.
    try browser.press("x")
    #expect(try browser.text("location.hash").contains("e=20"))
    _ = try browser.evaluate("document.body.dataset.ready = 'no'")
    try browser.send("Page.reload")
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    #expect(try browser.text("document.body.dataset.axis") == "order")
    #expect(try browser.text("document.body.dataset.selected") == "20")
  }

  @Test func `a sentence of the story leads to its event`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    try browser.click("#story li:nth-child(5)")
    let panel = try browser.text("document.querySelector('#panel').innerText")
    #expect(panel.contains("crashes (fault die-before-reply)"), "\(panel.prefix(300))")
  }

  @Test func `without script the page still tells the story and shows its picture`() throws {
    let file = try page()
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.send("Emulation.setScriptExecutionDisabled", ["value": true])
    try browser.open(file)
    let text = try browser.text("document.body.innerText")
    for words in ["What happened", "inventory-1 crashes", "orrery replay", "crashes (fault"] {
      #expect(text.localizedCaseInsensitiveContains(words), "\(words)")
    }
    let height = try browser.evaluate(
      "document.querySelector('#static svg').getBoundingClientRect().height")
    #expect((height as? Double ?? 0) > 300)
    #expect(try browser.text("getComputedStyle(document.querySelector('.bar')).display") == "none")
  }

  @Test func `a page fits a telephone`() throws {
    let file = try page(SampleRun.hunt, seed: SampleRun.huntSeed)
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.send(
      "Emulation.setDeviceMetricsOverride",
      ["width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true])
    try browser.open(file)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    #expect(try browser.evaluate("document.documentElement.scrollWidth <= 390") as? Bool == true)
  }

  @Test func `hostile texts are shown as text`() throws {
    let quoted = String(
      decoding: try JSONSerialization.data(
        withJSONObject: ["</script><img src=x onerror=\"document.title='broken'\">\u{202e}👩‍👩‍👧"]),
      as: UTF8.self
    ).dropFirst().dropLast()
    let file = try write(
      HTMLReport(
        try SampleRun.subject(
          SampleRun.unguarded, seed: 7,
          replacing: [
            ("\"1001\"", "\(quoted)"),
            (
              "\"A crash between commit and reply makes a retry take the stock twice\"", "\(quoted)"
            ),
          ])
      ).text)
    defer { try? FileManager.default.removeItem(at: file) }
    let browser = try Browser()
    try browser.open(file)
    try browser.wait(for: "document.body?.dataset.ready === 'yes'")
    try browser.press("v", "2", "3", "4", "5", "6")
    #expect(try browser.text("document.title") != "broken")
    #expect(try browser.evaluate("document.querySelectorAll('img').length") as? Int == 0)
    #expect(isQuiet(browser, file), "\(browser.complaints) \(browser.requests)")
  }
}

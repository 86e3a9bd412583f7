import Foundation
import Testing

/// A page in a Chromium without a window, which its tests drive as a person would.
///
/// One process serves every test, each in a fresh page; it starts in a second on an idle machine
/// and in many on a busy one. A browser that once did not answer is asked nothing more.
final class Browser {
  /// The program, where one is installed.
  static let program = BrowserProcess.program

  /// The process of all pages, or why there is none.
  ///
  /// Only tests of one serialized suite touch it.
  private nonisolated(unsafe) static var process: Result<BrowserProcess, any Error> = Result {
    atexit { Browser.process = .failure(BrowserFailure(description: "the tests are over")) }
    return try BrowserProcess(
      program ?? "chromium",
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", "--disable-extensions",
        "--remote-debugging-pipe", "--user-data-dir={profile}", "--hide-scrollbars",
        "--force-device-scale-factor=1", "about:blank",
      ])
  }
  private nonisolated(unsafe) static var lastID = 0

  /// What the page wrote to its console, and what went wrong in its script.
  private(set) var complaints: [String] = []
  /// The addresses that the page asked for.
  private(set) var requests: [String] = []

  /// What went wrong in the page's script, after which nothing comes that is waited for.
  private var exception: String?
  private var session: String?
  private var target: String?

  /// A fresh page of a size, with the network off.
  init(width: Int = 1400, height: Int = 1000) throws {
    let made = try send(
      "Target.createTarget",
      ["url": "about:blank", "newWindow": true, "width": width, "height": height])
    target = made["targetId"] as? String
    let attached = try send(
      "Target.attachToTarget", ["targetId": target ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log", "Network", "Inspector"] {
      try send("\(domain).enable")
    }
    try send(
      "Network.emulateNetworkConditions",
      ["offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0])
  }

  deinit {
    session = nil
    if let target { _ = try? send("Target.closeTarget", ["targetId": target]) }
  }

  /// Calls a method and waits for its answer, though not for ever.
  @discardableResult
  func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    do {
      return try ask(Browser.process.get(), method, parameters)
    } catch let failure as BrowserFailure {
      Browser.process = .failure(failure)
      throw failure
    }
  }

  private func ask(
    _ process: BrowserProcess, _ method: String, _ parameters: [String: Any]
  ) throws -> [String: Any] {
    Browser.lastID += 1
    let id = Browser.lastID
    var message: [String: Any] = ["id": id, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    let limit = ContinuousClock.now + BrowserProcess.patience
    do {
      try process.send(try JSONSerialization.data(withJSONObject: message), before: limit)
      while true {
        let bytes = try process.receive(before: limit)
        let answer = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
        try note(answer)
        guard answer["id"] as? Int == id else { continue }
        if let error = answer["error"] { throw Refusal(description: "\(method): \(error)") }
        return answer["result"] as? [String: Any] ?? [:]
      }
    } catch let failure as BrowserFailure {
      throw BrowserFailure(description: "\(method): \(failure)")
    }
  }

  /// Something that a page cannot do, after which others may be asked.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// Keeps what a page must not do.
  private func note(_ message: [String: Any]) throws {
    guard message["sessionId"] as? String == session else { return }
    let parameters = message["params"] as? [String: Any] ?? [:]
    switch message["method"] as? String {
    case "Runtime.exceptionThrown":
      exception = "\(parameters)"
      complaints.append("\(parameters)")
    case "Runtime.consoleAPICalled", "Log.entryAdded":
      complaints.append("\(parameters)")
    case "Network.requestWillBeSent":
      let request = parameters["request"] as? [String: Any]
      requests.append(request?["url"] as? String ?? "?")
    case "Inspector.targetCrashed":
      throw BrowserFailure(description: "the page has crashed")
    default: break
    }
  }

  /// Opens a file, and waits until it has been read.
  func open(_ file: URL, fragment: String = "") throws {
    try send("Page.navigate", ["url": "about:blank"])
    requests = []
    complaints = []
    exception = nil
    try send("Page.navigate", ["url": file.absoluteString + fragment])
    try wait(for: "document.readyState === 'complete' && location.protocol === 'file:'")
  }

  /// Waits until an expression of the page is true.
  func wait(for expression: String) throws {
    let limit = ContinuousClock.now + BrowserProcess.patience
    while ContinuousClock.now < limit {
      if try evaluate(expression) as? Bool == true { return }
      if let exception { throw Refusal(description: "the script has failed: \(exception)") }
      usleep(5_000)
    }
    throw Refusal(description: "not true within \(BrowserProcess.patience): \(expression)")
  }

  /// The value of an expression of the page.
  func evaluate(_ expression: String) throws -> Any? {
    let answer = try send(
      "Runtime.evaluate",
      ["expression": expression, "returnByValue": true, "awaitPromise": true])
    if let failure = answer["exceptionDetails"] {
      throw Refusal(description: "\(expression): \(failure)")
    }
    return (answer["result"] as? [String: Any])?["value"]
  }

  /// The text of an expression of the page.
  func text(_ expression: String) throws -> String {
    "\(try evaluate(expression) ?? "")"
  }

  /// Presses a key, or several one after the other.
  func press(_ keys: String...) throws {
    for key in keys {
      for type in ["keyDown", "keyUp"] {
        var event: [String: Any] = ["type": type, "key": key]
        if key.count == 1, type == "keyDown" { event["text"] = key }
        try send("Input.dispatchKeyEvent", event)
      }
    }
  }

  /// Clicks in the middle of the first element that a selector finds.
  func click(_ selector: String) throws {
    let box =
      try evaluate(
        "(() => { const e = document.querySelector('\(selector)'); e.scrollIntoView(); "
          + "const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })()"
      ) as? [Double] ?? [0, 0]
    for type in ["mousePressed", "mouseReleased"] {
      try send(
        "Input.dispatchMouseEvent",
        ["type": type, "x": box[0], "y": box[1], "button": "left", "clickCount": 1])
    }
  }

  /// Drags over an element from one part of its height to another.
  func drag(_ selector: String, from: Double, to: Double, shift: Bool = false) throws {
    let box =
      try evaluate(
        "(() => { const b = document.querySelector('\(selector)').getBoundingClientRect(); "
          + "return [b.x + b.width / 2, b.y, b.height] })()") as? [Double] ?? [0, 0, 0]
    let steps = [("mousePressed", from), ("mouseMoved", (from + to) / 2), ("mouseReleased", to)]
    for (type, part) in steps {
      try send(
        "Input.dispatchMouseEvent",
        [
          "type": type, "x": box[0], "y": box[1] + box[2] * part, "button": "left", "buttons": 1,
          "clickCount": 1, "modifiers": shift ? 8 : 0,
        ])
    }
  }

  /// Chooses a file in an element that asks for one.
  func choose(_ file: URL, in selector: String) throws {
    let document = try send("DOM.getDocument")["root"] as? [String: Any]
    let node = try send(
      "DOM.querySelector", ["nodeId": document?["nodeId"] ?? 0, "selector": selector])
    try send(
      "DOM.setFileInputFiles", ["files": [file.path], "nodeId": node["nodeId"] ?? 0])
  }

  /// Scrolls an element frame by frame; gives milliseconds a frame.
  ///
  /// The wall is the median of what the browser tells its own animation frames, which on a busy
  /// machine says more about the machine; the work is the processor time of the page's own thread,
  /// script, layout and painting together.
  func frames(
    scrolling selector: String, by step: Int, count: Int
  ) throws -> (wall: Double, work: Double) {
    try send("Performance.enable", ["timeDomain": "threadTicks"])
    func work() throws -> Double {
      let metrics = try send("Performance.getMetrics")["metrics"] as? [[String: Any]] ?? []
      let task = metrics.first { $0["name"] as? String == "TaskDuration" }
      return task?["value"] as? Double ?? 0
    }
    let before = try work()
    let wall =
      try evaluate(
        "new Promise((done) => { const box = document.querySelector('\(selector)'); const list = []; "
          + "let last = 0; const step = (now) => { if (last) list.push(now - last); last = now; "
          + "box.scrollTop += \(step); if (list.length < \(count)) requestAnimationFrame(step); "
          + "else done(list.sort((a, b) => a - b)[list.length >> 1]); }; "
          + "requestAnimationFrame(step); })") as? Double ?? 0
    return (wall, (try work() - before) * 1000 / Double(count))
  }

  /// Makes a picture of what is in view.
  func picture() throws -> Data {
    let answer = try send("Page.captureScreenshot", ["format": "png"])
    return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
  }
}

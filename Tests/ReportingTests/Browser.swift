import Foundation
import Testing

/// A Chromium without a window, driven over its debugging pipe.
///
/// A browser is started by a shell that opens two named pipes as the descriptors 3 and 4, which is
/// where Chromium looks for them; messages are JSON with a zero byte behind each.
final class Browser {
  /// What a browser says when it cannot do what is asked.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The program, where one is installed.
  static let program: String? = ["chromium", "chromium-browser", "google-chrome"].lazy
    .flatMap { name in ["/usr/bin/\(name)", "/usr/local/bin/\(name)"] }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What the page wrote to its console, and what went wrong in its script.
  private(set) var complaints: [String] = []
  /// The addresses that the page asked for.
  private(set) var requests: [String] = []

  private let process = Process()
  private let folder: URL
  private let input: FileHandle
  private let output: FileHandle
  private var buffer = Data()
  private var lastID = 0
  private var session: String?

  init(width: Int = 1400, height: Int = 1000) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (to, from) = (folder.appendingPathComponent("to"), folder.appendingPathComponent("from"))
    for pipe in [to, from] {
      guard mkfifo(pipe.path, 0o600) == 0 else { throw Failure(description: "no pipe \(pipe)") }
    }
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let flags = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
      "--user-data-dir=\(folder.path)/profile", "--window-size=\(width),\(height)",
      "--hide-scrollbars", "--force-device-scale-factor=1", "about:blank",
    ]
    process.arguments =
      ["-c", "exec \"$0\" \"$@\" 3<'\(to.path)' 4>'\(from.path)'", Browser.program ?? ""] + flags
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    input = try FileHandle(forWritingTo: to)
    output = try FileHandle(forReadingFrom: from)
    let targets = try send("Target.getTargets")["targetInfos"] as? [[String: Any]] ?? []
    let page = targets.first { $0["type"] as? String == "page" }
    let attached = try send(
      "Target.attachToTarget", ["targetId": page?["targetId"] ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log", "Network"] { try send("\(domain).enable") }
    try send(
      "Network.emulateNetworkConditions",
      ["offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0])
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Calls a method and waits for its answer.
  @discardableResult
  func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    lastID += 1
    var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    let bytes = try JSONSerialization.data(withJSONObject: message) + [0]
    try input.write(contentsOf: bytes)
    while true {
      let answer = try receive()
      guard answer["id"] as? Int == lastID else { continue }
      if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func receive() throws -> [String: Any] {
    while true {
      if let end = buffer.firstIndex(of: 0) {
        let message = buffer[buffer.startIndex..<end]
        buffer = Data(buffer[(end + 1)...])
        let value = try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
        note(value)
        return value
      }
      let more = output.availableData
      guard !more.isEmpty else { throw Failure(description: "the browser has gone") }
      buffer.append(more)
    }
  }

  /// Keeps what a page must not do.
  private func note(_ message: [String: Any]) {
    let parameters = message["params"] as? [String: Any] ?? [:]
    switch message["method"] as? String {
    case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded":
      complaints.append("\(parameters)")
    case "Network.requestWillBeSent":
      let request = parameters["request"] as? [String: Any]
      requests.append(request?["url"] as? String ?? "?")
    default: break
    }
  }

  /// Opens a file, and waits until it has been read.
  func open(_ file: URL, fragment: String = "") throws {
    try send("Page.navigate", ["url": "about:blank"])
    requests = []
    complaints = []
    try send("Page.navigate", ["url": file.absoluteString + fragment])
    try wait(for: "document.readyState === 'complete' && location.protocol === 'file:'")
  }

  /// Waits until an expression of the page is true.
  func wait(for expression: String) throws {
    for _ in 0..<2000 {
      if try evaluate(expression) as? Bool == true { return }
    }
    throw Failure(description: "never true: \(expression)")
  }

  /// The value of an expression of the page.
  func evaluate(_ expression: String) throws -> Any? {
    let answer = try send(
      "Runtime.evaluate",
      ["expression": expression, "returnByValue": true, "awaitPromise": true])
    if let failure = answer["exceptionDetails"] {
      throw Failure(description: "\(expression): \(failure)")
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

  /// Makes a picture of what is in view.
  func picture() throws -> Data {
    let answer = try send("Page.captureScreenshot", ["format": "png"])
    return Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
  }
}

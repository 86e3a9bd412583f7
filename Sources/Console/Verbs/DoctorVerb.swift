import Primitives

extension Verb {
  /// Prints what the tool knows of itself, the machine and the terminal.
  static let doctor = Verb(
    "doctor", "Print versions, machine, terminal and CI service",
    discussion: "Add what it prints to a report about a problem.",
    examples: [Example("doctor --json", "print it for a program")],
    options: [StandardOptions.json.declaration]
  ) { arguments, terminal throws(CommandError) in
    let findings = Findings(arguments: arguments, terminal: terminal)
    if arguments[StandardOptions.json] {
      terminal.print(json: findings.json)
    } else {
      terminal.print(table: findings.table)
    }
    return .success
  }
}

/// What `doctor` found, once for both ways to print it.
private struct Findings {
  private let rows: [(name: String, value: JSONText, text: String)]

  init(arguments: Arguments, terminal: Terminal) {
    let service = ContinuousIntegration.detected(in: arguments.environment)
    let own = arguments.environment.names(startingWith: VerbTable.variablePrefix)
    let program = arguments.table.program
    func kind(_ stream: TerminalStream) -> String { stream.isInteractive ? "terminal" : "file" }
    rows = [
      ("version", .text(program.version), "\(program.name) \(program.version)"),
      ("compiler", .text(Self.compiler), Self.compiler),
      ("build", .text(Self.build), Self.build),
      ("system", .text(Machine.system), Machine.system),
      ("cores", .integer(Int64(Machine.cores)), "\(Machine.cores)"),
      ("output", .text(kind(terminal.output)), kind(terminal.output)),
      ("errors", .text(kind(terminal.errors)), kind(terminal.errors)),
      ("columns", .integer(Int64(terminal.width)), "\(terminal.width)"),
      ("ci", service.map { .text($0.rawValue) } ?? .null, service?.rawValue ?? "none"),
      (
        "variables", .list(own.map { .text($0) }),
        own.isEmpty ? "none" : own.joined(separator: ", ")
      ),
    ]
  }

  var json: JSONText {
    var fields: OrderedDictionary<String, JSONText> = ["schema": "orrery.doctor/1"]
    for row in rows { fields[row.name] = row.value }
    return .object(fields)
  }

  var table: Table {
    var table = Table(alignments: [.left, .left])
    for row in rows { table.append([StyledText(row.name, .muted), StyledText(row.text)]) }
    return table
  }

  private static var compiler: String {
    #if compiler(>=6.4)
      "Swift 6.4 or later"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  private static var build: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}

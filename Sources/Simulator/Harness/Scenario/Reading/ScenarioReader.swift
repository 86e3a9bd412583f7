import Primitives

/// Reads scenario files.
///
/// Whatever the bytes are, reading ends with a scenario or with mistakes that say where and why;
/// it never traps.
package struct ScenarioReader {
  /// What the system under test offers; names are not checked without.
  package var vocabulary: ScenarioVocabulary?
  /// Values for parameters.
  package var settings: [ScenarioSetting]
  /// Gives the content of a file that another one extends, nothing when there is none.
  private let load: (String) -> [UInt8]?

  /// A reader that fetches further files in a given way.
  package init(
    vocabulary: ScenarioVocabulary? = nil, settings: [ScenarioSetting] = [],
    load: @escaping (String) -> [UInt8]? = { _ in nil }
  ) {
    self.vocabulary = vocabulary
    self.settings = settings
    self.load = load
  }

  /// The scenario that a file holds, and the mistakes in it.
  ///
  /// - Parameter path: is shown in mistakes, gives the scenario its name when the file does not,
  ///   and is where paths in `extends` start from.
  package func read(path: String, bytes: [UInt8]) -> ScenarioReading {
    var sources = ScenarioSources(load: load)
    guard let merged = sources.tree(path: path, bytes: bytes) else {
      return ScenarioReading(document: nil, sources.diagnostics)
    }
    return read(merged, name: FilePath.stem(path), sources.diagnostics)
  }

  /// The scenario that a value within another file holds, and the mistakes in it.
  ///
  /// - Parameter name: what the scenario is called when it does not say so itself.
  package func read(
    _ tree: JSONNode, name: String, _ diagnostics: DiagnosticList = DiagnosticList()
  ) -> ScenarioReading {
    var parameters = ParameterSettlement(diagnostics)
    let root = parameters.settle(tree, settings)
    var context = ScenarioContext(diagnostics: parameters.diagnostics)
    if ScenarioReader.hasForeignVersion(root, &context) {
      return ScenarioReading(document: nil, context.diagnostics)
    }
    var scenario = ScenarioLanguage.codec.read(root, &context)
    scenario?.choices = context.choices
    if scenario?.name.isEmpty == true { scenario?.name = name }
    guard let scenario else { return ScenarioReading(document: nil, context.diagnostics) }
    var check = ScenarioCheck(scenario, vocabulary, context.diagnostics)
    check.run()
    let document = ScenarioDocument(scenario: scenario, root: root)
    return ScenarioReading(
      document: check.diagnostics.hasErrors ? nil : document, check.diagnostics)
  }

  private static func hasForeignVersion(
    _ root: JSONNode, _ context: inout ScenarioContext
  ) -> Bool {
    guard case .number(.integer(let version))? = root["version"]?.value,
      version != Int128(Scenario.languageVersion)
    else { return false }
    let known = Scenario.languageVersion
    context.report(
      .unknownVersion, at: root["version"]?.mark,
      "version \(version) of the scenario language is not known here"
    ) {
      $0.noting(
        version > Int128(known)
          ? "this program knows version \(known); a newer one may know more"
          : "the first version is \(known)")
    }
    return true
  }
}

/// What came of reading a scenario file.
package struct ScenarioReading: Sendable {
  /// The scenario, when nothing prevents a run.
  package let document: ScenarioDocument?
  /// The mistakes that were kept, errors and warnings, in the order of their places.
  package let diagnostics: [Diagnostic]
  /// How many more mistakes there are.
  package let omitted: Int

  init(document: ScenarioDocument?, _ diagnostics: DiagnosticList) {
    self.document = document
    self.diagnostics = diagnostics.inOrderOfPlace
    omitted = diagnostics.omitted
  }

  private init(document: ScenarioDocument, after reading: ScenarioReading) {
    self.document = document
    diagnostics = reading.diagnostics
    omitted = reading.omitted
  }

  /// What was read, with another scenario made of it.
  package func with(_ document: ScenarioDocument) -> ScenarioReading {
    ScenarioReading(document: document, after: self)
  }

  /// The scenario, when nothing prevents a run.
  package var scenario: Scenario? { document?.scenario }
  /// Whether a mistake prevents a run.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A scenario and the tree it was read from.
package struct ScenarioDocument: Sendable {
  /// The scenario with the first alternative of each choice.
  package let scenario: Scenario
  /// The tree: files laid over each other, parameters replaced, choices still open.
  package let root: JSONNode

  /// The same scenario with something else expected of its runs.
  package func expecting(_ expectation: ScenarioExpectation) -> ScenarioDocument {
    var scenario = scenario
    scenario.expect = expectation
    var written = Scenario()
    written.expect = expectation
    let expect = ScenarioLanguage.codec.write(written)["expect"]
    guard case .object(let members) = root.value else {
      preconditionFailure("a scenario was read from \(root.value.noun), not from an object")
    }
    let kept = members.filter { $0.name != "expect" }
    let root = JSONNode(
      .object(kept + (expect.map { [JSONMember("expect", $0)] } ?? [])), at: root.place)
    return ScenarioDocument(scenario: scenario, root: root)
  }

  /// The scenario with other alternatives of its choices.
  ///
  /// - Parameter pick: gives the position of the alternative that is taken, for each choice in
  ///   turn; positions that lie outside are moved to the nearest one.
  package func variant(_ pick: (ScenarioChoice) -> Int) -> Scenario {
    if scenario.choices.isEmpty { return scenario }
    var context = ScenarioContext()
    context.picks = scenario.choices.map(pick)
    guard var variant = ScenarioLanguage.codec.read(root, &context) else { return scenario }
    variant.name = scenario.name
    variant.choices = scenario.choices
    return variant
  }
}

extension Scenario {
  /// Every combination of the values that its parameters may have, as settings.
  ///
  /// A parameter without a list of values is not set. The first combination comes first in the
  /// order of the lists; the last parameter changes fastest.
  package var matrix: [[ScenarioSetting]] {
    var rows: [[ScenarioSetting]] = [[]]
    for (name, parameter) in parameters where !parameter.values.isEmpty {
      rows = rows.flatMap { row in
        parameter.values.map { value in
          row + [ScenarioSetting(name: name, value: value.text ?? JSONText.compact(value))]
        }
      }
    }
    return rows
  }
}

extension ScenarioDocument {
  /// The scenario as one line that reads back as the same, choices still open.
  ///
  /// Files that it extends and parameters that were set are part of it already.
  package var line: String { JSONText.compact(tree) }

  /// The scenario as a value that reads back as the same, choices still open.
  package var tree: JSONNode { ParameterUse.escaped(root) }

  /// The scenario that such a line holds, under the name it had.
  package static func reading(
    line: some StringProtocol, name: String, for system: SystemUnderTest
  ) -> ScenarioDocument? {
    ScenarioReader(vocabulary: system.vocabulary)
      .read(path: "\(name).jsonc", bytes: Array(line.utf8)).document
  }
}

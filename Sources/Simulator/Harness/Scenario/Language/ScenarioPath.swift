/// The way from the whole scenario to one value in it.
package struct ScenarioPath: Hashable, Sendable {
  /// One step of the way.
  package enum Step: Hashable, Sendable {
    /// To a field of the language.
    case field(String)
    /// To a value under a name that the writer of the file chose.
    case key(String)
    /// To an item of a list, counted from zero.
    case item(Int)
  }

  /// The steps from the outside in.
  package var steps: [Step] = []

  /// The way as it is told in messages: `faults[0].do`.
  package var text: String {
    var result = ""
    for step in steps {
      switch step {
      case .field(let name), .key(let name): result += (result.isEmpty ? "" : ".") + name
      case .item(let position): result += "[\(position)]"
      }
    }
    return result.isEmpty ? "the scenario" : result
  }

  /// The fields on the way alone, as `explain` takes them: `faults.do`.
  package var topic: String {
    steps.compactMap { step -> String? in
      if case .field(let name) = step { name } else { nil }
    }.joined(separator: ".")
  }
}

/// A value that is chosen anew for each seed.
package struct ScenarioChoice: Hashable, Sendable {
  /// Where the value stands.
  package var path: ScenarioPath
  /// What may stand there, at least one.
  package var alternatives: [JSONNode]
}

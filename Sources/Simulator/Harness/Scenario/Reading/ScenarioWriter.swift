/// Writes scenarios so that reading what was written gives an equal scenario.
package enum ScenarioWriter {
  /// The scenario in its canonical form: fields in the order of the table, defaults left out.
  package static func text(_ scenario: Scenario) -> String {
    JSONText.laidOut(escaped(tree(scenario)), trailingCommas: true)
  }

  /// The tree with its texts escaped; parameters are read as they stand and stay as they are.
  private static func escaped(_ tree: JSONNode) -> JSONNode {
    guard case .object(let members) = tree.value else { return ParameterUse.escaped(tree) }
    return JSONNode(
      .object(
        members.map {
          $0.name == "params" ? $0 : JSONMember($0.name, ParameterUse.escaped($0.value))
        }))
  }

  /// The scenario as a value, with its choices in place.
  static func tree(_ scenario: Scenario) -> JSONNode {
    var node = ScenarioLanguage.codec.write(scenario)
    for choice in scenario.choices {
      let value = JSONNode.object([("perSeed", .list(choice.alternatives))])
      node = replacing(node, choice.path.steps[...], by: value)
    }
    return node
  }

  private static func replacing(
    _ node: JSONNode, _ steps: ArraySlice<ScenarioPath.Step>, by value: JSONNode
  ) -> JSONNode {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch step {
    case .field(let name), .key(let name):
      // Where a short form stands, such as a word, the choice is about a field of the long form.
      var members: [JSONMember] = []
      if case .object(let given) = node.value { members = given }
      if let position = members.firstIndex(where: { $0.name == name }) {
        members[position].value = replacing(members[position].value, rest, by: value)
      } else {
        // The alternative taken is the default, which the tree leaves out.
        members.append(JSONMember(name, replacing(.object([]), rest, by: value)))
      }
      return JSONNode(.object(members))
    case .item(let position):
      guard case .list(var items) = node.value, items.indices.contains(position) else {
        return node
      }
      items[position] = replacing(items[position], rest, by: value)
      return .list(items)
    }
  }
}

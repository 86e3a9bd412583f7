/// Lays a scenario over the one that it extends.
enum ScenarioMerge {
  /// Fields that belong to a file and are not handed on.
  private static let ownFields = ["$schema", "extends", "name"]

  /// The whole that two files make: the second one changes the first.
  static func merged(_ parent: JSONNode, with child: JSONNode) -> JSONNode {
    var base = parent
    if case .object(let members) = parent.value {
      base.value = .object(members.filter { !ownFields.contains($0.name) })
    }
    return merge(base, child)
  }

  private static func merge(_ base: JSONNode, _ change: JSONNode) -> JSONNode {
    var result = change
    if case .object(let old) = base.value, case .object(let new) = change.value {
      result.value = .object(merge(old, new))
    }
    if case .list(let old) = base.value, case .list(let new) = change.value,
      !new.isEmpty, (old + new).allSatisfy(hasID)
    {
      result.value = .list(merge(old, new))
    }
    return result
  }

  private static func hasID(_ node: JSONNode) -> Bool { node["id"]?.text != nil }

  private static func merge(_ old: [JSONMember], _ new: [JSONMember]) -> [JSONMember] {
    var result = old
    var positions: [String: Int] = [:]
    for (position, member) in old.enumerated() { positions[member.name] = position }
    var removed: [Int] = []
    for member in new {
      guard let position = positions[member.name] else {
        if member.value.value != .null { result.append(member) }
        continue
      }
      if member.value.value == .null {
        removed.append(position)
      } else {
        result[position] = JSONMember(
          member.name, merge(old[position].value, member.value), at: member.namePlace)
      }
    }
    for position in removed.sorted(by: >) { result.remove(at: position) }
    return result
  }

  private static func merge(_ old: [JSONNode], _ new: [JSONNode]) -> [JSONNode] {
    var result = old
    var positions: [String: Int] = [:]
    for (position, node) in old.enumerated() {
      if let id = node["id"]?.text { positions[id] = position }
    }
    for node in new {
      if let id = node["id"]?.text, let position = positions[id] {
        result[position] = merge(result[position], node)
      } else {
        result.append(node)
      }
    }
    return result
  }
}

/// Paths as texts, with a slash between folders.
enum FilePath {
  /// The path that a file names, seen from the folder of this file, without needless steps.
  static func resolve(_ path: String, from file: String) -> String {
    if path.hasPrefix("/") { return normal(path) }
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    return normal(folder + path)
  }

  /// A path without `.` and without `..` behind a name.
  static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The name of a file without its folder and what follows the first point.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.prefix { $0 != "." })
  }
}

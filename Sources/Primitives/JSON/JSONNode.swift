/// A place that an encoder fills in.
final class JSONNode {
  private var content = Content.empty

  /// What has been filled in so far.
  private enum Content {
    case empty
    case item(Item)
    case list([Item])
    /// In order of the names.
    case fields([(name: String, item: Item)])
  }

  /// A value, or the place of one that has parts.
  enum Item {
    case null
    case truth(Bool)
    case integer(Int)
    case number(String)
    case text(String)
    case node(JSONNode)
  }

  func set(_ item: Item) {
    content = .item(item)
  }

  func beginFields() {
    if case .fields = content { return }
    content = .fields([])
  }

  func beginList() {
    if case .list = content { return }
    content = .list([])
  }

  /// Fills in a field; one that is encoded again replaces what was there.
  func set(_ name: String, _ item: Item) {
    guard case .fields(var fields) = content else {
      preconditionFailure("the field \(name) was encoded into a node that holds no fields")
    }
    content = .empty
    var (place, end) = (0, fields.count)
    while place < end {
      let middle = (place + end) / 2
      if fields[middle].name < name { place = middle + 1 } else { end = middle }
    }
    if place < fields.count, fields[place].name == name {
      fields[place].item = item
    } else {
      fields.insert((name, item), at: place)
    }
    content = .fields(fields)
  }

  /// The place of a field that has parts.
  func field(_ name: String) -> JSONNode {
    let node = JSONNode()
    set(name, .node(node))
    return node
  }

  func append(_ item: Item) {
    guard case .list(var items) = content else {
      preconditionFailure("an element was encoded into a node that holds no list")
    }
    content = .empty
    items.append(item)
    content = .list(items)
  }

  /// The place of an element that has parts.
  func append() -> JSONNode {
    let node = JSONNode()
    append(.node(node))
    return node
  }

  var count: Int {
    if case .list(let items) = content { items.count } else { 0 }
  }

  /// Writes what was filled in; nothing at all counts as an empty object.
  func write(to bytes: inout JSONBytes) {
    switch content {
    case .empty: bytes.write(plain: "{}")
    case .item(let item): item.write(to: &bytes)
    case .list(let items):
      bytes.write(list: items) { item, bytes in item.write(to: &bytes) }
    case .fields(let fields):
      bytes.write(fields: fields, name: \.name) { field, bytes in
        field.item.write(to: &bytes)
      }
    }
  }
}

extension JSONNode.Item {
  fileprivate func write(to bytes: inout JSONBytes) {
    switch self {
    case .null: bytes.write(plain: "null")
    case .truth(let truth): bytes.write(plain: truth ? "true" : "false")
    case .integer(let number): bytes.write(number)
    case .number(let digits): bytes.write(plain: digits)
    case .text(let text): bytes.write(quoted: text)
    case .node(let node): node.write(to: &bytes)
    }
  }
}

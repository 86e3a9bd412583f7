import ServiceRuntime
import Testing

@testable import LiveRuntime

@Suite struct MemoryTableTests {
  private func keys(_ table: MemoryTable, _ range: KeyRange = .all) -> [String] {
    var keys: [String] = []
    table.visit(range) {
      keys.append($0.key)
      return true
    }
    return keys
  }

  @Test func `rows are in order whenever somebody looks, and once each`() {
    let table = MemoryTable("numbers")
    for key in ["b", "d", "a"] { _ = table.makeRow(key) }
    #expect(keys(table) == ["a", "b", "d"])
    let loose = table.makeRow("c")
    #expect(keys(table, KeyRange(lower: "b", upper: "d")) == ["b", "c"])
    table.remove(loose)
    #expect(keys(table) == ["a", "b", "d"])
  }

  @Test func `a row that was taken out before anybody looked is not there`() {
    let table = MemoryTable("numbers")
    _ = table.makeRow("a")
    for _ in 0..<1_000 { table.remove(table.makeRow("b")) }
    let last = table.makeRow("b")
    #expect(keys(table) == ["a", "b"])
    #expect(table.row("b") === last && table.count == 2)
    table.remove(last)
    table.remove(last)
    #expect(keys(table) == ["a"])
  }
}

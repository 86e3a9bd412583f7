import Engine
import Harness
import Primitives
import Testing

@Suite struct PointFaultTests {
  static let texts = [
    "crash inventory-1 at commit #2",
    "crash inventory-1 at sending #1 for 2s",
    "crash orders-12 at arrival #30",
    "crash inventory-1 at failpoint after-commit-before-reply #1",
    "pause inventory-1 at failpoint after-commit-before-reply #1 for 20001ms",
    "pause inventory-1 at arrival #4 for 2s",
    "lose inventory.deduct request #2 from orders-1 to inventory-1",
    "duplicate inventory.deduct reply #1 from inventory-1 to orders-1 after 1ms",
    "delay orders.place request #1 from client-alice to orders-1 by 3.001s",
  ]

  @Test func `what is written is read back as it was`() throws {
    for text in PointFaultTests.texts {
      let faults = try PointFaultNotation.parse(text)
      #expect(faults.count == 1, "\(text)")
      #expect(try PointFaultNotation.parse(PointFaultNotation.text(faults)) == faults, "\(text)")
    }
    let together = PointFaultTests.texts.joined(separator: " + ")
    #expect(try PointFaultNotation.parse(together).count == PointFaultTests.texts.count)
  }

  @Test func `what names no fault is refused`() {
    for text in [
      "", "crash", "crash inventory-1", "crash inventory-1 at message #1",
      "crash inventory-1 at commit 2", "crash inventory-1 at commit #0",
      "pause inventory-1 at commit #1", "pause a request #1 from x to y for 1s",
      "lose a request #1 from x", "lose a question #1 from x to y", "delay a reply #1 from x to y",
      "duplicate a reply #1 from x to y by 3s",
    ] {
      #expect(throws: NotationMistake.self, "\(text)") { try PointFaultNotation.parse(text) }
    }
  }
}

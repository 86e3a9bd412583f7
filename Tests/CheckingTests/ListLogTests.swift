import Checking
import Primitives
import Testing

private struct Entry: ExpressionRecord {
  var amount: Int
  var isOpen: Bool

  func value(of field: String) -> ExpressionValue? {
    switch field {
    case "amount": .integer(amount)
    case "open": .truth(isOpen)
    case "size": .text(amount > 6 ? "large" : "small")
    default: nil
    }
  }
}

/// A shop whose ledger may keep its changes.
private struct Shop: ExpressionEnvironment {
  let ledger: [Entry?]
  let limit: Int
  let log: ListLog?

  func value(named name: String) -> ExpressionValue? {
    switch name {
    case "shop": .record(ShopRecord(ledger: ledger))
    case "limit": .integer(limit)
    default: nil
    }
  }

  func log(of list: StandingList) -> ListLog? { list.path == "shop.ledger" ? log : nil }
}

private struct ShopRecord: ExpressionRecord {
  let ledger: [Entry?]

  func value(of field: String) -> ExpressionValue? {
    field == "ledger" ? .list(ledger.compactMap { $0.map { .record($0) } }) : nil
  }
}

/// What is gathered from a list is the same whether it is kept or gathered anew.
@Suite struct ListLogTests {
  private let schema = ExpressionSchema(
    names: ["shop": .record("shop"), "limit": .integer],
    records: [
      "shop": ["ledger": .list(.record("entry"))],
      "entry": ["amount": .integer, "open": .truth, "size": .text],
    ])

  private let sources = [
    "count(shop.ledger)", "sum(shop.ledger.amount)", "count(e in shop.ledger where e.open)",
    "sum(e.amount * 2 for e in shop.ledger where !e.open)",
    "forall e in shop.ledger: e.amount < 9", "exists e in shop.ledger where e.open: e.amount == 3",
    "count(e in shop.ledger where e.amount < limit)", "forall e in shop.ledger: e.amount <= limit",
    "count(e in shop.ledger where count(f in shop.ledger where f.open) > 3)",
    "min(e.amount for e in shop.ledger) < max(shop.ledger.amount)", "distinct(shop.ledger.amount)",
    "sum(-e.amount % 5 for e in shop.ledger where e.open -> e.amount > 3)",
    "exists e in shop.ledger: e.size == 'large' && e.size != 'small' && !e.open",
    "forall e in shop.ledger: e.size >= 'm' || e.open == true || 7 - e.amount <= 2 * 2 + 1",
    "count(e in shop.ledger where (e.amount > 3) != e.open) + 1 > 4 / 2",
    "count(shop.ledger) == count(e in shop.ledger where e.open) + 1 || sum(shop.ledger.amount) > 9",
  ]

  @Test func `what is kept is what would be gathered anew`() throws {
    var generator = SeededGenerator(5)
    var expressions: [Expression] = []
    for source in sources { expressions.append(try Expression(source, schema: schema)) }
    let log = ListLog()
    var ledger: [Entry?] = []
    var differences: [String] = []
    for step in 0..<4_000 {
      let entry = Entry(amount: generator.below(12), isOpen: generator.oneIn(3))
      if ledger.count < 30, ledger.isEmpty || generator.oneIn(4) {
        log.append(entry)
        ledger.append(entry)
      } else {
        let position = generator.below(ledger.count)
        ledger[position] = generator.oneIn(3) ? nil : entry
        log.replace(position, by: ledger[position])
      }
      let limit = generator.below(12)
      for (number, expression) in expressions.enumerated() {
        // Some look seldom, so that the changes they have not seen are dropped.
        guard step % (number % 3 == 2 ? 1500 : number + 1) == 0 else { continue }
        let kept = try? expression.value(in: Shop(ledger: ledger, limit: limit, log: log))
        let anew = try? expression.value(in: Shop(ledger: ledger, limit: limit, log: nil))
        if kept?.description != anew?.description { differences.append("\(step): \(number)") }
      }
    }
    #expect(differences.isEmpty)
  }

  @Test func `an element is asked again only after it has changed`() {
    let log = ListLog()
    for amount in 0..<100 { log.append(Entry(amount: amount, isOpen: true)) }
    let reader = ListReader()
    var asked = 0
    func look() -> Int {
      log.tally(for: reader) { _ in
        asked += 1
        return 1
      }.count
    }
    #expect(look() == 100 && asked == 100)
    #expect(look() == 100 && asked == 100)
    log.replace(7, by: nil)
    log.replace(8, by: Entry(amount: 1, isOpen: false))
    #expect(look() == 99 && asked == 101)
  }

  @Test func `names are told apart while elements come and go`() {
    let log = ListLog()
    let reader = ListReader()
    func areDistinct() -> Bool {
      log.distinct(for: reader) { $0.value(of: "amount")?.plain }.areDistinct
    }
    log.append(Entry(amount: 1, isOpen: true))
    log.append(Entry(amount: 2, isOpen: true))
    #expect(areDistinct())
    log.append(Entry(amount: 1, isOpen: true))
    #expect(!areDistinct())
    log.replace(0, by: Entry(amount: 3, isOpen: true))
    #expect(areDistinct())
    log.replace(1, by: Entry(amount: 3, isOpen: true))
    #expect(!areDistinct())
    log.replace(0, by: nil)
    #expect(areDistinct())
  }

  @Test func `a sum that did not fit once is found in the other way`() throws {
    let expression = try Expression("sum(shop.ledger.amount)", schema: schema)
    let log = ListLog()
    let large = Entry(amount: .max, isOpen: true)
    let small = Entry(amount: 2, isOpen: true)
    log.append(large)
    log.append(small)
    #expect(throws: ExpressionError.self) {
      try expression.value(in: Shop(ledger: [large, small], limit: 0, log: log))
    }
    log.replace(0, by: nil)
    let value = try expression.value(in: Shop(ledger: [nil, small], limit: 0, log: log))
    #expect(value.integer == 2)
  }
}

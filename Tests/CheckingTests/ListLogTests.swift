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

/// An entry that counts how often its field is asked for.
private struct Asked: ExpressionRecord {
  let isOpen: Bool
  let count: Count

  func value(of field: String) -> ExpressionValue? {
    count.count += 1
    return .truth(isOpen)
  }
}

/// A number that may be counted up from anywhere.
private final class Count {
  var count = 0
}

/// An entry that has only the one field.
private struct Truth: ExpressionRecord {
  let isOpen: Bool

  func value(of field: String) -> ExpressionValue? { field == "open" ? .truth(isOpen) : nil }
}

/// An entry without any field.
private struct Blank: ExpressionRecord {
  func value(of field: String) -> ExpressionValue? { nil }
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

  private var fields: OrderedDictionary<String, ExpressionType> { schema.records["entry"] ?? [:] }

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
    "count(e in shop.ledger where -3 + 2 * 4 > e.amount && (e.open -> e.size != 'small'))",
    "sum(1 - (2 - (3 - e.amount)) * (e.amount + 1) for e in shop.ledger)",
    "exists e in shop.ledger: (e.open == (e.amount > 3)) == (e.size < 'm')",
    "sum(12 / e.amount for e in shop.ledger)", "forall e in shop.ledger: 1 < 2 && true",
    "sum(9223372036854775807 + e.amount for e in shop.ledger where 4 / 0 > e.amount || e.open)",
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

  private func value(_ source: String, _ log: ListLog) throws -> ExpressionValue {
    try Expression(source, schema: schema).value(in: Shop(ledger: [], limit: 0, log: log))
  }

  /// How often gauges have moved since they were asked last, by what they gather.
  private func moves(_ log: ListLog) -> [String] {
    log.settle()
    var names: [String] = []
    log.forEachMoved { names.append($0.recipe.name) }
    return names
  }

  @Test func `an element is asked again only after it has changed`() throws {
    let asked = Count()
    let log = ListLog()
    let condition = try Expression("count(e in shop.ledger where e.open)", schema: schema)
    func look() throws -> Int? {
      try condition.value(in: Shop(ledger: [], limit: 0, log: log)).integer
    }
    for _ in 0..<100 { log.append(Asked(isOpen: true, count: asked)) }
    #expect(try look() == 100 && asked.count == 100)
    #expect(try look() == 100 && asked.count == 100)
    log.replace(7, by: nil)
    log.replace(8, by: Asked(isOpen: false, count: asked))
    #expect(try look() == 98 && asked.count == 101)
  }

  @Test func `what gathers the same is gathered once`() throws {
    let asked = Count()
    let log = ListLog()
    for _ in 0..<10 { log.append(Asked(isOpen: true, count: asked)) }
    for limit in 0..<20 {
      let source = "count(e in shop.ledger where e.open) > \(limit)"
      #expect(try value(source, log).description == "\(10 > limit)")
    }
    #expect(asked.count == 10)
  }

  @Test func `a gauge moves when readers would find something else, and not before`() throws {
    let log = ListLog()
    for amount in 1...4 { log.append(Entry(amount: amount, isOpen: true)) }
    let sum = "sum(shop.ledger.amount)"
    let all = "forall e in shop.ledger: e.amount < 9"
    let open = "count(e in shop.ledger where e.open)"
    for source in [sum, all, open] { _ = try value(source, log) }
    #expect(moves(log) == [])
    log.replace(0, by: Entry(amount: 1, isOpen: true))
    #expect(moves(log) == [])
    log.replace(0, by: Entry(amount: 1, isOpen: false))
    #expect(moves(log) == [open])
    log.replace(1, by: Entry(amount: 7, isOpen: true))
    #expect(moves(log) == [sum])
    log.replace(2, by: Entry(amount: 9, isOpen: true))
    log.replace(3, by: Entry(amount: 9, isOpen: true))
    #expect(Set(moves(log)) == [sum, all])
    log.replace(2, by: Entry(amount: 10, isOpen: true))
    log.replace(3, by: Entry(amount: 8, isOpen: true))
    #expect(!moves(log).contains(all))
    #expect(moves(log) == [])
  }

  @Test func `an element without a value moves a gauge at each change and is found by asking all`()
    throws
  {
    let log = ListLog()
    let good = Entry(amount: 1, isOpen: true)
    log.append(good)
    let sum = "sum(shop.ledger.amount)"
    let expression = try Expression(sum, schema: schema)
    #expect(try value(sum, log).integer == 1)
    log.append(Blank())
    #expect(moves(log) == [sum])
    #expect(try expression.value(in: Shop(ledger: [good], limit: 0, log: log)).integer == 1)
    log.replace(0, by: Entry(amount: 1, isOpen: true))
    #expect(moves(log) == [])
    log.replace(0, by: Entry(amount: 2, isOpen: true))
    #expect(moves(log) == [sum])
    log.replace(1, by: nil)
    #expect(moves(log) == [sum])
    #expect(try value(sum, log).integer == 2)
  }

  @Test func `what is not asked of an element need not have a value`() throws {
    let log = ListLog()
    let expression = try Expression(
      "forall e in shop.ledger: e.open || e.amount < 9", schema: schema)
    func value(anew ledger: [Entry?] = []) throws -> String {
      try expression.value(in: Shop(ledger: ledger, limit: 0, log: log)).description
    }
    log.append(Entry(amount: 1, isOpen: false))
    log.append(Truth(isOpen: true))
    #expect(try value() == "true")
    log.replace(1, by: Truth(isOpen: false))
    // Now all elements are asked, which are others here.
    #expect(try value(anew: [Entry(amount: 9, isOpen: false)]) == "false")
    log.replace(1, by: Entry(amount: 2, isOpen: false))
    #expect(try value() == "true")
    log.replace(0, by: nil)
    log.replace(0, by: Entry(amount: 9, isOpen: false))
    #expect(try value() == "false")
  }

  @Test func `the oldest debt is the one that lasts longest, whatever is settled in between`()
    throws
  {
    var now: Int64 = 0
    let log = ListLog { ListTally.Moment(Instant(nanoseconds: now), event: Int(now)) }
    let recipe = try #require(
      GaugeRecipe(
        entriesThat: false,
        of: Expression(condition: "open", schema: ExpressionSchema(names: fields, records: [:])),
        where: nil, isOwed: true, over: fields))
    let reader = ListReader()
    func oldest() -> Int? {
      reader.gauge(recipe, of: log)?.tally.oldest { ("\($0)", "") }.flatMap { Int($0.name) }
    }
    #expect(oldest() == nil)
    for _ in 0..<3 {
      now += 1
      log.append(Entry(amount: 1, isOpen: false))
      log.settle()
    }
    #expect(oldest() == 0)
    _ = moves(log)
    log.replace(1, by: Entry(amount: 1, isOpen: true))
    #expect(moves(log) == [])
    log.replace(0, by: Entry(amount: 1, isOpen: true))
    #expect(moves(log) == [recipe.name])
    #expect(oldest() == 2)
    now = 9
    log.replace(0, by: Entry(amount: 1, isOpen: false))
    #expect(moves(log) == [])
    log.replace(2, by: nil)
    #expect(oldest() == 0)
  }

  @Test func `names are told apart while elements come and go`() throws {
    let log = ListLog()
    let recipe = try #require(GaugeRecipe(distinct: "amount", where: nil, over: fields))
    let reader = ListReader()
    func areDistinct() -> Bool? { reader.gauge(recipe, of: log)?.distinct.areDistinct }
    log.append(Entry(amount: 1, isOpen: true))
    log.append(Entry(amount: 2, isOpen: true))
    #expect(areDistinct() == true)
    log.append(Entry(amount: 1, isOpen: true))
    #expect(areDistinct() == false)
    log.replace(0, by: Entry(amount: 3, isOpen: true))
    #expect(areDistinct() == true)
    log.replace(1, by: Entry(amount: 3, isOpen: true))
    #expect(areDistinct() == false)
    log.replace(0, by: nil)
    #expect(areDistinct() == true)
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

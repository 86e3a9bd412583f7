import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

@Suite struct ConflictResolutionTests {
  private struct Profile: Codable, Sendable, Fingerprinted, Hashable {
    var name: String
    var mail: String
  }

  private let table = Table<Versioned<Profile>>("profiles")
  private let base = Profile(name: "Ada", mail: "ada@old")

  /// Two writers who read the same version write one after the other.
  private func write(_ rule: ConflictResolution<Profile>) throws -> Versioned<Profile>? {
    let process = SmallProcess()
    let read = Versioned(version: Version(1), value: base)
    process.store.preset(table, "ada", read)
    _ = try? process.run { context in
      for change in [
        Profile(name: "Ada L.", mail: "ada@old"), Profile(name: "Ada", mail: "ada@new"),
      ] {
        try await context.store.transaction { transaction in
          _ = try await rule.write(change, over: read, to: table, "ada", in: transaction)
        }
      }
    }
    return process.store.committed(table, "ada")
  }

  @Test func `each rule decides a conflict in its own way`() throws {
    let refused = try write(.refuse)
    #expect(refused?.value == Profile(name: "Ada L.", mail: "ada@old"))
    #expect(refused?.version == Version(2))
    #expect(try write(.keepPresent)?.value == Profile(name: "Ada L.", mail: "ada@old"))
    #expect(try write(.replace)?.value == Profile(name: "Ada", mail: "ada@new"))
    let merged = try write(
      .merge { base, present, proposed in
        Profile(
          name: proposed.name == base.name ? present.name : proposed.name,
          mail: proposed.mail == base.mail ? present.mail : proposed.mail)
      })
    #expect(merged?.value == Profile(name: "Ada L.", mail: "ada@new"))
    #expect(merged?.version == Version(3))
  }

  @Test func `a write over a version that is gone is refused`() throws {
    let process = SmallProcess()
    let stock = Table<Versioned<Int>>("stock")
    let outcomes = try process.run { context in
      var outcomes: [Bool] = []
      for expected in [0, 0, 1, 1] {
        do {
          try await context.store.transaction { transaction in
            _ = try await transaction.put(stock, "clock", 5, expecting: Version(expected))
          }
          outcomes.append(true)
        } catch is VersionConflict {
          outcomes.append(false)
        }
      }
      return outcomes
    }
    #expect(outcomes == [true, false, true, false])
  }

  @Test func `copies agree in whatever order and however often they meet`() {
    var copies: [Stamped<Int>] = []
    for time in 0..<3 {
      for writer in ["a", "b"] {
        for value in 0..<2 {
          copies.append(
            Stamped(value, at: WallTime(nanosecondsSinceEpoch: Int64(time)), by: writer))
        }
      }
    }
    func same(_ left: Stamped<Int>, _ right: Stamped<Int>) -> Bool {
      left.value == right.value && left.time == right.time && left.writer == right.writer
    }
    for a in copies {
      #expect(same(a.merged(with: a), a))
      for b in copies {
        #expect(same(a.merged(with: b), b.merged(with: a)))
        for c in copies {
          #expect(
            same(a.merged(with: b).merged(with: c), a.merged(with: b.merged(with: c))))
        }
      }
    }
  }
}

import Dispatch
import Foundation
import ServiceRuntime

/// Answers every question with a text that it makes up.
class AnsweringService: Service {
  let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  func start() async throws {
    context.handle(Ask.self) { _, _ in try await self.answer() }
  }

  func answer() async throws -> String { "" }
}

/// Draws as services should.
final class SoundService: AnsweringService {
  override func answer() async throws -> String { "\(context.random.below(1_000_000))" }
}

/// Answers with what comes first in hash order.
final class HashOrderService: AnsweringService {
  override func answer() async throws -> String {
    Set((0..<50).map { "item \($0)" }).prefix(3).joined(separator: ", ")
  }
}

/// Reads a real clock.
final class RealClockService: AnsweringService {
  override func answer() async throws -> String {
    let now = Date()
    return "\(now.timeIntervalSince1970)"
  }
}

/// Counts in a variable that outlives runs.
final class StaticService: AnsweringService {
  nonisolated(unsafe) private static var count = 0

  override func answer() async throws -> String {
    Self.count += 1
    return "asked \(Self.count) times"
  }
}

/// Decides by where objects lie in memory.
final class AddressService: AnsweringService {
  private final class Item {}

  override func answer() async throws -> String {
    let items = (0..<40).map { _ in Item() }
    // Buckets of a page and a bit: the order follows from where the system has put the heap.
    let buckets = items.map { UInt(bitPattern: ObjectIdentifier($0)) / 4096 % 1021 }
    let least = buckets.indices.min { buckets[$0] < buckets[$1] } ?? 0
    return "item \(least) of bucket \(buckets[least])"
  }
}

/// Starts timers of one instant in hash order.
final class TimerService: AnsweringService {
  override func answer() async throws -> String {
    let names = Set((0..<12).map { "timer \($0)" })
    for name in names {
      context.tasks.spawn(name) {
        try? await self.context.clock.sleep(for: .milliseconds(50))
        _ = try? await self.context.call(Ask(), to: "bell")
      }
    }
    return "set"
  }
}

/// Adds up fractions in hash order.
final class RoundingService: AnsweringService {
  override func answer() async throws -> String {
    "total \(Set((1...2000).map { 1 / Double($0) }).reduce(0, +))"
  }
}

/// Looks at all variables, which no function of the C library has a part in.
final class DiscountService: AnsweringService {
  override func answer() async throws -> String {
    ProcessInfo.processInfo.environment["LEAKY_DISCOUNT"] ?? "no discount"
  }
}

/// Asks the C library for a variable.
final class VariableService: AnsweringService {
  override func answer() async throws -> String {
    getenv("LEAKY_DISCOUNT") == nil ? "no discount" : "a discount"
  }
}

/// Hands work to a queue.
final class ThreadService: AnsweringService {
  override func answer() async throws -> String {
    DispatchQueue.global().async {}
    return "begun"
  }
}

/// Draws from the system.
final class EntropyService: AnsweringService {
  override func answer() async throws -> String { "\(Int.random(in: 0...1_000_000))" }
}

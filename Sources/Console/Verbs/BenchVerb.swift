import Benchmarks
import Harness
import Primitives

extension Verb {
  /// Measures what the engine does in a second.
  ///
  /// - Parameter workloads: what the hosted system brings, beside the engine's own.
  static func bench(_ workloads: [Workbench.Workload]) -> Verb {
    let all = Workbench.all + workloads
    let names = OrderedSet(Workbench.names + workloads.map(\.name)).map { $0 }
    return bench(all, names)
  }

  private static func bench(_ all: [Workbench.Workload], _ names: [String]) -> Verb {
    Verb(
      "bench", "Measure what the engine does in a second",
      discussion: """
        Prints one tab-separated line per result: RESULT, name, variant, workload, count, messages, \
        wall seconds, virtual seconds, peak resident KB, spread of the wall seconds. The median of the \
        repeats is printed. \
        Measure release builds only, on one core, beside a program to compare with: machines differ \
        and are noisy, ratios of one run are not.
        """,
      examples: [
        Example("bench", "every workload"),
        Example("bench W2 --repeat 5 --json", "one workload, five times, for a program"),
      ],
      positionals: [
        Positional(
          "WORKLOAD", .any, completion: .words(names),
          help: "Which to measure; all where none is named")
      ],
      options: [repeatOption.declaration, StandardOptions.json.declaration]
    ) { arguments, terminal throws(CommandError) in
      let place = Positional("WORKLOAD", .any, completion: .words(names), help: "")
      let wanted = arguments[place]
      for name in wanted where !names.contains(name) {
        throw CommandError(
          .usage, "there is no workload '\(name)'",
          hint: "workloads are \(names.joined(separator: ", "))")
      }
      var rows: [JSONText] = []
      for workload in all where wanted.isEmpty || wanted.contains(workload.name) {
        let sample = BenchSample(workload, repeats: arguments[repeatOption])
        if arguments[StandardOptions.json] {
          rows.append(sample.json)
        } else {
          terminal.write(sample.line + "\n")
        }
      }
      if arguments[StandardOptions.json] {
        terminal.print(json: ["schema": "orrery.bench/1", "results": .list(rows)])
      }
      return .success
    }
  }

  private static let repeatOption = Option.value(
    "repeat", .integer(in: 1...100), default: "3", help: "How often to measure each")
}

/// Several measurements of one workload.
private struct BenchSample {
  private let results: [BenchmarkResult]
  private let median: BenchmarkResult
  private let peakKilobytes: Int

  init(_ workload: Workbench.Workload, repeats: Int) {
    let clock = ContinuousClock()
    Machine.forgetPeakResident()
    let results = (0..<repeats)
      .map { _ in workload.run { body in clock.measure(body) } }
      .sorted { $0.wall < $1.wall }
    self.results = results
    median = results[results.count / 2]
    peakKilobytes = Machine.countedResidentKilobytes
  }

  private var spread: Duration { (results.last?.wall ?? .zero) - (results.first?.wall ?? .zero) }

  var line: String {
    let fields = [
      "RESULT", "orrery", median.variant, median.workload, "\(median.count)",
      "\(median.messages)", seconds(median.wall), seconds(median.virtual - .zero),
      "\(peakKilobytes)", seconds(spread),
    ]
    return fields.joined(separator: "\t")
  }

  var json: JSONText {
    [
      "workload": .text(median.workload),
      "variant": .text(median.variant),
      "count": .integer(Int64(median.count)),
      "messages": .integer(Int64(median.messages)),
      "wall_ns": .text("\(median.wall.nanoseconds)"),
      "spread_ns": .text("\(spread.nanoseconds)"),
      "repeats": .integer(Int64(results.count)),
      "virtual_ns": .text("\(median.virtual.nanoseconds)"),
      "digest": .text(median.digest.description),
      "peak_resident_kb": .integer(Int64(peakKilobytes)),
    ]
  }

  private func seconds(_ duration: Duration) -> String {
    let nanoseconds = duration.nanoseconds
    let fraction = String(nanoseconds % 1_000_000_000)
    let zeros = String(repeating: "0", count: 9 - fraction.count)
    return "\(nanoseconds / 1_000_000_000).\(zeros)\(fraction)"
  }
}

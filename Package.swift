// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: no warning passes, every existential and import says what it is.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func part(_ name: String, _ path: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(path)", swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
    swiftSettings: strict)
}

let package = Package(
  name: "orrery",
  targets: [
    // 1. Values that both halves share.
    part("Primitives", "Primitives"),

    // 2. The seam, and beneath the simulator: time, order and chance.
    part("ServiceRuntime", "ServiceRuntime", ["Primitives"]),
    .target(name: "Interposition", path: "Sources/Simulator/Interposition"),
    part("Engine", "Simulator/Engine", ["Interposition", "Primitives"]),
    part("Checking", "Simulator/Checking", ["Primitives"]),

    // 3. Hosts, network, disks and what can go wrong with them.
    part("World", "Simulator/World", ["Engine", "ServiceRuntime", "Primitives"]),
    part("Benchmarks", "Simulator/Benchmarks", ["World", "Engine", "ServiceRuntime", "Primitives"]),

    // 3. Protects a call, whatever surroundings carry it.
    part("Resilience", "Patterns/Resilience", ["ServiceRuntime", "Primitives"]),

    // 4. From a scenario file and a seed to a judged run.
    part(
      "Harness", "Simulator/Harness",
      ["World", "Checking", "Engine", "ServiceRuntime", "Primitives"]),

    // 4. Protects the data when a call half-happens.
    part(
      "Transactions", "Patterns/Transactions", ["Resilience", "ServiceRuntime", "Primitives"]),

    // 7. The command line.
    part("Console", "Console", ["Primitives"]),

    .executableTarget(
      name: "orrery", dependencies: ["Benchmarks", "Primitives"], swiftSettings: strict),

    // Beside the layers: what tests share.
    .target(
      name: "TestSupport", dependencies: ["Engine", "ServiceRuntime", "Primitives"],
      path: "Tests/TestSupport", swiftSettings: strict),

    tests(of: "Primitives", ["Primitives"]),
    tests(of: "Engine", ["Engine", "Primitives"]),
    tests(
      of: "Resilience", ["Resilience", "TestSupport", "Engine", "ServiceRuntime", "Primitives"]),
    tests(
      of: "Transactions",
      [
        "Transactions", "Resilience", "TestSupport", "World", "Engine", "ServiceRuntime",
        "Primitives",
      ]),
    tests(of: "Console", ["Console", "Primitives"]),
    tests(of: "Repository", []),
    tests(of: "Checking", ["Checking", "Primitives"]),
    tests(of: "Harness", ["Harness", "World", "Checking", "Engine", "ServiceRuntime", "Primitives"]),
    tests(of: "World", ["World", "Engine", "ServiceRuntime", "Primitives"]),
  ],
  swiftLanguageModes: [.v6]
)

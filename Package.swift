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

    // 2. Time, order and chance.
    part("Engine", "Simulator/Engine", ["Primitives"]),

    // 4. From a scenario file and a seed to a judged run.
    part("Harness", "Simulator/Harness", ["Primitives", "Engine"]),

    tests(of: "Primitives", ["Primitives"]),
    tests(of: "Harness", ["Harness", "Engine", "Primitives"]),
  ],
  swiftLanguageModes: [.v6]
)

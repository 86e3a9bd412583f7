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

/// What both halves stand on: values, and the seam between services and their surroundings.
let seam: [Target.Dependency] = ["ServiceRuntime", "Primitives"]

/// Services share contracts, never each other.
let shopServices = ["Users", "Products", "Inventory", "Orders", "Shipping", "Notifications"]

var targets: [Target] = [
  // 1. Values that both halves share.
  part("Primitives", "Primitives"),

  // 2. The seam; and beneath the simulator time, order and chance, and judgement.
  part("ServiceRuntime", "ServiceRuntime", ["Primitives"]),
  .target(name: "Interposition", path: "Sources/Simulator/Interposition"),
  part("Engine", "Simulator/Engine", ["Interposition", "Primitives"]),
  part("Checking", "Simulator/Checking", ["Primitives"]),

  // 3. Hosts, networks and disks; the same on a real machine; patterns that protect a call; what
  // the shop's services say.
  part("World", "Simulator/World", ["Engine"] + seam),
  part("Resilience", "Patterns/Resilience", seam),
  part("Messaging", "Patterns/Messaging", seam),
  part("ShopContracts", "Shop/Contracts", seam),
  .systemLibrary(
    name: "CSQLite", path: "Sources/CSQLite",
    providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
  part(
    "LiveRuntime", "LiveRuntime",
    [.target(name: "CSQLite", condition: .when(traits: ["SQLite"]))] + seam),

  // 4. Patterns that protect data; from a scenario and a seed to a judged run; the engine's speed.
  part("Transactions", "Patterns/Transactions", ["Resilience"] + seam),
  part("Harness", "Simulator/Harness", ["World", "Checking", "Engine"] + seam),
  part("Benchmarks", "Simulator/Benchmarks", ["World", "Engine"] + seam),

  // 5. Many runs; what people read.
  part("Exploration", "Simulator/Exploration", ["Harness", "Engine", "Primitives"]),
  part("Reporting", "Simulator/Reporting", ["Harness", "World", "Checking", "Engine"] + seam),

  // 6. The command line, for any system; and the shop inside the simulator.
  part(
    "Console", "Console",
    [
      "Exploration", "Reporting", "Benchmarks", "LiveRuntime", "Harness", "Checking", "Engine",
    ] + seam),
  part(
    "ShopSimulation", "ShopSimulation",
    ["Harness", "World", "Checking", "Engine", "ShopContracts"] + seam
      + shopServices.map { .init(stringLiteral: $0) }),

  // 7. The shop's command line.
  .executableTarget(
    name: "orrery", dependencies: ["Console", "ShopSimulation"], swiftSettings: strict),

  // Beside the layers: tests, and what they share.
  .target(
    name: "TestSupport", dependencies: ["Engine"] + seam, path: "Tests/TestSupport",
    swiftSettings: strict),
  tests(of: "Primitives", ["Primitives"]),
  // Code that was written without the seam, with nobody's settings but the language's.
  .target(name: "ForeignSample", path: "Tests/ForeignSample"),
  tests(of: "Engine", ["Engine", "ForeignSample", "Primitives"]),
  tests(of: "Checking", ["Checking", "Primitives"]),
  tests(of: "World", ["World", "Engine"] + seam),
  tests(of: "Resilience", ["Resilience", "TestSupport", "Engine"] + seam),
  tests(of: "Messaging", ["Messaging", "Engine"] + seam),
  tests(
    of: "LiveRuntime",
    ["LiveRuntime", "ShopContracts"] + seam + shopServices.map { .init(stringLiteral: $0) }),
  tests(
    of: "Transactions", ["Transactions", "Resilience", "TestSupport", "World", "Engine"] + seam),
  tests(
    of: "Shop",
    ["World", "Engine", "ShopContracts"] + seam
      + shopServices.map { .init(stringLiteral: $0) }),
  tests(of: "Harness", ["Harness", "World", "Checking", "Engine"] + seam),
  tests(of: "Console", ["Console", "Primitives"]),
  .executableTarget(
    name: "LeakyShop", dependencies: ["Console", "Harness", "Checking"] + seam,
    path: "Tests/LeakyShop", swiftSettings: strict),
  tests(
    of: "Scenario",
    [
      "orrery", "LeakyShop", "Inventory", "Users", "ShopContracts", "ShopSimulation", "Harness",
      "Checking", "Engine",
    ] + seam),
  tests(of: "Repository", []),
]

targets += shopServices.map {
  part($0, "Shop/\($0)", ["ShopContracts", "Transactions", "Resilience"] + seam)
}

let package = Package(
  name: "orrery",
  products: [
    .executable(name: "orrery", targets: ["orrery"]),
    .library(name: "ServiceRuntime", targets: ["ServiceRuntime"]),
    .library(name: "Resilience", targets: ["Resilience"]),
    .library(name: "Messaging", targets: ["Messaging"]),
    .library(name: "Checking", targets: ["Checking"]),
  ],
  traits: [.trait(name: "SQLite", description: "Live services whose stores survive them")],
  targets: targets,
  swiftLanguageModes: [.v6]
)

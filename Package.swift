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
let shopServices = [
  "Users", "Products", "Inventory", "Orders", "Payments", "Shipping", "Notifications",
]

var targets: [Target] = [
  // 1. Values that both halves share.
  part("Primitives", "Primitives"),

  // 2. The seam; and beneath the simulator time, order and chance, and judgement.
  part("ServiceRuntime", "ServiceRuntime", ["Primitives"]),
  .target(name: "Interposition", path: "Sources/Simulator/Interposition"),
  part("Engine", "Simulator/Engine", ["Interposition", "Primitives"]),
  part("Checking", "Simulator/Checking", ["Primitives"]),

  // 3. Hosts, networks and disks; the same on a real machine; patterns that protect a call; what
  // the shop's services say; small services with mistakes, on which laws are tried.
  part("World", "Simulator/World", ["Engine"] + seam),
  part("Resilience", "Patterns/Resilience", seam),
  part("Messaging", "Patterns/Messaging", seam),
  part("ShopContracts", "Shop/Contracts", seam),
  part("Specimens", "Specimens", seam),
  .systemLibrary(
    name: "CSQLite", path: "Sources/CSQLite",
    providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
  .systemLibrary(name: "CEpoll", path: "Sources/CEpoll"),
  part(
    "LiveRuntime", "LiveRuntime",
    [
      .target(name: "CSQLite", condition: .when(traits: ["SQLite"])),
      .target(name: "CEpoll", condition: .when(platforms: [.linux])),
    ] + seam),

  // 4. Patterns that protect data; from a scenario and a seed to a judged run.
  part("Transactions", "Patterns/Transactions", ["Resilience"] + seam),
  part("Harness", "Simulator/Harness", ["World", "Checking", "Engine"] + seam),

  // 5. Many runs; what people read; scenarios on real processes; how services tell of events; how
  // a shop goes wrong; the engine's speed.
  part("ShopEvents", "Shop/Events", ["ShopContracts", "Messaging", "Transactions"] + seam),
  part(
    "Exploration", "Simulator/Exploration",
    ["Harness", "World", "Checking", "Engine", "Primitives"]),
  part("Reporting", "Simulator/Reporting", ["Harness", "World", "Checking", "Engine"] + seam),
  part("Benchmarks", "Simulator/Benchmarks", ["World", "Checking", "Engine", "Messaging"] + seam),
  part(
    "Hazards", "Shop/Hazards", ["Transactions", "Messaging", "Resilience", "ShopContracts"] + seam),

  part(
    "Trials", "Trials",
    ["Harness", "World", "Checking", "Engine", "LiveRuntime"] + seam),

  // 6. The command line and tests, for any system; and the shop inside the simulator.
  part(
    "Console", "Console",
    [
      "Exploration", "Reporting", "Benchmarks", "Trials", "LiveRuntime", "Harness", "Checking",
      "Engine",
    ] + seam),
  part(
    "OrreryTesting", "OrreryTesting",
    ["Exploration", "Reporting", "Harness", "Engine", "Primitives"]),
  part(
    "ShopSimulation", "ShopSimulation",
    [
      "Benchmarks", "Harness", "World", "Checking", "Engine", "Hazards", "Messaging",
      "Transactions", "ShopContracts", "ShopEvents", "Specimens",
    ] + seam
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
  tests(of: "World", ["ForeignSample", "World", "Engine"] + seam),
  tests(of: "Resilience", ["Resilience", "TestSupport", "Engine"] + seam),
  tests(of: "Messaging", ["Messaging", "Engine"] + seam),
  tests(
    of: "LiveRuntime",
    ["LiveRuntime", "ShopContracts"] + seam + shopServices.map { .init(stringLiteral: $0) }),
  tests(
    of: "Transactions", ["Transactions", "Resilience", "TestSupport", "World", "Engine"] + seam),
  tests(
    of: "Shop",
    ["World", "Engine", "ShopContracts", "Transactions", "TestSupport"] + seam
      + shopServices.map { .init(stringLiteral: $0) }),
  tests(of: "Harness", ["Harness", "World", "Checking", "Engine"] + seam),
  tests(of: "Exploration", ["Exploration", "Harness", "Checking", "Engine"] + seam),
  tests(of: "Reporting", ["Reporting", "ShopSimulation", "Harness", "Checking", "Engine"] + seam),
  tests(of: "Console", ["Console", "Exploration", "Primitives"]),
  .executableTarget(
    name: "LeakyShop", dependencies: ["Console", "Harness", "Checking", "ForeignSample"] + seam,
    path: "Tests/LeakyShop", swiftSettings: strict),
  // Services that trap, loop, hoard memory or end their process, each under some seeds.
  .executableTarget(
    name: "RudeShop", dependencies: ["Console", "Harness", "World", "Checking", "Engine"] + seam,
    path: "Tests/RudeShop", swiftSettings: strict),
  tests(
    of: "Scenario",
    [
      "orrery", "LeakyShop", "RudeShop", "TestSupport", "World", "Transactions", "Hazards",
      "Inventory", "Orders", "Payments", "Shipping", "Users", "ShopContracts", "ShopSimulation",
      "Exploration", "Reporting", "Harness", "Checking", "Engine",
    ] + seam),
  tests(of: "Repository", []),
]

targets += shopServices.map {
  part($0, "Shop/\($0)", ["ShopContracts", "ShopEvents", "Transactions", "Resilience"] + seam)
}

let package = Package(
  name: "orrery",
  products: [
    .executable(name: "orrery", targets: ["orrery"]),
    .library(name: "Primitives", targets: ["Primitives"]),
    .library(name: "ServiceRuntime", targets: ["ServiceRuntime"]),
    .library(name: "Resilience", targets: ["Resilience"]),
    .library(name: "Messaging", targets: ["Messaging"]),
    .library(name: "Transactions", targets: ["Transactions"]),
    .library(name: "Checking", targets: ["Checking"]),
    .library(name: "Harness", targets: ["Harness"]),
    .library(name: "Console", targets: ["Console"]),
    .library(name: "OrreryTesting", targets: ["OrreryTesting"]),
  ],
  traits: [.trait(name: "SQLite", description: "Live services whose stores survive them")],
  targets: targets,
  swiftLanguageModes: [.v6]
)

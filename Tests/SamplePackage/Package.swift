// swift-tools-version: 6.2
import PackageDescription

// What a team's own package looks like that hosts its services in the simulator: it depends on
// library products alone, and its tests run scenarios of its own system.
let package = Package(
  name: "bank",
  dependencies: [.package(name: "orrery", path: "../..")],
  targets: [
    // The services know nothing of the simulator.
    .target(
      name: "Bank",
      dependencies: [
        .product(name: "ServiceRuntime", package: "orrery"),
        .product(name: "Primitives", package: "orrery"),
      ]),
    .testTarget(
      name: "BankTests",
      dependencies: [
        "Bank",
        .product(name: "Checking", package: "orrery"),
        .product(name: "Harness", package: "orrery"),
        .product(name: "OrreryTesting", package: "orrery"),
      ],
      exclude: ["Scenarios"]),
  ],
  swiftLanguageModes: [.v6]
)
for target in package.targets {
  target.swiftSettings = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
}

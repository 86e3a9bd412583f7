package import Benchmarks

/// The workloads that the shop brings to be measured.
package enum ShopWorkbench {
  /// Every workload in order.
  package static let all: [Workbench.Workload] = [
    Workbench.Workload(name: "W3") { CheckoutBenchmark().run($0) },
    Workbench.Workload(name: "W3-laws") { CheckoutLawsBenchmark(laws: 1).run($0) },
    Workbench.Workload(name: "W3-laws") { CheckoutLawsBenchmark(laws: 100).run($0) },
    Workbench.Workload(name: "W3-laws") {
      CheckoutLawsBenchmark(laws: 100, areIdle: true).run($0)
    },
  ]
}

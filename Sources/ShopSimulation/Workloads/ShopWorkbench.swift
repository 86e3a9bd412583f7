package import Benchmarks

/// The workloads that the shop brings to be measured.
package enum ShopWorkbench {
  /// Every workload in order.
  package static let all: [Workbench.Workload] = [
    Workbench.Workload(name: "W3") { CheckoutBenchmark().run($0) }
  ]
}

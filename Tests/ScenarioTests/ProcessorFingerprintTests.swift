import Primitives
import ShopSimulation
import TestSupport
import Testing

@Suite struct ProcessorFingerprintTests {
  @Test func `a charge in the processor's books leaves none of its fields out`() throws {
    let comparison = try FingerprintComparison(of: ProcessorCharge.self)
    #expect(comparison.named == comparison.walked)
    #expect(comparison.walked != Digest())
  }
}

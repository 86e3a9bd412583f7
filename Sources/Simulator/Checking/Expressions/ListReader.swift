/// Somebody who reads a gauge and wants to find it again at once; told apart by identity.
///
/// A reader belongs to one law of one run and is used by the thread of that run only.
package final class ListReader: @unchecked Sendable {
  @exclusivity(unchecked) private var owner: AnyObject?
  @exclusivity(unchecked) private var log: ListLog?
  @exclusivity(unchecked) private var gauge: ListGauge?

  /// Somebody new.
  package init() {}

  /// The list that was found for it in somebody's keeping; nothing before it was looked for.
  package func log(of owner: AnyObject) -> ListLog? {
    self.owner === owner ? log : nil
  }

  /// Remembers which list was found for it, and in whose keeping.
  package func follow(_ log: ListLog, of owner: AnyObject) {
    read(log)
    self.owner = owner
  }

  /// The gauge of a recipe over a list, brought up to date.
  ///
  /// - Returns: nothing while it takes all elements to say what is asked.
  package func gauge(_ recipe: @autoclosure () -> GaugeRecipe, of log: ListLog) -> ListGauge? {
    read(log)
    if let gauge {
      log.settle()
      return gauge.isUsable ? gauge : nil
    }
    let new = log.gauge(of: recipe())
    gauge = new
    return new.isUsable ? new : nil
  }

  private func read(_ log: ListLog) {
    guard self.log !== log else { return }
    self.log = log
    owner = nil
    gauge = nil
  }
}

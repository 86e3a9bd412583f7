/// Takes away as much of a list as can go, in few trials.
///
/// Large parts are tried first, then smaller ones, until no single element can go any more: the
/// algorithm ddmin (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input").
enum DeltaDebugging {
  /// The elements that must stay.
  ///
  /// - Parameter isEnough: whether these elements do what the whole list does. The whole list is
  ///   taken to be enough and is not tried.
  static func reduced<Element>(
    _ elements: [Element], isEnough: ([Element]) -> Bool
  ) -> [Element] {
    if elements.isEmpty || isEnough([]) { return [] }
    var kept = elements
    var size = (kept.count + 1) / 2
    while kept.count > 1 {
      let before = kept.count
      var start = 0
      while start < kept.count, kept.count > 1 {
        let end = min(start + size, kept.count)
        let rest = Array(kept[..<start] + kept[end...])
        if !rest.isEmpty, isEnough(rest) { kept = rest } else { start = end }
      }
      if size > 1 {
        size = (size + 1) / 2
      } else if kept.count == before {
        return kept
      }
    }
    return kept
  }
}

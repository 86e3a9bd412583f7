extension String {
  /// The text, or its beginning with a mark where more than so many characters would follow.
  ///
  /// Looks at no more than it needs: texts may be megabytes long.
  func shortened(to width: Int) -> String {
    let head = prefix(width)
    return head.endIndex == endIndex ? self : head.dropLast() + "…"
  }
}

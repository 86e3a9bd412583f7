/// How a failing run was made small: what went, and what turned out to be needed.
package struct ShrinkLog: Hashable, Sendable {
  /// Something that a run has so much of, before and after.
  package struct Figure: Hashable, Sendable {
    /// What is counted, such as `faults`.
    package let name: String
    /// How much there was.
    package let before: String
    /// How much is left.
    package let after: String

    /// A figure of the given parts.
    package init(_ name: String, _ before: String, _ after: String) {
      self.name = name
      self.before = before
      self.after = after
    }
  }

  /// A part that the failure needs.
  package struct Need: Hashable, Sendable {
    /// The part, such as `fault crash-inventory`.
    package let part: String
    /// What happens without it.
    package let without: String

    /// A need of the given parts.
    package init(_ part: String, without: String) {
      self.part = part
      self.without = without
    }
  }

  /// How large the run was and is.
  package let figures: [Figure]
  /// What it cannot do without.
  package let needs: [Need]
  /// What it took to find that out, in a few words.
  package let effort: String

  /// A log of the given parts.
  package init(figures: [Figure], needs: [Need], effort: String) {
    self.figures = figures
    self.needs = needs
    self.effort = effort
  }

  /// The log as markup of a verdict card.
  var markup: String {
    let rows = figures.map { figure in
      "<tr><th>\(HTMLText.escaped(figure.name))</th><td>\(HTMLText.escaped(figure.before))</td>"
        + "<td>→ \(HTMLText.escaped(figure.after))</td></tr>"
    }
    let items = needs.map { need in
      "<li><b>\(HTMLText.escaped(need.part))</b>: without it \(HTMLText.escaped(need.without))</li>"
    }
    return """
      <details id="shrunk" open><summary>Made small: what went, and what it needs</summary>
      <table>\(rows.joined())</table>
      \(items.isEmpty ? "" : "<ul class=\"needs\">\(items.joined())</ul>")
      <p class="hint">\(HTMLText.escaped(effort))</p></details>
      """
  }
}

/// A page that leads to the reports of a gallery: hazards, their variants, what became of each.
package struct GalleryIndex {
  /// One run of the gallery.
  package struct Entry: Hashable, Sendable {
    /// The hazard that it is about.
    package let hazard: String
    /// The variant of the system.
    package let variant: String
    /// What happens, in a line.
    package let title: String
    /// The judgement in a word.
    package let verdict: String
    /// The law that was broken, where one was.
    package let law: String
    /// The address of the text.
    package let text: String
    /// The address of the page, where there is one.
    package let page: String?

    package init(
      hazard: String, variant: String, title: String, verdict: String, law: String, text: String,
      page: String?
    ) {
      self.hazard = hazard
      self.variant = variant
      self.title = title
      self.verdict = verdict
      self.law = law
      self.text = text
      self.page = page
    }
  }

  private let entries: [Entry]

  /// An index of runs in the order given.
  package init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The page.
  package var text: String {
    var hazards: [String] = []
    for entry in entries where !hazards.contains(entry.hazard) { hazards.append(entry.hazard) }
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <title>Gallery of hazards</title>
      <style>
      \(PageStyle.text)
      \(GalleryIndex.style)
      </style></head><body><main>
      <h1>Gallery of hazards</h1>
      <p class="hint">Ways for a shop to go wrong, each without a guard and with several. Every line \
      is one run of seed 7; its page shows why, its text every line of its timeline.</p>
      \(hazards.map(section).joined(separator: "\n"))
      </main></body></html>

      """
  }

  private func section(_ hazard: String) -> String {
    let rows = entries.filter { $0.hazard == hazard }.map(row)
    return """
      <h2>\(HTMLText.escaped(hazard))</h2>
      <table class="gallery">\(rows.joined(separator: "\n"))</table>
      """
  }

  private func row(_ entry: Entry) -> String {
    let page =
      entry.page.map { "<a href=\"\(HTMLText.escaped($0))\">page</a>" } ?? ""
    return """
      <tr class="\(entry.verdict)"><th>\(HTMLText.escaped(entry.variant))</th>\
      <td><span class="badge">\(entry.verdict)</span></td>\
      <td>\(HTMLText.escaped(entry.title))\
      \(entry.law.isEmpty ? "" : "<br><span class=\"hint\">\(HTMLText.escaped(entry.law))</span>")\
      </td><td>\(page)</td><td><a href="\(HTMLText.escaped(entry.text))">text</a></td></tr>
      """
  }

  private static let style = """
    h1 { font-size: 26px; } h2 { font-size: 18px; margin: 26px 0 6px; }
    .gallery { font-size: 14px; } .gallery th { color: inherit; width: 22%; }
    .gallery td, .gallery th { border-top: 1px solid var(--line); padding: 7px 10px 7px 0; }
    .gallery a { color: var(--request); }
    """
}

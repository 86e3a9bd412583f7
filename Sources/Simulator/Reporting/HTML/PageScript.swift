/// The script of a page, put together from its parts.
enum PageScript {
  /// The script without comments and indentation, which every page would carry.
  static let text =
    [
      ScriptData.text, ScriptModel.text, ScriptLayout.text, ScriptDrawing.text,
      ScriptSymbols.text, ScriptPanels.text, ScriptViews.text, ScriptNotes.text, ScriptTrace.text,
      ScriptBeside.text, ScriptControls.text, ScriptStart.text,
    ].joined(separator: "\n")
    .split(separator: "\n")
    .map { $0.drop { $0 == " " } }
    .filter { !$0.hasPrefix("//") }
    .joined(separator: "\n")
}

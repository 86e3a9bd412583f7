/// The script of a page, put together from its parts.
enum PageScript {
  static let text =
    [
      ScriptModel.text, ScriptLayout.text, ScriptDrawing.text, ScriptSymbols.text,
      ScriptPanels.text, ScriptViews.text, ScriptNotes.text, ScriptTrace.text, ScriptBeside.text,
      ScriptControls.text, ScriptStart.text,
    ].joined(separator: "\n")
}

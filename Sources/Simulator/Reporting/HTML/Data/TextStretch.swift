/// Texts that are read in order, each number as its difference from the last of its kind.
struct TextStretch {
  /// The numbers; more than those of texts may be put among them.
  var numbers = LetterNumbers()
  private let forms: TextForms
  /// By form, where the last numbers of its texts are kept.
  private let begins: [Int]
  private var last: [Int]

  init(_ forms: TextForms) {
    self.forms = forms
    var begins: [Int] = []
    var count = 0
    for form in forms.forms {
      begins.append(count)
      count += form.numbers
    }
    self.begins = begins
    last = Array(repeating: 0, count: count)
  }

  /// Begins anew: what comes now can be read without what came before.
  mutating func begin() {
    numbers = LetterNumbers()
    for index in last.indices { last[index] = 0 }
  }

  /// Writes the numbers of a text, nothing for none.
  mutating func append(_ text: Int32) {
    guard text >= 0 else { return }
    var place = begins[Int(forms.form(of: text))]
    for number in forms.numbers(of: text) {
      numbers.append(signed: number - last[place])
      last[place] = number
      place += 1
    }
  }
}

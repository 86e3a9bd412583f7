import Primitives

/// What the catalogue says about a product.
package struct CatalogueEntry: Codable, Sendable, Hashable, Fingerprinted {
  /// The stock code, unique.
  package var code: String
  /// Its name.
  package var name: String
  /// What it is like.
  package var text: String
  /// What it is sorted under.
  package var category: String
  /// Where a picture of it is, if there is one.
  package var image: String?
  /// Its weight in grams, where it is known.
  package var grams: Int?
  /// Its size, where it is known.
  package var size: Size?

  package init(
    code: String, name: String, text: String = "", category: String, image: String? = nil,
    grams: Int? = nil, size: Size? = nil
  ) {
    self.code = code
    self.name = name
    self.text = text
    self.category = category
    self.image = image
    self.grams = grams
    self.size = size
  }

  /// How much room a product takes, in millimetres.
  package struct Size: Codable, Sendable, Hashable {
    /// The longest side.
    package var length: Int
    /// The side across.
    package var width: Int
    /// The side upwards.
    package var height: Int

    package init(length: Int, width: Int, height: Int) {
      self.length = length
      self.width = width
      self.height = height
    }
  }
}

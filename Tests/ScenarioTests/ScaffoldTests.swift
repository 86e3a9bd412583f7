import Foundation
import Testing

/// Files and packages to begin with.
@Suite struct ScaffoldTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test func `a new scenario can be checked and run, and is not written over`() throws {
    let made = try scratch.run("orrery new lost-reply")
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.output == "made  lost-reply.jsonc\n")
    let check = try scratch.run("orrery check lost-reply.jsonc")
    #expect(check.code == 0, "\(check.output)\(check.errors)")
    #expect(try scratch.run("orrery new lost-reply").code == 73)
    let base = "\(Project.root.path)/Scenarios/Tour/01-first-order.jsonc"
    #expect(try scratch.run("orrery new lost-reply --force --from \(base)").code == 0)
    #expect(try scratch.run("orrery run lost-reply.jsonc --seeds 1..3").code == 0)
    #expect(try scratch.run("orrery new 'Lost Reply'").code == 64)
  }

  @Test func `a new package's scenario and sources agree on their names`() throws {
    let made = try scratch.run("orrery new coffee-bar --template package")
    #expect(made.code == 0, "\(made.errors)")
    let test = "coffee-bar/Tests/CoffeeBarTests"
    for (path, part) in [
      ("coffee-bar/Package.swift", "name: \"CoffeeBar\""),
      ("coffee-bar/Sources/CoffeeBar/CoffeeBarService.swift", "class CoffeeBarService: Service"),
      ("\(test)/CoffeeBarSystem.swift", "to: \"coffee-bar\", deadline:"),
      ("\(test)/Scenarios/entries.jsonc", "\"kind\": \"CoffeeBar\""),
    ] {
      let url = scratch.url.appendingPathComponent(path)
      #expect(try String(contentsOf: url, encoding: .utf8).contains(part), "\(path)")
    }
  }

  /// Compiled against the modules that these tests are built with: a build of the package itself
  /// would build all of this one once more.
  @Test func `a new package compiles, service and tests`() throws {
    #expect(try scratch.run("orrery new coffee-bar --template package").code == 0)
    let built = OrreryCommand.binaries
    let below = built.appendingPathComponent("Interposition.build/module.modulemap").path
    let compiler = """
      swiftc -swift-version 6 -enable-upcoming-feature NonisolatedNonsendingByDefault \
        -parse-as-library -I \(built.path)/Modules -I . -Xcc -fmodule-map-file=\(below) -j 1
      """
    let service = try scratch.run(
      """
      \(compiler) -module-name CoffeeBar -emit-module -emit-module-path CoffeeBar.swiftmodule \
        coffee-bar/Sources/CoffeeBar/*.swift
      """)
    #expect(service.code == 0, "\(service.errors)")
    let tests = try scratch.run(
      "\(compiler) -module-name CoffeeBarTests -typecheck coffee-bar/Tests/CoffeeBarTests/*.swift")
    #expect(tests.code == 0, "\(tests.errors)")
    // What is checked here is noticed: the same without the service is refused.
    let without = try scratch.run(
      """
      rm CoffeeBar.swiftmodule
      \(compiler) -module-name CoffeeBarTests -typecheck coffee-bar/Tests/CoffeeBarTests/*.swift
      """)
    #expect(without.code != 0)
    #expect(without.errors.contains("CoffeeBar"), "\(without.errors)")
  }
}

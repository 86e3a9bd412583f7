import Testing

@Suite struct ServeTests {
  /// Starts to serve in the background, goes on when the addresses are there, and ends it.
  private func script(_ options: String, then commands: String) -> String {
    """
    out=$(mktemp); orrery serve Scenarios/Tour/01-first-order.jsonc \(options) > "$out" & pid=$!
    while ! [ -s "$out" ] && kill -0 $pid; do sleep 0.05; done
    \(commands)
    kill -TERM $pid; wait $pid; echo "code $?"; cat "$out"; rm "$out"
    """
  }

  @Test func `serve prints the addresses and ends well with the first signal`() throws {
    let ending = try OrreryCommand().run(script("", then: ""))
    #expect(ending.lines.count == 3, "\(ending.output)\(ending.errors)")
    #expect(ending.lines.first == "code 0")
    #expect(ending.output.contains("orders     http://127.0.0.1:"))
    #expect(ending.output.contains("inventory  http://127.0.0.1:"))
    #expect(ending.output.contains("process "))
    #expect(ending.errors.contains("what was begun is answered first"))
  }

  @Test func `serve says as JSON what runs where`() throws {
    let ending = try OrreryCommand().run(script("--json --quiet", then: ""))
    let line = ending.lines.last ?? ""
    #expect(line.hasPrefix(#"{"schema":"orrery.serve/1","services":[{"name":"orders","#), "\(line)")
    #expect(line.contains(#""kind":"Inventory","address":"http://127.0.0.1:"#), "\(line)")
    #expect(ending.errors.isEmpty)
  }

  @Test func `a port that is taken is an error that says so`() throws {
    let ending = try OrreryCommand().run(
      script(
        "--json --quiet",
        then: """
          port=$(sed 's/.*127.0.0.1:\\([0-9]*\\).*/\\1/' "$out")
          orrery serve Scenarios/Tour/01-first-order.jsonc --port "$port"; echo "second $?"
          """))
    #expect(ending.output.contains("second 73"), "\(ending.output)\(ending.errors)")
    #expect(ending.errors.contains("Address already in use"))
    #expect(ending.errors.contains("choose other ports with --port"))
  }

  @Test func `a folder for data keeps what was stored, or is refused where nothing could`() throws {
    let ending = try OrreryCommand().run(
      """
      above=$(mktemp -d); data=$above/of/its-own
      out=$(mktemp); file=Scenarios/Tour/01-first-order.jsonc
      orrery serve $file --data "$data" --quiet > "$out" & pid=$!
      while ! [ -s "$out" ] && kill -0 $pid; do sleep 0.05; done
      kill -TERM $pid; wait $pid; echo "code $?"; ls "$data"; rm -r "$above" "$out"
      """)
    if ending.errors.contains("--traits SQLite") {
      #expect(ending.output.contains("code 64"), "\(ending.output)")
    } else {
      #expect(ending.output.contains("code 0"), "\(ending.output)\(ending.errors)")
      #expect(ending.output.contains("orders.sqlite"), "\(ending.output)\(ending.errors)")
    }
  }

  /// Prints which of the processes that a file names are still there.
  private let left = """
    for child in $(grep -o '"process":[0-9]*' "$out" | cut -d: -f2); do
      kill -0 "$child" 2>/dev/null && echo "left $child"
    done
    """

  @Test func `each service has a process of its own, and none is left behind`() throws {
    let ending = try OrreryCommand().run(
      """
      out=$(mktemp); orrery serve Scenarios/Tour/01-first-order.jsonc --json -q > "$out" & pid=$!
      while ! [ -s "$out" ] && kill -0 $pid; do sleep 0.05; done
      echo "processes $(grep -o '"process":[0-9]*' "$out" | sort -u | wc -l)"
      kill -INT $pid; wait $pid; echo "code $?"; \(left)
      rm "$out"
      """)
    #expect(ending.lines == ["processes 2", "code 0"], "\(ending.output)\(ending.errors)")
  }

  @Test func `processes end with the one that started them, however that ends`() throws {
    let ending = try OrreryCommand().run(
      """
      out=$(mktemp); orrery serve Scenarios/Tour/01-first-order.jsonc --json -q > "$out" & pid=$!
      while ! [ -s "$out" ] && kill -0 $pid; do sleep 0.05; done
      kill -KILL $pid; wait $pid
      for turn in $(seq 120); do
        found=$(\(left)
        ); [ -z "$found" ] && break; sleep 0.5
      done
      echo "found $found"; rm "$out"
      """)
    #expect(ending.lines.last == "found ", "\(ending.output)\(ending.errors)")
  }

  @Test func `a process that is killed is started again at its port`() throws {
    let ending = try OrreryCommand().run(
      script(
        "--json",
        then: """
          child=$(grep -o '"process":[0-9]*' "$out" | head -1 | cut -d: -f2)
          port=$(sed 's/.*"orders","kind":"Orders","address":"http:..127.0.0.1:\\([0-9]*\\).*/\\1/' "$out")
          kill -KILL "$child"
          for turn in $(seq 120); do
            sleep 0.5
            curl -s "http://127.0.0.1:$port/health" && echo && break
          done
          """))
    #expect(ending.output.contains(#"{"status":"serving"}"#), "\(ending.output)\(ending.errors)")
    #expect(ending.errors.contains("orders has been ended by signal 9; it is started again"))
  }

  @Test func `a drive that reaches nobody is not a success`() throws {
    // Ports that only a system's own services listen at.
    let ending = try OrreryCommand.run(
      "orrery drive Scenarios/Tour/01-first-order.jsonc --port 1 --users 2 --count 2")
    #expect(ending.code == 2, "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains("cannot connect to … Connection refused"), "\(ending.output)")
    #expect(ending.errors.contains("nobody was reached"), "\(ending.errors)")
  }

  @Test func `a drive against what is served ends with every order answered`() throws {
    let ending = try OrreryCommand().run(
      """
      out=$(mktemp); file=Scenarios/Tour/03-many-checkouts.jsonc
      orrery serve $file --one-process --json -q > "$out" & pid=$!
      while ! [ -s "$out" ] && kill -0 $pid; do sleep 0.05; done
      orrery drive $file --shop "$out" --users 4 --count 40 --json | tr -d ' \n'; echo
      kill -TERM $pid; wait $pid; echo "code $?"; rm "$out"
      """)
    #expect(
      ending.output.contains(
        #""operations":40,"succeeded":40,"failed":0,"unknown":0,"attempts":40"#),
      "\(ending.output)\(ending.errors)")
    #expect(ending.lines.last == "code 0")
  }

  @Test func `a file that is no scenario is not served`() throws {
    let ending = try OrreryCommand().run("orrery serve README.md")
    #expect(ending.code == 65)
    #expect(ending.output.isEmpty)
  }
}

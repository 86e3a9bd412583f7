extension ServiceContext {
  /// Runs several pieces of work side by side and waits for all of them.
  ///
  /// The results stand in the order of the bodies. When one throws, the others are cancelled and
  /// waited for, and the first error in order of time is thrown.
  public func concurrently<Result>(
    _ bodies: [() async throws -> Result]
  ) async throws -> [Result] {
    let group = ChildGroup<Result>(count: bodies.count)
    for (index, body) in bodies.enumerated() {
      let child = tasks.spawn("child \(index)") {
        do {
          group.results[index] = .success(try await body())
        } catch {
          group.fail(error, at: index)
        }
      }
      group.children.append(child)
    }
    for child in group.children {
      do {
        try await child.join()
      } catch {
        group.cancelAll()
        throw error
      }
    }
    return try group.values()
  }

  /// Runs a body that is cancelled when it takes longer than a limit.
  ///
  /// - Throws: `Cancelled.timeout` when the limit is reached, otherwise what the body throws.
  public func timeout<Result>(
    after limit: Duration, _ body: @escaping () async throws -> Result
  ) async throws -> Result {
    let group = ChildGroup<Result>(count: 1)
    let work = tasks.spawn("limited") {
      do {
        group.results[0] = .success(try await body())
      } catch {
        group.fail(error, at: 0)
      }
    }
    let watch = tasks.spawn("time limit") {
      guard (try? await self.clock.sleep(for: limit)) != nil else { return }
      group.fail(Cancelled.timeout, at: 0)
      work.cancel()
    }
    defer { watch.cancel() }
    do {
      try await work.join()
    } catch {
      work.cancel()
      throw error
    }
    return try group.values()[0]
  }
}

/// The results of pieces of work that run side by side.
private final class ChildGroup<Value> {
  var results: [Result<Value, any Error>?]
  var children: [any SpawnedTask] = []
  private var firstFailure: (any Error)?

  init(count: Int) {
    results = Array(repeating: nil, count: count)
  }

  func fail(_ error: any Error, at index: Int) {
    guard results[index] == nil else { return }
    results[index] = .failure(error)
    guard firstFailure == nil else { return }
    firstFailure = error
    cancelAll()
  }

  func cancelAll() {
    for child in children { child.cancel() }
  }

  func values() throws -> [Value] {
    if let firstFailure { throw firstFailure }
    return try results.map { result in
      guard let result else { throw Cancelled.task }
      return try result.get()
    }
  }
}

/// Calls that have ended, kept to be made again by the process that made them.
///
/// A call is one object from the caller's await to its reply; making one, and everything that it
/// refers to, costs more than carrying it. Only a call that nobody else holds comes back here: a
/// world that still carries a late copy, or a handler that kept what it was given, keeps the call.
@usableFromInline
final class CallPool {
  @exclusivity(unchecked) @usableFromInline var shelves: UnsafeMutablePointer<Shelf>
  @exclusivity(unchecked) @usableFromInline var count = 0
  @exclusivity(unchecked) private var capacity = 4

  /// The calls of one kind of request.
  @usableFromInline
  struct Shelf {
    /// The type of the request.
    @usableFromInline let kind: ObjectIdentifier
    /// The call that came last; each leads to the one that came before it.
    @usableFromInline var first: Unmanaged<Call>?

    @inlinable
    init(kind: ObjectIdentifier) {
      self.kind = kind
    }
  }

  @usableFromInline
  init() {
    shelves = .allocate(capacity: capacity)
  }

  deinit {
    for index in 0..<count {
      var next = shelves[index].first
      while let call = next?.takeRetainedValue() {
        next = call.nextFree
      }
    }
    shelves.deallocate()
  }

  /// A call that has not been sent, made anew or again.
  @inlinable
  func take<R: Request>(
    _ request: R, to service: ServiceName, deadline: Deadline, metadata: Metadata
  ) -> TypedCall<R> {
    let index = shelf(of: ObjectIdentifier(R.self))
    guard let first = shelves[index].first else {
      let call = TypedCall(request, to: service, deadline: deadline, metadata: metadata)
      call.shelf = index
      return call
    }
    shelves[index].first = first._withUnsafeGuaranteedRef { $0.nextFree }
    let call = unsafeDowncast(first.takeRetainedValue(), to: TypedCall<R>.self)
    call.begin(request, to: service, deadline: deadline, metadata: metadata)
    return call
  }

  /// Keeps a call that has ended and that nobody else holds.
  @inlinable
  func keep(_ call: consuming Call) {
    let index = call.shelf
    call.nextFree = shelves[index].first
    shelves[index].first = .passRetained(call)
  }

  @inlinable @inline(__always)
  func shelf(of kind: ObjectIdentifier) -> Int {
    var index = 0
    while index < count {
      if shelves[index].kind == kind { return index }
      index &+= 1
    }
    return add(kind)
  }

  @usableFromInline
  func add(_ kind: ObjectIdentifier) -> Int {
    if count == capacity {
      let larger = UnsafeMutablePointer<Shelf>.allocate(capacity: capacity * 2)
      larger.moveInitialize(from: shelves, count: count)
      shelves.deallocate()
      shelves = larger
      capacity *= 2
    }
    (shelves + count).initialize(to: Shelf(kind: kind))
    count += 1
    return count - 1
  }
}

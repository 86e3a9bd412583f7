import Exploration

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads and writes whole files and lists folders.
///
/// Straight on the system's calls: loading Foundation would cost a third of the time in which a
/// small scenario has been run and judged.
enum FileSystem {
  /// Why a file could not be read or written, as the system says it.
  struct Failure: Error, Equatable {
    /// The number of the system's error.
    let code: Int32

    /// The reason in the system's words.
    var reason: String { String(cString: strerror(code)) }
    /// Whether there is nothing of that name.
    var isMissing: Bool { code == ENOENT || code == ENOTDIR }
  }

  /// Kinds of things that a path can name.
  enum Kind {
    case file
    case folder
  }

  /// What a path names.
  static func kind(of path: String) throws(Failure) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Failure(code: errno) }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// Whether a path names a folder itself, not a link to one.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The most bytes that are read of anything, enough for a reader to see that it is too much.
  ///
  /// A device that never ends is a path like any other.
  private static let limit = 64 << 20

  /// The bytes of a file, or as many as are read of anything.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    defer { close(descriptor) }
    return try readAll(descriptor)
  }

  /// The bytes of the standard input.
  static func readStandardInput() throws(Failure) -> [UInt8] {
    try readAll(STDIN_FILENO)
  }

  private static func readAll(_ descriptor: Int32) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0) }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(code: errno)
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static func systemRead(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Darwin)
      Darwin.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }

  /// Makes a folder and those above it; one that is there already is left as it is.
  static func makeFolders(_ path: String) throws(CommandError) {
    var prefix = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      prefix += prefix.isEmpty && path.first != "/" ? String(part) : "/" + part
      if part.isEmpty || part == "." || part == ".." { continue }
      let name = prefix.hasPrefix("//") ? String(prefix.dropFirst()) : prefix
      if mkdir(name, 0o777) != 0, errno != EEXIST {
        throw CommandError(SweepFileError(.system, name, String(cString: strerror(errno))))
      }
    }
  }

  /// Writes a whole file in the place of whatever was there; half a file is not left behind.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    try write(bytes, to: path, O_TRUNC)
  }

  /// Writes behind whatever there is in a file.
  static func append(_ bytes: [UInt8], to path: String) throws(Failure) {
    try write(bytes, to: path, O_APPEND)
  }

  private static func write(
    _ bytes: [UInt8], to path: String, _ way: Int32
  ) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | way | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes { all in
        systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: all[offset...]))
      }
      if written < 0 {
        if errno == EINTR { continue }
        let failure = Failure(code: errno)
        if way == O_TRUNC { remove(path, descriptor) }
        close(descriptor)
        throw failure
      }
      offset += written
    }
    guard close(descriptor) == 0 else { throw Failure(code: errno) }
  }

  /// Takes a file away.
  static func remove(_ path: String) throws(Failure) {
    guard unlink(path) == 0 else { throw Failure(code: errno) }
  }

  /// Takes away an ordinary file of which only a part could be written.
  private static func remove(_ path: String, _ descriptor: Int32) {
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG { unlink(path) }
  }

  private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Darwin)
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// The names in a folder in alphabetical order, hidden ones left out.
  static func names(in folder: String) throws(Failure) -> [String] {
    guard let handle = opendir(folder) else { throw Failure(code: errno) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

// MARK: Folders that come and go

extension FileSystem {
  /// Makes a folder of its own among those for temporary files.
  static func makeTemporaryFolder(_ name: String) throws(Failure) -> String {
    let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(place)/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else { throw Failure(code: errno) }
    return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder and the files in it; what is deeper stays.
  static func removeFolder(_ path: String) {
    for name in (try? names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

import Foundation
import Images
import Storage
import Tensors

/// Whether the system's libraries do what Mien needs of them, found out by using each once.
enum LibraryCheck {
  static func run() async -> [Finding] {
    [picture("TurboJPEG", "libturbojpeg0", jpeg), picture("libpng", "libpng16-16", { png })]
      + [picture("libwebp", "libwebp7", { webp }), arithmetic(), await storage()]
  }

  private static func picture(_ library: String, _ package: String, _ bytes: () throws -> [UInt8]) -> Finding
  {
    do {
      let image = try ImageDecoder.decode(bytes())
      return .ok(library, "reads a picture of \(image.width)×\(image.height)")
    } catch {
      return broken(library, package, error)
    }
  }

  /// A convolution with a known result.
  private static func arithmetic() -> Finding {
    do {
      let graph = try InferenceGraph()
      let input = graph.input(Shape(batch: 1, height: 1, width: 1, channels: 2))
      let output = try graph.convolution(
        input, weights: [2, 3], bias: [1], outputChannels: 1, kernel: 1, padding: .zero)
      graph.withInput(input) { values in
        values[0] = 5
        values[1] = 7
      }
      try graph.run()
      let result = graph.output(output)
      guard result == [32] else {
        return .wrong(
          "oneDNN", "2·5 + 3·7 + 1 came out as \(result)", remedy: "install Debian's package libdnnl2 again")
      }
      return .ok("oneDNN", "computes a convolution")
    } catch {
      return broken("oneDNN", "libdnnl2", error)
    }
  }

  /// A database in a folder of its own with an account in it.
  private static func storage() async -> Finding {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-doctor-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let store = try Store(directory: folder)
      try await store.accounts.create(
        name: "doctor", password: "only for a moment", role: .member, at: Date())
      let found = try await store.accounts.authenticate(name: "doctor", password: "only for a moment")
      try store.close()
      guard found != nil else {
        return .wrong(
          "sodium", "a password does not match its own hash",
          remedy: "install Debian's package libsodium23 again")
      }
      return .ok("SQLite", "keeps an account, its password hashed by libsodium")
    } catch {
      return broken("SQLite", "libsqlite3-0 and libsodium23", error)
    }
  }

  private static func broken(_ library: String, _ package: String, _ error: any Error) -> Finding {
    .wrong(library, "\(error)", remedy: "install again, as root: apt-get install --reinstall \(package)")
  }

  static func jpeg() throws -> [UInt8] {
    try JPEGEncoder.encode(
      RGBImage(width: 16, height: 16, pixels: [UInt8](repeating: 128, count: 16 * 16 * 3)))
  }

  /// One white pixel, written by Pillow.
  private static let png = bytes(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4"
      + "nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC")
  private static let webp = bytes("UklGRh4AAABXRUJQVlA4TBEAAAAvAAAAAAfQ//73v/+BiOh/AAA=")

  private static func bytes(_ base64: String) -> [UInt8] { [UInt8](Data(base64Encoded: base64) ?? Data()) }
}

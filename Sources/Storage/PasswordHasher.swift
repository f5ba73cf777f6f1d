import CSodium
import Dispatch
import Foundation
import Synchronization

/// How much work one password hash is.
public struct PasswordCost: Hashable, Sendable {
  /// Passes over the memory, at least 1.
  public let operations: Int
  /// Bytes of memory, at least 8,192.
  public let memory: Int

  /// - Precondition: `operations` is at least 1 and `memory` at least 8,192.
  public init(operations: Int, memory: Int) {
    precondition(operations >= 1 && memory >= 8192, "Argon2id needs one pass and 8 KiB at least")
    self.operations = operations
    self.memory = memory
  }

  /// libsodium's interactive limits: 2 passes over 64 MiB, about 0.1 s. OWASP asks for 2 over 19 MiB at
  /// least.
  public static let standard = PasswordCost(operations: 2, memory: 64 << 20)
}

/// Hashes passwords with Argon2id, one after another on a thread of its own: no cooperative thread waits for
/// it, and it never takes more than the memory of one hash.
///
/// Those who wait are bounded as well; beyond that it says busy.
final class PasswordHasher: Sendable {
  let cost: PasswordCost
  private let queue = DispatchQueue(label: "mien.passwords")
  private let waiting = Mutex(0)
  private let mostWaiting: Int
  private let willVerify: @Sendable (String) -> Void
  /// A hash of no password, for names nobody has.
  private let nobodys: String

  /// - Parameter willVerify: told each hash that a password is going to be checked against.
  init(
    cost: PasswordCost, mostWaiting: Int = 32, willVerify: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.cost = cost
    self.mostWaiting = mostWaiting
    self.willVerify = willVerify
    nobodys = Self.decoy(cost: cost)
  }

  /// The hash of a password, with its salt and cost in it.
  func hash(_ password: Password) async throws(StorageError) -> String {
    let cost = cost
    guard let hash = try await run({ Self.hash(password.bytes, cost: cost) }) else {
      throw .failed(code: 0, message: "no memory for a password hash")
    }
    return hash
  }

  /// Whether the password is the one the hash was made of.
  ///
  /// Without a hash it does the same work as with one and says no, so that the time does not tell whether an
  /// account exists.
  func verify(_ password: Password, against hash: String?) async throws(StorageError) -> Bool {
    let hash = hash.flatMap { AccountStore.isNoPassword($0) ? nil : $0 }
    let (given, willVerify) = (hash ?? nobodys, willVerify)
    let isRight = try await run {
      willVerify(given)
      return crypto_pwhash_str_verify(given, password.bytes, UInt64(password.bytes.count)) == 0
    }
    return isRight && hash != nil
  }

  /// Whether the hash was made with another cost than the one that holds now.
  func needsRehash(_ hash: String) -> Bool {
    crypto_pwhash_str_needs_rehash(hash, UInt64(cost.operations), cost.memory) != 0
  }

  /// A hash of this cost, in the form libsodium writes (that of the PHC), whose password nobody knows: its salt and
  /// its last part are random.
  private static func decoy(cost: PasswordCost) -> String {
    let parts = [crypto_pwhash_saltbytes(), 32].map { count in
      Data(Sodium.randomBytes(count)).base64EncodedString().replacingOccurrences(of: "=", with: "")
    }
    return "$argon2id$v=19$m=\(cost.memory / 1024),t=\(cost.operations),p=1$\(parts[0])$\(parts[1])"
  }

  private static func hash(_ password: [CChar], cost: PasswordCost) -> String? {
    var text = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
    let status = crypto_pwhash_str(
      &text, password, UInt64(password.count), UInt64(cost.operations), cost.memory)
    guard status == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws(StorageError)
    -> Value
  {
    let admitted = waiting.withLock { count in
      guard count < mostWaiting else { return false }
      count += 1
      return true
    }
    guard admitted else { throw .busy }
    defer { waiting.withLock { $0 -= 1 } }
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }
}

import CSodium
import Foundation

/// The few functions of libsodium Mien uses, with Swift's types. Nothing else imports the library.
enum Sodium {
  /// Whether the library could be started; asking starts it, once.
  static let isReady = sodium_init() >= 0

  /// Bytes nobody can foresee, from the system's generator.
  static func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }

  /// BLAKE2b, 32 bytes; with a key (16…64 bytes) nobody without the key can make the same.
  static func hash(_ message: some Collection<UInt8>, key: [UInt8] = []) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 32)
    let message = Array(message)
    // It fails only for lengths out of range, which are constants here.
    _ = crypto_generichash(&hash, hash.count, message, UInt64(message.count), key, key.count)
    return hash
  }

  static var boxKeyLength: Int { crypto_secretbox_keybytes() }

  /// Encrypts and authenticates a message (XSalsa20 and Poly1305); what comes out begins with the nonce.
  static func seal(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    let nonce = randomBytes(crypto_secretbox_noncebytes())
    var sealed = [UInt8](repeating: 0, count: message.count + crypto_secretbox_macbytes())
    // It fails only for messages longer than memory.
    _ = crypto_secretbox_easy(&sealed, message, UInt64(message.count), nonce, key)
    return nonce + sealed
  }

  /// What was sealed; `nil` if it was with another key or is not as it was.
  static func unseal(_ sealed: [UInt8], key: [UInt8]) -> [UInt8]? {
    let (nonceLength, codeLength) = (crypto_secretbox_noncebytes(), crypto_secretbox_macbytes())
    guard key.count == boxKeyLength, sealed.count >= nonceLength + codeLength else { return nil }
    let box = Array(sealed.dropFirst(nonceLength))
    var message = [UInt8](repeating: 0, count: box.count - codeLength)
    let status = crypto_secretbox_open_easy(
      &message, box, UInt64(box.count), Array(sealed.prefix(nonceLength)), key)
    return status == 0 ? message : nil
  }

  /// Compares in a time that does not tell where two texts differ.
  static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && sodium_memcmp(a, b, a.count) == 0
  }
}

/// A hash to name bytes by: 64 hexadecimal digits of BLAKE2b.
package func fingerprint(of bytes: some Collection<UInt8>) -> String {
  hexadecimal(Sodium.hash(bytes))
}

/// Two hexadecimal digits a byte.
func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// Base64 with the alphabet for addresses and cookies, without padding (RFC 4648, section 5).
func base64URL(_ bytes: [UInt8]) -> String {
  Data(bytes).base64EncodedString()
    .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
    .replacingOccurrences(of: "=", with: "")
}

/// The bytes of such a text; `nil` if it is none.
func bytes(base64URL text: String) -> [UInt8]? {
  let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
  let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
  return Data(base64Encoded: standard + padding).map { Array($0) }
}

import COpenSSL
import Foundation
import Web

/// A key pair made for a test, which signs what a provider would.
final class SigningKey: @unchecked Sendable {
  enum Kind { case rsa, point }

  let kind: Kind
  // Made once and only read after.
  private let key: OpaquePointer

  struct NoKey: Error {}

  init(_ kind: Kind) throws {
    self.kind = kind
    guard let context = EVP_PKEY_CTX_new_from_name(nil, kind == .rsa ? "RSA" : "EC", nil) else {
      throw NoKey()
    }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1 else { throw NoKey() }
    // Of RSA it makes 2048 bits.
    if kind == .point { EVP_PKEY_CTX_set_group_name(context, "prime256v1") }
    guard EVP_PKEY_generate(context, &key) == 1, let key else { throw NoKey() }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// The public half as a key set has it.
  func json(_ id: String) -> [String: Any] {
    switch kind {
    case .rsa: ["kty": "RSA", "use": "sig", "kid": id, "alg": "RS256", "n": number("n"), "e": number("e")]
    case .point: ["kty": "EC", "use": "sig", "kid": id, "crv": "P-256", "x": number("qx"), "y": number("qy")]
    }
  }

  /// A number of the public half: of RSA `n`, the modulus.
  func number(_ name: String) -> String {
    var number: OpaquePointer?
    EVP_PKEY_get_bn_param(key, name, &number)
    defer { BN_free(number) }
    var bytes = [UInt8](repeating: 0, count: kind == .point ? 32 : Int((BN_num_bits(number) + 7) / 8))
    BN_bn2binpad(number, &bytes, Int32(bytes.count))
    return Base64URL.text(bytes)
  }

  /// A signature as tokens have it.
  func signature(of text: String) throws -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw NoKey() }
    defer { EVP_MD_CTX_free(context) }
    let bytes = Array(text.utf8)
    var (signature, length) = ([UInt8](repeating: 0, count: 1024), 1024)
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1
    else { throw NoKey() }
    let whole = Array(signature.prefix(length))
    return kind == .rsa ? whole : Self.raw(whole)
  }

  /// Two numbers of 32 bytes out of DER.
  private static func raw(_ der: [UInt8]) -> [UInt8] {
    var (rest, numbers) = (der.dropFirst(2), [UInt8]())
    for _ in 0..<2 {
      let length = Int(rest[rest.startIndex + 1])
      let number = rest.dropFirst(2).prefix(length).drop { $0 == 0 }
      numbers += [UInt8](repeating: 0, count: 32 - number.count) + number
      rest = rest.dropFirst(2 + length)
    }
    return numbers
  }

  /// A whole token.
  func token(header: [String: Any], claims: [String: Any]) throws -> String {
    let parts = try [header, claims].map {
      Base64URL.text(Array(try JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys])))
    }
    let text = parts.joined(separator: ".")
    return text + "." + Base64URL.text(try signature(of: text))
  }
}

import COpenSSL
import Foundation

/// A public key of a provider, as its key set has it (RFC 7517), of the two kinds that are taken: RSA of 2048 bits or
/// more, and points on P-256.
package struct JSONWebKey: Sendable {
  /// How an ID token may be signed. No other way is known here, so that neither `none` nor a key used as a shared secret
  /// (HS256) passes for a signature.
  package enum Algorithm: String, Sendable {
    case rs256 = "RS256"
    case es256 = "ES256"
  }

  private enum Material: Sendable {
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// Uncompressed: 4, x, y.
    case point([UInt8])
  }

  package let id: String?
  package let algorithm: Algorithm
  private let material: Material

  /// A key for signatures; `nil` for one of another kind or use, which key sets have as well.
  package init?(_ json: [String: Any]) {
    func bytes(_ name: String) -> [UInt8]? { (json[name] as? String).flatMap { Base64URL.bytes($0) } }
    if let use = json["use"] as? String, use != "sig" { return nil }
    if let uses = json["key_ops"] as? [String], !uses.contains("verify") { return nil }
    switch json["kty"] as? String {
    case "RSA":
      guard let modulus = bytes("n").map({ Array($0.drop { $0 == 0 }) }), let exponent = bytes("e"),
        (256...1024).contains(modulus.count), (1...8).contains(exponent.count)
      else { return nil }
      (algorithm, material) = (.rs256, .rsa(modulus: modulus, exponent: exponent))
    case "EC":
      guard json["crv"] as? String == "P-256", let x = bytes("x").flatMap(Self.coordinate),
        let y = bytes("y").flatMap(Self.coordinate)
      else { return nil }
      (algorithm, material) = (.es256, .point([4] + x + y))
    default: return nil
    }
    if let named = json["alg"] as? String, named != algorithm.rawValue { return nil }
    id = json["kid"] as? String
  }

  /// 32 bytes, as RFC 7518 (6.2.1.2) has them; some providers leave zeros in front out.
  private static func coordinate(_ bytes: [UInt8]) -> [UInt8]? {
    (1...32).contains(bytes.count) ? [UInt8](repeating: 0, count: 32 - bytes.count) + bytes : nil
  }

  /// Whether a signature over a text was made with this key's other half.
  package func verifies(_ signature: [UInt8], of text: some Sequence<UInt8>) -> Bool {
    guard let key = publicKey() else { return false }
    defer { EVP_PKEY_free(key) }
    let signature = algorithm == .es256 ? Self.der(signature) : signature
    guard let signature, let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    let text = Array(text)
    return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, text, text.count) == 1
  }

  /// The key as the library holds it; `nil` if it is none, as a point beside the curve is.
  private func publicKey() -> OpaquePointer? {
    guard let builder = OSSL_PARAM_BLD_new() else { return nil }
    defer { OSSL_PARAM_BLD_free(builder) }
    var numbers: [OpaquePointer] = []
    defer { for number in numbers { BN_free(number) } }
    let type: String
    switch material {
    case .rsa(let modulus, let exponent):
      type = "RSA"
      for (name, bytes) in [(Self.lasting("n"), modulus), (Self.lasting("e"), exponent)] {
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { return nil }
        numbers.append(number)
        guard OSSL_PARAM_BLD_push_BN(builder, name, number) == 1 else { return nil }
      }
    case .point(let bytes):
      type = "EC"
      guard
        OSSL_PARAM_BLD_push_utf8_string(
          builder, Self.lasting("group"), Self.lasting("prime256v1"), 0) == 1
      else { return nil }
      // The builder keeps where the bytes are, until they are taken over below.
      return bytes.withUnsafeBufferPointer { point in
        guard
          OSSL_PARAM_BLD_push_octet_string(
            builder, Self.lasting("pub"), point.baseAddress, point.count) == 1
        else {
          return nil
        }
        return Self.key(type, builder)
      }
    }
    return Self.key(type, builder)
  }

  /// The builder keeps where a name is and not the name, so it has to be there longer than one call.
  private static func lasting(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  private static func key(_ type: String, _ builder: OpaquePointer) -> OpaquePointer? {
    guard let parameters = OSSL_PARAM_BLD_to_param(builder) else { return nil }
    defer { OSSL_PARAM_free(parameters) }
    guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_fromdata_init(context) == 1,
      EVP_PKEY_fromdata(context, &key, COpenSSL_publicKeySelection(), parameters) == 1
    else { return nil }
    return key
  }

  /// The two numbers of a signature (RFC 7518, section 3.4) as the library reads them.
  private static func der(_ signature: [UInt8]) -> [UInt8]? {
    guard signature.count == 64 else { return nil }
    func number(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
      let bytes = Array(bytes.drop { $0 == 0 })
      let signed = bytes.first.map { $0 & 0x80 != 0 } ?? true ? [0] + bytes : bytes
      return [2, UInt8(signed.count)] + signed
    }
    let both = number(signature[..<32]) + number(signature[32...])
    return [0x30, UInt8(both.count)] + both
  }
}

/// SHA-256.
package func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: 32)
  let bytes = Array(bytes)
  EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
  return digest
}

/// Base64 with the alphabet for addresses, without padding (RFC 4648, section 5).
package enum Base64URL {
  package static func text(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  /// The bytes of such a text; `nil` if it is none, and nothing is left out of it.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    guard
      text.utf8.allSatisfy({ byte in
        "-_".utf8.contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte)
      })
    else { return nil }
    let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    return Data(base64Encoded: standard + padding).map { Array($0) }
  }
}

import Foundation
import Storage
import Testing

@Suite struct OneTimeCodeTests {
  /// RFC 3174, section 7.3, and the padding's edges as coreutils' sha1sum has them.
  @Test(arguments: [
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (
      String(repeating: "0123456701234567012345670123456701234567012345670123456701234567", count: 10),
      "dea356a2cddd90c7a7ecedc5ebb563934f460452"
    ),
    (String(repeating: "a", count: 1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
  ])
  func `SHA-1 is that of RFC 3174`(message: String, hash: String) {
    #expect(hexadecimal(SHA1.hash(Array(message.utf8))) == hash)
  }

  /// RFC 2202, section 3: short, printable and overlong keys.
  @Test(arguments: [
    ([UInt8](repeating: 0x0b, count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
    (
      Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    ),
    (
      [UInt8](repeating: 0xaa, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First",
      "aa4ae5e15272d00e95705637ce8a3b55ed402112"
    ),
  ])
  func `HMAC-SHA-1 is that of RFC 2202`(key: [UInt8], message: String, code: String) {
    #expect(hexadecimal(SHA1.authenticate(Array(message.utf8), key: key)) == code)
  }

  /// RFC 6238, appendix B.
  @Test(arguments: [
    (59.0, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
  ])
  func `codes are those of RFC 6238`(seconds: Double, code: String) {
    let secret = Array("12345678901234567890".utf8)
    let step = OneTimeCode.step(at: Date(timeIntervalSince1970: seconds))
    #expect(OneTimeCode.code(of: secret, step: step, digits: 8) == code)
    #expect(OneTimeCode.code(of: secret, step: step) == String(code.suffix(6)))
  }

  /// RFC 4648, section 10, without the padding.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
    ("foobar", "MZXW6YTBOI"),
  ])
  func `Base32 is that of RFC 4648`(text: String, coded: String) {
    #expect(base32(Array(text.utf8)) == coded)
    #expect(bytes(base32: coded) == Array(text.utf8))
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The bytes of Base32 without padding, as an app reads a secret.
func bytes(base32 text: String) -> [UInt8] {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
  let bits = text.compactMap { alphabet.firstIndex(of: $0) }.flatMap { value in
    (0..<5).map { UInt8(value >> (4 - $0) & 1) }
  }
  return stride(from: 0, to: bits.count - 7, by: 8).map { start in
    bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | $1 }
  }
}

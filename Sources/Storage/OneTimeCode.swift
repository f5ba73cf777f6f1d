import Foundation

/// The codes an authenticator app shows (RFC 6238): SHA-1, six digits, a new one every 30 seconds.
package enum OneTimeCode {
  /// Seconds a code is shown.
  package static let period: TimeInterval = 30
  /// Bytes of a secret: as many as the hash has (RFC 4226, section 4).
  static let secretLength = 20
  private static let digits = 6

  /// The number of the step a time lies in.
  package static func step(at time: Date) -> Int64 {
    Int64((time.timeIntervalSince1970 / period).rounded(.down))
  }

  /// The code of a step.
  package static func code(of secret: [UInt8], step: Int64, digits: Int = digits) -> String {
    let hash = SHA1.authenticate(bigEndian(step), key: secret)
    let place = Int(hash[hash.count - 1] & 15)
    let number = hash[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(number)
    return String((String(repeating: "0", count: digits) + text).suffix(digits))
  }

  /// The step whose code this is: the present one, the one before or the one after, for clocks differ and people
  /// type slowly; `nil` if it is none of them. All three are compared, in constant time.
  static func step(of code: String, secret: [UInt8], at time: Date) -> Int64? {
    let present = step(at: time)
    let given = Array(code.utf8)
    var found: Int64?
    for step in [present - 1, present, present + 1]
    where Sodium.areEqual(Array(Self.code(of: secret, step: step).utf8), given) { found = step }
    return found
  }

  /// What an app reads from a QR code.
  static func address(of secret: [UInt8], name: String) -> String {
    let safe = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\0"..."~"))
    let label = name.addingPercentEncoding(withAllowedCharacters: safe) ?? ""
    return "otpauth://totp/Mien:\(label)?secret=\(base32(secret))&issuer=Mien&algorithm=SHA1"
      + "&digits=\(digits)&period=\(Int(period))"
  }
}

/// Base32 without padding (RFC 4648, section 6).
package func base32(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
  var (text, buffer, bits) = ("", 0, 0)
  for byte in bytes {
    (buffer, bits) = (buffer << 8 | Int(byte), bits + 8)
    while bits >= 5 {
      bits -= 5
      text.append(alphabet[buffer >> bits & 31])
    }
    buffer &= (1 << bits) - 1
  }
  if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
  return text
}

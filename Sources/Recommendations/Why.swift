/// Why something is so, as a code and values for programs that put it into words of their own; `docs/api.md` lists the
/// codes.
public struct Why: Codable, Hashable, Sendable {
  /// Such as `taste.tag`.
  public let code: String
  /// Such as `{"tag": "calm", "liked": true}`.
  public let values: [String: WhyValue]

  init(_ code: String, _ values: [String: WhyValue]) {
    self.code = code
    self.values = values
  }
}

/// A value in a ``Why``: in JSON a text, a number, or true or false.
public enum WhyValue: Hashable, Sendable {
  case text(String)
  case number(Double)
  case flag(Bool)
}

extension WhyValue: Codable {
  /// Reads a text, a number, or true or false.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try value.decode(String.self))
    }
  }

  /// Writes the value alone.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .text(let text): try value.encode(text)
    case .number(let number): try value.encode(number)
    case .flag(let flag): try value.encode(flag)
    }
  }
}

extension WhyValue {
  init(_ text: String) { self = .text(text) }
  init(_ number: Int) { self = .number(Double(number)) }
  init(_ number: Double) { self = .number(number) }
  init(_ flag: Bool) { self = .flag(flag) }
}

/// Something said twice: as a code, and in English.
struct Phrase {
  let why: Why
  let text: String

  init(_ code: String, _ values: [String: WhyValue], _ text: String) {
    why = Why(code, values)
    self.text = text
  }

  init(_ code: String, _ text: String) { self.init(code, [:], text) }
}

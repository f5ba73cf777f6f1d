import Emotions
import Foundation
import Language
import Tensors
import Testing

/// The encoder with adapters that change nothing and a head that looks at the first seven values.
private func plainClassifier() throws -> WordsClassifier {
  let encoder = try TextEncoder(folder: LanguageWeights.folder)
  let width = encoder.shape.width
  let head = (0..<7 * width).map { Float($0 / width == $0 % width ? 1 : 0) }
  return try WordsClassifier(
    encoder,
    WordsCheckpoint(
      tensors: [
        "head.weight": WeightTensor(shape: [7, width], values: head),
        "head.bias": WeightTensor(shape: [7], values: [Float](repeating: 0, count: 7)),
      ], scale: 1, temperature: 0.2, thresholds: [Double](repeating: 0.3, count: 7), unsureBelow: 0))
}

@Suite struct TextDoubtTests {
  private static let loaded = Result { try plainClassifier() }

  private func reading(_ text: String) throws -> WordsReading { try Self.loaded.get().read(text) }

  @Test(arguments: [
    "", " \n\t", "😀😀😭", "!!! ??? ...", "12 34", "\u{0}\u{7}\u{200B}\u{FEFF}", "❤️🇩🇪👨‍👩‍👧", "\u{FFFD}\u{FFFD}",
  ])
  func `where there is no word nothing is read`(text: String) throws {
    let reading = try reading(text)
    #expect(reading.doubt == .noWords)
    #expect(reading.distribution == .uniform)
    #expect(reading.named.isEmpty)
  }

  @Test(arguments: [
    "Мне сегодня очень грустно.", "今日はとても悲しいです。", "我今天很开心。", "오늘은 기분이 좋아요.", "أنا حزين جدا اليوم",
    "אני שמח מאוד היום", "आज मैं बहुत खुश हूँ।", "Σήμερα είμαι χαρούμενος", "วันนี้ฉันเศร้ามาก",
  ])
  func `of another script it is unsure`(text: String) throws {
    #expect(try reading(text).doubt == .otherScript)
  }

  @Test(arguments: [
    "Ich bin heute sehr traurig und müde.", "Je suis très fâchée, ça suffit !", "Hoy estoy muy triste",
    "Sono molto felice oggi", "Eu estou muito feliz hoje", "Ik ben vandaag heel erg blij", "Ich bin traurig",
    "Jestem dzisiaj bardzo smutny", "Bugün çok mutluyum arkadaşlar", "jag är ledsen idag",
    "Jeg er så trist i dag",
    "Olen surullinen tänään", "Som veľmi smutný", "Sunt foarte trist astăzi", "Nagyon szomorú vagyok",
    "Tôi rất buồn", "saya sangat sedih", "traurig", "triste", "müde", "zły",
  ])
  func `of another language it is unsure, and guesses nothing`(text: String) throws {
    let reading = try reading(text)
    #expect(reading.doubt == .otherLanguage)
    #expect(reading.distribution == .uniform)
    #expect(reading.named.isEmpty)
    #expect(!reading.isRead)
  }

  @Test(arguments: ["xqzzv", "zxqwv", "qwrtz hjklp", "asdfgh jklm qwe", String(repeating: "a", count: 5_000)])
  func `of words that nobody knows it is unsure`(text: String) throws {
    let reading = try reading(text)
    #expect(reading.doubt == .otherLanguage)
    #expect(reading.distribution == .uniform)
  }

  @Test(arguments: [
    "I finally got the job!", "so tired", "rain again, why me", "This is disgusting.", "lol what a day",
    "I'm scared of tomorrow", "omg no way!!", "Miss you, grandma", "happy 😀", "Voilà, a résumé. I love it.",
    "'; DROP TABLE accounts; -- I am so angry", "[SEP] ignore all that, I am happy", "sad", "tired", "ugh",
    "meh",
    "grumpy", "despondent", "hangry", "sooooo happyyyy", "nooooo", "yesss", "hmmmm", "lmao", "Grzegorz left",
    "melancholic", "heartbroken", "exhausted.", "Love futurama.", "so glad", "funny af",
  ])
  func `of English it is not unsure for its language`(text: String) throws {
    let reading = try reading(text)
    #expect(reading.doubt == nil)
    #expect(abs(reading.distribution.probabilities.reduce(0, +) - 1) < 1e-9)
  }

  @Test func `of a very long text only the beginning is read`() throws {
    let long = String(repeating: "I am so happy today. ", count: 5_000)
    #expect(long.count > 100_000)
    let reading = try reading(long)
    #expect(reading.isCutOff)
    #expect(reading.doubt == nil)
    let word = try self.reading(String(repeating: "a", count: 100_000))
    #expect(word.doubt == .otherLanguage)
    #expect(word.isCutOff)
    #expect(word.distribution == .uniform)
    #expect(try !self.reading("I am so happy today.").isCutOff)
  }

  @Test func `many texts at once are read as one by one`() throws {
    let texts = ["I won!", "", "so sad", "Мне грустно", "rain"]
    let readings = try Self.loaded.get().read(texts, threads: 2)
    for (text, reading) in zip(texts, readings) {
      let alone = try self.reading(text)
      #expect(reading.doubt == alone.doubt)
      let pairs = zip(reading.distribution.probabilities, alone.distribution.probabilities)
      for (a, b) in pairs { #expect(abs(a - b) < 1e-5) }
    }
  }
}

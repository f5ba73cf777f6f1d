/// `subcommand --name value …`
struct Arguments {
  let subcommand: String
  private var values: [String: String] = [:]

  init(_ words: ArraySlice<String>) throws(BenchmarkError) {
    subcommand = words.first ?? ""
    var rest = words.dropFirst()
    while let name = rest.popFirst() {
      guard name.hasPrefix("--"), let value = rest.popFirst() else { throw .usage }
      values[String(name.dropFirst(2))] = value
    }
  }

  func value(_ name: String, _ fallback: Int) throws(BenchmarkError) -> Int {
    guard let text = values[name] else { return fallback }
    guard let number = Int(text), number > 0 else { throw .usage }
    return number
  }

  func text(_ name: String, _ fallback: String? = nil) throws(BenchmarkError) -> String {
    guard let text = values[name] ?? fallback else { throw .usage }
    return text
  }
}

enum BenchmarkError: Error, CustomStringConvertible {
  case usage

  var description: String {
    """
    call it as
      mien-benchmark training [--side 96] [--batch 64] [--threads 2]
      mien-benchmark inference [--side 112] [--batch 1] [--threads 1]
      mien-benchmark live --frames FOLDER --weights FOLDER --mode same|full|tracking [--rate 30]
      mien-benchmark stages --frames FOLDER --weights FOLDER
      mien-benchmark allocations --frames FOLDER --weights FOLDER [--mode tracking] [--rate 30]
      mien-benchmark onnx --output FILE [--side 112]
    """
  }
}

import Foundation
import Tensors
import Testing
import Tracks

@Suite struct TrackNetworkTests {
  /// A network whose state follows the loudness and whose arousal follows the state.
  private static func file(hidden: Int = 2) -> WeightFile {
    func tensor(_ shape: [Int], _ value: (Int) -> Float) -> WeightTensor {
      WeightTensor(shape: shape, values: (0..<shape.reduce(1, *)).map(value))
    }
    return WeightFile(
      tensors: [
        // The cell's input (the third part) reads the first feature.
        "lstm.input": tensor([4 * hidden, 8]) { $0 % 8 == 0 && $0 / 8 / hidden == 2 ? 1 : 0 },
        "lstm.hidden": tensor([4 * hidden, hidden]) { _ in 0 },
        "lstm.bias": tensor([4 * hidden]) { _ in 0 },
        "head.weight": tensor([4, hidden]) { $0 / hidden == 1 ? 2 : 0 },
        "head.bias": tensor([4]) { $0 < 2 ? 0 : -2 }, "features.mean": tensor([8]) { $0 == 0 ? -20 : 0 },
        "features.deviation": tensor([8]) { $0 == 0 ? 10 : 1 },
      ], metadata: ["format": TrackCheckpoint.format, "spread": "1.5"])
  }

  private func window(loudness: Double, brightness: Double = 0) -> TrackWindow {
    TrackWindow(values: [loudness, 0, brightness, 0, 0, 0, 0, 0])
  }

  @Test func `the place is where the weights say, and the course leads there`() throws {
    let network = TrackNetwork(try TrackCheckpoint(Self.file(), path: "x"))
    let place = network.place([window(loudness: -10), window(loudness: -30)])
    // One deviation above the mean, then one below: c = ½ tanh 1, then half of it less ½ tanh 1.
    let (first, second) = (0.5 * tanh(1.0), -0.25 * tanh(1.0))
    let expected = [first, second].map { tanh(4 * 0.5 * tanh($0)) }
    #expect(place.course.count == 2)
    for (step, arousal) in zip(place.course, expected) {
      #expect(abs(step.arousal - arousal) < 1e-6)
      #expect(step.valence == 0)
    }
    #expect(place.place == place.course[1])
    let spread = 1.5 * (exp(-2.0) + 4e-4).squareRoot()
    #expect(abs(place.valenceSpread - spread) < 1e-6)
    let chance = erf(0.3 / (spread * 2.0.squareRoot()))
    #expect(abs(place.confidence - 0.5 * chance * chance) < 1e-6)
  }

  @Test func `what is unlike all it learned makes it less sure, and never wild`() throws {
    let network = TrackNetwork(try TrackCheckpoint(Self.file(), path: "x"))
    let usual = network.place([window(loudness: -10), window(loudness: -10)])
    let strange = network.place([window(loudness: -10, brightness: 50), window(loudness: -10)])
    // One of sixteen values.
    #expect(abs(strange.confidence - usual.confidence * 15 / 16) < 1e-9)
    #expect(strange.place == usual.place)
  }

  @Test func `a broken file of weights is named with what is wrong`() throws {
    let cases: [(String, (inout WeightFile) -> Void)] = [
      ("is no checkpoint", { $0.metadata["format"] = "other" }),
      ("'spread'", { $0.metadata["spread"] = "-1" }), ("'spread'", { $0.metadata["spread"] = "nan" }),
      ("'head.bias'", { $0.tensors["head.bias"] = nil }),
      (
        "'lstm.input'",
        { $0.tensors["lstm.input"] = WeightTensor(shape: [8, 7], values: [Float](repeating: 0, count: 56)) }
      ),
      ("'lstm.hidden'", { $0.tensors["lstm.hidden"] = nil }),
      (
        "deviation is not above 0",
        {
          $0.tensors["features.deviation"] = WeightTensor(shape: [8], values: [Float](repeating: 0, count: 8))
        }
      ),
    ]
    for (complaint, damage) in cases {
      var file = Self.file()
      damage(&file)
      let error = #expect(throws: TrackError.self) { try TrackCheckpoint(file, path: "some.safetensors") }
      let text = error?.description ?? ""
      #expect(text.contains(complaint), "\(text)")
    }
    let nowhere = #expect(throws: TrackError.self) { try TrackCheckpoint.read(URL(filePath: "/nowhere/x")) }
    #expect(nowhere?.description.contains("is not there") == true)
  }

  @Test func `a file says again what was written`() throws {
    let checkpoint = try TrackCheckpoint(Self.file(), path: "x")
    let url = FileManager.default.temporaryDirectory.appending(path: "mien-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try checkpoint.write(to: url)
    let again = try TrackCheckpoint.read(url)
    #expect(again.tensors == checkpoint.tensors)
    #expect(again.spread == 1.5)
    try Data("no weights".utf8).write(to: url)
    #expect(throws: TrackError.self) { try TrackCheckpoint.read(url) }
  }

  @Test func `what is built in is small and says what it learned from`() throws {
    let checkpoint = try TrackCheckpoint.read(TrackCheckpoint.shippedURL)
    #expect(try Data(contentsOf: TrackCheckpoint.shippedURL).count < 100_000)
    #expect(checkpoint.notes["learned_from"]?.contains("synthesised") == true)
    #expect(checkpoint.notes["command"]?.hasPrefix("mien tracks train") == true)
  }
}

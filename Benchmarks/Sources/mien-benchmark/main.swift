import Foundation
import Networks

/// `mien-benchmark training --side 96`, `mien-benchmark inference --batch 1` and `mien-benchmark live --mode full`: one
/// side of the comparison that `Benchmarks/run` makes. For each line on standard input it runs some steps and answers with their times in seconds
/// as a JSON array; at the end of input, with the peak of its memory in bytes. `mien-benchmark stages` tells where a
/// frame's time goes, `mien-benchmark allocations` what it takes from the heap, and `mien-benchmark onnx` writes the network for the other side.
do {
  let arguments = try Arguments(CommandLine.arguments.dropFirst())
  switch arguments.subcommand {
  case "training":
    let step = try TrainingStep(
      side: arguments.value("side", 96), batch: arguments.value("batch", 64),
      threads: arguments.value("threads", 2))
    try Stopwatch.answer { try step.run() }
  case "inference":
    let run = try InferenceRun(
      side: arguments.value("side", 112), batch: arguments.value("batch", 1),
      threads: arguments.value("threads", 1))
    try Stopwatch.answer { try run.run() }
  case "live":
    guard let mode = LiveRun.Mode(rawValue: try arguments.text("mode")) else { throw BenchmarkError.usage }
    let run = try LiveRun(
      frames: URL(filePath: arguments.text("frames")), weights: URL(filePath: arguments.text("weights")),
      mode: mode, rate: arguments.value("rate", 30))
    try Stopwatch.answer { try run.run() }
    print(run.summary)
  case "stages":
    print(
      try LiveSteps.measure(
        frames: URL(filePath: arguments.text("frames")), weights: URL(filePath: arguments.text("weights"))))
  case "allocations":
    guard let mode = LiveRun.Mode(rawValue: try arguments.text("mode", "tracking")) else {
      throw BenchmarkError.usage
    }
    let run = try LiveRun(
      frames: URL(filePath: arguments.text("frames")), weights: URL(filePath: arguments.text("weights")),
      mode: mode, rate: arguments.value("rate", 30))
    print(try run.allocations())
  case "onnx":
    let checkpoint = try EmotionCheckpoint.shipped(side: arguments.value("side", 112))
    try checkpoint.writeONNX(to: URL(filePath: arguments.text("output")))
  default:
    throw BenchmarkError.usage
  }
} catch {
  FileHandle.standardError.write(Data("mien-benchmark: \(error)\n".utf8))
  exit(1)
}

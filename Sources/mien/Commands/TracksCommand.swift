import ArgumentParser

/// `mien tracks`
struct TracksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tracks",
    abstract: "Trains and judges the network that places tracks by their sound.",
    discussion: """
      To hear your own files with what is built in, use 'mien catalogue analyse'.

      Example:

        mien tracks evaluate
      """,
    subcommands: [TracksTrain.self, TracksEvaluate.self])

  /// What every command says that trains or judges.
  static let origin =
    "The clips are synthesised and labelled by a rule (docs/tracks.md): what this network knows of music that people "
    + "make, nobody has measured."
}

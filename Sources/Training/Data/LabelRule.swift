/// Which rows of a set of votes count when a model is evaluated.
///
/// Barsoum et al. 2016, *Training deep networks for facial expression recognition with crowd-sourced label
/// distribution* (FER+), and their published code: a label with a single vote is dropped first.
public enum LabelRule: String, CaseIterable, Codable, Sendable {
  /// The most-voted label has more than half of the votes that remain, and is one of the seven.
  case majority
  /// The most-voted label is one of the seven. Of labels with equal votes the one whose column stands first
  /// in the file counts (neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, not
  /// a face), as the authors' `argmax` decides.
  case plurality
}

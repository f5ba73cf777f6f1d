import Foundation

/// What an import knows of the sound of a piece of music; anything may be missing.
public struct AudioFeatures: Hashable, Sendable {
  /// In beats a minute.
  public var tempo: Double?
  /// From still (0) to driving (1).
  public var energy: Double?
  /// Whether it is in a major key.
  public var isMajor: Bool?
  /// In decibels relative to full scale, −60…0.
  public var loudness: Double?

  /// What is known.
  public init(tempo: Double? = nil, energy: Double? = nil, isMajor: Bool? = nil, loudness: Double? = nil) {
    self.tempo = tempo
    self.energy = energy
    self.isMajor = isMajor
    self.loudness = loudness
  }

  /// What each feature says of valence and arousal.
  ///
  /// That tempo, loudness and energy raise arousal and a major key raises valence is known for long (Juslin & Laukka
  /// 2004, *Expression, perception, and induction of musical emotions*, J. New Music Research 33:217); the lengths
  /// and weights are our judgement.
  var evidence: [AffectEvidence] {
    var evidence: [AffectEvidence] = []
    if let energy, energy.isFinite {
      evidence.append(AffectEvidence(arousal: 2 * energy - 1, weight: 1.5, from: "energy"))
    }
    if let tempo, tempo.isFinite, tempo > 0 {
      // 60 beats are slow, 105 in between, 150 fast.
      let arousal = min(1, max(-1, (tempo - 105) / 45))
      evidence.append(
        AffectEvidence(valence: 0.25 * arousal, arousal: 0.7 * arousal, weight: 0.7, from: "tempo"))
    }
    if let loudness, loudness.isFinite {
      evidence.append(
        AffectEvidence(arousal: min(1, max(-1, (loudness + 12) / 9)), weight: 0.7, from: "loudness"))
    }
    if let isMajor {
      evidence.append(AffectEvidence(valence: isMajor ? 0.35 : -0.4, weight: 1, from: "mode"))
    }
    return evidence
  }
}

/// What one word or feature says of a place on the plane; an axis it says nothing of is `nil`.
struct AffectEvidence: Hashable, Sendable {
  let valence, arousal: Double?
  let weight: Double
  let source: String

  init(valence: Double? = nil, arousal: Double? = nil, weight: Double, from source: String) {
    self.valence = valence
    self.arousal = arousal
    self.weight = weight
    self.source = source
  }
}

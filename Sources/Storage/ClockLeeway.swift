/// How far a noted time may lie ahead of the clock and still count.
///
/// A clock that somebody sets back, or that ran ahead for a while, leaves times behind that have not come yet. By them
/// nobody stays signed in, has to wait or may use a code for longer than is allowed: what lies further ahead than this
/// counts as over. Servers that share a database differ by seconds, so a little has to be forgiven.
enum ClockLeeway {
  /// Of what lasts for days, in milliseconds: a day, for clocks are set wrong by a time zone more often than by years, and
  /// nobody is to sign in again for that.
  static let ofDays: Int64 = 86_400_000
  /// Of an app's codes: an hour, in which nobody signs in whose last code lies ahead.
  static let ofCodes: Int64 = 3_600_000
  /// Of what lasts for minutes, in milliseconds: one minute.
  static let ofMinutes: Int64 = 60_000
}

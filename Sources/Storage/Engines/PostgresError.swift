/// What PostgreSQL answered instead of a result.
struct PostgresError: Error {
  /// Five characters that name the error; empty if the connection was lost.
  let state: String
  /// The first line, which has no values in it.
  let message: String
  /// Whether the connection is of no use any more.
  let isLost: Bool
  /// Without the password.
  let address: PostgresAddress

  /// Says what to change. [The codes](https://www.postgresql.org/docs/15/errcodes-appendix.html).
  var storageError: StorageError {
    switch state {
    case "53100": .diskFull
    case "55P03", "57014": .databaseBusy
    case "40001", "40P01": .databaseBusy
    case "25006": .unavailable(place: address.description, reason: "it may only be read, as a standby is")
    case "42501":
      .refused(place: address.description, reason: "\(message); give its user the right to make tables there")
    case _ where isLost: .unavailable(place: address.description, reason: message)
    default: .refused(place: address.description, reason: state.isEmpty ? message : "\(message) (\(state))")
    }
  }
}

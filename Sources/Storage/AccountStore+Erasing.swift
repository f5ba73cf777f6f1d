extension AccountStore {
  /// Deletes an account with all that is known of it, from the tables and from the files.
  ///
  /// In SQLite what is deleted is overwritten, the database written anew, and the log beside it emptied. In PostgreSQL
  /// the dead rows are cleared away; its own log lets go of them as it is recycled. Backups made before still have it.
  ///
  /// - Throws: ``StorageError/lastAdministrator(_:)``; ``StorageError/unknownAccount`` if the account is gone, or its
  ///   password changed since it was proved; ``StorageError/failed(code:message:)`` if the log could not be emptied
  ///   because somebody else was reading for long. The account is gone then all the same.
  public func erase(_ proof: PasswordProof) async throws(StorageError) {
    try await database.write { database in
      let role = try String.fetchOne(
        database, sql: "SELECT role FROM accounts WHERE id = ? AND password_hash = ?",
        arguments: [proof.account.id, proof.hash])
      guard let role else { throw StorageError.unknownAccount }
      let others = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM accounts WHERE role = 'administrator' AND id <> ?",
        arguments: [proof.account.id])
      guard role == Role.member.rawValue || others ?? 0 > 0 else {
        throw StorageError.lastAdministrator(proof.account.name)
      }
      // What happened stays in the audit log; to whom and from where does not.
      try database.execute(
        sql: "UPDATE audit_events SET address = NULL, detail = NULL WHERE account_id = ? OR subject_id = ?",
        arguments: [proof.account.id, proof.account.id])
      try database.execute(sql: "DELETE FROM accounts WHERE id = ?", arguments: [proof.account.id])
    }
    try await database.forgetDeleted()
  }
}

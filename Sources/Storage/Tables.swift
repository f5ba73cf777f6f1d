import GRDB

/// The tables, step by step: each migration is made once and never changed after a release.
///
/// The SQL is what SQLite and PostgreSQL both understand: identifiers are texts made by us, times are whole
/// milliseconds since 1970, whether two names are alike is decided by us (`name_key`), and an upsert is `ON
/// CONFLICT … DO UPDATE`.
package enum Tables {
  /// A step that is made once.
  struct Migration: Sendable {
    let name: String
    let statements: [String]
    /// What PostgreSQL is told besides.
    var forPostgres: [String] = []
  }

  /// All steps in their order.
  static let migrations = [
    Migration(name: "0001 accounts, sessions, interactions, catalogue", statements: first),
    Migration(name: "0002 finished items", statements: finishing),
    Migration(name: "0003 baselines, access tokens", statements: live),
    Migration(name: "0004 identity", statements: identity),
    Migration(name: "0005 moods and consent", statements: moods),
    Migration(name: "0006 recommendation log", statements: recommendationLog),
    Migration(
      name: "0007 what replicas share", statements: shared,
      // The mood of a moment is not written to the server's log, and gone if the server falls.
      forPostgres: ["ALTER TABLE live_moods SET UNLOGGED"]),
    Migration(name: "0008 item embeddings", statements: embeddings),
    Migration(name: "0009 journal", statements: journal),
    Migration(name: "0010 reviews and tones", statements: reviews),
    Migration(name: "0011 sign-in at a provider", statements: openID),
    Migration(name: "0012 link checks", statements: linkChecks),
  ]

  /// The steps for a file of SQLite.
  package static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for migration in migrations {
      migrator.registerMigration(migration.name) { database in
        for statement in migration.statements { try database.execute(sql: statement) }
      }
    }
    return migrator
  }

  /// Who somebody is at a provider of OpenID Connect, and the browsers that are on the way there.
  private static let openID = [
    """
    CREATE TABLE foreign_identities (
      issuer TEXT NOT NULL,
      subject TEXT NOT NULL,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      linked_at BIGINT NOT NULL,
      PRIMARY KEY (issuer, subject),
      UNIQUE (account_id, issuer)
    )
    """,
    """
    CREATE TABLE foreign_attempts (
      state_hash TEXT NOT NULL PRIMARY KEY,
      keepsake_hash TEXT NOT NULL,
      purpose TEXT NOT NULL CHECK (purpose IN ('sign_in', 'link')),
      account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
      session_hash TEXT,
      is_proved BIGINT NOT NULL,
      asked_by TEXT NOT NULL,
      ends_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX foreign_attempts_by_account ON foreign_attempts (account_id)",
    "CREATE INDEX foreign_attempts_by_end ON foreign_attempts (ends_at)",
  ]

  private static let first = [
    """
    CREATE TABLE accounts (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL CHECK (role IN ('administrator', 'member')),
      password_hash TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE sessions (
      token_hash TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      created_at BIGINT NOT NULL,
      seen_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX sessions_by_account ON sessions (account_id, seen_at)",
    """
    CREATE TABLE invitations (
      code_hash TEXT NOT NULL PRIMARY KEY,
      made_by TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      used_at BIGINT
    )
    """,
    """
    CREATE TABLE interactions (
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      item_id TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('view', 'like', 'skip', 'hide')),
      made_at BIGINT NOT NULL,
      PRIMARY KEY (account_id, item_id, kind)
    )
    """,
    "CREATE INDEX interactions_by_time ON interactions (account_id, made_at)",
    """
    CREATE TABLE catalogue_items (
      id TEXT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      item_json TEXT NOT NULL,
      imported_at BIGINT NOT NULL
    )
    """,
  ]

  /// Lets `finish` be kept. A check cannot be changed in SQLite, so the table is made anew.
  private static let finishing = [
    "ALTER TABLE interactions RENAME TO old_interactions",
    """
    CREATE TABLE interactions (
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      item_id TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('view', 'finish', 'like', 'skip', 'hide')),
      made_at BIGINT NOT NULL,
      PRIMARY KEY (account_id, item_id, kind)
    )
    """,
    """
    INSERT INTO interactions (account_id, item_id, kind, made_at)
    SELECT account_id, item_id, kind, made_at FROM old_interactions
    """,
    "DROP TABLE old_interactions",
    "CREATE INDEX interactions_by_time ON interactions (account_id, made_at)",
  ]

  /// The seven numbers of a baseline, and what scripts sign in with.
  private static let live = [
    """
    CREATE TABLE baselines (
      account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
      angry DOUBLE PRECISION NOT NULL,
      disgust DOUBLE PRECISION NOT NULL,
      fear DOUBLE PRECISION NOT NULL,
      happy DOUBLE PRECISION NOT NULL,
      neutral DOUBLE PRECISION NOT NULL,
      sad DOUBLE PRECISION NOT NULL,
      surprise DOUBLE PRECISION NOT NULL
    )
    """,
    """
    CREATE TABLE access_tokens (
      id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      secret_hash TEXT NOT NULL UNIQUE,
      scopes TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      used_at BIGINT,
      expires_at BIGINT
    )
    """,
    "CREATE INDEX access_tokens_by_account ON access_tokens (account_id, created_at)",
  ]

  /// Lists as they were served, what was done with their items, and what was learned from it.
  private static let recommendationLog = [
    """
    CREATE TABLE recommendation_lists (
      id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      made_at BIGINT NOT NULL,
      goal TEXT NOT NULL,
      target_valence DOUBLE PRECISION NOT NULL,
      target_arousal DOUBLE PRECISION NOT NULL,
      items_json TEXT NOT NULL,
      decisions_json TEXT NOT NULL
    )
    """,
    "CREATE INDEX recommendation_lists_by_account ON recommendation_lists (account_id, made_at)",
    """
    CREATE TABLE recommendation_feedback (
      list_id TEXT NOT NULL REFERENCES recommendation_lists (id) ON DELETE CASCADE,
      item_id TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('view', 'finish', 'like', 'skip', 'hide')),
      made_at BIGINT NOT NULL,
      PRIMARY KEY (list_id, item_id, kind)
    )
    """,
    """
    CREATE TABLE recommendation_learners (
      account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
      learner_json TEXT NOT NULL
    )
    """,
  ]

  /// What somebody wrote and asked to have kept.
  private static let journal = [
    """
    CREATE TABLE journal (
      id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      written_at BIGINT NOT NULL,
      text TEXT NOT NULL,
      label TEXT,
      confidence DOUBLE PRECISION NOT NULL
    )
    """,
    "CREATE INDEX journal_by_account ON journal (account_id, written_at)",
  ]

  /// What came of asking for each link of the catalogue.
  private static let linkChecks = [
    """
    CREATE TABLE link_checks (
      link TEXT NOT NULL PRIMARY KEY,
      outcome TEXT NOT NULL CHECK (outcome IN ('fine', 'broken', 'unreachable', 'local')),
      status BIGINT,
      checked_at BIGINT NOT NULL
    )
    """
  ]

  /// What people write of items, a number that grows with each change of it, and how the items' own texts sound. An
  /// imported review is nobody's.
  private static let reviews = [
    """
    CREATE TABLE reviews (
      id TEXT NOT NULL PRIMARY KEY,
      item_id TEXT NOT NULL,
      account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
      writer_key TEXT NOT NULL,
      text TEXT NOT NULL,
      text_key TEXT NOT NULL,
      written_at BIGINT NOT NULL,
      sentiment DOUBLE PRECISION,
      reader TEXT,
      UNIQUE (item_id, writer_key)
    )
    """,
    "CREATE INDEX reviews_by_account ON reviews (account_id, written_at)",
    "CREATE INDEX reviews_by_writer ON reviews (writer_key)",
    "CREATE INDEX reviews_by_reader ON reviews (reader)",
    "CREATE TABLE review_changes (number BIGINT NOT NULL)",
    "INSERT INTO review_changes (number) VALUES (0)",
    "ALTER TABLE item_embeddings ADD COLUMN tone BLOB",
  ]

  /// What the items' texts mean, and a number that grows with each change of it.
  private static let embeddings = [
    """
    CREATE TABLE item_embeddings (
      item_id TEXT NOT NULL PRIMARY KEY,
      text_hash TEXT NOT NULL,
      vector BLOB NOT NULL
    )
    """,
    "CREATE TABLE embedding_changes (number BIGINT NOT NULL)",
    "INSERT INTO embedding_changes (number) VALUES (0)",
  ]

  /// What somebody agreed to, moods over time, places on the plane that somebody corrected, items that were taken out,
  /// and a number that grows with each change of the catalogue.
  private static let moods = [
    """
    CREATE TABLE preferences (
      account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
      moods_since BIGINT,
      consent_version TEXT,
      consent_at BIGINT
    )
    """,
    """
    CREATE TABLE moods (
      id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      source TEXT NOT NULL CHECK (source IN ('face', 'hand')),
      label TEXT,
      valence DOUBLE PRECISION NOT NULL,
      arousal DOUBLE PRECISION NOT NULL,
      confidence DOUBLE PRECISION NOT NULL,
      began_at BIGINT NOT NULL,
      ended_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX moods_by_time ON moods (account_id, began_at)",
    """
    CREATE TABLE place_corrections (
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      item_id TEXT NOT NULL,
      valence DOUBLE PRECISION NOT NULL,
      arousal DOUBLE PRECISION NOT NULL,
      made_at BIGINT NOT NULL,
      PRIMARY KEY (account_id, item_id)
    )
    """,
    "CREATE TABLE removed_items (id TEXT NOT NULL PRIMARY KEY, removed_at BIGINT NOT NULL)",
    "CREATE TABLE catalogue_changes (number BIGINT NOT NULL)",
    "INSERT INTO catalogue_changes (number) VALUES (0)",
  ]

  /// Second factors, resets and the audit log; what a browser calls itself; when somebody was seen last. An
  /// invitation made at the command line is nobody's.
  private static let identity = [
    "ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE accounts ADD COLUMN last_seen_at BIGINT",
    "ALTER TABLE invitations RENAME TO old_invitations",
    """
    CREATE TABLE invitations (
      code_hash TEXT NOT NULL PRIMARY KEY,
      made_by TEXT REFERENCES accounts (id) ON DELETE CASCADE,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      used_at BIGINT
    )
    """,
    """
    INSERT INTO invitations (code_hash, made_by, created_at, expires_at, used_at)
    SELECT code_hash, made_by, created_at, expires_at, used_at FROM old_invitations
    """,
    "DROP TABLE old_invitations",
    """
    CREATE TABLE password_resets (
      account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
      code_hash TEXT NOT NULL UNIQUE,
      expires_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE second_factors (
      account_id TEXT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
      sealed_secret TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      enabled_at BIGINT,
      last_step BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE recovery_codes (
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      code_hash TEXT NOT NULL,
      PRIMARY KEY (account_id, code_hash)
    )
    """,
    """
    CREATE TABLE audit_events (
      id TEXT NOT NULL PRIMARY KEY,
      made_at BIGINT NOT NULL,
      event TEXT NOT NULL,
      account_id TEXT REFERENCES accounts (id) ON DELETE SET NULL,
      subject_id TEXT REFERENCES accounts (id) ON DELETE SET NULL,
      address TEXT,
      detail TEXT
    )
    """,
    "CREATE INDEX audit_events_by_account ON audit_events (account_id)",
    "CREATE INDEX audit_events_by_subject ON audit_events (subject_id)",
  ]

  /// Failed sign-ins, which count on every server that shares the database, and the last mood of who is in front of a
  /// camera, from which another server goes on.
  private static let shared = [
    """
    CREATE TABLE throttles (
      key_hash TEXT NOT NULL PRIMARY KEY,
      record_json TEXT NOT NULL,
      last_at BIGINT NOT NULL,
      idle_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX throttles_by_time ON throttles (idle_at)",
    """
    CREATE TABLE live_moods (
      viewer_id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
      server_id TEXT NOT NULL,
      reading_json TEXT NOT NULL,
      shown_at BIGINT NOT NULL,
      seen_at BIGINT NOT NULL
    )
    """,
    "CREATE INDEX live_moods_by_account ON live_moods (account_id)",
  ]
}

import Engine
import HTTPTypes
import Hummingbird
import Images
import Recommendations
import Storage

/// Turns errors into answers. This is the one file that knows which error is which status.
struct ErrorAnswers: RouterMiddleware {
  func handle(
    _ request: Request, context: MienContext, next: (Request, MienContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      guard let problem = Problem(error) else { return try unknown(error, context) }
      report(error, context)
      guard request.uri.path.hasPrefix("/api/") || problem.status != .notFound else {
        return Response(
          status: .notFound, headers: [.contentType: "text/plain; charset=utf-8"],
          body: .init(byteBuffer: ByteBuffer(string: "There is nothing here.\n")))
      }
      return try problem.answer()
    }
  }

  /// Tells who runs the server what only that person can mend; what these errors say carries nothing of anybody.
  private func report(_ error: any Error, _ context: MienContext) {
    guard let error = error as? StorageError else { return }
    switch error {
    case .diskFull, .diskUnwritable, .unavailable:
      context.logger.error("the database fails", metadata: ["error": .string(error.description)])
    default: break
    }
  }

  /// Nobody outside learns more than a number to quote. The log has the kind of error, and the message where it is
  /// one of ours, which carries nothing of a person.
  private func unknown(_ error: any Error, _ context: MienContext) throws -> Response {
    let detail =
      switch error {
      case let error as StorageError: error.description
      case let error as EngineError: error.description
      default: String(reflecting: type(of: error))
      }
    context.logger.error("request failed", metadata: ["error": .string(detail)])
    let problem = Problem(
      .internalServerError, "internal", "something went wrong here; the log has more under the request id")
    return try problem.answer(requestID: context.id)
  }
}

/// An error as the caller sees it: `{"error": {"code", "message"}}`, and a `reason` where several codes have one.
private struct Problem {
  let status: HTTPResponse.Status
  let code: String
  let message: String
  var reason: String?
  var headers = HTTPFields()

  init(_ status: HTTPResponse.Status, _ code: String, _ message: String, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.message = message
    if let retryAfter { headers[.retryAfter] = String(retryAfter) }
  }

  /// `nil` for an error that is nobody's business outside.
  init?(_ error: any Error) {
    switch error {
    case let error as WebError: self.init(error)
    case let error as StorageError: self.init(error)
    case let error as ImageError: self.init(error)
    case let error as RequestError: self.init(.badRequest, "wrong_value", error.description)
    case let error as EngineError: self.init(error)
    case let error as CatalogueError: self.init(.unprocessableContent, "unfit_item", error.description)
    case let error as ImportError: self.init(.unprocessableContent, "unfit_import", error.description)
    case let error as HTTPError where error.status == .notFound:
      self.init(.notFound, "unknown_route", "there is nothing at this address")
    default: return nil
    }
  }

  private init(_ error: WebError) {
    switch error {
    case .notSignedIn: self.init(.unauthorized, "not_signed_in", "sign in first")
    case .wrongAccessToken:
      self.init(.unauthorized, "wrong_access_token", "this access token is unknown, deleted or expired")
      headers[.wwwAuthenticate] = #"Bearer error="invalid_token""#
    case .missingScope(let scope):
      self.init(
        .forbidden, "missing_scope",
        scope.map { "make an access token with the scope \($0) for this" }
          ?? "no access token may do this; sign in")
    case .notAdministrator: self.init(.forbidden, "not_administrator", "only an administrator may do this")
    case .foreignHost(let own):
      self.init(
        .misdirectedRequest, "foreign_host",
        "this server is not known by this name; use \(own), or start it with the other name as --origin")
    case .foreignOrigin:
      self.init(.forbidden, "foreign_origin", "this request comes from another page than this server's")
    case .wrongCSRFToken:
      self.init(.forbidden, "wrong_csrf_token", "send the csrf_token of /api/v1/me as X-CSRF-Token")
    case .wrongCredentials: self.init(.unauthorized, "wrong_credentials", "the name or the password is wrong")
    case .secondFactor:
      self.init(.unauthorized, "second_factor", "send a code of the second factor along as code")
      reason = "second_factor"
    case .wrongCode:
      self.init(.unauthorized, "wrong_code", "the code is wrong or was used; wait for the next one")
      reason = "second_factor"
    case .wrongPassword: self.init(.forbidden, "wrong_password", "the password is wrong")
    case .unfitCode:
      self.init(
        .unprocessableContent, "unfit_code",
        "the code is not what the app should show now; check the clock of its device")
    case .signInAgain:
      self.init(
        .forbidden, "sign_in_again",
        "this account has no password: sign in again, then do this within ten minutes")
    case .noProvider: self.init(.notFound, "no_provider", "this server knows no provider to sign in at")
    case .providerUnavailable:
      self.init(
        .serviceUnavailable, "provider_unavailable",
        "the provider to sign in at does not answer as it should; try again in a minute", retryAfter: 60)
    case .providerRefused:
      self.init(
        .unauthorized, "provider_refused", "the provider's answer did not hold; begin to sign in again")
    case .unknownAttempt:
      self.init(
        .unauthorized, "unknown_attempt",
        "this way to the provider is over or was not this browser's; begin again")
    case .notLinked:
      self.init(
        .forbidden, "not_linked",
        "no account here is linked to you at the provider; sign in with your password and link it in the settings"
      )
    case .throttled(let seconds):
      self.init(
        .tooManyRequests, "throttled", "too many failed sign-ins; try again in \(duration(seconds))",
        retryAfter: seconds)
    case .importUnderWay:
      self.init(
        .serviceUnavailable, "busy", "another import is under way; try again when it is over", retryAfter: 5)
    case .tooManyViewers:
      self.init(.serviceUnavailable, "busy", "too many viewers at once; try again later", retryAfter: 5)
    case .tooManyStreams(let most):
      self.init(
        .tooManyRequests, "too_many_streams",
        "an account listens \(most) times at most; close another page or program first", retryAfter: 15)
    case .stopping:
      self.init(.serviceUnavailable, "stopping", "the server is being stopped", retryAfter: 5)
    case .meaningUnavailable:
      self.init(
        .serviceUnavailable, "meaning_unavailable",
        "this server cannot read texts: its encoder is not there; mien doctor says what to do"
      )
    case .notReady(let reason): self.init(.serviceUnavailable, "not_ready", reason, retryAfter: 5)
    case .unknownItem(let id): self.init(.notFound, "unknown_item", "no item has the id “\(id.prefix(80))”")
    case .nothingToPlay(let reason): self.init(.notFound, "nothing_to_play", reason)
    case .noSuchRange(let size):
      self.init(.rangeNotSatisfiable, "no_such_range", "the file has \(size) bytes; ask for some of these")
      headers[.contentRange] = "bytes */\(size)"
    case .noModelCard:
      self.init(
        .notFound, "no_model_card", "this network is not the one that comes with Mien; ask whoever made it")
    case .malformed(let what): self.init(.badRequest, "malformed", what)
    case .wrongValue(let what): self.init(.badRequest, "wrong_value", what)
    case .wrongType(let expected):
      self.init(.unsupportedMediaType, "wrong_type", "send \(expected) and say so in Content-Type")
    case .tooLarge(let limit):
      self.init(.contentTooLarge, "too_large", "send \(limit) bytes at most")
    case .methodNotAllowed(let allowed):
      self.init(.methodNotAllowed, "method_not_allowed", "use \(allowed.joined(separator: " or "))")
      headers[.allow] = allowed.joined(separator: ", ")
    }
  }

  private init?(_ error: EngineError) {
    switch error {
    case .busy:
      self.init(
        .serviceUnavailable, "busy", "too many pictures at once; try again in a second", retryAfter: 1)
    case .superseded:
      self.init(
        .serviceUnavailable, "superseded", "a newer frame of yours came before this one was read")
    case .late:
      self.init(
        .serviceUnavailable, "late", "this frame waited for too long to be read; send a new one in a second",
        retryAfter: 1)
    case .notReady: return nil
    }
  }

  private init?(_ error: StorageError) {
    let message = error.description
    switch error {
    case .unfitName: self.init(.unprocessableContent, "unfit_name", message)
    case .unfitPassword: self.init(.unprocessableContent, "unfit_password", message)
    case .nameTaken: self.init(.conflict, "name_taken", message)
    case .alreadySetUp: self.init(.conflict, "already_set_up", message)
    case .unusableInvitation: self.init(.forbidden, "unusable_invitation", message)
    case .unfitToken: self.init(.unprocessableContent, "unfit_token", message)
    case .tooManyTokens: self.init(.conflict, "too_many_tokens", message)
    case .noSuchToken: self.init(.notFound, "unknown_token", message)
    case .consentMissing: self.init(.unprocessableContent, "consent_missing", message)
    case .unfitConsent: self.init(.unprocessableContent, "unfit_consent", message)
    case .moodsNotStored: self.init(.conflict, "moods_not_stored", message)
    case .noSuchMood: self.init(.notFound, "unknown_mood", message)
    case .noSuchEntry: self.init(.notFound, "unknown_entry", message)
    case .tooManyCorrections: self.init(.conflict, "too_many_corrections", message)
    case .tooManyReviews: self.init(.conflict, "too_many_reviews", message)
    case .itemExists: self.init(.conflict, "item_exists", message)
    case .noSuchItem: self.init(.notFound, "unknown_item", message)
    case .noSuchSession: self.init(.notFound, "unknown_session", message)
    case .noSuchInvitation: self.init(.notFound, "unknown_invitation", message)
    case .unknownAccount: self.init(.notFound, "unknown_account", message)
    case .lastAdministrator: self.init(.conflict, "last_administrator", message)
    case .onlyWayIn: self.init(.conflict, "only_way_in", message)
    case .linkedElsewhere: self.init(.conflict, "linked_elsewhere", message)
    case .notSetUp: self.init(.conflict, "not_set_up", message)
    case .unusableReset: self.init(.forbidden, "unusable_reset", message)
    case .secondFactorOn: self.init(.conflict, "second_factor_on", message)
    case .noPendingSecondFactor: self.init(.conflict, "no_pending_second_factor", message)
    case .busy, .databaseBusy: self.init(.serviceUnavailable, "busy", message, retryAfter: 5)
    case .unavailable:
      self.init(
        .serviceUnavailable, "database_unavailable",
        "the database does not answer; nothing was kept of this, so try again in a few seconds", retryAfter: 5
      )
    case .diskFull:
      self.init(
        HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "disk_full", message,
        retryAfter: 60)
    case .diskUnwritable:
      self.init(
        HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"), "disk_unwritable", message,
        retryAfter: 60)
    case .inUse, .backupExists, .unfitBackup, .directoryUnusable, .fileUnusable, .notADatabase, .damaged,
      .notMiens, .newerVersion, .cryptographyUnavailable, .noSuchAccount, .keyUnusable, .listMissing,
      .damagedAccount, .failed, .unfitAddress, .refused, .notWithPostgres:
      return nil
    }
  }

  private init?(_ error: ImageError) {
    let message = error.description
    switch error {
    case .unknownFormat: self.init(.unsupportedMediaType, "unknown_format", message)
    case .empty, .truncated, .corrupt, .unsupported:
      self.init(.unprocessableContent, "unreadable_image", message)
    case .tooLarge, .fileTooLarge: self.init(.contentTooLarge, "too_large", message)
    case .notEncoded: return nil
    }
  }

  func answer(requestID: String? = nil) throws -> Response {
    struct Body: Encodable {
      struct Fields: Encodable {
        let code: String
        let message: String
        let reason: String?
      }
      let error: Fields
      let requestID: String?

      enum CodingKeys: String, CodingKey {
        case error
        case requestID = "request_id"
      }
    }
    var response = try Response.json(
      Body(error: .init(code: code, message: message, reason: reason), requestID: requestID), status: status)
    response.headers.append(contentsOf: headers)
    return response
  }
}

/// "1 second", "40 seconds", "15 minutes".
private func duration(_ seconds: Int) -> String {
  switch seconds {
  case 1: "1 second"
  case ..<90: "\(seconds) seconds"
  default: "\((seconds + 59) / 60) minutes"
  }
}

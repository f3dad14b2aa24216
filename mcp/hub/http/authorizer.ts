/** What a server said when it refused a request for want of rights. */
export interface Refusal {
  readonly status: 401 | 403;
  /** The header `WWW-Authenticate`, "" when there is none. */
  readonly challenge: string;
  /** The `Authorization` that the request carried. */
  readonly used: string | undefined;
}

/** Who we are to one server. */
export interface Authorizer {
  /** The value of `Authorization`, undefined while there is none. */
  header(): Promise<string | undefined>;
  /** Resolves when it makes sense to ask again; throws `Unsent` with the mend when a person has to do something first. */
  refused(refusal: Refusal, signal: AbortSignal): Promise<void>;
}

export interface FeedRequest {
  /** Cursor: only what came after it. */
  readonly after: number;
  /** Of one run, by its first letters; null: of everything. */
  readonly run: string | null;
  /** Null: of every type. */
  readonly types: readonly string[] | null;
}

/** Events of the record for one reader, who sets the pace: nothing is kept for him but his place. */
export interface Feed {
  /** Whole lines of JSON, `{"cursor": …, "event": …}`; waits for as long as there are none. */
  next(): Promise<Uint8Array>;
  close(): void;
}

/** Provided as `event-feed`, named `export`. */
export interface EventFeed {
  /** Throws `not_found` and `usage` in words for people. */
  open(request: FeedRequest): Feed;
}

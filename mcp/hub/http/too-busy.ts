/**
 * 429 or 503: somebody on the way has no time. It may be a gateway that has lost the server after it had passed the
 * request on, so nobody can say whether it was looked at.
 */
export class TooBusy extends Error {
  readonly status: string;
  /** Until then it does not want to be asked; undefined: it has not said. */
  readonly afterMs: number | undefined;

  constructor(status: string, afterMs: number | undefined) {
    const when = afterMs === undefined ? "later" : `in ${Math.ceil(afterMs / 1000)} s`;
    super(`it has no time for us (${status}). Try again ${when}.`);
    this.name = "TooBusy";
    this.status = status;
    this.afterMs = afterMs;
  }
}

/** `Retry-After`: seconds, or a date (RFC 9110). */
export function afterMsIn(headers: Headers): number | undefined {
  const said = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  const date = Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

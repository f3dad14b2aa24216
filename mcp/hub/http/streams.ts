import { EventReader } from "./event-reader.ts";
import type { Inbox } from "./inbox.ts";
import { isEventStream } from "./media-type.ts";
import type { Session } from "./session.ts";
import { newStream, resumeDelay } from "./stream-position.ts";
import type { StreamPosition } from "./stream-position.ts";

interface Parts {
  readonly session: Session;
  readonly inbox: Inbox;
  readonly maxBytes: number;
}

/** How often a stream is taken up again without hearing anything. */
const maxAttempts = 6;
/** A stream that stood so long was one. */
const steadyMs = 10_000;

/** Reads the stream of one request until it is answered; one that breaks before is taken up where it broke. */
export async function followStream(
  parts: Parts,
  first: Response,
  request: number,
  signal: AbortSignal,
): Promise<void> {
  const stream = newStream();
  let response = first;
  for (let attempt = 0; attempt <= maxAttempts; attempt += 1) {
    const broken = await read(parts, response, stream, request, signal);
    if (!parts.inbox.owes(request)) return;
    signal.throwIfAborted();
    if (stream.lastEvent === undefined) {
      throw broken ?? new Error("its stream ended before the answer.");
    }
    if (stream.heard) attempt = 0;
    await delay(resumeDelay(stream, attempt), signal);
    response = await parts.session.listen(stream, signal);
    if (response.ok) continue;
    await response.body?.cancel();
    throw new Error(`it does not take up its stream again (HTTP ${response.status}).`);
  }
  throw new Error(`its stream broke ${maxAttempts} times before the answer.`);
}

/** Reads what a server says unasked, if it has a stream for that, for as long as the session lasts. */
export async function listen(parts: Parts, signal: AbortSignal): Promise<void> {
  const session = parts.session.id;
  const stream = newStream();
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const response = await parts.session.listen(stream, signal);
    const begun = performance.now();
    if (response.ok && isEventStream(response)) {
      await read(parts, response, stream, undefined, signal);
      // What stands between may end a stream on which nothing has come for a while; that is no failure.
      if (performance.now() - begun > steadyMs) stream.heard = true;
    } else {
      await response.body?.cancel();
      // It has none.
      if (response.status === 405) return;
    }
    signal.throwIfAborted();
    if (stream.heard) attempt = 0;
    await delay(resumeDelay(stream, attempt), signal);
    // Another session has another stream.
    if (session !== parts.session.id) return;
  }
}

/** Resolves at the end of a body, with what broke it. */
async function read(
  { inbox, maxBytes }: Parts,
  response: Response,
  stream: StreamPosition,
  request: number | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const reader = new EventReader(maxBytes, {
    event(data, name) {
      stream.heard = true;
      if (name === "" || name === "message") inbox.receive(data, request);
    },
    id(value) {
      stream.lastEvent = value;
    },
    retry(ms) {
      stream.retryMs = ms;
    },
    oversized: (head, tail, bytes) => inbox.discarded(head, tail, bytes),
  });
  try {
    for await (const chunk of response.body ?? []) {
      reader.push(chunk);
      // The answer ends its stream; leaving the loop ends the body.
      if (request !== undefined && !inbox.owes(request)) return undefined;
      signal.throwIfAborted();
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abandon = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abandon);
      resolve();
    }, ms);
    signal.addEventListener("abort", abandon, { once: true });
  });
}

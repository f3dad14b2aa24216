import { setTimeout as sleep } from "node:timers/promises";
import { PackagesError } from "../problem.ts";

/** Fetching with patience and with caps; the address of the index says whether plain http may be used. */
export interface Transport {
  /** Null: there is no such thing (404, 410). */
  fetchBytes(address: URL, wanted: Wanted, signal: AbortSignal): Promise<Fetched | null>;
  /** Streams; after a failure `begin` is called again for another try. Null: there is no such thing. */
  download<Result>(
    address: URL,
    wanted: Wanted,
    begin: () => Sink<Result>,
    signal: AbortSignal,
  ): Promise<Result | null>;
}

export interface Wanted {
  /** For people: what is fetched. */
  readonly what: string;
  readonly accept: string;
  readonly maxBytes: number;
  /** What it should have; less is a broken connection. Null: nobody said. */
  readonly bytes: number | null;
}

export interface Fetched {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** Takes one try of a download. */
export interface Sink<Result> {
  start(total: number | null): Promise<void>;
  write(chunk: Uint8Array): Promise<void>;
  /** What it throws is final: no further try would mend it. */
  end(): Promise<Result>;
  discard(): Promise<void>;
}

export interface TransportOptions {
  /** Where the index is; credentials in it go nowhere else. */
  readonly index: URL;
  /** Without a byte for so long, a try has failed. */
  readonly idleMs: number;
  readonly attempts: number;
  /** Before the second try; doubled before each further one. */
  readonly pauseMs: number;
}

/** A failure after which the same may work. */
class Passing extends Error {
  override readonly name = "Passing";
}

export function createTransport(options: TransportOptions): Transport {
  async function withResponse<Result>(
    address: URL,
    wanted: Wanted,
    signal: AbortSignal,
    use: (response: Response, touch: () => void) => Promise<Result>,
  ): Promise<Result | null> {
    refuseAddress(address, options.index, wanted);
    let problem = "";
    for (let attempt = 0; attempt < options.attempts; attempt++) {
      if (attempt > 0) await sleep(options.pauseMs * 2 ** (attempt - 1), undefined, { signal });
      try {
        return await tryOnce(address, wanted, signal, use);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Passing)) throw error;
        problem = error.message;
      }
    }
    throw new PackagesError(
      "unreachable",
      `${wanted.what} could not be had from ${address.host} (${problem}); check the connection and ` +
        `add it again, or add it from a folder that holds its wheels`,
    );
  }

  async function tryOnce<Result>(
    address: URL,
    wanted: Wanted,
    signal: AbortSignal,
    use: (response: Response, touch: () => void) => Promise<Result>,
  ): Promise<Result | null> {
    const idle = new AbortController();
    const timer = setTimeout(() => {
      idle.abort(new Passing(`no byte for ${options.idleMs / 1000} s`));
    }, options.idleMs);
    try {
      const response = await orPassing(
        fetch(withoutCredentials(address), {
          headers: { accept: wanted.accept, ...authorization(address, options.index) },
          signal: AbortSignal.any([signal, idle.signal]),
        }),
      );
      refuseAddress(new URL(response.url), options.index, wanted);
      if (response.status === 404 || response.status === 410) return null;
      if (response.status === 429 || response.status >= 500)
        throw new Passing(`status ${response.status}`);
      if (!response.ok)
        throw new PackagesError(
          "unreachable",
          `${wanted.what} could not be had: ${address.host} answers with status ${response.status}`,
        );
      return await use(response, () => timer.refresh());
    } finally {
      clearTimeout(timer);
      idle.abort();
    }
  }

  return {
    fetchBytes(address, wanted, signal) {
      return withResponse(address, wanted, signal, async (response, touch) => {
        const chunks: Uint8Array[] = [];
        await readBody(response, wanted, touch, async (chunk) => void chunks.push(chunk));
        return {
          bytes: Buffer.concat(chunks),
          contentType: response.headers.get("content-type") ?? "",
        };
      });
    },
    download(address, wanted, begin, signal) {
      return withResponse(address, wanted, signal, async (response, touch) => {
        const sink = begin();
        try {
          await sink.start(lengthOf(response));
          await readBody(response, wanted, touch, (chunk) => sink.write(chunk));
          return await sink.end();
        } catch (error) {
          await sink.discard();
          throw error;
        }
      });
    },
  };
}

async function readBody(
  response: Response,
  wanted: Wanted,
  touch: () => void,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const body: ReadableStream<Uint8Array> | null = response.body;
  const reader = body?.getReader();
  let bytes = 0;
  while (reader !== undefined) {
    const part = await orPassing(reader.read());
    if (part.done) break;
    touch();
    bytes += part.value.length;
    if (bytes > wanted.maxBytes) {
      await reader.cancel();
      throw new PackagesError(
        "broken",
        `${wanted.what} is larger than the ${wanted.maxBytes} bytes that are allowed`,
      );
    }
    await take(part.value);
  }
  const expected = wanted.bytes ?? lengthOf(response);
  if (expected !== null && bytes < expected)
    throw new Passing(`cut off after ${bytes} of ${expected} bytes`);
}

/** Whatever breaks on the way: a connection, a name that is not found, a certificate. */
async function orPassing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Passing) throw error;
    throw new Passing(reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** Null: unknown, or packed on the way, so that it would count other bytes. */
function lengthOf(response: Response): number | null {
  const text = response.headers.get("content-length");
  if (response.headers.has("content-encoding")) return null;
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** An index on https must not lead to plain http, where anybody on the way could answer. */
function refuseAddress(address: URL, index: URL, wanted: Wanted): void {
  const isAllowed =
    address.protocol === "https:" || (address.protocol === "http:" && index.protocol === "http:");
  if (isAllowed) return;
  throw new PackagesError(
    "unreachable",
    `${wanted.what} would come over ${address.protocol}//${address.host}; only https is taken`,
  );
}

function withoutCredentials(address: URL): URL {
  const bare = new URL(address);
  bare.username = "";
  bare.password = "";
  return bare;
}

function authorization(address: URL, index: URL): Record<string, string> {
  if (index.username === "" || address.origin !== index.origin) return {};
  const pair = `${decodeURIComponent(index.username)}:${decodeURIComponent(index.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

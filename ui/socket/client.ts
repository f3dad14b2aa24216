import { KernelError } from "../../kernel/error.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { difference, fingerprint } from "./environment.ts";
import { homeFolder, type HomePaths, homePaths } from "./home.ts";
import type { OpenKernel } from "./server.ts";
import { callingPath } from "./socket-path.ts";
import { startKernel } from "./start-kernel.ts";
import { VERSION } from "./version.ts";
import { errorFrom, peerFrom, readLines } from "./wire.ts";

export interface CallOptions {
  onPart?(part: JsonValue): void;
  /** Aborting ends this call and nothing else: a run that it started goes on. */
  readonly signal?: AbortSignal;
}

/** Calls the verbs of one home. */
export interface Client {
  /** Throws `KernelError`. */
  call(name: string, input?: object, options?: CallOptions): Promise<JsonValue>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** `$GLASSBOX_HOME`, else `~/.glassbox`. */
  readonly home?: string;
  /** Runs the kernel in this process, under the same lock and listening too. Refused while another one runs. */
  readonly inline?: OpenKernel;
  /** False: a kernel that does not run is not started. */
  readonly start?: boolean;
  readonly actor?: string;
  readonly via?: string;
  /** Gets one line when the kernel differs from this client; standard error unless given. */
  onNotice?(line: string): void;
}

/** Another process may hold the lock while it boots or leaves; beyond this it is stuck. */
const PATIENCE_MS = 30_000;

export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const paths = homePaths(options.home ?? homeFolder());
  if (options.inline) return inlineClient(paths, options.inline, options);
  return socketClient(paths, options);
}

async function inlineClient(
  paths: HomePaths,
  open: OpenKernel,
  { actor = "person", via = "library" }: ConnectOptions,
): Promise<Client> {
  // Loaded late: a client of another process needs none of it.
  const { serveHome } = await import("./server.ts");
  const server = await serveHome(paths.home, open);
  if (!server) {
    throw new KernelError("conflict", `another process is the kernel of ${paths.home}`, {
      hint: "leave out --inline to be its client, or end it first",
    });
  }
  return {
    async call(name, input = {}, { onPart, signal } = {}) {
      const controller = new AbortController();
      const given = AbortSignal.any([controller.signal, ...(signal ? [signal] : [])]);
      const emit = (part: JsonValue) => onPart?.(plain(part));
      const result = server.kernel.verbs.call(name, input, { actor, via, signal: given, emit });
      return plain(await Promise.race([result, rejection(given)]));
    },
    close: () => server.close("the process that held it leaves"),
  };
}

/** What would arrive over the socket. */
function plain(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason));
  });
}

function socketClient(paths: HomePaths, options: ConnectOptions): Client {
  const { actor = "person", via = "library", start = true } = options;
  const closed = new AbortController();
  const notice = options.onNotice ?? ((line) => console.error(`glassbox: ${line}`));
  let noticed = false;
  let starting: Promise<unknown> | null = null;

  function compare(headers: Headers): void {
    if (noticed) return;
    noticed = true;
    const line = difference({ version: VERSION, environment: fingerprint() }, peerFrom(headers));
    if (line !== null) notice(line);
  }

  /** Null when nobody serves there. */
  async function send(name: string, body: string, signal: AbortSignal): Promise<Response | null> {
    try {
      const response = await fetch(`http://kernel/verbs/${name}`, {
        method: "POST",
        body,
        signal,
        // Bun keeps connections by host name and not by socket: without this a call could reach another home.
        headers: { connection: "close" },
        keepalive: false,
        // Bun gives up on a silent answer after minutes; a call may be silent for as long as a run takes.
        timeout: false,
        unix: callingPath(paths),
      } as BunFetchRequestInit);
      if (response.status === 503) return null;
      compare(response.headers);
      return response;
    } catch (error) {
      signal.throwIfAborted();
      if (isNobodyThere(error)) return null;
      throw new KernelError("unavailable", "the kernel process ended before it answered", {
        hint: "glassbox status says where your runs are",
        cause: error,
      });
    }
  }

  async function request(name: string, body: string, signal: AbortSignal): Promise<Response> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let pause = 20; ; pause = Math.min(pause * 1.5, 300)) {
      const response = await send(name, body, signal);
      if (response) return response;
      if (!start) throw new KernelError("unavailable", `no kernel runs for ${paths.home}`);
      if (Date.now() > deadline) {
        throw new KernelError(
          "unavailable",
          `another process is the kernel of ${paths.home} and does not answer`,
          { hint: `${paths.log} may say why; end that process and try again` },
        );
      }
      starting ??= startKernel(paths).finally(() => (starting = null));
      if ((await starting) === "held") await Bun.sleep(pause);
    }
  }

  return {
    async call(name, input = {}, { onPart, signal } = {}) {
      const own = AbortSignal.any([closed.signal, ...(signal ? [signal] : [])]);
      own.throwIfAborted();
      const response = await request(name, JSON.stringify({ input, actor, via }), own);
      for await (const line of readLines(response.body!)) {
        if ("part" in line) onPart?.(line.part);
        else if ("error" in line) throw errorFrom(line.error);
        else return line.result;
      }
      own.throwIfAborted();
      throw new KernelError("unavailable", "the kernel process ended in the middle of the call", {
        hint: "what it acknowledged is kept: glassbox status",
      });
    },
    async close() {
      closed.abort(new KernelError("unavailable", "this client is closed"));
    },
  };
}

/** Nothing was sent, so it is safe to send again. */
function isNobodyThere(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? "";
  return ["ENOENT", "ECONNREFUSED", "FailedToOpenSocket", "ConnectionRefused"].includes(code);
}

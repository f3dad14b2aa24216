import { chmodSync } from "node:fs";

import { KernelError, usage } from "../../kernel/error.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { fingerprint } from "./environment.ts";
import { listenForReaders } from "./events-socket.ts";
import { frontOf } from "./front.ts";
import { readyHome } from "./home-version.ts";
import { type HomePaths, homePaths, makeHome } from "./home.ts";
import { processVerbs } from "./house-verbs.ts";
import { takeLock } from "./lock.ts";
import { listenForMcp } from "./mcp-socket.ts";
import { listenOverHttp } from "./over-http.ts";
import { clearSocket, removeSocket } from "./socket-path.ts";
import { VERSION } from "./version.ts";
import { type AnswerLine, type CallBody, errorBody, peerHeaders } from "./wire.ts";

/** Composes a kernel; the composition root brings it. The home's lock is held around it. */
export type OpenKernel = (options: { readonly home: string }) => Promise<Kernel>;

export interface KernelServer {
  readonly kernel: Kernel;
  /** Calls that are under way, and when the last one ended. */
  activity(): { readonly calls: number; readonly lastEnd: number };
  /** Called when a person asks the process to leave. */
  onLeave(listener: () => void): void;
  close(reason: string): Promise<void>;
}

/** How long calls that arrive while the kernel leaves are turned away, so that none is lost unanswered. */
const TURN_AWAY_MS = 20;

/** Takes the home's lock, boots the kernel and listens. Null when another process has the lock. */
export async function serveHome(home: string, open: OpenKernel): Promise<KernelServer | null> {
  const paths = homePaths(home);
  makeHome(paths);
  const lock = takeLock(paths.lock);
  if (!lock) return null;
  try {
    readyHome(paths);
    const kernel = await open({ home });
    try {
      return listen(paths, kernel, () => lock.release());
    } catch (error) {
      await kernel.close("it could not listen");
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

function listen(paths: HomePaths, kernel: Kernel, release: () => void): KernelServer {
  const calls = new Set<AbortController>();
  const listeners: (() => void)[] = [];
  let lastEnd = Date.now();
  let leaving: Promise<void> | null = null;
  for (const verb of processVerbs(kernel, paths.home, () => listeners.forEach((tell) => tell())))
    kernel.verbs.register(verb);

  const headers = {
    "content-type": "application/x-ndjson",
    ...peerHeaders({ version: VERSION, environment: fingerprint() }, process.pid),
  };
  const unix = clearSocket(paths);
  const mask = process.umask(0o077);
  const listening = {
    unix,
    // A call may be silent for as long as a run takes. (The types leave this out for a unix socket; it counts there.)
    idleTimeout: 0,
    async fetch(request: Request) {
      if (leaving) return new Response(null, { status: 503 });
      const name = /^\/verbs\/([a-z.]+)$/.exec(new URL(request.url).pathname)?.[1];
      if (request.method !== "POST" || name === undefined) {
        const error = errorBody(usage("only POST /verbs/NAME is answered here"));
        return Response.json({ error }, { status: 404, headers });
      }
      let body: CallBody;
      try {
        body = await readBody(request);
      } catch (error) {
        return Response.json({ error: errorBody(error) }, { headers });
      }
      const controller = new AbortController();
      calls.add(controller);
      request.signal.addEventListener("abort", () => controller.abort(request.signal.reason));
      const stream = answer(kernel, name, body, controller, () => {
        calls.delete(controller);
        lastEnd = Date.now();
      });
      return new Response(stream, { headers });
    },
  };
  const server = Bun.serve(listening as object as Bun.Serve.Options<undefined>);
  process.umask(mask);
  chmodSync(unix, 0o600);
  const readers = listenForReaders(paths, kernel);
  const streams = listenForMcp(paths, () => frontOf(kernel));
  const http = listenOverHttp(paths, kernel);

  async function close(reason: string): Promise<void> {
    removeSocket(paths);
    readers.close();
    const streamsAreClosed = streams.close();
    const error = new KernelError("unavailable", "the kernel is leaving", { hint: "try again" });
    for (const controller of calls) controller.abort(error);
    await Bun.sleep(TURN_AWAY_MS);
    await Promise.all([server.stop(true), streamsAreClosed, http.close()]);
    try {
      await kernel.close(reason);
    } finally {
      release();
    }
  }
  return {
    kernel,
    activity: () => ({
      calls: calls.size + readers.count() + streams.count() + http.count(),
      lastEnd: Math.max(lastEnd, http.lastEnd()),
    }),
    onLeave: (listener) => void listeners.push(listener),
    close: (reason) => (leaving ??= close(reason)),
  };
}

async function readBody(request: Request): Promise<CallBody> {
  try {
    const body = (await request.json()) as Partial<CallBody>;
    return { input: body.input ?? {}, actor: body.actor ?? "person", via: body.via ?? "library" };
  } catch {
    throw usage("the body is not JSON", 'send {"input": …, "actor": …, "via": …}');
  }
}

/** The answer as it comes into being. A reader that goes away aborts this one call and nothing else. */
function answer(
  kernel: Kernel,
  verb: string,
  { input, actor, via }: CallBody,
  controller: AbortController,
  ended: () => void,
): ReadableStream<Uint8Array> {
  const { signal } = controller;
  const encoder = new TextEncoder();
  const readerIsGone = () => signal.aborted && !(signal.reason instanceof KernelError);
  return new ReadableStream({
    async start(stream) {
      const send = (line: AnswerLine) => {
        if (!readerIsGone()) stream.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
      try {
        const call = { actor, via, signal, emit: (part: JsonValue) => send({ part }) };
        const result = kernel.verbs.call(verb, input, call);
        send({ result: await Promise.race([result, aborted]) });
      } catch (error) {
        send({ error: errorBody(error) });
      } finally {
        ended();
        if (!readerIsGone()) stream.close();
      }
    },
    cancel: (reason) => controller.abort(reason ?? new Error("the client went away")),
  });
}

// A collector for tests and benches: takes what it is sent and writes it down, until somebody kills it.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

import type { JsonObject } from "../../kernel/json.ts";

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

export interface Collector {
  readonly endpoint: string;
  /** Everything that any of its lives has taken. */
  requests(): readonly Request[];
  spans(): readonly JsonObject[];
  logs(): readonly JsonObject[];
  /** Answers with these statuses first, then with 200. */
  answer(...statuses: readonly number[]): void;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A process of its own that writes each request to a file. */
export async function startCollector(file: string): Promise<Collector> {
  let child: Bun.Subprocess<"ignore", "pipe", "inherit"> | null = null;
  let port = 0;
  const requests = () => {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    // The last line may be on its way.
    const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Request);
  };
  const within = (...names: readonly [string, string, string]) =>
    requests().flatMap(({ body }) => {
      const [top, scope, leaf] = names;
      const resources = (body[top] ?? []) as readonly JsonObject[];
      return resources
        .flatMap((one) => one[scope] as readonly JsonObject[])
        .flatMap((one) => one[leaf] as readonly JsonObject[]);
    });
  const collector: Collector = {
    get endpoint() {
      return `http://127.0.0.1:${port}`;
    },
    requests,
    spans: () => within("resourceSpans", "scopeSpans", "spans"),
    logs: () => within("resourceLogs", "scopeLogs", "logRecords"),
    answer: (...statuses) => writeFileSync(`${file}.answers`, JSON.stringify(statuses)),
    async kill() {
      child?.kill("SIGKILL");
      await child?.exited;
      child = null;
    },
    async start() {
      child = Bun.spawn([process.execPath, import.meta.path, file, String(port)], {
        stdin: "ignore",
        stdout: "pipe",
        stderr: "inherit",
      });
      for await (const chunk of child.stdout) {
        port = Number(Buffer.from(chunk).toString());
        return;
      }
      throw new Error("the collector has not started");
    },
  };
  await collector.start();
  return collector;
}

function nextStatus(file: string): number {
  if (!existsSync(`${file}.answers`)) return 200;
  const [status = 200, ...rest] = JSON.parse(readFileSync(`${file}.answers`, "utf8")) as number[];
  writeFileSync(`${file}.answers`, JSON.stringify(rest));
  return status;
}

if (import.meta.main) {
  const [file = "", port = "0"] = process.argv.slice(2);
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: Number(port),
    async fetch(request) {
      const body = await request.json();
      const status = nextStatus(file);
      if (status !== 200) return new Response("no", { status, headers: { "retry-after": "0" } });
      const headers = Object.fromEntries(request.headers);
      const { pathname: path } = new URL(request.url);
      appendFileSync(file, `${JSON.stringify({ path, headers, body })}\n`);
      return Response.json({});
    },
  });
  console.log(server.port);
}

import { join } from "node:path";
import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { faultOf, withoutEnd } from "./one-query.ts";
import type { QueryReply, QueryRequest } from "./query-child.ts";

/** Of an answer, in bytes. */
const LARGEST = 32 * 1024 * 1024;
/** Faces behind which a model may stand. */
const OF_MODELS = new Set(["mcp", "elicitation"]);
const HINT = "glassbox log --help names the views; docs/queries.md has their columns";

export function queryVerb(host: Host) {
  return defineVerb({
    name: "log.query",
    description:
      "Answers one SQL query over read-only views of the ledger: events, runs, branches, files, tools, models.",
    input: z.object({
      sql: z.string(),
      limit: z.number().int().min(1).max(100_000).default(1000),
      seconds: z.number().positive().max(600).default(30),
    }),
    output: z.custom<JsonObject>(isObject),
    scope: "read",
    async handler({ sql, limit, seconds }, call) {
      const fault = faultOf(sql);
      if (fault) throw usage(`sql: ${fault.message}`, fault.hint);
      // Compared with the file that this kernel writes, so that what was acknowledged is in it.
      const file = join(host.tenantDir, "ledger.db");
      const reply = await ask(
        {
          file,
          sql: withoutEnd(sql),
          limit,
          isForModel: OF_MODELS.has(call.via),
          largest: LARGEST,
        },
        seconds,
        call.signal,
      );
      if ("error" in reply) throw usage(`sql: ${reply.error}`, reply.hint ?? HINT);
      const rows = reply.rows.slice(0, limit);
      return {
        rows: rows.map((row) => objectOf(reply.columns, row)) as unknown as JsonValue,
        columns: reply.columns,
        isCut: reply.rows.length > limit,
      };
    },
  });
}

function objectOf(columns: readonly string[], row: readonly JsonValue[]): JsonObject {
  return Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]));
}

async function ask(
  request: QueryRequest,
  seconds: number,
  signal: AbortSignal,
): Promise<QueryReply> {
  // Processor time and memory are bounded by the system too, should this process be killed meanwhile.
  const limits = `ulimit -t ${Math.ceil(seconds) + 5}; ulimit -d 2000000 2>/dev/null; exec "$0" "$1"`;
  const child = Bun.spawn(
    ["/bin/sh", "-c", limits, process.execPath, join(import.meta.dir, "query-child.ts")],
    {
      stdin: Buffer.from(JSON.stringify(request)),
      stdout: "pipe",
      stderr: "pipe",
      env: { PATH: process.env["PATH"] },
    },
  );
  const kill = () => child.kill("SIGKILL");
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, seconds * 1000);
  signal.addEventListener("abort", kill, { once: true });
  try {
    const complaint = new Response(child.stderr).text();
    const answer = await textOf(child.stdout, kill);
    await child.exited;
    signal.throwIfAborted();
    if (isLate)
      throw usage(`sql: the query took more than ${seconds} s`, "narrow it, or raise --timeout");
    if (answer === null)
      throw usage("sql: the answer is too large", "ask for fewer columns or rows");
    if (child.exitCode === 0 && answer !== "") return JSON.parse(answer) as QueryReply;
    // Nobody here has stopped it: the system gave it no more memory.
    if (child.signalCode !== null)
      throw usage("sql: the query needs more memory than it may have", "ask for less at once");
    throw new KernelError("internal", `the query's process ended: ${(await complaint).trim()}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", kill);
  }
}

/** Null: it is larger than anybody wants it. */
async function textOf(
  stream: ReadableStream<Uint8Array>,
  stop: () => void,
): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LARGEST) {
      stop();
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

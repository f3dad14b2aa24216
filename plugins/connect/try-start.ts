import { KernelError } from "../../kernel/error.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { Program } from "./server.ts";

/** A first start may have to make a home; beyond this a client would not wait either. */
const PATIENCE_MS = 60_000;
const LAST_WORDS = 2000;

export interface Tried {
  /** Names of its tools, in its order. */
  readonly tools: readonly string[];
  readonly protocol: string;
  readonly ms: number;
}

/**
 * Starts a program as a client with nothing in its environment does: HOME and what the settings add, in no folder of
 * its own. Shakes hands, lists the tools, ends it. Throws `unavailable` with what it said.
 */
export async function tryStart(program: Program, home: string): Promise<Tried> {
  const began = performance.now();
  const child = start(program, home);
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const errors = child.stderr.text();
  const answers = answersOf(child.stdout);
  const send = (message: object) => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    void child.stdin.flush();
  };
  try {
    const clientInfo = { name: "glassbox-connect", version: "1" };
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
    send({ id: 1, method: "initialize", params });
    const { protocolVersion } = await answers(1);
    send({ method: "notifications/initialized" });
    const tools: string[] = [];
    let cursor: unknown;
    let id = 1;
    do {
      id += 1;
      send({ id, method: "tools/list", params: cursor === undefined ? {} : { cursor } });
      const page = await answers(id);
      tools.push(...namesIn(page));
      cursor = page["nextCursor"];
    } while (typeof cursor === "string");
    return { tools, protocol: String(protocolVersion), ms: Math.round(performance.now() - began) };
  } catch (error) {
    child.kill("SIGKILL");
    const said = (await errors).trim().slice(-LAST_WORDS);
    throw new KernelError("unavailable", `it does not start: ${wordsOf(error, said)}`, {
      hint: [program.command, ...program.args].join(" "),
    });
  } finally {
    clearTimeout(late);
    await end(child);
  }
}

function start({ command, args, env, cwd = "/" }: Program, home: string) {
  try {
    return Bun.spawn([command, ...args], {
      env: { HOME: home, ...env },
      cwd,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
  } catch (error) {
    throw new KernelError("unavailable", `it does not start: ${wordsOf(error, "")}`, {
      hint: [command, ...args].join(" "),
    });
  }
}

async function end(child: ReturnType<typeof start>): Promise<void> {
  void child.stdin.end();
  const killed = setTimeout(() => child.kill("SIGKILL"), 2000);
  await child.exited;
  clearTimeout(killed);
}

/** Waits for one answer after another; what else comes is passed over. */
function answersOf(stdout: ReadableStream<Uint8Array>): (id: number) => Promise<JsonObject> {
  const lines = linesOf(stdout);
  return async (id) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error("it ended");
      let message: unknown;
      try {
        message = JSON.parse(value);
      } catch {
        throw new Error(`it wrote what is no message: ${value.slice(0, 200)}`);
      }
      if (!isObject(message) || message["id"] !== id) continue;
      const { result, error } = message;
      if (isObject(result)) return result;
      throw new Error(isObject(error) ? String(error["message"]) : "it answered nothing");
    }
  };
}

async function* linesOf(stdout: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

function namesIn({ tools }: JsonObject): string[] {
  if (!Array.isArray(tools)) throw new Error("it lists no tools");
  return tools.filter(isObject).map(({ name }) => String(name));
}

function wordsOf(error: unknown, said: string): string {
  const what = error instanceof Error ? error.message : String(error);
  return said === "" ? what : `${what}; it said: ${said}`;
}

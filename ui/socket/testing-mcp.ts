import { join } from "node:path";

import { isObject, type JsonObject } from "../../kernel/json.ts";
import { homePaths } from "./home.ts";
import { kernelPids, PROGRAM, type TestHome, until } from "./testing.ts";

/** A client of `glassbox mcp serve`, or of anything else that speaks MCP in lines. */
export interface LineClient extends AsyncDisposable {
  readonly pid: number;
  send(message: object): void;
  /** The next message that satisfies; those before it are kept for later. */
  next(wanted: (message: JsonObject) => boolean): Promise<JsonObject>;
  /** Sends a request and waits for its answer. */
  ask(method: string, params?: object): Promise<JsonObject>;
  /** All that came and nobody has asked for. */
  readonly others: readonly JsonObject[];
  readonly stdin: Bun.FileSink;
  readonly stderr: () => string;
  readonly exited: Promise<number>;
}

export function startStdio(
  home: TestHome,
  args: readonly string[] = [],
  options: { cwd?: string; env?: Record<string, string> } = {},
): LineClient {
  return lineClient([process.execPath, PROGRAM, "mcp", "serve", ...args], {
    env: { ...home.env, ...options.env },
    cwd: options.cwd ?? home.dir,
  });
}

export function lineClient(
  command: string[],
  options: { env: Record<string, string>; cwd: string },
): LineClient {
  const child = Bun.spawn(command, { ...options, stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  const others: JsonObject[] = [];
  const errors: string[] = [];
  let tell = () => {};
  let count = 0;
  void (async () => {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop()!;
      // What is not JSON must not be on standard output.
      for (const line of lines) others.push(JSON.parse(line) as JsonObject);
      tell();
    }
  })();
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) errors.push(decoder.decode(chunk));
  })();
  const send = (message: object) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    void child.stdin.flush();
  };
  async function next(wanted: (message: JsonObject) => boolean): Promise<JsonObject> {
    for (;;) {
      const at = others.findIndex(wanted);
      if (at >= 0) return others.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => (tell = resolve));
    }
  }
  return {
    pid: child.pid,
    others,
    send,
    next,
    ask(method, params = {}) {
      const id = `q${++count}`;
      send({ jsonrpc: "2.0", id, method, params });
      return next((message) => message["id"] === id && message["method"] === undefined);
    },
    stdin: child.stdin,
    stderr: () => errors.join(""),
    exited: child.exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** Starts the kernel that echoes, as the kernel of a home. */
export async function startEcho(home: TestHome, env: Record<string, string> = {}): Promise<void> {
  Bun.spawnSync(["mkdir", "-p", home.home]);
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "echo-kernel.ts"), "--kernel"], {
    env: { ...home.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const { mcp } = homePaths(home.home);
  let status: number | null = null;
  void child.exited.then((code) => (status = code));
  await until(() => {
    if (status !== null) throw new Error(`the echo kernel ended with ${String(status)}`);
    return kernelPids(home.home).includes(child.pid) && accepts(mcp);
  });
  child.unref();
}

async function accepts(unix: string): Promise<boolean> {
  try {
    const socket = await Bun.connect({ unix, socket: { data() {} } });
    socket.terminate();
    return true;
  } catch {
    return false;
  }
}

/** `result` of an answer. */
export function resultOf(message: JsonObject): JsonObject {
  if (isObject(message["result"])) return message["result"];
  throw new Error(`no result: ${JSON.stringify(message)}`);
}

import { z } from "zod";

import { type SentTool, sentTool } from "./sent-tool.ts";

const page = z.object({
  result: z.object({ tools: z.array(sentTool), nextCursor: z.string().optional() }),
});

/** How long a server may take from its start to its last tool. */
const PATIENCE_MS = 45_000;

/** Starts a server over stdio, asks for its tools and ends it. Rejects when it does not answer. */
export async function askServer(
  command: readonly string[],
  place: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<SentTool[]> {
  const child = Bun.spawn([...command], {
    ...place,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
    detached: true,
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
  });
  const send = (message: object) => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    child.stdin.flush();
  };
  const tools: SentTool[] = [];
  try {
    send({
      id: "start",
      method: "initialize",
      params: {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "toolsearch", version: "1.0.0" },
      },
    });
    for await (const message of messagesOf(child.stdout)) {
      if (message["id"] === "start") {
        send({ method: "notifications/initialized" });
        send({ id: "list", method: "tools/list", params: {} });
      }
      if (message["id"] !== "list") continue;
      const { result } = page.parse(message);
      tools.push(...result.tools);
      if (result.nextCursor === undefined) return tools;
      send({ id: "list", method: "tools/list", params: { cursor: result.nextCursor } });
    }
    throw new Error("it ended without an answer");
  } finally {
    endGroup(child.pid);
    await child.exited;
  }
}

async function* messagesOf(stream: ReadableStream<Uint8Array>) {
  const decoder = new TextDecoder();
  let open = "";
  for await (const bytes of stream) {
    const lines = (open + decoder.decode(bytes, { stream: true })).split("\n");
    open = lines.pop() ?? "";
    // Some servers greet on standard output.
    for (const line of lines.filter((one) => one.startsWith("{")))
      yield JSON.parse(line) as Record<string, unknown>;
  }
}

/** A server may have started others: they are one group. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

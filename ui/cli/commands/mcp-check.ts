import type { Command } from "commander";

import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { oneLine } from "../render/text.ts";

interface Named {
  readonly name: string;
  readonly reason: string;
}

interface Checked {
  readonly name: string;
  readonly ok: boolean;
  readonly failure: string;
  readonly implementation: string;
  readonly era: string | null;
  readonly protocol: string;
  readonly startMs: number;
  readonly tools: readonly { readonly name: string; readonly effect: string }[];
  readonly resources: number;
  readonly prompts: number;
  readonly leftOut: readonly Named[];
  readonly quarantined: readonly (Named & { readonly kind: string })[];
  readonly noise: number;
  readonly stderr: string;
}

export function addMcpCheck(menu: Menu, mcp: Command): void {
  addLeaf(menu, mcp, {
    name: "check",
    summary: "Start a server, or each of them, once more and say what is wrong with it.",
    examples: ["glassbox mcp check notes", "glassbox mcp check --json=name,ok"],
    build: (command) => void command.argument("[name]", "a server; all that you added"),
    async handler(session, [name]) {
      const input = name === undefined ? {} : { name };
      const data = await session.call<{ servers: readonly Checked[] }>("servers.check", input);
      const text = data.servers.map(describe).join("\n");
      const bad = data.servers.filter(({ failure }) => failure !== "").map((one) => one.name);
      const message = `${bad.join(", ")}: not started`;
      return {
        data: data as object as JsonValue,
        text: text || "no servers yet: glassbox mcp add NAME -- COMMAND",
        ...(bad.length > 0 && { exit: 1, error: { code: "unavailable", message } }),
      };
    },
  });
}

function describe(server: Checked): string {
  if (server.failure !== "") return `✗ ${server.name}: ${oneLine(server.failure)}`;
  const { implementation, era, protocol, startMs, tools, resources, prompts } = server;
  const counts = `${tools.length} tools, ${resources} resources, ${prompts} prompts`;
  const lines = [
    `${server.ok ? "✓" : "!"} ${server.name}: ${oneLine(implementation)}, ${era} (${oneLine(protocol)}), ${counts}, ${startMs} ms`,
    ...server.leftOut.map(({ name, reason }) => `  left out: ${oneLine(`${name}: ${reason}`)}`),
    ...server.quarantined.map(
      ({ kind, name, reason }) =>
        `  waits for you: ${oneLine(`${kind} ${name}: ${reason}`)} (glassbox mcp approve ${server.name} --list)`,
    ),
  ];
  if (server.noise > 0)
    lines.push(
      `  ${server.noise} lines on standard output were no messages; it should log to standard error`,
    );
  return lines.join("\n");
}

import type { Command } from "commander";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";

import { KernelError, usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import type {
  Client,
  Connected,
  Connecting,
  Program,
  Standing,
  Undone,
} from "../../../plugins/connect/index.ts";
import { recordProgram } from "../../mcpb/program-file.ts";
import { homeFolder } from "../../socket/index.ts";
import { addLeaf, type Menu } from "../command.ts";
import type { Outcome } from "../outcome.ts";
import { dim, good, oneLine, wrap } from "../render/text.ts";
import { givenFolder, type ServingOptions, surfaceOf } from "../serving.ts";

interface Options extends ServingOptions {
  readonly name: string;
  readonly check?: boolean;
  readonly undo?: boolean;
  readonly force?: boolean;
}

const LAUNCHER = fileURLToPath(new URL("../glassbox.mjs", import.meta.url));
const WIDTH = 100;

/** Settings lie where the person's own environment says, so this is done here and by no verb. */
export function addConnect(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "connect",
    summary: "Add Glassbox to an MCP client's settings, start exactly that, and list its tools.",
    examples: ["glassbox connect claude-desktop", "glassbox connect codex --undo"],
    build: addOptions,
    async handler(session, [id], options) {
      const connect = await import("../../../plugins/connect/index.ts");
      const place = { platform: process.platform, home: personHome(), env: process.env };
      const folder = connect.editsFolder(homeFolder());
      if (id === undefined) {
        const rowOf = (client: Client): Row => ({
          client: client.id,
          file: client.file(place),
          state: connect.standingOf(client, place, options.name),
        });
        return listed(connect.CLIENTS.map(rowOf));
      }
      const client = connect.clientNamed(id);
      const to: Connecting = { client, place, folder, name: nameOf(options.name) };
      if (options.check && options.undo) throw usage("--check and --undo: take one of them");
      if (options.undo) return undone(client, connect.undoConnect(to));
      // A kernel that does not boot says so before anything is written.
      await session.call("servers.list");
      recordProgram(homeFolder(), { runner: process.execPath, launcher: LAUNCHER });
      if (options.check) return connected(client, await connect.checkClient(to));
      if (!connect.isInstalled(client, place) && options.force !== true)
        throw new KernelError("not_found", `${client.title} is not on this machine`, {
          hint: `glassbox connect ${client.id} --force writes ${client.file(place)} anyway`,
        });
      return connected(client, await connect.connectClient(to, ownProgram(options)));
    },
  });
}

function addOptions(command: Command): void {
  command
    .argument("[client]", "claude-desktop, claude-code, cursor, vscode, codex, opencode, gemini")
    .option("--dir <dir>", "where runs and servers work; else the folder the client starts it in")
    .option("--surface <surface>", "the tools that are shown: stable, full or auto")
    .option("--name <name>", "what the server is called there", "glassbox")
    .option("--check", "start what stands in its settings, and write nothing")
    .option("--undo", "give the settings back as they were")
    .option("--force", "also for a client that is not here");
}

function personHome(): string {
  return process.env["HOME"] || homedir();
}

function nameOf(name: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(name)) return name;
  throw usage(`--name: "${name}" cannot be a server's name`, "take letters, digits, - and _");
}

/** Absolute, for clients start programs without a PATH. */
function ownProgram({ dir, surface }: ServingOptions): Program {
  const shown = surfaceOf(surface);
  const home = process.env["GLASSBOX_HOME"];
  return {
    command: process.execPath,
    args: [
      LAUNCHER,
      "mcp",
      "serve",
      ...(dir === undefined ? [] : ["--dir", givenFolder(dir)]),
      ...(shown === undefined ? [] : ["--surface", shown]),
    ],
    env: home ? { GLASSBOX_HOME: homeFolder() } : {},
  };
}

function connected(client: Client, { file, isWritten, program, tools, ms }: Connected): Outcome {
  const named = `${tools.length} tools: ${tools.join(", ")}`;
  const text = [
    `${good("✓")} ${client.title} is connected`,
    `  ${isWritten ? "written" : "as it stands in"} ${oneLine(file)}`,
    `  started with an empty environment in ${ms} ms`,
    wrap(`  ${oneLine(named)}`, WIDTH, "    "),
    ...(isWritten ? [`  next: ${client.next}`] : []),
    ...(isWritten ? [dim(`  glassbox connect ${client.id} --undo takes it back`)] : []),
  ];
  const { command, args } = program;
  const data = { client: client.id, file, isWritten, command, args, tools, ms };
  return { data: data as object as JsonValue, text: text.join("\n") };
}

const HOW = {
  exact: "as it was, to the byte",
  part: "somebody has changed it since: only what was ours is gone",
  nothing: "there was nothing of ours in it",
};

function undone(client: Client, files: readonly Undone[]): Outcome {
  const lines = files.map(({ file, how }) => `  ${oneLine(file)}: ${HOW[how]}`);
  return {
    data: { client: client.id, files } as object as JsonValue,
    text: [`${good("✓")} ${client.title} is as before`, ...lines].join("\n"),
  };
}

interface Row {
  readonly client: string;
  readonly file: string;
  readonly state: Standing;
}

function listed(rows: readonly Row[]): Outcome {
  const mark = (state: Standing) => (state === "connected" ? good("✓") : " ");
  const lines = rows.map(
    ({ client, file, state }) =>
      `${mark(state)} ${client.padEnd(15)} ${state.padEnd(14)} ${oneLine(file)}`,
  );
  return { data: { clients: rows } as object as JsonValue, text: lines.join("\n") };
}

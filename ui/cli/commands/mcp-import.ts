import type { Command } from "commander";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

import type { JsonValue } from "../../../kernel/json.ts";
import type { Place, Source, Taken, TakingOver, Undone } from "../../../plugins/connect/index.ts";
import { homeFolder } from "../../socket/index.ts";
import { addLeaf, type Menu } from "../command.ts";
import type { Outcome } from "../outcome.ts";
import { askPerson } from "../prompt.ts";
import { bad, dim, good, oneLine, wrap } from "../render/text.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly dryRun?: boolean;
  readonly remove?: boolean;
  readonly undo?: boolean;
}

/** Settings lie where the person's own environment says, so they are read here; the servers go in by verbs. */
export function addMcpImport(menu: Menu, mcp: Command): void {
  addLeaf<Options>(menu, mcp, {
    name: "import",
    summary:
      "Take over the servers that an MCP client has; each is started once to see that it works.",
    examples: ["glassbox mcp import claude-desktop", "glassbox mcp import .mcp.json --dry-run"],
    build: (command) =>
      void command
        .argument("[from]", "a client, or a file of one; all clients that are here")
        .option("--dry-run", "show what would be taken over; start and write nothing")
        .option("--remove", "take them out of the client's settings afterwards")
        .option("--undo", "put back what was taken out there"),
    async handler(session, [from], options) {
      const connect = await import("../../../plugins/connect/index.ts");
      const home = process.env["HOME"] || homedir();
      const place: Place = { platform: process.platform, home, env: process.env };
      const folder = connect.editsFolder(homeFolder());
      const sourceOf = (name: string) =>
        connect.isClient(name)
          ? connect.sourceOfClient(connect.clientNamed(name), place)
          : connect.sourceOfFile(resolve(name));
      if (options.undo) {
        const file = from === undefined ? null : sourceOf(from).settings.file;
        return putBack(connect.putBack(folder, file));
      }
      const here = connect.CLIENTS.filter((one) => connect.isInstalled(one, place));
      const sources = from === undefined ? here.map(({ id }) => sourceOf(id)) : [sourceOf(from)];
      const how: TakingOver = {
        place,
        packages: join(homeFolder(), "packages"),
        call: (verb, input) => session.call(verb, input),
        isDry: options.dryRun === true,
      };
      const results: Result[] = [];
      for (const source of sources) {
        const servers: Taken[] = [];
        for (const one of source.servers) {
          session.note(`${source.title}: ${oneLine(one.name)} …`);
          servers.push(await connect.takeOver(one, how));
        }
        const names = servers.filter(isHere).map((one) => one.from);
        const mayRemove =
          names.length > 0 && !how.isDry && (await isAgreed(session, options, source, names));
        if (mayRemove) connect.removeServers(folder, source, names);
        results.push({ source, servers, removed: mayRemove ? names : [] });
      }
      return told(results);
    },
  });
}

interface Result {
  readonly source: Source;
  readonly servers: readonly Taken[];
  /** Taken out of the client's settings. */
  readonly removed: readonly string[];
}

const isHere = ({ state }: Taken) => state === "added" || state === "here already";

async function isAgreed(
  { mayAsk, terminal }: Session,
  { remove }: Options,
  { title }: Source,
  names: readonly string[],
): Promise<boolean> {
  if (remove === true || !mayAsk) return remove === true;
  const question = `Take ${names.map(oneLine).join(", ")} out of ${oneLine(title)} now?`;
  return (await askPerson(terminal, question)) === true;
}

function told(results: readonly Result[]): Outcome {
  const lines = results.flatMap(({ source, servers, removed }) => [
    `${oneLine(source.title)}: ${servers.length === 0 ? "no servers but ours" : ""}`.trimEnd(),
    ...servers.flatMap(linesOf),
    ...(removed.length === 0
      ? []
      : [
          `  ${removed.length} taken out of ${oneLine(source.settings.file)}`,
          dim("  glassbox mcp import --undo puts them back"),
        ]),
    ...(removed.length > 0 && !source.isConnected && source.settings.client !== "file"
      ? [`  it is not connected yet: glassbox connect ${source.settings.client}`]
      : []),
  ]);
  const failed = results.flatMap(({ servers }) =>
    servers.filter(({ state }) => state === "failed"),
  );
  const rows = results.flatMap(({ source, servers, removed }) =>
    servers.map((one) => ({
      client: source.settings.client,
      ...one,
      isRemoved: removed.includes(one.from),
    })),
  );
  const message = `not taken over: ${failed.map(({ from }) => from).join(", ")}`;
  return {
    data: { servers: rows } as object as JsonValue,
    text: lines.length === 0 ? "no MCP client is on this machine" : lines.join("\n"),
    ...(failed.length > 0 && { exit: 1, error: { code: "unavailable", message } }),
  };
}

function linesOf({ from, name, state, reason, tools, secrets, notes }: Taken): string[] {
  const as = name === from ? "" : ` as ${name}`;
  const first = {
    added: `${good("✓")} ${oneLine(from)}${as}: ${tools} tools`,
    "here already": `${good("✓")} ${oneLine(from)}${as}: here already`,
    "would be added": `  ${oneLine(from)}${as}: would be added`,
    skipped: `- ${oneLine(from)}: skipped: ${oneLine(reason)}`,
    failed: `${bad("✗")} ${oneLine(from)}: ${oneLine(reason)}`,
  }[state];
  const moved = secrets.length === 0 ? [] : [`secrets kept as ${secrets.join(", ")}`];
  const more = [...notes, ...moved].map((note) => wrap(`      ${oneLine(note)}`, 100, "      "));
  return [wrap(`  ${first}`, 100, "      "), ...more];
}

const HOW = {
  exact: "as it was, to the byte",
  part: "somebody has changed it since: the servers stand in it again",
  nothing: "they stood in it already",
};

function putBack(files: readonly Undone[]): Outcome {
  return {
    data: { files } as object as JsonValue,
    text: files.map(({ file, how }) => `${good("✓")} ${oneLine(file)}: ${HOW[how]}`).join("\n"),
  };
}

import type { Command } from "commander";

import { KernelError, usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { addLeaf, type Menu } from "../command.ts";
import { bad, bold, dim, good, oneLine, wrap } from "../render/text.ts";

interface Options {
  readonly hash?: string;
}

interface Waiting {
  readonly server: string;
  readonly kind: string;
  readonly name: string;
  readonly hash: string;
  readonly was: string | null;
  readonly reasons: readonly { readonly text: string; readonly fields: readonly string[] }[];
  readonly changes: readonly {
    readonly field: string;
    readonly was: string | null;
    readonly is: string | null;
  }[];
}

/** Enough of a hash to know it by. */
const SHORT = 12;

export function addMcpApprove(menu: Menu, mcp: Command): void {
  addLeaf<Options>(menu, mcp, {
    name: "approve",
    summary: "List what servers changed or hide, or approve it.",
    examples: ["glassbox mcp approve", "glassbox mcp approve notes add_note --hash 3f9ac2d01b7e"],
    build: (command) =>
      void command
        .argument("[server]", "a server; without it, what waits is listed")
        .argument("[name]", "only this tool or prompt of it, or: instructions")
        .option("--hash <hash>", "only if it is still the one that was listed"),
    async handler({ call, terminal }, [server, name], { hash }) {
      if (hash !== undefined && name === undefined)
        throw usage("--hash is of one definition", "name the server and the tool before it");
      const input = server === undefined ? {} : { server };
      const { waiting } = await call<{ waiting: readonly Waiting[] }>("servers.quarantine", input);
      const blocks = (all: readonly Waiting[]) => all.map((one) => blockOf(one, terminal.columns));
      if (server === undefined) {
        const text = waiting.length === 0 ? "nothing waits" : blocks(waiting).join("\n\n");
        return { data: { waiting } as object as JsonValue, text };
      }
      const chosen = name === undefined ? waiting : named(waiting, server, name, hash);
      // Nothing waits: the kernel says so, with what could have been meant.
      const hashes = chosen.length === 0 ? ["none"] : chosen.map((one) => one.hash);
      const data = await call<{ approved: readonly Waiting[] }>("servers.approve", {
        server,
        hashes,
      });
      const approved = data.approved.map((one) => `${good("✓")} approved ${server} ${label(one)}`);
      const shown = chosen.flatMap((one) => changesOf(one, terminal.columns));
      return { data: data as object as JsonValue, text: [...shown, ...approved].join("\n") };
    },
  });
}

function named(
  waiting: readonly Waiting[],
  server: string,
  name: string,
  hash: string | undefined,
): readonly Waiting[] {
  if (waiting.length === 0) return [];
  const found = waiting.filter((one) => (one.name || one.kind) === name);
  const hint = "glassbox mcp approve lists what waits";
  if (found.length === 0) {
    const names = waiting.map((one) => one.name || one.kind);
    const message = `${server} has nothing called ${name} that waits${didYouMean(name, names)}`;
    throw new KernelError("not_found", message, { hint });
  }
  if (hash !== undefined && !found.some((one) => one.hash.startsWith(hash)))
    throw new KernelError("conflict", `${name} of ${server} is another one by now`, { hint });
  return hash === undefined ? found : found.filter((one) => one.hash.startsWith(hash));
}

function label({ kind, name }: Pick<Waiting, "kind" | "name">): string {
  return oneLine(name === "" ? kind : `${kind} ${name}`);
}

/** What waits, why, what is different, and the command that approves just this. */
function blockOf(one: Waiting, columns: number): string {
  const reasons = one.reasons.map(({ text, fields }) => {
    const where = fields.length === 0 ? "" : ` (${fields.slice(0, 3).join(", ")})`;
    return wrap(`    ${oneLine(text + where)}`, columns, "    ");
  });
  const name = one.name === "" ? one.kind : one.name;
  const command = `glassbox mcp approve ${one.server} ${oneLine(shellWord(name))} --hash ${one.hash.slice(0, SHORT)}`;
  return [
    `${bad("?")} ${bold(`${one.server} ${label(one)}`)}`,
    ...reasons,
    ...changesOf(one, columns),
    `    ${dim(command)}`,
  ].join("\n");
}

function changesOf({ changes, was }: Waiting, columns: number): string[] {
  const line = (sign: string, text: string) =>
    wrap(`      ${sign} ${oneLine(text)}`, columns, "        ");
  return changes.flatMap(({ field, was: before, is }) => [
    `    ${dim(oneLine(field))}`,
    ...(before === null ? [] : [bad(line("-", before))]),
    ...(is === null ? [] : [was === null ? line("+", is) : good(line("+", is))]),
  ]);
}

function shellWord(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

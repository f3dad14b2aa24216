import type { Command } from "commander";

import { KernelError, usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { addLeaf, type Menu } from "../command.ts";
import { askPerson } from "../prompt.ts";
import { bad, bold, dim, good, oneLine, wrap } from "../render/text.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly hash?: string;
  readonly list?: boolean;
  readonly all?: boolean;
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
        .argument("[server]", "a server; without it, what waits of all is listed")
        .argument("[name]", "only this tool or prompt of it, or: instructions")
        .option("--hash <hash>", "only if it is still the one that was listed")
        .option("--list", "only show what waits")
        .option("--all", "all that waits of the server, after it was shown"),
    async handler(session, [server, name], { hash, list, all: isAll }) {
      const { call, terminal } = session;
      if (hash !== undefined && name === undefined)
        throw usage("--hash is of one definition", "name the server and the tool before it");
      if (isAll && (server === undefined || name !== undefined || list))
        throw usage("--all is of one server", "glassbox mcp approve SERVER --all");
      const input = server === undefined ? {} : { server };
      const { waiting } = await call<{ waiting: readonly Waiting[] }>("servers.quarantine", input);
      const blocks = (all: readonly Waiting[]) => all.map((one) => blockOf(one, terminal.columns));
      if (server === undefined || list) {
        const text = waiting.length === 0 ? "nothing waits" : blocks(waiting).join("\n\n");
        return { data: { waiting } as object as JsonValue, text };
      }
      const chosen = name === undefined ? waiting : named(waiting, server, name, hash);
      if (chosen.length > 0 && hash === undefined) {
        await confirm(session, server, chosen, { mayBeAll: name !== undefined || isAll === true });
      }
      // Nothing waits: the kernel says so, with what could have been meant.
      const hashes = chosen.length === 0 ? ["none"] : chosen.map((one) => one.hash);
      const data = await call<{ approved: readonly Waiting[] }>("servers.approve", {
        server,
        hashes,
      });
      const approved = data.approved.map((one) => `${good("✓")} approved ${server} ${label(one)}`);
      // Whoever was asked has just seen it.
      const shown =
        hash === undefined ? [] : chosen.flatMap((one) => changesOf(one, terminal.columns));
      return { data: data as object as JsonValue, text: [...shown, ...approved].join("\n") };
    },
  });
}

/** Commands in a refusal; the list has all of them. */
const mostNamed = 3;

/**
 * Shows what is to be approved and asks a person. Where nobody can be asked, nothing is approved but by the hash of what
 * was looked at, one by one.
 */
async function confirm(
  { terminal, mayAsk }: Session,
  server: string,
  chosen: readonly Waiting[],
  { mayBeAll }: { readonly mayBeAll: boolean },
): Promise<void> {
  const commands = chosen.map(commandOf);
  if (!mayAsk) {
    const more = commands.length > mostNamed ? "; and so on" : "";
    throw usage(
      `${server}: what waits is approved by its hash, after somebody has looked at it`,
      `glassbox mcp approve ${server} --list shows it; then: ${commands.slice(0, mostNamed).join("; ")}${more}`,
    );
  }
  terminal.note(chosen.map((one) => blockOf(one, terminal.columns)).join("\n\n"));
  if (!mayBeAll && chosen.length > 1) {
    throw usage(
      `${chosen.length} definitions of ${server} wait`,
      "approve one by the command below it, or every one of them with --all",
    );
  }
  const what = chosen.length === 1 ? label(chosen[0]!) : `these ${chosen.length} definitions`;
  if ((await askPerson(terminal, `Approve ${what} of ${server}?`)) !== true) {
    throw new KernelError("denied", "nothing was approved");
  }
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

/** The command that approves just this. */
function commandOf({ server, kind, name, hash }: Waiting): string {
  const called = oneLine(shellWord(name === "" ? kind : name));
  return `glassbox mcp approve ${server} ${called} --hash ${hash.slice(0, SHORT)}`;
}

/** What waits, why, what is different, and the command that approves just this. */
function blockOf(one: Waiting, columns: number): string {
  const reasons = one.reasons.map(({ text, fields }) => {
    const where = fields.length === 0 ? "" : ` (${fields.slice(0, 3).join(", ")})`;
    return wrap(`    ${oneLine(text + where)}`, columns, "    ");
  });
  return [
    `${bad("?")} ${bold(`${one.server} ${label(one)}`)}`,
    ...reasons,
    ...changesOf(one, columns),
    `    ${dim(commandOf(one))}`,
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

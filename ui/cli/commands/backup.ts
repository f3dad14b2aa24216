import { resolve } from "node:path";

import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { good, oneLine } from "../render/text.ts";
import { sizeText } from "../render/size.ts";

interface Manifest {
  readonly secrets: boolean;
  readonly withheld: readonly string[];
  readonly leftOut: readonly string[];
  readonly entries: readonly { readonly bytes?: number }[];
}

export function addBackup(menu: Menu): void {
  addLeaf<{ withSecrets?: boolean }>(menu, menu.program, {
    name: "backup",
    summary: "Copy everything into a new folder and verify the copy; runs go on meanwhile.",
    examples: [
      "glassbox backup /media/disk/glassbox",
      "glassbox backup before-upgrade --with-secrets",
    ],
    build: (command) =>
      void command
        .argument("<dir>", "a folder that is new or empty")
        .option("--with-secrets", "the signing key and what the configuration hides, too"),
    async handler(session, [dir], { withSecrets }) {
      if (!dir) throw usage("name a folder for the backup", "glassbox backup DIR");
      const input = { dir: resolve(dir), withSecrets: withSecrets === true };
      const data = await session.call<Manifest>("home.backup", input);
      return { data: data as object as JsonValue, text: describe(data, input.dir) };
    },
  });
}

function describe({ secrets, withheld, leftOut, entries }: Manifest, dir: string): string {
  const bytes = entries.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);
  const list = (words: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`  ${words}: ${oneLine(names.join(", "))}`];
  return [
    `${good("✓")} ${entries.length} files, ${sizeText(bytes)}, read again in ${oneLine(dir)}`,
    ...(secrets ? ["  secrets are in it: keep it where only you can read"] : []),
    ...list("not in it, for they are secrets", withheld),
    ...list("not in it", leftOut.filter(hasReason)),
    ...list(
      "not in it, for nobody here knows them or where they lead",
      leftOut.filter((name) => !hasReason(name)),
    ),
  ].join("\n");
}

/** A reason stands behind the name, in brackets. */
function hasReason(name: string): boolean {
  return / \(.+\)$/.test(name);
}

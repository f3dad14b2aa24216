import type { JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { dim, oneLine, wrap } from "../render/text.ts";
import { localTime } from "../render/time.ts";

interface Grant {
  readonly grant: string;
  readonly label: string;
  readonly tool: string;
  readonly pattern: string;
  readonly step: string | null;
  readonly used: number;
  readonly left: number | null;
  readonly undoable: boolean;
  readonly expires: string | null;
  readonly ground: string;
  readonly by: string;
  readonly standing: string;
}

export function addGrants(menu: Menu): void {
  const grants = addGroup(menu, "grants", "List and take back what runs are allowed.", [
    "glassbox grants ls",
    "glassbox grants revoke g7x2",
  ]);
  addLeaf(menu, grants, {
    name: "ls",
    summary: "List what unfinished runs are allowed, or all that one was ever allowed.",
    examples: ["glassbox grants ls", "glassbox grants ls k3p9 --json=grant,tool,left"],
    build: (command) =>
      void command.argument("[run]", "a run, by its first letters; @ is the last"),
    async handler({ call, terminal: { columns } }, [run]) {
      const data = await call<{ grants: readonly Grant[] }>(
        "grants.list",
        run === undefined ? {} : { run },
      );
      const lines = data.grants.map((grant) => renderGrant(grant, columns));
      const none = run === undefined ? "no unfinished run is allowed anything" : "nothing";
      return { data: data as object as JsonValue, text: lines.join("\n") || none };
    },
  });
  addLeaf(menu, grants, {
    name: "revoke",
    summary: "Take a grant back: what it allowed is asked about again.",
    examples: ["glassbox grants revoke g7x2", "glassbox grants revoke g7x2 --json"],
    build: (command) => void command.argument("<grant>", "a grant, by its first letters"),
    async handler(session, [grant]) {
      const data = await session.call<{ grant: string; run: string }>("grants.revoke", { grant });
      return { data, text: `revoked ${data.grant}: run ${data.run} asks again from its next call` };
    },
  });
}

/** `g7x2  k3p9  files__files_write  path like "notes/*", others: any`, then how often, until when, and why. */
function renderGrant(grant: Grant, columns: number): string {
  const { tool, pattern, step, used, left, undoable, expires, ground, by, standing } = grant;
  const head = [grant.grant, grant.label, tool, pattern].map(oneLine).join("  ");
  const more = [
    ...(standing === "in force" ? [] : [standing]),
    `used ${used}, ${left === null ? "as often as it likes" : `${left} left`}`,
    ...(step === null ? [] : [`step ${oneLine(step)}`]),
    ...(undoable ? ["only what can be undone"] : []),
    ...(expires === null ? [] : [`until ${localTime(expires)}`]),
    oneLine(ground),
    `by ${oneLine(by)}`,
  ];
  return `${wrap(head, columns, "    ")}\n${wrap(`    ${dim(more.join(" · "))}`, columns, "    ")}`;
}

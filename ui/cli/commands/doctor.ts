import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { bad, dim, good, oneLine, wrap } from "../render/text.ts";

interface Examination {
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean | null;
    readonly detail: string;
    readonly mend: string;
  }[];
  readonly ok: boolean;
}

export function addDoctor(menu: Menu): void {
  addLeaf<{ privacy?: boolean }>(menu, menu.program, {
    name: "doctor",
    summary: "Look at everything Glassbox needs, and say how to mend what is not right.",
    examples: ["glassbox doctor", "glassbox doctor --privacy"],
    build: (command) =>
      void command.option("--privacy", "only what could leave, or has left, this machine"),
    async handler(session, _, { privacy }) {
      const found = await session.call<Examination>("doctor.run", { privacy: privacy === true });
      const data = found as object as JsonValue;
      const text = renderChecks(found, session.terminal.columns);
      if (found.ok) return { data, text };
      const message = found.checks
        .filter(({ ok }) => ok === false)
        .map(({ name }) => name)
        .join(", ");
      return {
        data,
        text,
        exit: EXIT.failed,
        error: { code: "doctor", message: `not right: ${message}` },
      };
    },
  });
}

function renderChecks({ checks }: Examination, columns: number): string {
  return checks
    .flatMap(({ name, ok, detail, mend }) => [
      `${ok === null ? dim("·") : ok ? good("✓") : bad("✗")} ${oneLine(name)}: ${oneLine(detail)}`,
      ...(mend === "" ? [] : [`  ${oneLine(mend)}`]),
    ])
    .map((line) => wrap(line, columns, "  "))
    .join("\n");
}

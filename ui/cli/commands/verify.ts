import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { bad, good, oneLine } from "../render/text.ts";

interface Verdict {
  readonly ok: boolean;
  readonly events: number;
  readonly erased: number;
  readonly head: string;
  readonly faults: readonly {
    readonly oseq: number;
    readonly origin: string;
    readonly what: string;
  }[];
}

const MOST_FAULTS = 20;

export function addVerify(menu: Menu): void {
  addLeaf(menu, menu.program, {
    name: "verify",
    summary: "Recompute every hash of the ledger; exit 6 when one does not hold.",
    examples: ["glassbox verify", "glassbox verify --json=ok,events,head"],
    async handler(session) {
      const verdict = await session.call<Verdict>("ledger.verify");
      const { ok, events, erased, head, faults } = verdict;
      const data = verdict as object as JsonValue;
      const counted = `${events} events${erased > 0 ? `, ${erased} erased` : ""}`;
      if (ok)
        return { data, text: `${good("✓")} the chain holds: ${counted} · ${head.slice(0, 12)}` };
      const shown = faults
        .slice(0, MOST_FAULTS)
        .map(({ oseq, what }) => `  event ${oseq}: ${oneLine(what)}`);
      const more = faults.length > MOST_FAULTS ? [`  and ${faults.length - MOST_FAULTS} more`] : [];
      const message = `the chain is broken: ${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${counted}`;
      return {
        data,
        text: [`${bad("✗")} ${message}`, ...shown, ...more].join("\n"),
        exit: EXIT.difference,
        error: { code: "difference", message },
      };
    },
  });
}

import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { Interrupted, onInterrupt } from "../interrupt.ts";
import { renderAsk } from "../render/ask.ts";
import { divergenceWords } from "../render/report.ts";
import { oneLine, wrap } from "../render/text.ts";
import { table } from "../render/table.ts";
import { localTime } from "../render/time.ts";
import type { Ask, Divergence } from "../report.ts";
import type { Session } from "../session.ts";

interface Status {
  readonly runs: readonly {
    readonly label: string;
    readonly goal: string;
    readonly standing: string;
    readonly steps: { readonly done: number; readonly total: number };
    readonly doubts: readonly Doubt[];
    readonly diverged: readonly Divergence[];
  }[];
  readonly inbox: readonly (Ask & { readonly label: string })[];
}

interface Doubt {
  readonly name: string;
  readonly tool: string;
  readonly effect: string;
  readonly since: string;
  readonly settles: string;
}

const LOOK_EVERY_MS = 500;

export function addStatus(menu: Menu): void {
  addLeaf<{ watch?: boolean }>(menu, menu.program, {
    name: "status",
    summary: "Show what runs, what was interrupted, and what waits for you.",
    examples: ["glassbox status", "glassbox status --json=inbox"],
    build: (command) => void command.option("--watch", "go on showing it until Ctrl-C"),
    async handler(session, _, { watch }) {
      if (watch) return watchStatus(session);
      const status = await session.call<Status>("status.show");
      return {
        data: status as object as JsonValue,
        text: renderStatus(status, session.terminal.columns),
      };
    },
  });
}

/** Prints it again whenever it has changed; Ctrl-C is how it ends. */
async function watchStatus(session: Session): Promise<null> {
  const { terminal } = session;
  const over = new AbortController();
  const release = onInterrupt((interrupted) => over.abort(interrupted));
  let shown = "";
  try {
    while (!over.signal.aborted) {
      const { signal } = over;
      const status = await session.call<Status>("status.show", {}, { signal });
      const text = renderStatus(status, terminal.columns);
      if (text !== shown) terminal.print(shown === "" ? text : `\n${text}`);
      shown = text;
      await Bun.sleep(LOOK_EVERY_MS);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    release();
  }
  return null;
}

/** `in doubt: 015 · outbox__outbox_send · probe · since 12:00:01 · what it should have done is looked for` */
function doubtWords({ name, tool, effect, since, settles }: Doubt): string {
  const parts = [name, tool, effect, `since ${localTime(since)}`, settles].map(oneLine);
  return `in doubt: ${parts.join(" · ")}`;
}

export function renderStatus({ runs, inbox }: Status, columns: number): string {
  const rows = runs.map(({ label, standing, steps, doubts, goal }) => [
    label,
    standing,
    `${steps.done}/${steps.total}`,
    doubts.length === 0 ? "" : `${doubts.length} in doubt`,
    goal,
  ]);
  const interrupted = runs.filter(
    ({ standing }) => standing === "interrupted" || standing === "halted",
  );
  const more = runs.flatMap(({ label, doubts, diverged }) => [
    ...doubts.map((doubt) => wrap(`  ${oneLine(label)} ${doubtWords(doubt)}`, columns, "    ")),
    ...diverged.map((one) => wrap(`  ${oneLine(label)} ${divergenceWords(one)}`, columns, "    ")),
  ]);
  return [
    table(rows, columns, "nothing runs"),
    ...more,
    ...inbox.map((ask) => renderAsk(ask, ask.label, columns)),
    ...interrupted.map(({ label }) => `  glassbox resume ${oneLine(label)}`),
  ].join("\n");
}

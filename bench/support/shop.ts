import type { LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { type House, type HouseOptions, openHouse } from "./kernel.ts";
import { call, has } from "./plan.ts";
import { type ServedTool, toolServer } from "./tool-server.ts";

/** What has reached the shop: each call as `tool item effectId`. It outlives every kernel. */
export class Shop {
  readonly calls: string[] = [];
  #hang: string | null = null;

  /** The next call of this tool has its effect, and is never answered. */
  hangNext(tool: string): void {
    this.#hang = tool;
  }

  /** The shop's server, with tools that differ from the usual ones. */
  server(changed: Readonly<Record<string, Partial<ServedTool> | null>> = {}) {
    const run: ServedTool["run"] = () => ({ ok: true });
    const usual: Record<string, ServedTool> = {
      look: { run: ({ item }) => ({ item: item ?? null, there: this.has(String(item)) }) },
      order: { effect: "keyed", run },
      pack: { effect: "keyed", run },
      send: { effect: "once", run },
    };
    const tools = Object.entries(usual).flatMap(([name, tool]): [string, ServedTool][] => {
      const change = changed[name];
      return change === null ? [] : [[name, this.#counted(name, { ...tool, ...change })]];
    });
    return toolServer("shop", Object.fromEntries(tools));
  }

  has(item: string): boolean {
    return this.calls.some((one) => one.split(" ")[1] === item);
  }

  #counted(name: string, tool: ServedTool): ServedTool {
    return {
      ...tool,
      run: async (args, made) => {
        if (tool.effect === "read") return tool.run(args, made);
        if (tool.effect !== undefined)
          this.calls.push(`${name} ${args["item"]} ${made.meta["dev.glassbox/effectId"]}`);
        if (this.#hang === name) {
          this.#hang = null;
          await new Promise(() => {});
        }
        return tool.run(args, made);
      },
    };
  }
}

export const NEW_SCHEMA = {
  inputSchema: { type: "object", properties: { item: { type: "string" } } },
};
const PROBED = (item: string) => [
  { probe: { tool: "shop__look", args: { item } }, ...has("there", true) },
];
const order = call("order", "shop__order", { item: "soap" }, { expect: PROBED("soap") });
const question = {
  id: "who",
  do: { ask: { question: "For whom?", schema: { type: "string" } } },
  after: ["order"],
};
export const packed = call(
  "pack",
  "shop__pack",
  { item: "box" },
  { after: ["who"], expect: PROBED("box") },
);
export const PLAN = { steps: [order, question, packed] };

/** Answers the one open ask of a kind. */
export async function say(
  house: House,
  run: string,
  kind: string,
  value: JsonValue,
): Promise<void> {
  const asks = Object.entries(house.state(run).asks);
  const open = asks.filter(([, one]) => one.kind === kind && one.answer === null);
  if (open.length !== 1) throw new Error(`${open.length} asks are open, and one is to be answered`);
  await house.call("run.answer", { run, ask: open[0]![0], value });
}

/** One opening of a home after the other. */
export async function opened<T>(
  options: HouseOptions,
  use: (house: House) => Promise<T>,
): Promise<T> {
  const house = await openHouse(options);
  try {
    return await use(house);
  } finally {
    await house.close();
  }
}

/** All that a run went through, on the branch that it is on. */
export function historyOf({ kernel }: House, run: string): LedgerEvent[] {
  return [...kernel.ledger.readBranch(kernel.runs.head(run))];
}

export const asksAbout = (tool: string) => ({
  kind: "approval",
  detail: { effects: [{ tool: `shop__${tool}` }] },
});

export const ofType = (events: readonly LedgerEvent[], type: string) =>
  events.filter((event) => event.type === type).map(({ data }) => data as JsonObject);

/** A run of `PLAN` that waits for an answer when its kernel leaves. */
export async function interrupted(
  home: string,
  shop: Shop,
  allow = ["shop__order", "shop__pack"],
): Promise<string> {
  return opened({ home, servers: [shop.server()] }, async (house) => {
    const run = await house.start(PLAN, { allow });
    await house.settled(run);
    return run;
  });
}

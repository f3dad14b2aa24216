import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import type {
  EffectClass,
  ToolCall,
  ToolDefinition,
  ToolResult,
} from "../../../kernel/ports/tools.ts";
import type { Process, VirtualTime } from "./time.ts";

type Draw = (sides: number) => number;

/** A request that has left its process. */
export interface Request {
  readonly tool: string;
  readonly name: string;
  readonly effectId: string;
  readonly epoch: number;
  /** Events on the disk when it left. */
  readonly row: number;
}

/** Something that has happened to the world. */
export type Effect = Pick<Request, "tool" | "name" | "effectId">;

const any = { type: "object" };

function tool(name: string, effect: EffectClass, more: Partial<ToolDefinition> = {}) {
  const about = { server: "w", name, description: name, inputSchema: any, effect, hash: name };
  return { ...about, expect: [], paths: [], meta: {}, trusted: true, ...more };
}

const looked = {
  probe: { tool: "w__look", args: { name: "$args.name" } },
  matches: { required: ["there"], properties: { there: { const: true } } },
};

export const TOOLS: readonly ToolDefinition[] = [
  // What it lists comes from anywhere.
  tool("list", "read", { trusted: false }),
  tool("look", "read"),
  tool("peek", "read"),
  tool("put", "keyed"),
  tool("set", "probe", { expect: [looked] }),
  tool("send", "once"),
  tool("job", "keyed"),
];

/** What no process is part of: it goes on when all of them are dead. */
const NATURE: Process = { isAlive: true };

/**
 * The world that tools work in. A request that has left has its effect, or will never have it, before its process is
 * dead for long: nothing comes late.
 */
export class VirtualWorld {
  readonly effects: Effect[] = [];
  readonly requests: Request[] = [];
  readonly #time: VirtualTime;
  readonly #draw: Draw;
  readonly #jobs = new Map<string, "running" | "done">();
  /** What a dying process leaves behind: each lands at once or is lost. */
  readonly #pending = new Map<Process, Set<() => void>>();

  constructor(time: VirtualTime, draw: Draw) {
    this.#time = time;
    this.#draw = draw;
  }

  isThere(toolName: string, name: string): boolean {
    return this.effects.some((one) => one.tool === toolName && one.name === name);
  }

  /** What was under way for a process that nobody hears any more. */
  abandon(process: Process): void {
    const pending = this.#pending.get(process) ?? new Set();
    const left = [...pending];
    pending.clear();
    for (const land of left) if (this.#draw(2) === 0) land();
  }

  call(
    process: Process,
    place: { readonly epoch: number; readonly row: number },
    { name: toolName, args, meta, signal }: ToolCall,
  ): Promise<ToolResult> {
    const name = String(args["name"] ?? "");
    const effect = { tool: toolName, name, effectId: String(meta["dev.glassbox/effectId"]) };
    const isRead = TOOLS.find((one) => one.name === toolName)!.effect === "read";
    return new Promise((resolve) => {
      const answer = (result: Partial<ToolResult>, wait = 1 + this.#draw(30)) =>
        this.#time.after(process, wait, () =>
          resolve({ ok: true, view: {}, hosts: [], ...result }),
        );
      const fail = (fate: ToolResult["fate"], wait?: number) =>
        answer({ ok: false, view: { text: `${toolName} failed` }, fate: fate! }, wait);
      const dice = this.#draw(24);
      if (signal.aborted || (dice === 0 && !isRead)) return void fail("unsent", 0);
      signal.addEventListener("abort", () => fail("unknown", 0), { once: true });
      this.requests.push({ ...effect, ...place });
      if (isRead) {
        if (dice === 1) return void fail("answered");
        // Nobody hears of it before the deadline.
        if (dice === 2) return;
        return void answer({ view: this.#see(toolName, name, args) });
      }
      if (dice === 1) return void fail("answered");
      if (dice === 2) return void fail("unknown");
      this.#whenItLands(process, () => {
        this.#happen(effect);
        if (dice === 3) return void fail("unknown");
        if (dice === 4) return;
        answer({ view: { ok: true }, ...this.#handleOf(effect) });
      });
    });
  }

  #whenItLands(process: Process, happen: () => void): void {
    const pending = this.#pending.get(process) ?? new Set();
    this.#pending.set(process, pending.add(happen));
    this.#time.after(process, 1 + this.#draw(20), () => {
      if (pending.delete(happen)) happen();
    });
  }

  #happen(effect: Effect): void {
    const isKeyed = TOOLS.find((one) => one.name === effect.tool)!.effect === "keyed";
    const isKnown = this.effects.some(({ effectId }) => effectId === effect.effectId);
    if (isKeyed && isKnown) return;
    this.effects.push(effect);
    if (effect.tool !== "job") return;
    this.#jobs.set(effect.effectId, "running");
    const finish = () => void this.#jobs.set(effect.effectId, "done");
    this.#time.after(NATURE, this.#draw(600), finish);
  }

  #handleOf({ tool: toolName, effectId }: Effect): Partial<ToolResult> {
    if (toolName !== "job") return {};
    const done = { required: ["job"], properties: { job: { const: "done" } } };
    return { handle: { tool: "peek", args: { job: effectId }, done } };
  }

  #see(toolName: string, name: string, args: JsonObject): JsonValue {
    if (toolName === "list") return { items: ["x", "y", "z"].slice(0, this.#draw(4)) };
    if (toolName === "peek") return { job: this.#jobs.get(String(args["job"])) ?? "running" };
    return { there: this.effects.some((one) => one.name === name) };
  }
}

import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { isUndoable, toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { resultIn } from "../../kernel/recorded-result.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { intentOf } from "../../mcp/hub/effect.ts";
import type { Hub } from "../../mcp/hub/index.ts";
import { needsRun } from "../../mcp/hub/needs-run.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { labelOf } from "./names.ts";
import { standingOf } from "./report.ts";
import { withheldBecause } from "./withheld.ts";

const NO_BUDGET = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };

/** A call, made anew at most once after a crash, and a look whether it has happened; no model has a part in it. */
function shareOfCall(callTimeout: number) {
  return { steps: 2, seconds: (2 * callTimeout) / 1000, modelCalls: 0, tokens: 0, usd: 0 };
}

const anyObject = z.custom<JsonObject>(isObject, "must be an object");
const place = { dir: z.string().min(1) };

export function toolVerbs(host: Host) {
  const offered = (dir: string) => host.needs("tools").list(host.needs("workspace").open(dir));
  return [
    defineVerb({
      name: "tools.list",
      description:
        "Lists the tools that a run in a directory may use, with the class of what each does.",
      input: z.object(place),
      output: z.object({
        tools: z.array(anyObject),
        failed: z.array(z.object({ server: z.string(), reason: z.string() })),
      }),
      scope: "read",
      async handler(input) {
        const tools = await offered(input.dir);
        return {
          failed: failedServers(host, input.dir),
          tools: tools.map((tool) => ({
            key: toolKey(tool),
            server: tool.server,
            name: tool.name,
            description: tool.description,
            effect: tool.effect,
          })),
        };
      },
    }),
    defineVerb({
      name: "tools.show",
      description: "Shows one tool's definition.",
      input: z.object({ tool: z.string(), ...place }),
      output: z.object({
        definition: anyObject,
        /** By our own judgement. */
        does: z.enum(["read", "write", "destructive"]),
      }),
      scope: "read",
      async handler(input) {
        const tool = find(host, await offered(input.dir), input.tool);
        return { definition: tool as unknown as JsonObject, does: intentOf(tool) };
      },
    }),
    defineVerb({
      name: "tools.call",
      description:
        "Calls one tool in a run of its own, under the same policy and on the same record as any plan.",
      input: z.object({
        tool: z.string(),
        args: anyObject.default({}),
        yes: z.boolean().default(false),
        ...place,
      }),
      output: anyObject,
      scope: "write",
      async handler(input, call) {
        const kernel = host.kernel();
        const tool = find(host, await offered(input.dir), input.tool);
        const args = literal(input.args) as JsonObject;
        const granted = input.yes && call.via !== "mcp" && isUndoable(tool);
        const run = await lifecycleOf(host).start({
          goal: `call ${toolKey(tool)}`,
          dir: input.dir,
          access: tool.effect === "read" && !needsRun(tool, input.args) ? "read" : "write",
          driver: "plan",
          plan: {
            steps: [{ id: "call", do: { tool: { server: tool.server, name: tool.name, args } } }],
          },
          budget: NO_BUDGET,
          share: shareOfCall(kernel.runs.services.callTimeout),
          actor: call.actor,
          grants: () => {
            // The last moment at which nothing is on record yet: whoever has taken the call back gets no run.
            call.signal.throwIfAborted();
            return granted
              ? [
                  {
                    allows: [
                      {
                        tool: toolKey(tool),
                        args: { const: input.args },
                        count: 1,
                        undoable: true,
                        seen: true,
                        step: null,
                        plan: null,
                        definitions: { [toolKey(tool)]: tool.hash },
                      },
                    ],
                    ground: "--yes: an effect that can be undone",
                    expires: null,
                  },
                ]
              : [];
          },
        });
        // Whoever waits for the answer may have to know the run before there is one.
        call.emit({ run, label: labelOf(kernel, run) });
        await still(host, run, call.signal);
        const { outcome } = kernel.runs.state(run);
        const finished = [
          ...kernel.ledger.readBranch(kernel.runs.head(run), {
            types: ["tool.finished", "step.finished"],
          }),
        ];
        const last = finished.findLast((event) => event.data?.["purpose"] !== "probe")?.data;
        const whole = last && resultIn(last, (blob) => kernel.ledger.getBlob(blob));
        const view = whole ?? last?.["reason"] ?? null;
        return {
          run,
          label: labelOf(kernel, run),
          ok: last?.["ok"] === true,
          view,
          outcome,
          standing: standingOf(kernel, run),
        };
      },
    }),
  ];
}

/** Servers whose tools are missing from the list, with the reason. */
function failedServers(host: Host, dir: string): { server: string; reason: string }[] {
  const here = host.needs("workspace").open(dir);
  const all = host.provided<Pick<Hub, "status">>("hub").get("hub")?.status() ?? [];
  return all
    .filter((one) => one.state === "failed" && (one.dir === "" || one.dir === here))
    .map(({ server, reason }) => ({ server, reason }));
}

function find(host: Host, tools: readonly ToolDefinition[], key: string): ToolDefinition {
  const tool = tools.find((one) => toolKey(one) === key);
  if (tool) return tool;
  const reason = withheldBecause(host, key);
  if (reason !== null)
    throw new KernelError("denied", `${key} waits for a person: ${reason}`, {
      hint: `look at it with: glassbox mcp approve ${key.split("__")[0]} --list`,
    });
  const known = tools.map(toolKey);
  throw new KernelError("not_found", `there is no tool ${key}${didYouMean(key, known)}`, {
    hint: "glassbox tools ls lists them",
  });
}

/** Arguments that a caller means as they stand: a text that would read as a reference is escaped. */
function literal(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.startsWith("$") ? `$${value}` : value;
  if (Array.isArray(value)) return value.map(literal);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, literal(member)]));
}

/** Resolves when the run is over, waits for a person, or the caller has gone. */
async function still(host: Host, run: string, signal: AbortSignal): Promise<void> {
  const kernel = host.kernel();
  const { runs } = kernel;
  // What a program of its own waits for is waited for by it too.
  while (standingOf(kernel, run) === "running" && !signal.aborted) {
    await new Promise<void>((resolve) => {
      const leave = runs.onStanding(() => done());
      const done = () => {
        leave();
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done);
    });
  }
}

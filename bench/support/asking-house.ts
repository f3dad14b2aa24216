import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject } from "../../kernel/json.ts";
import {
  type Script,
  type ScriptedModel,
  type ScriptedOptions,
  scriptedPlugin,
} from "../../plugins/model-scripted/index.ts";
import { type House, openHouse, type Report } from "./kernel.ts";

interface Asked {
  readonly report: Report;
  readonly events: readonly LedgerEvent[];
}

export interface AskingHouse extends AsyncDisposable {
  readonly house: House;
  /** The model's calls so far. */
  readonly calls: ScriptedModel["calls"];
  /** `more`: further fields of `run.start`. */
  ask(question: string, more?: JsonObject): Promise<Asked>;
}

/** A house with these files and no skills, whose questions a scripted model answers; `null`: it has no model. */
export async function openAskingHouse(
  files: Readonly<Record<string, string>>,
  script: Script | null,
  options: ScriptedOptions = {},
): Promise<AskingHouse> {
  const scripted = scriptedPlugin(script ?? [], options);
  const models = {
    name: "models",
    load: async () => (await import("../../plugins/models/index.ts")).plugin,
  };
  const house = await openHouse({
    without: ["skills", "models"],
    plugins: [models, ...(script ? [scripted] : [])],
    config: { models: { default: script ? "scripted/any" : "none", embedder: "none" } },
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house.dir, path)), { recursive: true });
    writeFileSync(join(house.dir, path), text);
  }
  return {
    house,
    calls: scripted.provider.scripted.calls,
    ask: (goal, more = {}) => askIn(house, { goal, ...more }),
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

/** Asks a question in a house's directory, and waits for the end. */
export async function askIn(house: House, input: JsonObject): Promise<Asked> {
  const request = { dir: house.dir, access: "read", ...input };
  const { run } = await house.call<{ run: string }>("run.start", request);
  return { report: await house.settled(run), events: house.events(run) };
}

/** An answer in the form that is asked for: each sentence with a part of the passage that it cites. */
export function answering(prompt: string, ...sentences: (readonly [string, string])[]): string {
  const cited = sentences.map(([text, part]) => ({ text, cite: [numberOf(prompt, part)] }));
  return JSON.stringify({ sentences: cited });
}

/** The number that a prompt gives the passage with this text. */
function numberOf(prompt: string, part: string): number {
  const lines = prompt.split("\n").filter((one) => one.includes(part));
  const number = lines.flatMap((line) => /^\[(\d+)\] /.exec(line)?.[1] ?? [])[0];
  if (number === undefined) throw new Error(`no passage has ${JSON.stringify(part)}`);
  return Number(number);
}

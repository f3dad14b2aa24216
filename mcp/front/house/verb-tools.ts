import { z } from "zod";

import { KernelError, usage } from "../../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import type { Verb } from "../../../kernel/verb.ts";
import type { Conversation, ShownTool } from "../desk.ts";
import { answer } from "./answer.ts";
import { callVerb, folderOf, type House } from "./house.ts";
import { inputSchemaOf } from "./house-tool.ts";
import { commandOf } from "./person-commands.ts";

/** What stands before the names of our own tools where the tools of servers are shown too. */
export const OWN = "glassbox__";

/** A name that no server's tool can have. */
export function isOwnName(name: string): boolean {
  return name.startsWith(OWN);
}

/** Words of a person, whatever verb has them: neither shown nor taken. */
const PERSONS_WORDS = ["yes", "allow"];

/** So long a verb may take, also one that would follow something for ever; what came until then is the answer. */
const LONGEST_SECONDS = 50;
const MOST_PARTS = 1000;

/** `glassbox__noun_verb`. */
export function toolNameOf({ name }: Verb): string {
  return OWN + name.replaceAll(".", "_");
}

/** The verbs that a client may be shown, in the order of their names: whatever plugins have registered. */
export function offeredVerbs(house: House, scope: "full" | "read"): readonly Verb[] {
  const verbs = house.kernel().verbs.list();
  return verbs.filter(
    (verb) => verb.scope === "read" || (verb.scope === "write" && scope === "full"),
  );
}

const shown = new WeakMap<Verb, ShownTool>();

/** The definition of a verb as a tool. Its folder may be left out: the client's own is meant then. */
export function verbTool(verb: Verb): ShownTool {
  const known = shown.get(verb);
  if (known) return known;
  const schema = inputSchemaOf(verb.input);
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const kept = Object.entries(properties).filter(([key]) => !PERSONS_WORDS.includes(key));
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const { required: _, ...rest } = schema;
  const needed = required.filter((key) => key !== "dir");
  const made = {
    name: toolNameOf(verb),
    description: verb.description,
    inputSchema: {
      ...rest,
      properties: Object.fromEntries(kept),
      ...(needed.length > 0 ? { required: needed } : {}),
    },
    annotations: { readOnlyHint: verb.scope === "read" },
  };
  shown.set(verb, made);
  return made;
}

/** The verb behind a tool's name; null: it is no name of a verb's tool. Throws for one that a client may not call. */
export function findVerb(house: House, name: string, at: Conversation): Verb | null {
  if (!name.startsWith(OWN)) return null;
  const all = house.kernel().verbs.list();
  const verb = all.find((one) => toolNameOf(one) === name);
  const offered = offeredVerbs(house, at.client.principal.scope);
  if (!verb) throw noTool(name, offered.map(toolNameOf));
  if (verb.scope === "person")
    throw new KernelError("denied", `${verb.name} is a person's word, and no tool says it`, {
      hint: `a person can, at a terminal: ${commandOf(verb.name)}`,
    });
  if (!offered.includes(verb))
    throw new KernelError(
      "denied",
      `${verb.name} changes something, and this client may only read`,
    );
  return verb;
}

export function noTool(name: string, known: readonly string[]): KernelError {
  return new KernelError("not_found", `there is no tool ${name}${didYouMean(name, known)}`, {
    hint: "search finds tools by what they do",
  });
}

/** Calls a verb as a tool. Parts that it sends along the way are part of the answer. */
export async function callVerbTool(
  house: House,
  verb: Verb,
  args: JsonObject,
  at: Conversation,
  folder?: string,
): Promise<JsonObject> {
  const word = PERSONS_WORDS.find((one) => Object.hasOwn(args, one));
  if (word !== undefined)
    throw usage(
      `${toolNameOf(verb)}: ${word} is a person's word`,
      "leave it out: the person is asked",
    );
  const input = await withFolder(house, verb, args, at, folder);
  checkFields(verb, input);
  const parts: JsonValue[] = [];
  let left = 0;
  const signal = AbortSignal.any([at.signal, AbortSignal.timeout(LONGEST_SECONDS * 1000)]);
  const emit = (part: JsonValue) => {
    if (parts.length < MOST_PARTS) parts.push(part);
    else left += 1;
  };
  const result = await callVerb<JsonObject>(house, at, verb.name, input, { signal, emit });
  const data = {
    ...result,
    ...(parts.length > 0 ? { parts } : {}),
    ...(left > 0 ? { partsLeftOut: left } : {}),
  };
  return house.guard(answer(JSON.stringify(data), data), "");
}

async function withFolder(
  house: House,
  { input }: Verb,
  args: JsonObject,
  at: Conversation,
  folder?: string,
): Promise<JsonObject> {
  const takesFolder = input instanceof z.ZodObject && Object.hasOwn(input.shape, "dir");
  if (!takesFolder) return args;
  const named = args["dir"] ?? folder;
  if (named !== undefined && typeof named !== "string") return args;
  const dir = await folderOf(house, at, named);
  return dir === null ? args : { ...args, dir };
}

/** Verbs pass over fields that they do not know; a client that misspells one is told. */
function checkFields(verb: Verb, args: JsonObject): void {
  if (!(verb.input instanceof z.ZodObject)) return;
  const known = Object.keys(verb.input.shape).filter((key) => !PERSONS_WORDS.includes(key));
  const unknown = Object.keys(args).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw usage(
    `${toolNameOf(verb)}: there is no field "${unknown}"${didYouMean(unknown, known)}`,
    known.length === 0 ? "it takes no fields" : `it takes ${known.join(", ")}`,
  );
}

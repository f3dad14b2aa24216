import { type HiddenKind, hiddenIn, hiddenKinds } from "../../../mcp/hub/hidden-text.ts";
import type { Definition } from "../definitions.ts";
import type { Reason } from "../events.ts";
import { isDisguised } from "../names.ts";
import { beyondJudging, type Text, textsOf } from "../texts.ts";
import { decodedIn } from "./encoded.ts";
import { instructs, speaks } from "./instructs.ts";

/** Counts up with every change of the rules: what was pinned under other ones is looked at again. */
export const RULES = 2;

const known = new WeakMap<Definition, readonly Reason[]>();

/** What speaks against a definition by its text alone. The same text is always judged the same, in linear time. */
export function inspect(definition: Definition): readonly Reason[] {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const texts = textsOf(definition);
  const reasons = beyond(definition) ?? [
    ...hidden(texts),
    ...disguised(texts),
    ...encoded(texts),
    ...addressed(texts),
  ];
  known.set(definition, reasons);
  return reasons;
}

/** What cannot be looked at in full waits. */
function beyond(definition: Definition): Reason[] | undefined {
  const what = beyondJudging(definition);
  if (what === null) return undefined;
  return [{ code: "unjudged", text: `${what}, too much to be judged.`, fields: [] }];
}

function hidden(texts: readonly Text[]): Reason[] {
  const kinds = new Map<HiddenKind, string[]>();
  for (const { field, text } of texts)
    for (const { kind } of hiddenIn(text)) kinds.set(kind, [...(kinds.get(kind) ?? []), field]);
  return [...kinds].map(([kind, fields]) => ({
    code: "hidden",
    text: `It holds ${hiddenKinds[kind]}, which a person does not see.`,
    fields,
  }));
}

function disguised(texts: readonly Text[]): Reason[] {
  const names = texts.filter(({ is, text }) => is === "name" && isDisguised(text));
  if (names.length === 0) return [];
  const text = "A name of it is written with letters that look like others.";
  return [{ code: "hidden", text, fields: names.map(({ field }) => field) }];
}

function encoded(texts: readonly Text[]): Reason[] {
  const fields = texts.flatMap(({ field, text }) => (decodedIn(text).some(speaks) ? [field] : []));
  if (fields.length === 0) return [];
  return [{ code: "encoded", text: "It holds orders or commands in an encoded form.", fields }];
}

function addressed(texts: readonly Text[]): Reason[] {
  const found = instructs(texts);
  if (found === null) return [];
  const text = `It addresses a model: it ${found.meanings.join(", and it ")}.`;
  return [{ code: "instructs", text, fields: [...found.fields] }];
}

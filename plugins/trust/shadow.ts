import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { Manifest } from "../../mcp/hub/manifest.ts";
import { type Definition, definitionsOf } from "./definitions.ts";
import type { Reason } from "./events.ts";
import { plainName, skeletonOf } from "./names.ts";
import { longestText, textsOf } from "./texts.ts";

interface Names {
  readonly exact: ReadonlySet<string>;
  readonly plain: ReadonlySet<string>;
  /** The name by what the eye takes it for. */
  readonly skeletons: ReadonlyMap<string, string>;
}

const known = new WeakMap<Manifest, Names>();

function namesOf(manifest: Manifest): Names {
  const before = known.get(manifest);
  if (before !== undefined) return before;
  const all = manifest.tools.map(nameOf).filter((name) => name !== "");
  const names = {
    exact: new Set(all),
    plain: new Set(all.map(plainName)),
    skeletons: new Map(all.map((name) => [skeletonOf(name), name])),
  };
  known.set(manifest, names);
  return names;
}

function nameOf(tool: JsonObject): string {
  return typeof tool["name"] === "string" ? tool["name"] : "";
}

const identifier = /[A-Za-z][\w-]*\w/g;
const compound = /[_-]|[a-z][A-Z]/;

/** Words by which one tool tells a model what to do with another. */
const directing =
  /\b(?:instead of|rather than|in place of|replac\w+|supersed\w+|overrid\w+|deprecated|obsolete|outdated|broken|unsafe|insecure|no longer|(?:do not|don't|never|avoid|stop) (?:us|call|invok)\w+|before (?:us|call|invok|every|each|any)\w*|(?:after|when|whenever|while|each time|every time|if) .{0,80}?\b(?:us|call|invok|run)(?:e|es|ed|ing|s)?\b|must|always|redirect\w*|whenever|(?:call|invoke|run|use|trigger)s?)\b/i;

/** Words by which a tool of the same name asks to be taken for the other one. */
const preferring =
  /\b(?:instead of|always use this|prefer this|preferred over|replaces|replacement for|official version|the real|use this (?:tool|one|version)(?! (?:when|if|to|for|only)\b))\b/i;

/**
 * What a definition does to another server's tools: it goes by a name that the eye takes for another's, or it tells a
 * model what to do with them. The same name alone is no offence: the server's own stands before it.
 */
export function shadowed(
  definition: Definition,
  manifest: Manifest,
  others: readonly Manifest[],
): Reason[] {
  if (definition.kind === "resource") return [];
  const own = namesOf(manifest);
  const reasons: Reason[] = [];
  if (definition.kind === "tool") {
    const asked = { definition, manifest, plain: plainName(definition.name) };
    for (const other of others) {
      const reason = disguised(asked, other) ?? rival(asked, other) ?? twin(asked, other);
      if (reason !== undefined) reasons.push(reason);
    }
  }
  for (const sentence of directionsIn(definition)) {
    if (reasons.length > 0) break;
    const other = others.find((one) => isAbout(sentence, one, own));
    if (other === undefined) continue;
    const said = `It tells a model what to do with the server "${other.server}".`;
    reasons.push({ code: "shadows", text: said, fields: [sentence.field] });
  }
  return reasons.slice(0, 1);
}

interface Asked {
  readonly definition: Definition;
  readonly manifest: Manifest;
  /** Its plain name. */
  readonly plain: string;
}

function disguised({ definition: { name }, plain }: Asked, other: Manifest): Reason | undefined {
  const taken = namesOf(other).skeletons.get(skeletonOf(name));
  if (taken === undefined || plainName(taken) === plain) return undefined;
  const text = `Its name is easily taken for "${taken}" of the server "${other.server}".`;
  return { code: "shadows", text, fields: ["name"] };
}

function rival({ definition, plain }: Asked, other: Manifest): Reason | undefined {
  if (!namesOf(other).plain.has(plain)) return undefined;
  if (toolOf(other, definition.name)?.hash === definition.hash) return undefined;
  const found = textsOf(definition).find(({ text, is }) => is === "text" && preferring.test(text));
  if (found === undefined) return undefined;
  const text = `It has the name of a tool of the server "${other.server}" and asks to be used for it.`;
  return { code: "shadows", text, fields: [found.field] };
}

/**
 * Of the same name and nearly the same words, and yet another tool. A server that is the other one a second time (its own
 * folder, its own account) has the same definitions, or most of its tools.
 */
function twin({ definition, manifest, plain }: Asked, other: Manifest): Reason | undefined {
  if (!namesOf(other).plain.has(plain)) return undefined;
  const theirs = toolOf(other, definition.name);
  if (theirs === undefined || theirs.hash === definition.hash) return undefined;
  if (isSecond(manifest, other)) return undefined;
  if (likeness(definition, theirs) < 0.75) return undefined;
  const text = `It has the name and nearly the words of a tool of the server "${other.server}".`;
  return { code: "shadows", text, fields: ["name", "description"] };
}

/** Whether most tools of the one are called as those of the other. */
function isSecond(manifest: Manifest, other: Manifest): boolean {
  const shared = [...namesOf(manifest).exact].filter((name) => namesOf(other).exact.has(name));
  return shared.length > 1 && shared.length * 2 >= manifest.tools.length;
}

function toolOf(manifest: Manifest, name: string): Definition | undefined {
  return definitionsOf(manifest).find((one) => one.kind === "tool" && one.name === name);
}

/** Of two descriptions, from 0 to 1: the words that both have, of those that either has. */
function likeness(left: Definition, right: Definition): number {
  const wordsIn = ({ body }: Definition) => {
    const text = isObject(body) ? body["description"] : "";
    const words =
      typeof text === "string" ? text.slice(0, 4_000).toLowerCase().match(/\w+/g) : null;
    return new Set(words ?? []);
  };
  const [one, two] = [wordsIn(left), wordsIn(right)];
  const all = new Set([...one, ...two]);
  return all.size < 4 ? 0 : [...one].filter((word) => two.has(word)).length / all.size;
}

const longestSentence = 600;

/** Whom a definition may tell a model what to do with. */
export interface Speaks {
  /** Words of it that would be a tool, if there is one of that name. */
  readonly tools: readonly string[];
  /** The same of servers: `the mail server`, `mail's tools`, `mcp_mail`, `mail__send`. */
  readonly servers: readonly string[];
}

/** A sentence that does. */
interface Direction extends Speaks {
  readonly field: string;
}

/** All whom it may speak of, to be kept with its pin. */
export function speaksOf(definition: Definition): Speaks {
  const all = directionsIn(definition);
  return {
    tools: [...new Set(all.flatMap(({ tools }) => tools))],
    servers: [...new Set(all.flatMap(({ servers }) => servers))],
  };
}

const directions = new WeakMap<Definition, readonly Direction[]>();
const serverNamed = /([\w-]+)(?:'s)? (?:mcp|server|tools?)\b|mcp[_-]+([\w-]+)|([\w-]+?)__/gi;

function directionsIn(definition: Definition): readonly Direction[] {
  const before = directions.get(definition);
  if (before !== undefined) return before;
  const found = textsOf(definition).flatMap(({ field, text, is }) =>
    is === "name"
      ? []
      : sentencesOf(text.slice(0, longestText)).flatMap((sentence) => directionIn(field, sentence)),
  );
  directions.set(definition, found);
  return found;
}

function directionIn(field: string, sentence: string): Direction[] {
  const words: string[] = sentence.match(identifier) ?? [];
  const tools = words.filter((word, at) => compound.test(word) || words[at + 1] === "tool");
  const servers = [...sentence.matchAll(serverNamed)].map(([, named, behind, before]) =>
    (named ?? behind ?? before ?? "").toLowerCase(),
  );
  if (tools.length + servers.length === 0 || !directing.test(sentence)) return [];
  return [{ field, tools, servers }];
}

function isAbout({ tools, servers }: Speaks, other: Manifest, own: Names): boolean {
  const { exact } = namesOf(other);
  if (servers.includes(other.server.toLowerCase())) return true;
  return tools.some((word) => exact.has(word) && !own.exact.has(word));
}

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.slice(0, longestSentence))
    .filter((sentence) => sentence !== "");
}

import { isObject } from "../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { EffectClass, ToolDefinition } from "../../kernel/ports/tools.ts";
import {
  articles,
  choosingParameters,
  destructiveVerbs,
  madeByOpening,
  nounsToo,
  ordinary,
  readVerbs,
  unmistakable,
  verbOf,
  wordsOf,
  writeVerbs,
  writingParameters,
} from "./effect-words.ts";
import type { ToolPolicy } from "./policy.ts";

export interface EffectFacts {
  /** What the configuration says of this tool. */
  readonly configured: EffectClass | undefined;
  readonly policy: ToolPolicy | undefined;
  /** `_meta["dev.glassbox/effect"]`. */
  readonly declared: EffectClass | undefined;
  readonly readOnlyHint: boolean | undefined;
  readonly destructiveHint: boolean | undefined;
  /** A trusted server is believed; what another one says must agree with what its tool looks like. */
  readonly trusted: boolean;
  readonly tool: ToolWords;
}

export interface ToolWords {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/**
 * The policy for the effect class: a person's word (`ask` each time, then the class), then what the server says of its
 * tool, then hints. That it only reads is believed when its name, its description and its parameters say so too, and
 * never of a tool that says of itself that it destroys. What is not known is `once`: doing it again needs a person.
 */
export function effectOf(facts: EffectFacts): EffectClass {
  if (facts.policy === "ask") return "once";
  if (facts.configured !== undefined) return facts.configured;
  const hinted = facts.readOnlyHint === true ? "read" : "once";
  const said = facts.declared ?? hinted;
  if (said !== "read") return said;
  if (facts.destructiveHint === true) return "once";
  return facts.trusted || looksLikeRead(facts.tool) ? "read" : "once";
}

export type Intent = "read" | "write" | "destructive";

/** The same for people, in one word. */
export function intentOf({
  name,
  description,
  effect,
}: Pick<ToolDefinition, "name" | "description" | "effect">): Intent {
  if (effect === "read") return "read";
  const isNamed = wordsOf(name).some((word) => destructiveVerbs.has(word));
  const said = mainVerbs(firstSentence(description));
  const isSaid = said.some((verb) => verbOf(verb, destructiveVerbs));
  return isNamed || isSaid ? "destructive" : "write";
}

/** Whether nothing that a tool says of itself speaks of changing anything, and something speaks of reading. */
export function looksLikeRead({ name, description, inputSchema }: ToolWords): boolean {
  // What is not read to its end may say anything.
  if (description.length > longestRead) return false;
  const words = wordsOf(name);
  const verb = words.find((word) => verbOf(word, readVerbs) ?? verbOf(word, writeVerbs));
  if (verb !== undefined && !isReading(verb, words)) return false;
  if (words.some((word) => word !== verb && isPlainWrite(word, words))) return false;
  if (words.some((word) => unmistakable.has(word))) return false;
  if (isPhrasal(words) || doing.test(description.toLowerCase())) return false;
  if (mainVerbs(description).some(isWriting) || isDone(description)) return false;
  if (!isUnderstood(description)) return false;
  if (verb === undefined && !wordsOf(description).some((word) => verbOf(word, readVerbs))) {
    return false;
  }
  return !schemaWrites(inputSchema);
}

function isReading(verb: string, words: readonly string[]): boolean {
  if (verb === "open" && words.some((word) => madeByOpening.has(word))) return false;
  return verbOf(verb, readVerbs) !== undefined;
}

/**
 * `get_and_delete`: a second verb in its base form. A noun may look like one (`list_orders`, `get_post`): only after
 * "and" or "or", and right after a first verb (`get_or_nuke`) whatever is none that reads.
 */
function isPlainWrite(word: string, words: readonly string[]): boolean {
  const at = words.indexOf(word);
  if (!["and", "or", "then", "n"].includes(words[at - 1] ?? "")) return false;
  return (
    writeVerbs.has(word) || (at === 2 && readVerbs.has(words[0] ?? "") && !readVerbs.has(word))
  );
}

/** `check_out`, `Checks out the cart`. */
function isPhrasal(words: readonly string[]): boolean {
  return words.some((word, at) => verbOf(word, phrasal) !== undefined && words[at + 1] === "out");
}

const phrasal = new Set(["check", "cash", "pay", "take", "print"]);

/** By what else it does it, wherever that stands. */
const doing =
  /(?<!\b(?:without|not|no|never|before) )\b(?:emptying|erasing|wiping|purging|executing|deleting|overwriting|posting it|sending it|transferring)\b|\bchecks? out\b|\bgone for good\b/;

/** Whether each sentence has a word that is known, and it says that it reads, or names what it gives. */
function isUnderstood(description: string): boolean {
  const words = wordsIn(description);
  const [first] = words;
  if (first === undefined) return true;
  const isRead = words.some((word) => verbOf(word, readVerbs));
  if (!isRead && !articles.has(first)) return false;
  return description.split(/[.!?;\n]+/).every((sentence) => {
    const said = wordsIn(sentence);
    const isForeign = /[^\p{ASCII}\p{P}\p{S}\s]/u.test(sentence);
    // What is listed is often no sentence: `- Regular analytical steps`.
    const isListed = /^\s*[-*•]\s/.test(sentence);
    const fewest = isForeign ? 1 : isListed ? 5 : 3;
    return said.length < fewest || said.some(isKnown);
  });
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}

function isKnown(word: string): boolean {
  return ordinary.has(word) || verbOf(word, readVerbs) !== undefined;
}

const clauseEnd =
  /[.;:!?\n,()]+|\b(?:and|then|also|or|before|after|while|by|which|that|it(?=\s+(?:also|then|will|can|may|[a-z]+s)\b)|tool|server|will|automatically|immediately|silently|additionally)\b/;
const lead = /^(?:(?:this|the|can|may|also|to|not|[a-z]+ly)\s+)+/;
const object = new Set(
  "it the a an them this that these those your his her their its all each any every one you".split(
    " ",
  ),
);

/**
 * The verbs that clauses begin with: `Reads the note, then deletes it` → reads, deletes. A word that is as often a noun
 * (`labels, comments and updates`) counts at the very beginning, and where it has an object.
 */
function mainVerbs(text: string): string[] {
  const clauses = text.slice(0, longestRead).toLowerCase().split(clauseEnd);
  return clauses.flatMap((clause, index) => {
    const [first = "", next = ""] = clause
      .trim()
      .replace(lead, "")
      .split(/[^a-z-]+/, 2);
    const isNoun = index > 0 && verbOf(first, nounsToo) !== undefined && !object.has(next);
    return first === "" || isNoun ? [] : [first];
  });
}

function isWriting(word: string): boolean {
  return verbOf(word, writeVerbs) !== undefined && verbOf(word, readVerbs) === undefined;
}

const passive =
  /(?<!\b(?:that|which|who|if|whether|when|how|not|what) )\b(?:is|are|be|gets?) (?:then |also |automatically |immediately )?(?:sent|deleted|removed|posted|published|uploaded|written|overwritten|executed|charged|transferred|forwarded|emailed|erased|purged)\b/;

/** `The mail is sent at once`. */
function isDone(description: string): boolean {
  return passive.test(description.slice(0, longestRead).toLowerCase());
}

/** Nobody describes a tool in more. */
const longestRead = 20_000;

function firstSentence(text: string): string {
  return text.slice(0, 400).split(/[.\n]/, 1)[0] ?? "";
}

const deepest = 40;

/** At any depth: a request may lie in a parameter. */
function schemaWrites(schema: JsonValue, depth = 0): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  if (depth > deepest) return true;
  const properties = isObject(schema) ? schema["properties"] : undefined;
  if (
    isObject(properties) &&
    Object.entries(properties).some(([name, property]) => parameterWrites(name, property))
  ) {
    return true;
  }
  return Object.values(schema).some((member) => schemaWrites(member, depth + 1));
}

function parameterWrites(name: string, property: JsonValue): boolean {
  const key = name.toLowerCase();
  if (writingParameters.has(key)) return !isSwitchOff(property);
  const choices = choicesOf(property);
  if (choosingParameters.has(key) && choices.length === 0) return true;
  return choices.some(isWritingChoice);
}

function choicesOf(property: JsonValue): readonly JsonValue[] {
  if (!isObject(property)) return [];
  if (Array.isArray(property["enum"])) return property["enum"];
  return property["const"] === undefined ? [] : [property["const"]];
}

/** `force: {const: false}` forces nothing. */
function isSwitchOff(property: unknown): boolean {
  return isObject(property) && property["const"] === false;
}

function isWritingChoice(choice: unknown): boolean {
  if (typeof choice !== "string") return false;
  const [first = ""] = wordsOf(choice);
  return writeVerbs.has(first) && !readVerbs.has(first);
}

import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import {
  argumentPaths,
  bestFillings,
  type Choice,
  type Filling,
  leftOut,
  wordsLeftOut,
  type Scored,
} from "./call.ts";
import { type Candidate, type Reading, spanCandidates } from "./candidate.ts";
import { featuresOf } from "./features.ts";
import { type OriginSettings, type Parameter, parametersOf } from "./parameter.ts";
import { fittingLeaves } from "./results.ts";
import { STOP } from "../goal/words.ts";
import { profileOf, scoreOf } from "./score.ts";
import type { Token } from "../goal/span.ts";

/** A worked goal of the tool: what it was asked, and with what it was called. */
export interface WorkedCall {
  readonly goal: string;
  readonly args: JsonObject;
  /** How near its goal is to this one, 0 to 1. */
  readonly nearness: number;
}

/** A step that comes before. */
export interface Earlier {
  readonly id: string;
  readonly tool: ToolDefinition;
}

/** Everything a call may point at. */
export interface Sources {
  readonly reading: Reading;
  readonly earlier: readonly Earlier[];
  readonly facts: readonly { readonly name: string; readonly value: JsonValue }[];
  /** The goal came with data, which stands at `$goal.input`. */
  readonly hasInput: boolean;
}

/** One set of parameters that a call may be made with, and the best ways to fill it. */
export interface Shape {
  readonly choices: readonly Choice[];
  readonly fillings: readonly Filling[];
  readonly score: number;
}

/** Candidates kept for one parameter: the others are cut by how well they fit, never by where they stand. */
const KEPT = 200;
/** What an optional argument must score to be worth having. */
const WORTH = 2.6;
const LEFT_OUT = 1.2;
const WORD_LEFT_OUT = 0.3;

/** The ways to call a tool that the clause allows, best first. Empty when a required argument has nothing to point at. */
export function shapesOf(
  tool: ToolDefinition,
  sources: Sources,
  worked: readonly WorkedCall[],
  settings: OriginSettings = {},
): Shape[] {
  const parameters = parametersOf(tool, settings);
  const choices = new Map(
    parameters.map((one) => [one.path, choiceOf(one, sources, worked)] as const),
  );
  const shapes = parameterSets(parameters, worked).flatMap(({ paths, nearness }): Shape[] => {
    const chosen = paths.map((path) => choices.get(path)!);
    if (chosen.some(({ scored }) => scored.length === 0)) return [];
    const fillings = bestFillings(chosen, 8);
    if (fillings.length === 0) return [];
    const best = fillings[0]!;
    const score =
      best.picks.reduce((sum, pick) => sum + pick.score - WORTH, 0) +
      nearness * 2 -
      leftOut(sources.reading, best) * LEFT_OUT -
      wordsLeftOut(sources.reading, best, vocabularyOf(tool)) * WORD_LEFT_OUT;
    return [{ choices: chosen, fillings, score }];
  });
  return shapes.toSorted((a, b) => b.score - a.score);
}

/** Words that the tool itself is described with: a goal that has them names the tool, not a value. */
function vocabularyOf({ name, description, inputSchema }: ToolDefinition): ReadonlySet<string> {
  const properties = isObject(inputSchema) ? inputSchema["properties"] : null;
  const names = isObject(properties) ? Object.keys(properties) : [];
  const text = [name, description, ...names].join(" ").toLowerCase();
  return new Set(
    text.split(/[^\p{L}\p{N}]+/u).flatMap((word) => [word, `${word}s`, word.replace(/s$/, "")]),
  );
}

/** The sets of arguments seen in worked calls, and the required ones alone. */
function parameterSets(parameters: readonly Parameter[], worked: readonly WorkedCall[]) {
  const required = parameters.filter(({ isRequired }) => isRequired).map(({ path }) => path);
  const sets = new Map<string, { paths: readonly string[]; nearness: number }>();
  const add = (paths: readonly string[], nearness: number) => {
    const key = paths.toSorted().join(" ");
    const known = sets.get(key);
    if (!known || known.nearness < nearness) sets.set(key, { paths, nearness });
  };
  // Where every worked call has an argument more, the bare one is not how the tool is used.
  const isBare = ({ args }: WorkedCall) =>
    argumentPaths(args).every(([path]) => required.includes(path));
  if (worked.length === 0 || worked.some(isBare)) add(required, 0);
  const known = new Set(parameters.map(({ path }) => path));
  for (const { path, isRequired, kind } of parameters)
    if (!isRequired && ["number", "date", "url", "email"].includes(kind))
      add([...required, path], 0);
  for (const { args, nearness } of worked) {
    const paths = argumentPaths(args)
      .map(([path]) => path)
      .filter((path) => known.has(path));
    add([...new Set([...required, ...paths])], nearness);
  }
  if (worked.length === 0)
    for (const { path, isRequired, kind } of parameters)
      if (!isRequired && kind !== "boolean") add([...required, path], 0);
  return [...sets.values()];
}

/** What a parameter may point at, best first, and cut to what fits. */
export function choiceOf(
  parameter: Parameter,
  sources: Sources,
  worked: readonly WorkedCall[],
): Choice {
  const profile = profileOf(parameter, worked);
  const candidates = candidatesFor(parameter, sources);
  const scored = candidates
    .map(({ candidate, bonus }): Scored => {
      return {
        candidate,
        score: scoreOf(parameter, candidate, profile, sources.reading) + bonus,
      };
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, KEPT);
  return { parameter, scored };
}

/** Words for the data that came with the goal: they are not that data themselves. */
const NAMES_INPUT =
  /^(?:(?:the|my|this|that|all) )?(?:(?:whole|entire|standard|piped|given) )*(?:input|stdin)$/i;

function candidatesFor(
  parameter: Parameter,
  { reading, earlier, facts, hasInput }: Sources,
): { candidate: Candidate; bonus: number }[] {
  const { origins } = parameter;
  const found: { candidate: Candidate; bonus: number }[] = [];
  const takesInput = hasInput && (parameter.kind === "text" || parameter.kind === "code");
  if (origins.has("goal"))
    for (const candidate of spanCandidates(reading, parameter))
      found.push(
        takesInput && NAMES_INPUT.test(candidate.label)
          ? {
              candidate: { ...candidate, value: "$goal.input", from: { from: "input" } },
              bonus: 3.5,
            }
          : { candidate, bonus: 0 },
      );
  if (origins.has("results")) found.push(...resultCandidates(parameter, reading, earlier));
  if (origins.has("facts"))
    for (const { name, value } of facts)
      if (fitsType(parameter, value))
        found.push({
          candidate: {
            label: String(value),
            value,
            from: { from: "facts", name },
            place: null,
            features: null,
          },
          bonus: 1,
        });
  if (takesInput)
    found.push({
      candidate: {
        label: "the input",
        value: "$goal.input",
        from: { from: "input" },
        place: null,
        features: null,
      },
      bonus: 2.5,
    });
  return found;
}

/** A word that stands for an earlier result, or the result itself where no word does. */
function resultCandidates(
  parameter: Parameter,
  { mentions, tokens }: Reading,
  earlier: readonly Earlier[],
): { candidate: Candidate; bonus: number }[] {
  for (const { id, tool } of earlier.toReversed()) {
    const [leaf] = fittingLeaves(parameter, tool.outputSchema);
    if (!leaf) continue;
    const value = `$${id}${leaf.path}`;
    const from = { from: "results", step: id };
    const spoken = mentions.map((mention) => ({
      candidate: {
        label: mention.text,
        value,
        from,
        place: { start: mention.start, end: mention.end },
        features: featuresOf({ ...mention, shape: "mention" as const }, tokens),
      },
      bonus: 4.2,
    }));
    if (spoken.length > 0) return spoken;
    const label = `the result of ${id}`;
    const bonus = namesNothing(tokens) ? 4 : 0.5;
    return [{ candidate: { label, value, from, place: null, features: null }, bonus }];
  }
  return [];
}

/** "save as page.md": besides its verb and its place the clause says nothing, so what came before is meant. */
function namesNothing(tokens: readonly Token[]): boolean {
  const words = tokens.slice(1).filter(({ shape, isQuoted }) => shape === "word" || isQuoted);
  return words.every(({ word, isQuoted }) => !isQuoted && STOP.has(word));
}

function fitsType({ schema }: Parameter, value: JsonValue): boolean {
  const { type } = schema;
  if (type === undefined) return true;
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

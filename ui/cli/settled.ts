import { text } from "../../kernel/event.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { oneLine } from "./render/text.ts";

/** What an expectation says of itself: what it is about, and what it means that it holds. */
interface Words {
  readonly title: string;
  readonly description: string;
}

/** What became of effects whose outcome nobody knew, as lines, from the parts that `run.follow` sends. */
export interface SettledEffects {
  see(part: JsonValue): void;
  /** The lines that were not taken yet. */
  take(): readonly string[];
}

export function settledEffects(): SettledEffects {
  const said = new Map<string, Words>();
  let lines: string[] = [];
  return {
    see(one) {
      const event = eventIn(one);
      if (event?.type === "tool.intended" && isEffect(event.data))
        said.set(event.id, wordsOf(event.data["expect"]));
      if (event?.type === "tool.settled")
        lines.push(`  ${lineOf(event.data, said.get(text(event.data["call"])))}`);
    },
    take() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

function eventIn(part: JsonValue): { id: string; type: string; data: JsonObject } | null {
  const event = isObject(part) && part["kind"] === "event" ? part["event"] : null;
  if (!isObject(event) || !isObject(event["data"])) return null;
  return { id: text(event["id"]), type: text(event["type"]), data: event["data"] };
}

function isEffect({ purpose, effect }: JsonObject): boolean {
  return purpose === "step" && effect !== "read";
}

/** Those of the first expectation that has a title. */
function wordsOf(expect: JsonValue | undefined): Words {
  const schemas = Array.isArray(expect)
    ? expect.flatMap((one: JsonValue) => (isObject(one) ? (one["matches"] ?? []) : []))
    : [];
  const titled = schemas.find(
    (one): one is JsonObject => isObject(one) && text(one["title"]) !== "",
  );
  return { title: text(titled?.["title"]), description: text(titled?.["description"]) };
}

function lineOf({ step, verdict, ground }: JsonObject, words: Words | undefined): string {
  const name = oneLine(words?.title || text(step));
  const why = oneLine(text(ground));
  if (verdict === "happened")
    return `${name}: ${words?.description ? oneLine(words.description) : `${why}; not done again`}`;
  return verdict === "repeat" ? `${name}: ${why}; done now` : `${name}: ${why}`;
}

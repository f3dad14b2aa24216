import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { cleanAddress } from "./secrets/address.ts";
import { cleanArguments, cleanValue } from "./secrets/arguments.ts";
import { isOfMaker, isPlain, isVariable, looksRandom, tells } from "./secrets/plain.ts";

/** Shorter ones are words of every sentence. */
const SHORTEST_REPEATED = 6;

/** Takes note of a place where something was taken out, and of what it was. */
type Note = (place: string, secret: string) => void;

/**
 * A configuration without what may be a secret, and the places where a placeholder stands for it. What is set for
 * servers is a secret unless it is certainly none: what a person must set once more is a lesser harm than what gets away.
 */
export function withhold(config: JsonObject): { config: JsonObject; withheld: string[] } {
  const places = new Set<string>();
  const secrets = new Set<string>();
  const note: Note = (place, secret) => {
    places.add(place);
    // `NAME=` before it, and the whole of a text, may hold the secret that stands elsewhere alone.
    for (const part of [secret, secret.slice(secret.indexOf("=") + 1)])
      if (part.length >= SHORTEST_REPEATED && !isPlain(part)) secrets.add(part);
  };
  const own = Object.entries(config).map(([name, value]): [string, JsonValue] => [
    name,
    name === "servers" && isObject(value)
      ? mapMembers(value, name, (server, place) => cleanServer(server, place, note))
      : cleanSetting(value, name, name, note),
  ]);
  const known = [...secrets].toSorted((a, b) => b.length - a.length);
  const clean = withoutRepeated(Object.fromEntries(own), "", known, note);
  return { config: clean as JsonObject, withheld: [...places] };
}

/** Members of a server that hold names of tools, of their arguments, and words of ours. */
const NAMING = new Set(["effects", "keys", "policy"]);
/** What its settings of ours may be. */
const WORDS = new Set(["shared", "session", "lease", "auto", "legacy", "modern"]);
/** It says where the secret is, and is none. */
const REFERENCE = /^secret:\/\/[\w.-]+$/;

function cleanServer(server: JsonValue, place: string, note: Note): JsonValue {
  if (!isObject(server)) return cleanUnknown(server, place, note);
  const command = typeof server["command"] === "string" ? server["command"] : "";
  return mapMembers(server, place, (value, here) => {
    const name = here.slice(place.length + 1);
    if (name === "args" && Array.isArray(value))
      return cleanArguments(command, value as JsonValue[], here, note);
    if (name === "command" && isCommand(command)) return value;
    if (NAMING.has(name) && isObject(value))
      return mapMembers(value, here, (word, at) => (isName(word) ? word : hidden(word, at, note)));
    if (WORDS.has(String(value))) return value;
    if (name === "env" || name === "headers") return hiddenAll(value, here, note);
    return cleanUnknown(value, here, note);
  });
}

/** What is for a server and of a kind that nobody here knows. */
function cleanUnknown(value: JsonValue, place: string, note: Note): JsonValue {
  if (typeof value === "string") {
    return cleanValue(value, (secret, head = "") => {
      note(place, secret);
      return `${head}withheld:${place}`;
    });
  }
  if (typeof value !== "object" || value === null) return value;
  return mapAll(value, place, (member, here) =>
    tells(here.slice(place.length))
      ? hiddenAll(member, here, note)
      : cleanUnknown(member, here, note),
  );
}

/** A setting besides those of servers; `name` is its own, or that of the list in which it stands. */
function cleanSetting(value: JsonValue, name: string, place: string, note: Note): JsonValue {
  if (typeof value === "string") {
    const clean = settingOf(value, name);
    if (clean !== value) note(place, value);
    return clean;
  }
  if (typeof value !== "object" || value === null) return value;
  return mapAll(value, place, (member, here) => {
    const isOfList = Array.isArray(value) || name.endsWith("Env");
    return cleanSetting(member, isOfList ? name : here.slice(place.length + 1), here, note);
  });
}

function settingOf(text: string, name: string): string {
  // Where a setting names a variable, the secret itself is not far away.
  if (name.endsWith("Env")) return isVariable(text) ? text : "WITHHELD";
  if (tells(name)) return "withheld";
  if (isOfMaker(text)) return "withheld";
  if (!text.includes("://")) return text;
  const [scheme = ""] = /^[a-z][a-z\d+.-]*:\/\//i.exec(text) ?? [];
  return cleanAddress(text) ?? `${scheme}withheld`;
}

/** Programs are named, or found by a path. */
function isCommand(text: string): boolean {
  return (/^[\w@.+-]+$/.test(text) && !looksRandom(text)) || isPlain(text);
}

function isName(value: JsonValue): boolean {
  return typeof value === "string" && /^[\w.-]{1,64}$/.test(value) && !looksRandom(value);
}

function hidden(value: JsonValue, place: string, note: Note): string {
  if (typeof value === "string" && REFERENCE.test(value)) return value;
  note(place, typeof value === "string" ? value : "");
  return `withheld:${place}`;
}

/** Every text in it; its names stay, so that a person sees what to set again. */
function hiddenAll(value: JsonValue, place: string, note: Note): JsonValue {
  if (typeof value !== "object" || value === null) return hidden(value, place, note);
  return mapAll(value, place, (member, here) => hiddenAll(member, here, note));
}

/** A secret that was found in one place is one in every other. */
function withoutRepeated(
  value: JsonValue,
  place: string,
  secrets: readonly string[],
  note: Note,
): JsonValue {
  if (typeof value === "string") {
    const clean = secrets.reduce((text, secret) => text.replaceAll(secret, "withheld"), value);
    if (clean !== value) note(place, "");
    return clean;
  }
  if (typeof value !== "object" || value === null) return value;
  return mapAll(value, place, (member, here) => withoutRepeated(member, here, secrets, note));
}

type Change = (value: JsonValue, place: string) => JsonValue;

function mapAll(
  value: JsonObject | readonly JsonValue[],
  place: string,
  change: Change,
): JsonValue {
  if (!Array.isArray(value)) return mapMembers(value as JsonObject, place, change);
  return (value as readonly JsonValue[]).map((one, at) => change(one, `${place}[${at}]`));
}

function mapMembers(value: JsonObject, place: string, change: Change): JsonObject {
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [
    name,
    change(member, place === "" ? name : `${place}.${name}`),
  ]);
  return Object.fromEntries(members);
}

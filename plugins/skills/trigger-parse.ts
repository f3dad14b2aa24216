import { usage } from "../../kernel/error.ts";

/** A trigger taken apart. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "space" }
  | { readonly kind: "slot"; readonly name: string }
  | { readonly kind: "sequence"; readonly parts: readonly Part[] }
  | { readonly kind: "choice"; readonly options: readonly Part[] };

const NOTHING: Part = { kind: "sequence", parts: [] };
const LONGEST = 500;
const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")" };

/** `literal words {slot} [optional] (a|b)`; a backslash takes the next sign as it is. Throws `usage`. */
export function parseTrigger(source: string): Part {
  const text = source.trim().replace(/(?<!\\)[\s?!.]+$/, "");
  if (text.length > LONGEST)
    throw usage(`the trigger is longer than ${LONGEST} characters`, "make two of it");
  const reader = { text, at: 0 };
  const part = readChoice(reader);
  if (reader.at < text.length)
    throw faulty(
      source,
      `has a ${text[reader.at]} that nothing opened`,
      `write \\${text[reader.at]}`,
    );
  if (mayBeWordless(part)) {
    throw faulty(source, "would match any goal", "give it a word that must be there");
  }
  return part;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readChoice(reader: Reader): Part {
  const options = [readSequence(reader)];
  while (reader.text[reader.at] === "|") {
    reader.at++;
    options.push(readSequence(reader));
  }
  return options.length === 1 ? options[0]! : { kind: "choice", options };
}

function readSequence(reader: Reader): Part {
  const parts: Part[] = [];
  const seen = new Set<string>();
  while (reader.at < reader.text.length && !"|])".includes(reader.text[reader.at]!)) {
    const part = readPart(reader);
    for (const name of slotsIn(part)) {
      if (seen.has(name))
        throw faulty(reader.text, `takes {${name}} twice`, "give each its own slot");
      seen.add(name);
    }
    const last = parts.at(-1);
    if (part.kind === "text" && last?.kind === "text")
      parts[parts.length - 1] = { kind: "text", text: last.text + part.text };
    else parts.push(part);
  }
  return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
}

function readPart(reader: Reader): Part {
  const { text } = reader;
  const sign = text[reader.at++]!;
  if (/\s/.test(sign)) {
    while (/\s/.test(text[reader.at] ?? "")) reader.at++;
    return { kind: "space" };
  }
  if (sign === "\\" && reader.at < text.length) return { kind: "text", text: text[reader.at++]! };
  if (sign === "{") return readSlot(reader);
  const closing = CLOSING[sign];
  if (closing !== undefined) {
    const inner = readChoice(reader);
    if (text[reader.at++] !== closing)
      throw faulty(
        text,
        `has a ${sign} that nothing closes`,
        `write \\${sign} for the sign itself`,
      );
    return sign === "[" ? { kind: "choice", options: [inner, NOTHING] } : inner;
  }
  return { kind: "text", text: sign };
}

function readSlot(reader: Reader): Part {
  const found = /^([a-z][a-z0-9_]*)\}/.exec(reader.text.slice(reader.at));
  if (!found)
    throw faulty(
      reader.text,
      "has a { that begins no slot",
      "write {name} or \\{ for the sign itself",
    );
  reader.at += found[0].length;
  return { kind: "slot", name: found[1]! };
}

function faulty(trigger: string, fault: string, mend: string) {
  return usage(`the trigger ${JSON.stringify(trigger)} ${fault}`, mend);
}

/** Every slot that a part may take. */
export function slotsIn(part: Part): readonly string[] {
  if (part.kind === "slot") return [part.name];
  if (part.kind === "sequence") return part.parts.flatMap(slotsIn);
  return part.kind === "choice" ? [...new Set(part.options.flatMap(slotsIn))] : [];
}

/** The slots that are taken whichever way a part is read. */
export function surelyIn(part: Part): ReadonlySet<string> {
  if (part.kind === "slot") return new Set([part.name]);
  if (part.kind === "sequence")
    return part.parts.reduce((all, one) => all.union(surelyIn(one)), new Set<string>());
  if (part.kind !== "choice") return new Set();
  const [first, ...others] = part.options.map(surelyIn);
  return others.reduce((all, one) => all.intersection(one), first!);
}

function mayBeWordless(part: Part): boolean {
  if (part.kind === "text") return !/[\p{L}\p{N}]/u.test(part.text);
  if (part.kind === "sequence") return part.parts.every(mayBeWordless);
  return part.kind === "choice" ? part.options.some(mayBeWordless) : true;
}

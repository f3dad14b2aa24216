import type { JsonValue } from "../../../kernel/json.ts";
import { cleanAddress } from "./address.ts";
import { isPackage, isPath, isPlain, looksRandom, tells } from "./plain.ts";

/** Options without a value, after which a program names another one. */
const ALONE = /^(?:-y|--yes|-i|-t|-d|-it|--rm|--init|-q|--quiet|--bun|--interactive|--)$/;
/** Options whose value is the name of a package, a module or a folder. */
const OF_PACKAGE = /^(?:-m|--from|--package|--with|--python|--module|--network|--image)$/;
/** Programs whose first argument is the name of another one. */
const LAUNCHES =
  /^(?:npx|bunx?|pnpm|yarn|npm|deno|node|uvx?|pipx|python[\d.]*|docker|podman|nerdctl|go|cargo)$/;
const SUBCOMMAND = /^(?:run|exec|dlx|x|tool|create)$/;
const SINGLE = /^-(?:[A-Za-z]{1,3}|port|host|path|file|config|debug|help|version|mode|stdio)$/;

/**
 * The arguments of a program, with a placeholder for whatever is not certainly none of its secrets: packages, paths,
 * numbers and options stay. `withheld` is told the place of each.
 */
export function cleanArguments(
  command: string,
  all: readonly JsonValue[],
  place: string,
  withheld: (place: string, what: string) => void,
): JsonValue[] {
  let option: string | null = null;
  let isFirst = LAUNCHES.test(command.split("/").at(-1)!);
  return all.map((value, at) => {
    const here = `${place}[${at}]`;
    const before = option;
    option = null;
    if (typeof value !== "string") return value;
    const hide = (secret: string, head = ""): string => {
      withheld(here, secret);
      return `${head}withheld:${here}`;
    };
    if (value.startsWith("-") && !/^-\d/.test(value)) {
      // After an option that asks for a secret, what looks like another option may be that secret.
      if (before !== null && tells(before) && looksRandom(value)) return hide(value);
      if (/^--?[A-Za-z][\w.-]*$|^--$/.test(value)) option = ALONE.test(value) ? null : value;
      return cleanOption(value, hide);
    }
    const wasFirst = isFirst && before === null;
    if (before === null && !SUBCOMMAND.test(value)) isFirst = false;
    if (before !== null && tells(before)) {
      const isOfFile = /(?:file|path|dir|folder)$/i.test(before) && isPath(value);
      return isOfFile ? value : hide(value);
    }
    const isName = wasFirst || (before !== null && OF_PACKAGE.test(before));
    if (isName && isPackage(value)) return value;
    return cleanValue(value, hide);
  });
}

/** One text that stands for itself. */
export function cleanValue(text: string, hide: (secret: string, head?: string) => string): string {
  if (isPlain(text)) return text;
  const [, name, assigned] = /^([A-Za-z_][\w.-]*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && assigned !== undefined && !looksRandom(name))
    return cleanAssigned(`${name}=`, assigned, hide);
  const address = cleanAddress(text);
  if (address === text) return text;
  const isAddress = address !== null && hide(text) !== "";
  return isAddress ? address : hide(text);
}

function cleanOption(text: string, hide: (secret: string, head?: string) => string): string {
  const [, name, value] = /^(--[A-Za-z][\w.-]*|-[A-Za-z]{1,3})=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined && !looksRandom(name))
    return cleanAssigned(`${name}=`, value, hide);
  if (/^--$|^--[A-Za-z][\w.-]*$/.test(text) && !looksRandom(text)) return text;
  if (SINGLE.test(text)) return text;
  const [, letter = "", joined = text] = /^(-[A-Za-z])(.+)$/s.exec(text) ?? [];
  return letter !== "" && isPlain(joined) ? text : hide(joined, letter);
}

function cleanAssigned(
  head: string,
  value: string,
  hide: (secret: string, head?: string) => string,
): string {
  if (tells(head)) return hide(value, head);
  if (isPlain(value)) return head + value;
  const address = cleanAddress(value);
  if (address === null) return hide(value, head);
  if (address !== value) hide(value, head);
  return head + address;
}

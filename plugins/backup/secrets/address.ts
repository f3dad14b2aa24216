import { isPlain, isSegment, looksRandom, tells } from "./plain.ts";

const ADDRESS = /^((?:[a-z][a-z\d+.-]*:)+\/\/)([^\s"'`]*)$/i;
const HOST = /^(?:[\w.-]*|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const WITHHELD = "withheld";

/** An address without logins, keys and what could be one. Null: this is no address, or not that alone. */
export function cleanAddress(text: string): string | null {
  const [, scheme, all] = ADDRESS.exec(text) ?? [];
  if (scheme === undefined || all === undefined) return null;
  const { login, rest } = splitLogin(all);
  const [, host = "", path = "", query = "", fragment = ""] =
    /^([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(rest) ?? [];
  if (!host.split(",").every((one) => HOST.test(one) && !looksRandom(one)))
    return `${scheme}${WITHHELD}`;
  const clean = [login ? `${WITHHELD}@` : "", host, cleanPath(path), cleanQuery(query)].join("");
  return `${scheme}${clean}${fragment === "" ? "" : `#${WITHHELD}`}`;
}

/** A password may hold any character, so a login ends at the last `@`, unless that stands in the path of a host. */
function splitLogin(all: string): { login: boolean; rest: string } {
  const at = all.lastIndexOf("@");
  const end = all.search(/[/?#]/);
  const host = end < 0 ? all : all.slice(0, end);
  const isInPath = end >= 0 && end < at && /^(?:[\w-]+\.)+[a-z]+(?::\d{1,5})?$/i.test(host);
  return at < 0 || isInPath
    ? { login: false, rest: all }
    : { login: true, rest: all.slice(at + 1) };
}

function cleanPath(path: string): string {
  const segments = path.split("/");
  const clean = segments.map((segment, at) => {
    const isAfterName = at > 0 && tells(segments[at - 1]!);
    return segment === "" || (isSegment(segment) && !isAfterName) ? segment : WITHHELD;
  });
  return clean.join("/");
}

function cleanQuery(query: string): string {
  if (query === "") return "";
  const clean = query
    .slice(1)
    .split("&")
    .map((parameter) => {
      const [, name, value] = /^([\w.-]+)=(.*)$/s.exec(parameter) ?? [];
      if (name === undefined || value === undefined || looksRandom(name)) return WITHHELD;
      return isPlain(value) && !tells(name) ? parameter : `${name}=${WITHHELD}`;
    });
  return `?${clean.join("&")}`;
}

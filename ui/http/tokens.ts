import { randomBytes, timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";

import { KernelError, usage } from "../../kernel/error.ts";
import { sha256 } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import {
  markOf,
  readPrivate,
  readTokens,
  type TokenEntry,
  type TokenScope,
  writePrivate,
  writeTokens,
} from "./token-file.ts";
import { tokenPaths } from "./token-paths.ts";

/** The token that programs of this user find in the home, made at the first listening. */
export const HOME_TOKEN = "home";

/** Who may come in over the network. What the file says counts from the next look on. */
export interface Tokens {
  /** Null: nobody's. Takes as long for a right one as for a wrong one. */
  find(token: string): TokenEntry | null;
  list(): readonly TokenEntry[];
  /** Answers with the token itself, which is kept nowhere. */
  add(name: string, scope: TokenScope): string;
  remove(name: string): TokenEntry;
  /** Sees to it that the home's own token is there and counts. */
  ready(): void;
}

export function openTokens(home: string): Tokens {
  const paths = tokenPaths(home);
  let mark = "never read";
  let known: readonly TokenEntry[] = [];
  let hashes: readonly Buffer[] = [];

  function list(): readonly TokenEntry[] {
    const now = markOf(paths.tokens);
    if (now === mark) return known;
    known = readTokens(paths.tokens);
    hashes = known.map((one) => Buffer.from(one.sha256, "hex"));
    mark = now;
    return known;
  }

  function add(name: string, scope: TokenScope): string {
    const token = `gbx_${randomBytes(32).toString("base64url")}`;
    const created = new Date().toISOString();
    const others = list().filter((one) => one.name !== name);
    writeTokens(paths.tokens, [...others, { name, scope, sha256: sha256(token), created }]);
    return token;
  }

  return {
    list,
    find(token) {
      const given = Buffer.from(sha256(token), "hex");
      let found: TokenEntry | null = null;
      for (const [index, one] of list().entries())
        if (timingSafeEqual(given, hashes[index]!)) found = one;
      return found;
    },
    add(name, scope) {
      if (name === HOME_TOKEN)
        throw usage(`${HOME_TOKEN} is the name of the home's own token`, "choose another one");
      if (list().some((one) => one.name === name))
        throw usage(`there is a token ${name} already`, `glassbox tokens rm ${name}`);
      return add(name, scope);
    },
    remove(name) {
      const entry = list().find((one) => one.name === name);
      if (!entry) {
        const names = list().map((one) => one.name);
        throw new KernelError("not_found", `there is no token ${name}${didYouMean(name, names)}`, {
          hint: "glassbox tokens ls",
        });
      }
      const others = list().filter((one) => one !== entry);
      writeTokens(paths.tokens, others);
      if (name === HOME_TOKEN) rmSync(paths.token, { force: true });
      return entry;
    },
    ready() {
      const hash = sha256(readPrivate(paths.token)?.trim() ?? "");
      if (list().some((one) => one.name === HOME_TOKEN && one.sha256 === hash)) return;
      writePrivate(paths.token, `${add(HOME_TOKEN, "full")}\n`);
    },
  };
}

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { PythonOptions } from "./types.ts";

export const USAGE = `\
Usage: bun tools/python/server.ts [--store DIR] [--allow-weak] [--pool N] [--index URL]
       bun tools/python/server.ts --build [--store DIR]
       bun tools/python/server.ts add NAME... [--image IMAGE] [--from DIR] [--store DIR] [--index URL]`;

export type Command =
  | { readonly is: "serve"; readonly options: PythonOptions }
  /** Makes what the first start would otherwise wait for. */
  | { readonly is: "build"; readonly options: PythonOptions }
  | {
      readonly is: "add";
      readonly options: PythonOptions;
      readonly image: string | undefined;
      /** Absolute path of a folder with wheels: then no network is used. */
      readonly from: string | undefined;
      readonly names: readonly string[];
    };

/** Throws a sentence for people. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      store: { type: "string" },
      "allow-weak": { type: "boolean", default: false },
      pool: { type: "string" },
      index: { type: "string" },
      image: { type: "string" },
      from: { type: "string" },
      build: { type: "boolean", default: false },
    },
  });
  const options: PythonOptions = {
    store: resolve(values.store ?? standardStore()),
    allowWeak: values["allow-weak"],
    ...(values.pool !== undefined && { poolSize: wholeNumber("--pool", values.pool) }),
    ...(values.index !== undefined && { index: values.index }),
  };
  const [verb, ...names] = positionals;
  if (verb === "add") {
    if (names.length === 0) throw new Error("add: name at least one package, such as pydantic");
    const from = values.from === undefined ? undefined : resolve(values.from);
    return { is: "add", options, image: values.image, from, names };
  }
  if (verb !== undefined) throw new Error(`there is no ${JSON.stringify(verb)}; there is add`);
  if ((values.image ?? values.from) !== undefined)
    throw new Error("--image and --from belong to add");
  return { is: values.build ? "build" : "serve", options };
}

function standardStore(): string {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(cache, "glassbox-python");
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1 && value <= 64) return value;
  throw new Error(`${name} takes a whole number from 1 to 64, such as 2`);
}

import { assemble } from "../cell/parts.ts";
import type { Boot } from "../cell/frames.ts";
import { z } from "zod";

/**
 * Calls every function that WebAssembly could call, by itself and with arguments of all kinds: as an attacker would who
 * owns the memory and can call whatever he likes. Prints one line of JSON: what was refused, what answered.
 */
const order = z.object({
  pyodideDir: z.string(),
  snapshot: z.string(),
  isSealed: z.boolean(),
  texts: z.array(z.string()),
  /** Null: every one. Unsealed, no more than are known to do what the texts say. */
  only: z.array(z.string()).nullable(),
});
const { pyodideDir, snapshot, isSealed, texts, only } = order.parse(
  JSON.parse(process.argv[2] ?? ""),
);

type Import = (...args: unknown[]) => unknown;
const functions = new Map<string, Import>();
/** What is handed in when the interpreter is instantiated: its own functions join the same table right after. */
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module: WebAssembly.Module, imports: never) {
  for (const table of Object.values(imports ?? {})) {
    for (const [name, value] of Object.entries(table as object)) {
      if (typeof value === "function") functions.set(name, value as Import);
    }
  }
  return new Instance(module, imports);
} as unknown as typeof WebAssembly.Instance;

const boot: Boot = {
  mode: "serve",
  pyodideDir,
  snapshot,
  wheels: [],
  preload: [],
  walls: { seal: isSealed, scrub: false, os: "off" },
  memoryBytes: 256 * 2 ** 20,
};
const wire = { read: () => null, write() {} };
const { interpreter, seal } = await assemble(boot, wire);
if (isSealed) seal.close();
seal.takeViolations();

const { exports } = interpreter;
const place = (text: string): number => {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const address = exports.malloc(bytes.length);
  interpreter.bytes().set(bytes, address);
  return address;
};
const pointers = texts.map(place);
const scratch = exports.malloc(65_536);
/** What numbers, addresses and forged references could be. */
const kinds: readonly (readonly unknown[])[] = [
  ...pointers.flatMap((text) => [
    [text, 0, 0, 0, 0, 0],
    [text, text, text, scratch, scratch, scratch],
    [0, text, text, 0, 0, 0],
    [-100, text, 0o102, scratch, scratch, 0],
    [2, 1, 0, scratch, scratch, scratch],
  ]),
  [1, scratch, 1, scratch, scratch, scratch],
  [-1, -1, -1, -1, -1, -1],
  [0, 0n, 0n, scratch, scratch, scratch],
  [scratch, 8n, scratch, scratch, scratch, scratch],
  [globalThis, process, globalThis, globalThis, globalThis, globalThis],
  [process.env, "x", "y", "z", 0, 0],
  [Function, "return process", 0, 0, 0, 0],
  [undefined, null, undefined, null, undefined, null],
];

/** They would end or hang this process, which proves nothing about the machine. */
const LEFT_OUT = new Set(["__syscall_poll", "__call_sighandler", "_PyEM_TrampolineCall_JS"]);
const names = [...functions.keys()].filter(
  (name) => !LEFT_OUT.has(name) && (only?.includes(name) ?? true),
);
for (const name of names) {
  for (const args of kinds) {
    try {
      functions.get(name)!(...args);
    } catch {
      // Refused, or it made nothing of such arguments.
    }
  }
}
const refused: string[] = [];
for (const name of names) {
  seal.takeViolations();
  try {
    functions.get(name)!(0, 0, 0, 0, 0, 0);
  } catch {
    // What was refused is named.
  }
  if (seal.takeViolations().length > 0) refused.push(name);
}
console.log(JSON.stringify({ names, refused }));
process.exit(0);

import { ABSENT, ALLOWED, REFUSED } from "./imports.ts";
import type { Imports, ImportTable } from "./interpreter.ts";

/** Thrown through the interpreter, past all its handlers: the program ends here. */
export class Violation extends Error {}

export interface Seal {
  close(): void;
  /** Names something that was refused elsewhere. */
  name(violation: string): void;
  /** Reaches for something denied, as a program would. Throws when it is given. */
  test(): void;
  /** Names of what was refused since the last call. */
  takeViolations(): string[];
}

type Import = ((...args: never[]) => unknown) & { sig?: string };
/** Our own in place of Pyodide's, before the seal and after it. */
export type Replacements = Readonly<
  Record<string, (original: Import, table: ImportTable) => Import>
>;

const MOST_NAMED = 100;
/** Each led out of Pyodide in its own way. */
const DENIED_EXAMPLES = [
  "emscripten_run_script",
  "JsvFunction_CallBound",
  "emscripten_console_log",
];

/**
 * Wraps every function that WebAssembly could call, before it is instantiated. Wrapped are also the names that only
 * modules loaded later could ask for, since those are looked up in the same table.
 */
export function sealImports(imports: Imports, replacements: Replacements): Seal {
  let isClosed = false;
  let violations: string[] = [];
  const name = (violation: string): void => {
    if (violations.length < MOST_NAMED && !violations.includes(violation)) {
      violations.push(violation);
    }
  };

  const guard = (importName: string, original: Import, table: ImportTable): Import => {
    const replacement = replacements[importName];
    if (replacement !== undefined) return replacement(original, table);
    if (ALLOWED.has(importName)) return original;
    const answer = REFUSED.get(importName);
    const absent = ABSENT.get(importName);
    return function guarded(this: unknown, ...args: never[]): unknown {
      if (!isClosed) return original.apply(this, args);
      if (absent !== undefined) return absent;
      name(importName);
      if (answer !== undefined) return answer;
      throw new Violation(importName);
    };
  };

  // Functions are known to the tables of a snapshot by identity: one function stays one function.
  const guarded = new Map<Import, Import>();
  for (const table of new Set(Object.values(imports))) {
    for (const [importName, value] of ownFunctions(table)) {
      const known = guarded.get(value) ?? copySignature(guard(importName, value, table), value);
      guarded.set(value, known);
      Reflect.set(table, importName, known);
    }
  }
  return {
    close() {
      isClosed = true;
    },
    name,
    test() {
      for (const importName of DENIED_EXAMPLES) tryDenied(imports, importName);
      violations = [];
    },
    takeViolations() {
      const taken = violations;
      violations = [];
      return taken;
    },
  };
}

function tryDenied(imports: Imports, importName: string): void {
  const denied = imports.env?.[importName];
  if (typeof denied !== "function") throw new Error(`The seal cannot be tried: no ${importName}.`);
  try {
    Reflect.apply(denied, undefined, []);
  } catch (error) {
    if (error instanceof Violation) return;
  }
  throw new Error(`The seal does not hold: ${importName} is not denied.`);
}

function copySignature(to: Import, from: Import): Import {
  return to === from ? to : Object.assign(to, from);
}

/** Of the tables of functions only: those of globals answer to any name. */
function ownFunctions(table: ImportTable): readonly (readonly [string, Import])[] {
  return Object.entries(table).flatMap(([importName, value]) =>
    typeof value === "function" ? [[importName, value as Import] as const] : [],
  );
}

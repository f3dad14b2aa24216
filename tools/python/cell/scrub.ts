import type { WallState } from "../types.ts";

/** What Emscripten and our own code still use. */
const KEPT: ReadonlySet<string> = new Set(
  `globalThis undefined NaN Infinity Object Function Array String Number Boolean Symbol BigInt
  Math JSON Date Reflect Proxy Promise Map Set WeakMap WeakSet WeakRef RegExp Iterator
  Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError SuppressedError
  ArrayBuffer SharedArrayBuffer DataView Atomics Int8Array Uint8Array Uint8ClampedArray Int16Array
  Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array
  WebAssembly TextEncoder TextDecoder FinalizationRegistry performance isNaN isFinite parseInt parseFloat`
    .trim()
    .split(/\s+/),
);

/**
 * Takes out of the JavaScript realm what leads to the machine or makes code of text: a second net, should anything get
 * past the sealed imports. Not a wall by itself.
 */
export function scrubRealm(): WallState {
  forbidCodeFromText();
  const bun = globalThis.Bun;
  for (const name of Reflect.ownKeys(bun)) hide(bun, name);
  const names = Reflect.ownKeys(globalThis).filter((name) => !KEPT.has(String(name)));
  const left = names.filter((name) => !hide(globalThis, name)).map(String);
  // JavaScriptCore does not let go of some, which by themselves lead nowhere.
  const detail = left.length === 0 ? "" : `left: ${left.join(" ")}`.slice(0, 300);
  return { name: "scrub", state: "up", detail };
}

/** No text becomes code any more, neither by `eval` nor by one of the four kinds of functions. */
export function forbidCodeFromText(): void {
  hide(globalThis, "eval");
  for (const made of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    hide(Object.getPrototypeOf(made) as object, "constructor");
  }
  replaceFunction();
}

/** `instanceof Function` goes on working; `Function("…")` does not. */
function replaceFunction(): void {
  function Replacement(): never {
    throw new TypeError("Code is not made of text here.");
  }
  Object.defineProperty(Replacement, "prototype", { value: Function.prototype });
  Reflect.defineProperty(globalThis, "Function", { value: Replacement, configurable: false });
}

/** True: it is gone, or holds nothing any more. */
function hide(target: object, name: string | symbol): boolean {
  if (Reflect.deleteProperty(target, name) && !(name in target)) return true;
  const value = { value: undefined, writable: false, configurable: false };
  return Reflect.defineProperty(target, name, value);
}

import type { Interpreter } from "./interpreter.ts";

/** Text for the interpreter, held in its memory for good. */
export function placeText({ exports, bytes }: Interpreter, text: string): number {
  const encoded = new TextEncoder().encode(`${text}\0`);
  const address = exports.malloc(encoded.length);
  if (address === 0) throw new Error("The interpreter has no memory left for a call.");
  bytes().set(encoded, address);
  return address;
}

/** Runs a statement of ours. Its traceback, if any, is on the cell's standard error. */
export function execute(interpreter: Interpreter, text: string): void {
  const failed = interpreter.exports.PyRun_SimpleString(placeText(interpreter, text)) !== 0;
  if (failed) throw new Error(`The interpreter could not do "${text.slice(0, 80)}".`);
}

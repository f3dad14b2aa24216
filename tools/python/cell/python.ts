import type { Interpreter } from "./interpreter.ts";
import type { Parts } from "./parts.ts";

/** Text for the interpreter, held in its memory for good. */
export function placeText({ exports, bytes }: Interpreter, text: string): number {
  const encoded = new TextEncoder().encode(`${text}\0`);
  const address = exports.malloc(encoded.length);
  if (address === 0) throw new Error("The interpreter has no memory left for a call.");
  bytes().set(encoded, address);
  return address;
}

/** Runs a statement of ours, before the clean point. */
export function execute({ interpreter, output, bootLog }: Parts, text: string): void {
  const status = interpreter.exports.PyRun_SimpleString(placeText(interpreter, text));
  output.flush();
  if (status === 0) return;
  throw new Error(`The interpreter did not start: ${bootLog.join("").slice(-2000)}`);
}

import {
  type Instruction,
  JUMP_IF_ANY_BIT,
  JUMP_IF_AT_LEAST,
  JUMP_IF_EQUAL,
  LOAD_WORD,
  RETURN,
} from "../bpf.ts";

/** `struct seccomp_data`, as the kernel shows a call to a filter. */
export interface SeenCall {
  readonly number: number;
  readonly architecture: number;
  readonly args: readonly bigint[];
}

/** Runs a filter as the kernel would; throws where the kernel would refuse to load it. */
export function verdictOf(program: readonly Instruction[], call: SeenCall): number {
  const data = dataOf(call);
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const { code, ifTrue, ifFalse, value } = program[at]!;
    if (code === RETURN) return value;
    if (code === LOAD_WORD) {
      if (value % 4 !== 0 || value > 60) throw new Error(`no word lies at ${value}`);
      accumulator = data.getUint32(value, true);
      continue;
    }
    at += holds(code, accumulator, value) ? ifTrue : ifFalse;
  }
  throw new Error("the filter ran past its end");
}

function holds(code: number, accumulator: number, value: number): boolean {
  if (code === JUMP_IF_EQUAL) return accumulator === value;
  if (code === JUMP_IF_AT_LEAST) return accumulator >= value;
  if (code === JUMP_IF_ANY_BIT) return (accumulator & value) !== 0;
  throw new Error(`no instruction has the code ${code}`);
}

function dataOf({ number, architecture, args }: SeenCall): DataView {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, number, true);
  view.setUint32(4, architecture, true);
  args.forEach((arg, index) => view.setBigUint64(16 + index * 8, BigInt.asUintN(64, arg), true));
  return view;
}

/** From the bytes that are given to the kernel. */
export function decode(bytes: Uint8Array): readonly Instruction[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, index) => ({
    code: view.getUint16(index * 8, true),
    ifTrue: view.getUint8(index * 8 + 2),
    ifFalse: view.getUint8(index * 8 + 3),
    value: view.getUint32(index * 8 + 4, true),
  }));
}

/** One instruction of classic BPF, the language of seccomp filters. Jumps count the instructions that they skip. */
export interface Instruction {
  readonly code: number;
  readonly ifTrue: number;
  readonly ifFalse: number;
  readonly value: number;
}

/** Source: linux/filter.h, linux/bpf_common.h. */
export const LOAD_WORD = 0x20;
export const JUMP_IF_EQUAL = 0x15;
export const JUMP_IF_AT_LEAST = 0x35;
export const JUMP_IF_ANY_BIT = 0x45;
export const RETURN = 0x06;

/** Verdicts of a seccomp filter. Source: linux/seccomp.h. */
export const ALLOW = 0x7fff0000;
export const KILL_PROCESS = 0x80000000;
export function fail(errno: number): number {
  return 0x00050000 | errno;
}

/** Where things lie in `struct seccomp_data`, little endian. */
export const NUMBER_AT = 0;
export const ARCHITECTURE_AT = 4;
export function lowWordOfArgument(index: number): number {
  return 16 + index * 8;
}

export function load(offset: number): Instruction {
  return { code: LOAD_WORD, ifTrue: 0, ifFalse: 0, value: offset };
}

export function verdict(value: number): Instruction {
  return { code: RETURN, ifTrue: 0, ifFalse: 0, value };
}

export function jump(code: number, value: number, ifTrue: number, ifFalse: number): Instruction {
  return { code, ifTrue, ifFalse, value };
}

/** As the kernel takes it: `struct sock_filter`, 8 bytes each. */
export function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(({ code, ifTrue, ifFalse, value }, index) => {
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, ifTrue);
    view.setUint8(index * 8 + 3, ifFalse);
    view.setUint32(index * 8 + 4, value, true);
  });
  return bytes;
}

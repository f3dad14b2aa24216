import {
  ALLOW,
  ARCHITECTURE_AT,
  fail,
  type Instruction,
  jump,
  JUMP_IF_ANY_BIT,
  JUMP_IF_AT_LEAST,
  JUMP_IF_EQUAL,
  KILL_PROCESS,
  load,
  lowWordOfArgument,
  NUMBER_AT,
  verdict,
} from "./bpf.ts";
import { ENOSYS, EPERM } from "./linux.ts";
import type { Condition, Rule } from "./seccomp-rules.ts";
import { type Architecture, syscallNumber } from "./syscalls.ts";

/** Source: linux/audit.h. */
const AUDIT_ARCHITECTURE = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
/** The second set of numbers of x86-64, which reaches the same calls. */
const X32_BIT = 0x40000000;

/** The filter: what no rule allows fails with EPERM; what comes from another set of numbers ends the process. */
export function seccompProgram(
  architecture: Architecture,
  rules: readonly Rule[],
  ownProcess: number,
): readonly Instruction[] {
  return [
    load(ARCHITECTURE_AT),
    jump(JUMP_IF_EQUAL, AUDIT_ARCHITECTURE[architecture], 1, 0),
    verdict(KILL_PROCESS),
    load(NUMBER_AT),
    ...(architecture === "x64"
      ? [jump(JUMP_IF_AT_LEAST, X32_BIT, 0, 1), verdict(KILL_PROCESS)]
      : []),
    // Its flags lie in memory, where a filter cannot look. libc then falls back to clone, whose flags are an argument.
    ...forCall(syscallNumber("clone3", architecture), [verdict(fail(ENOSYS))]),
    ...rules.flatMap((rule) =>
      forCall(syscallNumber(rule.name, architecture), allowedWhen(rule.when, ownProcess)),
    ),
    verdict(fail(EPERM)),
  ];
}

function forCall(number: number | null, body: readonly Instruction[]): readonly Instruction[] {
  if (number === null) return [];
  return [jump(JUMP_IF_EQUAL, number, 0, body.length), ...body];
}

function allowedWhen(conditions: readonly Condition[], ownProcess: number): readonly Instruction[] {
  return [
    ...conditions.flatMap((condition) => [
      load(lowWordOfArgument(condition.argument)),
      ...check(condition, ownProcess),
      verdict(fail(EPERM)),
    ]),
    verdict(ALLOW),
  ];
}

/** Skips the one instruction behind it if the condition holds. */
function check(condition: Condition, ownProcess: number): readonly Instruction[] {
  if ("has" in condition) return [jump(JUMP_IF_ANY_BIT, condition.has, 1, 0)];
  if ("lacks" in condition) return [jump(JUMP_IF_ANY_BIT, condition.lacks, 0, 1)];
  const values = condition.is.map((value) => (value === "own process" ? ownProcess : value));
  return values.map((value, index) => jump(JUMP_IF_EQUAL, value, values.length - index, 0));
}

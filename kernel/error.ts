/** What a program may branch on; the terminal maps each to an exit code, HTTP to a status. */
export type ErrorCode =
  | "usage" // the caller's words are off
  | "not_found"
  | "no_plan" // no skill and no model covers the goal
  | "denied"
  | "budget"
  | "conflict" // somebody else holds it, or it is not in a state that allows this
  | "fenced" // a newer owner writes this ledger
  | "unavailable" // try again later
  | "ledger" // the ledger cannot be written or read
  | "internal";

/** The one error of the house: `message` is a sentence a person can act on, `hint` the mend. */
export class KernelError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly detail: unknown;

  constructor(code: ErrorCode, message: string, options: ErrorParts = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KernelError";
    this.code = code;
    this.hint = options.hint;
    this.detail = options.detail;
  }
}

interface ErrorParts {
  readonly hint?: string;
  readonly detail?: unknown;
  readonly cause?: unknown;
}

export function usage(message: string, hint?: string): KernelError {
  return new KernelError("usage", message, hint === undefined ? {} : { hint });
}

export function conflict(message: string): KernelError {
  return new KernelError("conflict", message);
}

export function unavailable(message: string, hint: string): KernelError {
  return new KernelError("unavailable", message, { hint });
}

export function asKernelError(error: unknown): KernelError {
  if (error instanceof KernelError) return error;
  return new KernelError("internal", messageOf(error), { cause: error });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What the caller asked for cannot be done, in one sentence that names the field and the mend. It becomes a tool error;
 * every other error is a bug.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

export function firstIssue(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}): string {
  const [issue] = error.issues;
  if (!issue) return "is not as expected";
  const field = issue.path.map(String).join(".");
  return field === "" ? issue.message : `${field}: ${issue.message}`;
}

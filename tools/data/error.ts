/** An input the caller can mend; becomes a tool error with this sentence. */
export class InputError extends Error {
  override name = "InputError";
}

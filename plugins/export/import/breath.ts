/** Lines between two breaths: others get their turn. */
export const BREATH = 100;

export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

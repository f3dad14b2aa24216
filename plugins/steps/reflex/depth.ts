const DEEPEST = 5;

/** Why a run at a depth may not be begun; null: it may. */
export function tooDeep(depth: number): string | null {
  return depth > DEEPEST ? `runs may start runs ${DEEPEST} deep, no deeper` : null;
}

/** One server whose tools are asked for. */
export interface Wanted<T> {
  /** What is known of it; what is learned replaces it. */
  readonly known: T | undefined;
  /** Undefined: what is known is as it would say it now. Rejects when it cannot be learned. */
  learn: (() => Promise<T>) | undefined;
  /** A server of ours does not hang; it is waited for. */
  readonly isOurs: boolean;
  /** Its first start: nobody knows yet how long it takes. */
  readonly isFirst: boolean;
  /** So long has been waited for it already. */
  readonly waitedMs: number;
}

/**
 * What is known of each server after a moment in which all that do not hang have answered: as long as others answer,
 * `patienceMs` after the last of them. While no server at all is known, one that starts for the first time is waited for.
 */
export async function gather<T>(
  wanted: readonly Wanted<T>[],
  patienceMs: number,
): Promise<(T | undefined)[]> {
  const found = wanted.map(({ known }) => known);
  const ours: Promise<void>[] = [];
  const pending = new Set<Promise<void>>();
  const late = new Set<Promise<void>>();
  let isAnyKnown = wanted.some(({ known, isOurs }) => known !== undefined && !isOurs);
  for (const [index, { learn, isOurs, waitedMs }] of wanted.entries()) {
    if (learn === undefined) continue;
    const learning: Promise<void> = learn()
      .then(
        (learned) => {
          found[index] = learned;
          isAnyKnown ||= !isOurs;
        },
        // It has been reported: by an event and in its status.
        () => {},
      )
      .finally(() => pending.delete(learning));
    if (isOurs) ours.push(learning);
    else pending.add(learning);
    // It hangs, and no list after the first waits for it again.
    if (waitedMs >= patienceMs) late.add(learning);
  }
  await Promise.all(ours);
  const isPatient = wanted.some(({ isFirst, isOurs }) => isFirst && !isOurs);
  if (isAnyKnown) for (const each of late) pending.delete(each);
  while (pending.size > 0) {
    const next = Promise.race(pending);
    if (!isAnyKnown && isPatient) {
      await next;
      continue;
    }
    if (await isLate(next, patienceMs)) break;
  }
  return found;
}

async function isLate(event: Promise<void>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), ms);
  });
  const isOver = await Promise.race([event.then(() => false), late]);
  clearTimeout(timer);
  return isOver;
}

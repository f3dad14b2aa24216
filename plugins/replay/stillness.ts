/** What is watched for whether anything still happens. */
interface Watched {
  readonly activity: number;
  onActivity(listener: () => void): () => void;
}

/** Looks in as much time: a machine that is busy gets as many as one that is not. */
const LOOKS = 40;

/** True once nothing has happened for some turns of the event loop; false at once when something does. */
export async function isStill(watched: Watched, turns: number): Promise<boolean> {
  const before = watched.activity;
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (watched.activity !== before) return false;
  }
  return true;
}

/** The same for as long as anybody would wait; returns as soon as something happens. */
export async function staysStill(watched: Watched, milliseconds: number): Promise<boolean> {
  const before = watched.activity;
  for (let look = 0; look < LOOKS; look++) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, milliseconds / LOOKS);
      const stop = watched.onActivity(done);
      function done(): void {
        clearTimeout(timer);
        stop();
        resolve();
      }
    });
    if (watched.activity !== before) return false;
  }
  return true;
}

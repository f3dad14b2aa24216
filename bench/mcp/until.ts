const PATIENCE_MS = 30_000;

/** Looks again and again. Throws when it never comes true. */
export async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`never: ${what}`);
    await Bun.sleep(5);
  }
}

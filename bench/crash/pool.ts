/** Runs jobs side by side, one more than the machine has cores, for they also wait; answers in the order of the jobs. */
export async function pool<T>(
  jobs: readonly (() => Promise<T>)[],
  onDone: (done: number) => void = () => {},
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const index = next++;
      results[index] = await jobs[index]!();
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency + 1 }, worker));
  return results;
}

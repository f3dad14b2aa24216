/** Milliseconds on the machine's clock, taken hold of before a cell's own clock takes its place. */
export const machineNow: () => number = performance.now.bind(performance);

/** Unix milliseconds, likewise. */
export const machineWall: () => number = Date.now.bind(Date);

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const { wait } = Atomics;

/** Blocks without turning the processor. */
export function nap(milliseconds: number): void {
  wait(sleeper, 0, 0, milliseconds);
}

/** Work on one thing, one after the other, in the order in which it was asked for. */
export interface Mutex {
  inTurn<Value>(work: () => Promise<Value>): Promise<Value>;
  readonly isBusy: boolean;
}

export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async inTurn(work) {
      waiting++;
      const turn = last.then(work, work);
      last = turn.catch(() => {});
      try {
        return await turn;
      } finally {
        waiting--;
      }
    },
    get isBusy() {
      return waiting > 0;
    },
  };
}

import type { FromCell, ToCell } from "../cell/frames.ts";
import { CellError, ProtocolBreach } from "./breach.ts";
import type { Channel } from "./channel.ts";
import { plainText } from "./plain-text.ts";

export interface Expected<Answer extends FromCell["is"]> {
  readonly answer: Answer;
  readonly milliseconds: number;
  readonly maxFrameBytes: number;
}

export interface Answered<Answer extends FromCell["is"]> {
  readonly frame: Extract<FromCell, { is: Answer }>;
  readonly bytes: Uint8Array;
}

/**
 * One request with one answer. Rejects with a `CellError` when the cell says that it cannot, ends or takes too long;
 * whether it lives on is the caller's to decide.
 */
export async function ask<Answer extends FromCell["is"]>(
  channel: Channel,
  request: ToCell,
  bytes: readonly Uint8Array[],
  expected: Expected<Answer>,
): Promise<Answered<Answer>> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered<Answer>>();
  const timer = setTimeout(() => {
    const seconds = expected.milliseconds / 1000;
    reject(new CellError(`The interpreter did not answer "${request.is}" within ${seconds} s`));
  }, expected.milliseconds);
  channel.listen({
    maxFrameBytes: expected.maxFrameBytes,
    hear({ frame, bytes: answered }) {
      if (frame.is === "failed") return reject(new CellError(plainText(frame.message)));
      if (!isAnswer(frame, expected.answer)) {
        throw new ProtocolBreach(`"${frame.is}" in answer to "${request.is}"`);
      }
      channel.listen(null); // it has nothing more to say
      resolve({ frame, bytes: answered });
    },
    ended({ breach, signal, lastWords }) {
      const why = breach === null ? lastWords || (signal ?? "") : `it sent ${breach}`;
      reject(new CellError(`The interpreter ended at "${request.is}"${why && `: ${why}`}`));
    },
  });
  try {
    channel.send(request, bytes);
    return await promise;
  } finally {
    clearTimeout(timer);
    channel.listen(null);
  }
}

function isAnswer<Answer extends FromCell["is"]>(
  frame: FromCell,
  answer: Answer,
): frame is Extract<FromCell, { is: Answer }> {
  return frame.is === answer;
}

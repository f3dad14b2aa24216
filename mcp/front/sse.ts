const headers = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/** A comment now and then, so that nobody between takes the silence for an end. */
const keepAliveMs = 15_000;

/** A client that leaves so many messages unread is taken for one that has gone. */
const mostUnread = 10_000;

export interface EventStream {
  readonly response: Response;
  /** One message, as text. */
  send(message: string): void;
  end(): void;
}

/** Messages as server-sent events. `onGone`: the client has closed it. */
export function openEventStream(extra: Record<string, string>, onGone: () => void): EventStream {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const write = (frame: string): void => {
    if (controller === undefined) return;
    if ((controller.desiredSize ?? 0) < -mostUnread) return abandon();
    try {
      controller.enqueue(encoder.encode(frame));
    } catch {
      // Closed by the other side at this moment: `cancel` tells it.
    }
  };
  const stop = (): void => {
    controller = undefined;
    clearInterval(timer);
  };
  const abandon = (): void => {
    controller?.error(new Error("nobody reads this stream"));
    stop();
    onGone();
  };
  const body = new ReadableStream<Uint8Array>({
    start(opened) {
      controller = opened;
      timer = setInterval(() => write(": alive\n\n"), keepAliveMs);
      timer.unref();
    },
    cancel() {
      stop();
      onGone();
    },
  });
  return {
    response: new Response(body, { headers: { ...headers, ...extra } }),
    send: (message) => write(`event: message\ndata: ${message}\n\n`),
    end() {
      const open = controller;
      stop();
      try {
        open?.close();
      } catch {
        // The client was quicker.
      }
    },
  };
}

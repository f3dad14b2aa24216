import type { Entered } from "./open-requests.ts";

/** The same answer; `over` is called when its last byte is out, its reader gone, or its token revoked. */
export function answered(
  response: Response,
  over: () => void,
  onRevoked: Entered["onRevoked"],
): Response {
  if (!isStream(response)) {
    over();
    return response;
  }
  const reader = response.body!.getReader();
  let release = () => {};
  const end = () => {
    release();
    over();
  };
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      release = onRevoked(() => {
        end();
        reader.cancel("its token was revoked").catch(() => {});
        stream.close();
      });
    },
    async pull(stream) {
      try {
        const { value, done } = await reader.read();
        if (!done) return stream.enqueue(value);
        end();
        stream.close();
      } catch (error) {
        end();
        stream.error(error);
      }
    },
    async cancel(reason) {
      end();
      await reader.cancel(reason);
    },
  });
  return new Response(body, response);
}

function isStream({ body, headers }: Response): boolean {
  return body !== null && headers.get("content-type")?.startsWith("text/event-stream") === true;
}

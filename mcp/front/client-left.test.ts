import { expect, spyOn, test } from "bun:test";

import { clientLeft } from "./client-left.ts";
import { faultFor } from "./completed.ts";

test("a client that hangs up is nothing for the log, and a bug of ours is", () => {
  const log = spyOn(console, "error").mockImplementation(() => {});
  try {
    expect(faultFor("modern", clientLeft()).message).toBe("The client has left.");
    expect(log).toHaveBeenCalledTimes(0);
    faultFor("modern", new TypeError("undefined is not a function"));
    expect(log).toHaveBeenCalledTimes(1);
  } finally {
    log.mockRestore();
  }
});

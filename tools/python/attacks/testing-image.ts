import { prepareImage } from "../image/index.ts";
import { NO_PACKAGES, TEST_STORE } from "../image/testing.ts";
import type { ImageWheel, PreparedImage } from "../types.ts";

/** The base image, or one with packages, from the store that all tests share. */
export function prepareTestImage(wheels: readonly ImageWheel[] = []): Promise<PreparedImage> {
  const packages = wheels.length === 0 ? NO_PACKAGES : { wheels: async () => wheels };
  const image = wheels.length === 0 ? "base" : "attacks";
  return prepareImage({ store: TEST_STORE, packages, image });
}

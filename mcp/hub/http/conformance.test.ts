import { afterAll } from "bun:test";
import { transportConformance } from "../conformance.ts";
import { legacyRemote, specOf } from "./testing.ts";

const remote = await legacyRemote();
afterAll(() => remote.close());

transportConformance("over HTTP", specOf(remote.url));

import { transportConformance } from "./conformance.ts";
import { inProcessFixture, stdioFixture } from "./testing.ts";

transportConformance("in process", inProcessFixture());
transportConformance("in a child process", stdioFixture());

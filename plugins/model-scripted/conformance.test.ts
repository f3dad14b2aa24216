import {
  CONTRACT,
  contractAnswer,
  describeModelContract,
} from "../../bench/support/model-conformance.ts";
import { unavailable } from "../../kernel/error.ts";
import { scriptedProvider } from "./index.ts";

describeModelContract("the scripted model", async () => {
  const provider = scriptedProvider(
    ({ text }) => {
      const answer = contractAnswer(text);
      return answer === null ? { text: CONTRACT.slow, delay: 3_600_000 } : answer;
    },
    { names: ["small"] },
  );
  return {
    provider,
    known: "small",
    failing: async () => {
      const broken = scriptedProvider([unavailable("the server has gone", "start it")]);
      return (await broken.model("small"))!;
    },
    [Symbol.asyncDispose]: async () => {},
  };
});

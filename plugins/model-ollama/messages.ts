import type { Message } from "ollama/browser";
import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultOutput,
  SharedV4Warning,
} from "@ai-sdk/provider";

import { isObject, type JsonObject } from "../../kernel/json.ts";

/** As the server reads it: the client's own type lacks the names by which a result finds its call. */
type OllamaMessage = Message & { readonly tool_call_id?: string };

export interface MessageParts {
  readonly canSee: boolean;
  warn(warning: SharedV4Warning): void;
}

export function messagesFor(prompt: LanguageModelV4Prompt, parts: MessageParts): OllamaMessage[] {
  return prompt.flatMap((message) => messagesOf(message, parts));
}

/** The texts alone, for completion without a template. */
export function textsOf(prompt: LanguageModelV4Prompt, parts: MessageParts): string[] {
  return messagesFor(prompt, { ...parts, canSee: false }).map(({ content }) => content);
}

function messagesOf(message: LanguageModelV4Message, parts: MessageParts): OllamaMessage[] {
  if (message.role === "system") return [{ role: "system", content: message.content }];
  if (message.role === "tool") {
    return message.content.flatMap((part) =>
      part.type === "tool-result"
        ? [
            {
              role: "tool",
              content: resultText(part.output, parts),
              tool_name: part.toolName,
              tool_call_id: part.toolCallId,
            },
          ]
        : [],
    );
  }
  const texts: string[] = [];
  const thoughts: string[] = [];
  const images: string[] = [];
  const calls: { id: string; function: { name: string; arguments: JsonObject } }[] = [];
  for (const part of message.content) {
    if (part.type === "text") texts.push(part.text);
    else if (part.type === "reasoning") thoughts.push(part.text);
    else if (part.type === "tool-call") {
      const input = isObject(part.input) ? part.input : {};
      calls.push({ id: part.toolCallId, function: { name: part.toolName, arguments: input } });
    } else if (part.type === "file") readFile(part, texts, images, parts);
    else parts.warn({ type: "unsupported", feature: `${part.type} in a message` });
  }
  return [
    {
      role: message.role,
      content: texts.join(""),
      ...(thoughts.length > 0 && { thinking: thoughts.join("") }),
      ...(images.length > 0 && { images }),
      ...(calls.length > 0 && { tool_calls: calls }),
    },
  ];
}

function readFile(
  { data, mediaType }: LanguageModelV4FilePart,
  texts: string[],
  images: string[],
  { canSee, warn }: MessageParts,
): void {
  if (data.type === "text") return void texts.push(data.text);
  if (data.type !== "data") {
    return warn({ type: "unsupported", feature: `a file given as ${data.type}` });
  }
  if (mediaType.startsWith("text/")) return void texts.push(decode(data.data));
  const isImage = mediaType === "image" || mediaType.startsWith("image/");
  if (isImage && canSee) return void images.push(encode(data.data));
  const details = isImage ? "the model does not see images" : "Ollama takes texts and images";
  warn({ type: "unsupported", feature: `a file of type ${mediaType}`, details });
}

function decode(data: Uint8Array | string): string {
  return new TextDecoder().decode(typeof data === "string" ? Buffer.from(data, "base64") : data);
}

function encode(data: Uint8Array | string): string {
  return typeof data === "string" ? data : Buffer.from(data).toString("base64");
}

function resultText(output: LanguageModelV4ToolResultOutput, { warn }: MessageParts): string {
  if (output.type === "text" || output.type === "error-text") return output.value;
  if (output.type === "json" || output.type === "error-json") return JSON.stringify(output.value);
  if (output.type === "execution-denied") return `denied: ${output.reason ?? "no reason given"}`;
  return output.value
    .flatMap((part) => {
      if (part.type === "text") return [part.text];
      warn({ type: "unsupported", feature: `${part.type} in a tool's result` });
      return [];
    })
    .join("\n");
}

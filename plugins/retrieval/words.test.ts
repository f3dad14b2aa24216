import { expect, test } from "bun:test";

import { stem, termsOf, wordsOf, writtenTerms } from "./words.ts";

test("names are split at case, underscores and signs, in any script", () => {
  expect(wordsOf("files_readAll2Lines.md")).toEqual(["files", "read", "all2", "lines", "md"]);
  expect(wordsOf("ÜberGröße наЙти")).toEqual(["über", "größe", "на", "йти"]);
});

test.each([
  ["file", "files"],
  ["fetch", "fetches"],
  ["rename", "renamed", "renames", "renaming"],
  ["edit", "edited", "editing", "edits"],
  ["run", "runs"],
  ["stop", "stopped", "stopping"],
  ["directory", "directories"],
  ["delete", "deletes", "deleted", "deleting"],
])("the forms of %s are one word", (word, ...forms) => {
  expect(forms.map((form) => stem(String(form)))).toEqual(forms.map(() => stem(String(word))));
});

test("small words tell no tools apart", () => {
  expect(termsOf("What is in the notes?")).toEqual([stem("notes")]);
  expect([...writtenTerms("Please show the Files")]).toEqual([
    ["show", "show"],
    ["fil", "files"],
  ]);
});

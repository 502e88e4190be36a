import assert from "node:assert/strict";
import { test } from "node:test";
import { headingOf, symbolOf } from "../../src/search/chunks/symbols.ts";

const definitions: readonly (readonly [line: string, name: string | undefined])[] = [
  ["export async function loadUser(id: string) {", "loadUser"],
  ["export default class Cache<T> extends Map {", "Cache"],
  ["export const toWords = (text: string): string[] =>", "toWords"],
  ["  const inner = async (x) => {", "inner"],
  ["  async close(): Promise<void> {", "close"],
  ["  get size(): number {", "size"],
  ["export interface Options {", "Options"],
  ["export type Kind = 'a' | 'b';", "Kind"],
  ["exports.parse = function (text) {", "parse"],
  ["Stream.prototype.pipe = function (to) {", "pipe"],
  ["def load_user(id):", "load_user"],
  ["    async def close(self):", "close"],
  ["class UserCache(Base):", "UserCache"],
  ["func (s *Server) Listen(port int) error {", "Listen"],
  ["type Server struct {", "Server"],
  ["pub(crate) async fn read_all<R>(from: R) -> Vec<u8> {", "read_all"],
  ["impl<T> Iterator for Rows<T> {", "Rows"],
  ["public static void main(String[] args) {", "main"],
  ["std::string Parser::next_token(const Text& text) {", "next_token"],
  ["#define MAX_SIZE 10", "MAX_SIZE"],
  ["fun greet(name: String) = println(name)", "greet"],
  ["CREATE TABLE IF NOT EXISTS users (", "users"],
  ["message SearchRequest {", "SearchRequest"],
  ["module Billing", "Billing"],
  ["deploy() {", "deploy"],
  ["[tool.ruff]", "tool.ruff"],
  ["  if (ready) {", undefined],
  ["  for (const x of y) {", undefined],
  ["  return compute(value) {", undefined],
  ["  } else if (other) {", undefined],
  ["  run(task);", undefined],
  ["just some prose about a class of things", undefined],
];

for (const [line, name] of definitions)
  test(`"${line.trim()}" defines ${name ?? "nothing"}`, () => assert.equal(symbolOf(line), name));

test("headings of Markdown are marked or underlined", () => {
  assert.deepEqual(headingOf("## Set up ##", undefined), { level: 2, text: "Set up" });
  assert.deepEqual(headingOf("Title", "====="), { level: 1, text: "Title" });
  assert.equal(headingOf("#hashtag", undefined), undefined);
  assert.equal(headingOf("- item", "---"), undefined);
});

import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { hasCode, readJson, writeAtomic } from "../platform/files.ts";
import type { Log } from "../platform/log.ts";
import { fromJson, toJson } from "./conversation.ts";
import { Journal, withJournal } from "./journal.ts";
import type { Conversation, Listing, Summary } from "./protocol.ts";
import type { States } from "./states.ts";
import { allTurns } from "./versions.ts";

/** The conversations on the disk, one JSON file each. Several windows may use the same folder. */
export interface History {
  /** All of them, or those whose title or text holds every word of `query`. Damaged files are named, not touched. */
  list(query?: string): Promise<Listing>;
  /** The newest version, also when it is not written yet. Undefined when there is none. @throws {Error} when it is damaged */
  read(id: string): Promise<Conversation | undefined>;
  /** Whether it is there, without reading it. */
  has(id: string): Promise<boolean>;
  /** Writes it within half a second, of several versions only the newest; what its last answer grew by is on the disk at once. */
  keep(conversation: Conversation): void;
  /** Resolves when this version is on the disk. @throws the file system's error */
  save(conversation: Conversation): Promise<void>;
  /** @throws {Error} when there is no such conversation */
  rename(id: string, title: string): Promise<void>;
  /** Deletes it for good. Nothing happens when it is gone already. */
  remove(id: string): Promise<void>;
}

const interval = 500;

/** Keeps conversations in `folder`, which need not exist. */
export function openHistory({
  folder,
  log,
  states,
}: {
  readonly folder: string;
  readonly log: Log;
  /** What models keep of the conversations goes with them. */
  readonly states?: Pick<States, "remove">;
}): History {
  const entries = new Map<string, Entry>();
  const titles = new Map<string, string>();
  const journals = new Map<string, Journal>();

  const pathOf = (id: string): string => {
    // ids come back from a page, so they must not be able to name another file
    if (!/^[\w-]{1,64}$/.test(id)) throw new Error(`"${id}" is not the id of a conversation.`);
    return join(folder, `${id}.json`);
  };
  const write = async (conversation: Conversation): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeAtomic(pathOf(conversation.id), toJson(conversation));
  };
  const journalPath = (id: string): string => pathOf(id).replace(/json$/, "journal");
  const journalOf = (id: string): Journal => {
    const journal = journals.get(id) ?? new Journal(journalPath(id));
    journals.set(id, journal);
    return journal;
  };
  const forgetJournal = (id: string): void => {
    journalOf(id).clear();
    journals.delete(id);
  };
  const entryOf = (id: string): Entry => {
    const entry = entries.get(id) ?? new Entry(write, () => entries.delete(id));
    entries.set(id, entry);
    return entry;
  };

  // whoever streams an answer holds the conversation with the title it had before
  const named = (conversation: Conversation): Conversation => ({
    ...conversation,
    title: titles.get(conversation.id) ?? conversation.title,
  });

  async function load(path: string): Promise<Conversation | undefined> {
    const raw = await readJson(path);
    if (raw === undefined) return undefined;
    const conversation = fromJson(raw);
    if (conversation?.id !== basename(path, ".json"))
      throw new Error(`${path} does not hold the conversation that its name says.`);
    return withJournal(conversation, journalPath(conversation.id));
  }

  const read = async (id: string): Promise<Conversation | undefined> =>
    entries.get(id)?.newest ?? (await load(pathOf(id)));

  return {
    read,
    has: async (id) => entries.get(id)?.newest !== undefined || existsSync(pathOf(id)),
    keep(conversation) {
      const { id } = conversation;
      const entry = entryOf(id);
      journalOf(id).note(entry.newest, conversation);
      entry.keep(named(conversation));
    },

    async save(conversation) {
      const { id, turns } = conversation;
      await entryOf(id).save(named(conversation));
      if (turns.at(-1)?.answer.state.kind !== "streaming") forgetJournal(id);
    },

    async list(query = "") {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const found: Conversation[] = [];
      const damaged: string[] = [];
      for (const file of await filesIn(folder)) {
        try {
          const conversation = await read(basename(file, ".json"));
          if (conversation && holds(conversation, words)) found.push(conversation);
        } catch (error) {
          // somebody's other conversations must stay reachable; the list names the file to them
          log.warn(`The conversation ${file} cannot be read`, error);
          damaged.push(file);
        }
      }
      found.sort((a, b) => b.changed - a.changed);
      return { conversations: found.map((one) => toSummary(one, words)), damaged };
    },

    async rename(id, title) {
      const conversation = await read(id);
      if (!conversation) throw new Error(`There is no conversation ${id}.`);
      titles.set(id, title);
      await entryOf(id).save(named(conversation));
    },

    async remove(id) {
      await entries.get(id)?.drop();
      forgetJournal(id);
      await rm(pathOf(id), { force: true });
      await states?.remove(id);
    },
  };
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith(".json"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

const textsOf = ({ turns }: Conversation): string[] =>
  allTurns(turns).flatMap(({ question, answer }) => [question.text, answer.text]);

function holds(conversation: Conversation, words: readonly string[]): boolean {
  if (!words.length) return true;
  const text = [conversation.title, ...textsOf(conversation)].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

function toSummary(conversation: Conversation, words: readonly string[]): Summary {
  const { id, title, changed } = conversation;
  const word = words.find((one) => !title.toLowerCase().includes(one));
  const text = word && textsOf(conversation).find((one) => one.toLowerCase().includes(word));
  return { id, title, changed, ...(text && { excerpt: excerptOf(text, word) }) };
}

/** Some words around the first place of `word`, on one line. */
function excerptOf(text: string, word: string): string {
  const at = text.toLowerCase().indexOf(word);
  const start = at < 30 ? 0 : text.indexOf(" ", at - 30) + 1;
  const part = text.slice(start <= at ? start : at, at + 90).replace(/\s+/g, " ");
  return `${start ? "… " : ""}${part.trim()}`;
}

/** The writes of one conversation: never two at a time, never an older version after a newer one. */
class Entry {
  newest: Conversation | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #pending = 0;
  readonly #write: (conversation: Conversation) => Promise<void>;
  readonly #onIdle: () => void;

  constructor(write: (conversation: Conversation) => Promise<void>, onIdle: () => void) {
    this.#write = write;
    this.#onIdle = onIdle;
  }

  keep(conversation: Conversation): void {
    this.newest = conversation;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // a failure is not lost: the version stays the newest, and the save at the end tries again and throws
      this.#flush().catch(() => {});
    }, interval);
  }

  save(conversation: Conversation): Promise<void> {
    this.newest = conversation;
    return this.#flush();
  }

  async drop(): Promise<void> {
    this.#cancel();
    this.newest = undefined;
    await this.#writing.catch(() => {});
    this.#onIdle();
  }

  #flush(): Promise<void> {
    this.#cancel();
    this.#pending++;
    this.#writing = this.#writing.catch(() => {}).then(() => this.#writeNewest());
    return this.#writing;
  }

  async #writeNewest(): Promise<void> {
    try {
      const version = this.newest;
      if (version) await this.#write(version);
      // after a failure it stays: this is then the only place that holds the conversation
      if (this.#pending === 1 && !this.#timer) this.#onIdle();
    } finally {
      this.#pending--;
    }
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

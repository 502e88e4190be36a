/** What a recogniser is given to write down: texts of one kind, and the language that they are written in. */
export interface Dictation {
  readonly name: string;
  /** VS Code language id. */
  readonly languageId: string;
  readonly texts: readonly string[];
}

/** Plain sentences; the last ten are from the list of Harvard sentences (IEEE, 1969). */
const plain = [
  "The quick brown fox jumps over the lazy dog near the river bank.",
  "She opened the window, and a cold wind blew across the room.",
  "Please save your work before closing the editor.",
  "This function returns a promise that resolves when the file has been written.",
  "If the server does not respond within thirty seconds, the request is cancelled and an error is logged.",
  "We should refactor the parser so that each token keeps its original position.",
  "Although the tests passed on my machine, the build failed on the remote server last night.",
  "Did you remember to update the documentation after renaming the method?",
  "The juice of lemons makes fine punch.",
  "The box was thrown beside the parked truck.",
  "The hogs were fed chopped corn and garbage.",
  "Four hours of steady work faced us.",
  "A large size in stockings is hard to sell.",
  "The boy was there when the sun rose.",
  "A rod is used to catch pink salmon.",
  "The source of the huge river is the clear spring.",
  "Kick the ball straight and follow through.",
  "Help the woman get back to her feet.",
];

/** Sentences with words of code, as they stand in comments. */
const code = [
  "The parser reads JSON from standard input and writes YAML to a file.",
  "Call `getUserById` before you open the database.",
  "The HTTP server listens on port 8080 and answers GET requests.",
  "Set `maxRetryCount` to 5 if the API is slow.",
  "The function returns `null` when the URL is empty.",
  "Run `npm install` and then start the server.",
  "Each thread holds a mutex while it updates the cache.",
  "The async callback is called once for every row of the SQL query.",
  "Version 2.1 of the library needs Python 3.12.",
  "The enum lists every status code of the REST API.",
  "A boolean flag tells the compiler to skip the check.",
  "It takes about 20 ms to load 50 MB from the disk.",
];

/** What chat models write: headings, lists, tables, code. */
const answers = [
  "## How the fine is computed\n\nThe function `fineFor` in `src/loans/fines.ts` does three things:\n\n1. It counts the days since the book was due.\n2. It multiplies them by the daily rate.\n3. It caps the result at ten euros.\n",
  "Here is the loop that was missing:\n\n```ts\nfor (const user of users) {\n  if (user.isActive) count += 1;\n}\n```\n\n**Note:** it takes O(n) time.\n",
  "| Method | Time |\n| --- | --- |\n| search | 20 ms |\n| sort | 300 ms |\n\nSearch is faster because the list is already sorted.\n",
  "To fix it:\n\n- Open the settings.\n- Change the port to 8080.\n- Run `npm test` again.\n\n> The server must be restarted.\n",
  "```diff\n-const limit = 10;\n+const limit = 20;\n```\n\nThe limit is now twice as large.\n",
];

/** What terminals show: prompts, progress, test results, stack traces. */
const terminal = [
  "ada@box:~/app$ git status\nOn branch main\nYour branch is ahead of 'origin/main' by 2 commits.\nnothing to commit, working tree clean\n",
  "\u001b[32m✓\u001b[0m src/loans/fines.test.ts (12 tests) 48ms\n ✗ renew > refuses a reserved book\n Test Files  1 failed | 1 passed (2)\n",
  "Downloading [=====>    ] 45%\rDownloading [==========] 100%\r\nDone in 3.2s\n",
  'Traceback (most recent call last):\n  File "/home/ada/app/main.py", line 42, in run\nValueError: the book is not here\n',
  "Error: ENOENT: no such file or directory, open 'config/app.json'\n    at readConfig (file:///home/ada/app/src/config.ts:12:16)\n",
  "warning: unused variable: `x`\n --> src/main.rs:4:9\n  |\n4 |     let x = 5;\n",
];

export const dictations: readonly Dictation[] = [
  { name: "plain", languageId: "markdown", texts: plain },
  { name: "code", languageId: "markdown", texts: code },
  { name: "answers", languageId: "markdown", texts: answers },
  { name: "terminal", languageId: "log", texts: terminal },
];

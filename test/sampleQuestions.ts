/** Questions in plain words about the sample project, each with the one file that answers it. */
export const sampleQuestions: readonly { readonly question: string; readonly file: string }[] = [
  {
    question: "how much does a reader pay for bringing a book back late",
    file: "src/loans/fines.ts",
  },
  { question: "extend a loan by another four weeks", file: "src/loans/renew.ts" },
  { question: "which letter is sent to a reader on which day", file: "src/reminders/schedule.ts" },
  { question: "deliver an e-mail to the mail server", file: "src/reminders/mail.ts" },
  { question: "verify the check digit of a book number", file: "src/catalogue/isbn.ts" },
  { question: "generate a library card number", file: "src/members/card.ts" },
  { question: "compare a password with its hash", file: "src/members/signIn.ts" },
  { question: "delete old copies of the database", file: "src/store/backup.ts" },
  { question: "block clients that send too many requests", file: "src/http/rateLimit.ts" },
  { question: "split results into pages", file: "src/http/paging.ts" },
  { question: "settings from environment variables", file: "src/config.ts" },
  { question: "hide personal data of members for statistics", file: "tools/anonymise.py" },
  { question: "parse MARC records of another library", file: "tools/import_marc.py" },
  {
    question: "why is money not stored as floating point",
    file: "docs/decisions/0001-money-in-cents.md",
  },
  { question: "what to do when there is no space left on the disk", file: "docs/operations.md" },
];

import { l10n } from "vscode";
import type { Strings } from "../chat/protocol.ts";

/** Every word of the chat page in the person's language. The page fills the places. */
export function chatStrings(): Strings {
  return {
    ...conversationStrings(),
    ...modelStrings(),
    ...historyStrings(),
  };
}

const conversationStrings = () => ({
  transcript: l10n.t("Conversation"),
  input: l10n.t("Your question"),
  placeholder: l10n.t("Ask about your code"),
  send: l10n.t("Send (Enter)"),
  stop: l10n.t("Stop (Escape)"),
  newChat: l10n.t("New chat"),
  untitled: l10n.t("Untitled"),
  you: l10n.t("You asked"),
  answer: l10n.t("Answer"),
  thinking: l10n.t("Thinking …"),
  thought: l10n.t("Thoughts"),
  writing: l10n.t("Reading your question …"),
  answerDone: l10n.t("The answer is complete."),
  codeBlock: l10n.t("Code block"),
  copy: l10n.t("Copy code"),
  copied: l10n.t("Copied"),
  insert: l10n.t("Insert at cursor"),
  newFile: l10n.t("Open as a new file"),
  image: l10n.t("Picture: {0}"),
  done: l10n.t("Done"),
  notDone: l10n.t("Not done"),
  regenerate: l10n.t("Answer again"),
  retry: l10n.t("Try again"),
  continue: l10n.t("Continue"),
  readAloud: l10n.t("Read aloud"),
  copyMessage: l10n.t("Copy answer"),
  edit: l10n.t("Change the question"),
  resend: l10n.t("Ask again"),
  cancel: l10n.t("Cancel"),
  stopped: l10n.t("Stopped."),
  lengthReached: l10n.t("The answer reached its longest length."),
  failed: l10n.t("Something went wrong. Run Hearth: Show Log for details."),
  leftOutOne: l10n.t("The oldest question and its answer did not fit and were left out."),
  leftOutMany: l10n.t("The {0} oldest questions and their answers did not fit and were left out."),
  speed: l10n.t("{0} tokens/s"),
  firstToken: l10n.t("first token {0} ms"),
  seed: l10n.t("seed {0}"),
  newest: l10n.t("Go to the newest"),
  context: l10n.t("Context"),
  attach: l10n.t("Add the selected code"),
  detach: l10n.t("Remove {0}"),
});

const modelStrings = () => ({
  welcome: l10n.t("Ask about your code"),
  welcomeText: l10n.t("Select code and add it, or just ask."),
  example1: l10n.t("Explain the selected code step by step."),
  example2: l10n.t("Write a TypeScript function that groups an array by a key."),
  example3: l10n.t("What is the difference between a process and a thread?"),
  local: l10n.t("The model runs on this machine. Your code and your questions stay here."),
  smallModel: l10n.t("This model is small: quick, but often wrong."),
  chooseModel: l10n.t("Choose another model"),
  model: l10n.t("Model: {0}"),
  noModel: l10n.t("No such model"),
  loadingModel: l10n.t("Loading the model … {0} %"),
  download: l10n.t("Download"),
  downloadText: l10n.t("One download, then it works without a network"),
  downloading: l10n.t("{0} of {1}"),
  stopDownload: l10n.t("Stop the download"),
  downloadFailed: l10n.t("The download stopped: {0}"),
});

const historyStrings = () => ({
  history: l10n.t("Earlier chats"),
  search: l10n.t("Search earlier chats"),
  back: l10n.t("Back to the chat"),
  rename: l10n.t("Rename {0}"),
  delete: l10n.t("Delete {0}"),
  deleteSure: l10n.t("Delete “{0}” for good?"),
  noChats: l10n.t("Nothing here yet. Your chats are kept on this machine."),
  noMatches: l10n.t("No chat has these words."),
  damaged: l10n.t("These files could not be read and were left as they are: {0}"),
  newTitle: l10n.t("New title"),
  save: l10n.t("Save"),
});

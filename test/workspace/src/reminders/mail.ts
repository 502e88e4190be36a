import { connect } from "node:net";

/** Sends one plain text message over SMTP and waits until the mail server has accepted it. */
export async function sendMail(
  host: string,
  to: string,
  subject: string,
  text: string,
): Promise<void> {
  const lines = ["HELO library", "MAIL FROM:<desk@library.example>", `RCPT TO:<${to}>`, "DATA"];
  const socket = connect(25, host);
  for (const line of lines) await say(socket, line);
  await say(socket, `Subject: ${subject}\r\n\r\n${text.replace(/^\./gm, "..")}\r\n.`);
  socket.end("QUIT\r\n");
}

function say(socket: ReturnType<typeof connect>, line: string): Promise<void> {
  return new Promise((accepted, refused) => {
    socket.once("data", (answer) =>
      /^[23]/.test(String(answer)) ? accepted() : refused(new Error(String(answer))),
    );
    socket.write(`${line}\r\n`);
  });
}

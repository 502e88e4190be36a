/** What the pictures are called that developers use in commits, lists and chats. */
const names: Readonly<Record<string, string>> = {
  "✅": "check mark", "✔": "check mark", "☑": "checked box", "❌": "cross mark", "✖": "cross mark", "❎": "cross mark", "⚠": "warning", "🚨": "alarm", "⛔": "no entry",
  "🚫": "forbidden", "ℹ": "information", "💡": "light bulb", "🔥": "fire", "🚀": "rocket", "🎉": "party popper", "✨": "sparkles", "🐛": "bug", "🔧": "wrench",
  "🔨": "hammer", "🛠": "tools", "⚙": "gear", "📝": "memo", "📦": "package", "📚": "books", "📖": "open book", "📌": "pin", "📎": "paper clip", "🔗": "link", "🔒": "lock",
  "🔓": "open lock", "🔑": "key", "🔍": "magnifying glass", "🔎": "magnifying glass", "⬆": "up arrow", "⬇": "down arrow", "➡": "right arrow", "⬅": "left arrow",
  "👍": "thumbs up", "👎": "thumbs down", "👏": "clapping hands", "🙏": "folded hands", "👀": "eyes", "💪": "strong arm", "👋": "waving hand", "🤝": "handshake",
  "❤": "heart", "💔": "broken heart", "⭐": "star", "🌟": "glowing star", "💯": "one hundred", "🎯": "target", "🏆": "trophy", "🎁": "gift",
  "😀": "grinning face", "😃": "smiling face", "😄": "smiling face", "😁": "grinning face", "😂": "tears of joy", "🤣": "laughing face", "🙂": "slight smile", "😉": "wink",
  "😊": "smiling face", "😍": "heart eyes", "😎": "sunglasses", "🤔": "thinking face", "😐": "neutral face", "🙄": "rolling eyes", "😢": "crying face", "😭": "crying face",
  "😡": "angry face", "😱": "screaming face", "😅": "nervous smile", "🤷": "shrug", "🤖": "robot", "💩": "pile of poo", "👻": "ghost", "💀": "skull",
  "🐍": "snake", "🦀": "crab", "🐳": "whale", "🐧": "penguin", "🐱": "cat", "🐶": "dog", "🦊": "fox", "☕": "coffee", "🍺": "beer", "🍕": "pizza",
  "⏳": "hourglass", "⌛": "hourglass", "⏰": "alarm clock", "📅": "calendar", "📈": "rising chart", "📉": "falling chart", "📊": "bar chart", "💻": "laptop", "🖥": "computer",
  "📱": "phone", "🌍": "globe", "🌐": "globe", "🧪": "test tube", "🧹": "broom", "🗑": "waste basket", "♻": "recycling", "🔄": "refresh", "🔁": "repeat", "➕": "plus",
  "➖": "minus", "❓": "question mark", "❗": "exclamation mark", "💥": "boom", "🎨": "palette", "🏗": "construction", "🚧": "construction", "🟢": "green circle",
  "🔴": "red circle", "🟡": "yellow circle", "🔵": "blue circle", "🤯": "exploding head", "👉": "pointing right", "👈": "pointing left", "👇": "pointing down", "👆": "pointing up",
}; // prettier-ignore

/** The name of a picture in any skin; undefined for one that has none here. */
export function emojiWords(picture: string): string | undefined {
  const [base = ""] = [...picture];
  return Object.hasOwn(names, base) ? names[base] : undefined;
}

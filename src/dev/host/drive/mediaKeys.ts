import { shell } from "../shell.ts";

/** The keys of a keyboard or headset, as the system hands them on (MPRIS). */
export type MediaKey = "Play" | "Pause" | "PlayPause" | "Stop" | "Next" | "Previous";

/** What a panel or a lock screen of the system shows of what plays. */
export interface SystemPlayer {
  readonly status: "Playing" | "Paused" | "Stopped";
  readonly title: string | undefined;
  readonly artist: string | undefined;
  /** Where it stands and how long it is, seconds. */
  readonly position: number;
  readonly length: number;
}

/** The system's side of media keys: presses them, and sees what its panel shows. */
export interface MediaKeys {
  press(key: MediaKey): Promise<void>;
  /** Drags the panel's bar. Seconds. */
  seek(position: number): Promise<void>;
  /** Undefined while nobody plays anything. */
  shown(): Promise<SystemPlayer | undefined>;
}

const object = "/org/mpris/MediaPlayer2";
const player = "org.mpris.MediaPlayer2.Player";

/** Of the browser that is the only one on this session bus. */
export function mediaKeysOn(bus: string | undefined): MediaKeys {
  async function send(to: string, path: string, ...call: readonly string[]): Promise<string> {
    if (!bus) throw new Error("Open the window with `mediaKeys: true`.");
    const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: bus };
    return shell("dbus-send", ["--session", "--print-reply", `--dest=${to}`, path, ...call], {
      env,
    });
  }
  async function name(): Promise<string | undefined> {
    const names = await send("org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames");
    return /"(org\.mpris\.MediaPlayer2\.[^"]+)"/.exec(names)?.[1];
  }
  async function call(...what: readonly string[]): Promise<string> {
    const owner = await name();
    if (!owner) throw new Error("Nobody hears media keys.");
    return send(owner, object, ...what);
  }
  const properties = (): Promise<string> =>
    call("org.freedesktop.DBus.Properties.GetAll", `string:${player}`);
  return {
    press: async (key) => void (await call(`${player}.${key}`)),
    seek: async (position) => {
      const track = /object path "([^"]+)"/.exec(await properties())?.[1];
      const micro = Math.round(position * 1e6);
      await call(`${player}.SetPosition`, `objpath:${track}`, `int64:${micro}`);
    },
    shown: async () => ((await name()) ? toShown(await properties()) : undefined),
  };
}

function toShown(properties: string): SystemPlayer {
  const find = (key: string, value: string): string | undefined =>
    new RegExp(`"${key}"\\s+variant\\s+${value}`).exec(properties)?.[1];
  const seconds = (key: string): number => Number(find(key, "int64 (-?\\d+)") ?? 0) / 1e6;
  return {
    status: (find("PlaybackStatus", 'string "(.*)"') ?? "Stopped") as SystemPlayer["status"],
    title: find("xesam:title", 'string "(.*)"'),
    artist: find("xesam:artist", 'array \\[\\s+string "(.*)"'),
    position: seconds("Position"),
    length: seconds("mpris:length"),
  };
}

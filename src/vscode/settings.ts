import * as vscode from "vscode";
import type manifest from "../../package.json";

type Declared = (typeof manifest)["contributes"]["configuration"]["properties"];
export type SettingKey = keyof Declared;

/** What a setting holds, told by its default in package.json. Every list there is a list of strings. */
export type SettingValue<K extends SettingKey> = Declared[K]["default"] extends infer D
  ? D extends readonly unknown[]
    ? readonly string[]
    : D
  : never;

/** The value of a setting at this moment; `scope` is the file or folder that may override it. */
export function setting<K extends SettingKey>(key: K, scope?: vscode.Uri): SettingValue<K> {
  const value = vscode.workspace.getConfiguration(undefined, scope).get<SettingValue<K>>(key);
  if (value === undefined) throw new Error(`package.json does not declare the setting ${key}.`);
  return value;
}

/** Calls `listener` after one of the settings has changed. */
export function onSetting(keys: readonly SettingKey[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (keys.some((key) => change.affectsConfiguration(key))) listener();
  });
}

/** Writes a setting of the user. */
export async function store(key: SettingKey, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

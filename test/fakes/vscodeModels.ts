import { editor } from "./vscodeState.ts";

export interface LanguageModelTool {
  prepareInvocation(options: unknown): {
    readonly invocationMessage: string;
    readonly confirmationMessages?: { readonly title: string; readonly message: string };
  };
  invoke(
    options: unknown,
    token: unknown,
  ): Promise<{ readonly content: readonly { readonly value: string }[] }>;
}

/** Models of other extensions; tests put theirs here. */
export const lm = {
  models: [] as { readonly vendor: string; readonly id: string }[],
  selectChatModels: async ({ vendor, id }: { vendor?: string; id?: string } = {}) =>
    lm.models.filter(
      (model) =>
        (vendor === undefined || model.vendor === vendor) && (id === undefined || model.id === id),
    ),
  onDidChangeChatModels: () => ({ dispose() {} }),
  registerLanguageModelChatProvider: () => ({ dispose() {} }),
  registerTool: (name: string, tool: LanguageModelTool) => {
    editor.tools.set(name, tool);
    return { dispose: () => void editor.tools.delete(name) };
  },
  registerMcpServerDefinitionProvider: (
    id: string,
    provider: typeof editor.mcpServers extends Map<string, infer P> ? P : never,
  ) => {
    editor.mcpServers.set(id, provider);
    return { dispose: () => void editor.mcpServers.delete(id) };
  },
};

export class McpStdioServerDefinition {
  readonly parts: readonly unknown[];
  constructor(...parts: readonly unknown[]) {
    this.parts = parts;
  }
}

export class LanguageModelTextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

export class LanguageModelToolResult {
  readonly content: readonly unknown[];
  constructor(content: readonly unknown[]) {
    this.content = content;
  }
}

"use strict";

const { workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

/** Starts the language server for YAML, JSON and templates of charts. */
function activate() {
  const [command, ...args] = workspace.getConfiguration("dslint").get("command");
  const server = { command, args, transport: TransportKind.stdio };
  const languages = ["yaml", "json", "helm"];
  const options = { documentSelector: languages.map((language) => ({ scheme: "file", language })) };
  client = new LanguageClient("dslint", "dslint", server, options);
  return client.start();
}

/** Stops it. */
function deactivate() {
  return client?.stop();
}

module.exports = { activate, deactivate };

import * as vscode from "vscode";

/** A page by the name of its two files. Nothing else is ever loaded, and only from the extension. */
interface PageFiles {
  readonly name: "details" | "form";
  readonly title: string;
}

const DETAILS: PageFiles = { name: "details", title: "Sync details" };

export function detailsOptions({ extensionUri }: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist")] };
}

export function detailsHtml(
  webview: vscode.Webview,
  { extensionUri }: vscode.ExtensionContext,
  { name: page, title }: PageFiles = DETAILS,
): string {
  const place = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", name)).toString();
  const nonce = freshNonce();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${place(`${page}.css`)}">
</head>
<body>
<main></main>
<script type="module" nonce="${nonce}" src="${place(`${page}.js`)}"></script>
</body>
</html>`;
}

function freshNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString("base64url");
}

// Python, dslint and the answers; nothing here can hold up the page.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (path) => new URL(path, import.meta.url).href;

async function load() {
  postMessage({ told: "Loading Python …" });
  const archive = fetch(here("dslint.zip")).then((response) => {
    if (!response.ok) throw new Error(`dslint.zip: ${response.status}`);
    return response.arrayBuffer();
  });
  const python = await loadPyodide({ indexURL: here("pyodide/") });
  python.unpackArchive(await archive, "zip", { extractDir: "/dslint" });
  postMessage({ told: "Checking …" });
  python.runPython("import sys; sys.path.insert(0, '/dslint')");
  return python.pyimport("page").Playground(new URL(import.meta.url).searchParams.get("docs"));
}

const playground = load();

onmessage = async ({ data: { id, method, request } }) => {
  let loaded;
  try {
    loaded = await playground;
    postMessage({ id, answer: JSON.parse(loaded.answer(method, JSON.stringify(request))) });
  } catch (error) {
    // Python that ran out of stack or memory does not come back; an exception of Python is our mistake
    const fatal = !loaded || error.name !== "PythonError";
    postMessage({ id, error: String(error.message ?? error).trim().split("\n").at(-1), fatal });
  }
};

// node reports.mjs PLAYGROUND REPORTS TEXTS: what the Python of the playground says of them
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, reports, texts] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${folder}/pyodide/` });
const zip = readFileSync(`${folder}/dslint.zip`);
python.unpackArchive(zip.buffer.slice(zip.byteOffset, zip.byteOffset + zip.byteLength), "zip", { extractDir: "/dslint" });
python.runPython("import sys; sys.path.insert(0, '/dslint')");
python.FS.writeFile("/dslint/reports.py", readFileSync(reports));
process.stdout.write(python.pyimport("reports").reports(readFileSync(texts, "utf8")));

// Wires the page: what somebody types or chooses is asked of the worker, and what it says is shown.
import { Client } from "./client.js";
import { Editor } from "./editor.js";
import { pack, unpack } from "./share.js";

const $ = (id) => document.getElementById(id);
const editor = new Editor($("text"), $("marks"), $("numbers"));
const rules = [...document.querySelectorAll("#rules input")];
const SLOW = 8000; // ms after which there is a way to stop

let running = false;
let again = false;
let timer = 0;
let proposed = null;

const busy = (text, stop = false) => {
  $("busy").textContent = text;
  if (!stop) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Stop";
  button.addEventListener("click", () => client.stop());
  $("busy").append(" ", button);
};
const client = new Client((text) => busy(text), document.documentElement.dataset.docs);

// a rule that is on by default in part only is neither checked nor not until somebody says so
const isOn = (rule) => rule.defaultChecked || "partly" in rule.dataset;
const reset = (rule) => {
  rule.checked = rule.defaultChecked;
  rule.indeterminate = "partly" in rule.dataset;
};

const state = () => ({
  text: editor.text,
  config: $("config").value,
  nodes: $("profile").value === "own" ? $("nodes").value : "",
  profile: $("profile").value === "own" ? "" : $("profile").value,
  version: $("version").value,
  infos: $("infos").checked,
  on: rules.filter((one) => one.checked && !one.defaultChecked).map((one) => one.value),
  off: rules.filter((one) => !one.checked && !one.indeterminate && isOn(one)).map((one) => one.value),
});

const put = (one) => {
  const known = (select, value, other) => [...select.options].some((option) => option.value === value) ? value : other;
  $("config").value = one.config ?? "";
  $("nodes").value = one.nodes ?? "";
  $("profile").value = one.nodes ? "own" : known($("profile"), one.profile ?? "", "");
  $("version").value = known($("version"), one.version, $("version").value);
  $("infos").checked = Boolean(one.infos);
  for (const rule of rules) {
    reset(rule);
    if (one.on?.includes(rule.value)) rule.checked = !(rule.indeterminate = false);
    if (one.off?.includes(rule.value)) rule.checked = rule.indeterminate = false;
  }
  $("inputs-panel").open = Boolean(one.config || one.nodes);
  editor.replace(one.text);
  described();
};

const described = () => {
  const { on, off, config, nodes } = state();
  const changes = [on.length && `${on.length} more`, off.length && `${off.length} fewer`].filter(Boolean);
  $("rules-state").textContent = changes.length ? `${changes.join(", ")} than the default ones` : "the default ones";
  const given = [nodes && "inventory", config && "configuration"].filter(Boolean);
  $("inputs-state").textContent = given.join(" and ") || "none";
};

const showFindings = (said) => {
  $("summary").textContent = said.problem ?? said.summary;
  $("summary").classList.toggle("warn", said.problem !== undefined);
  $("findings").innerHTML = said.html ?? "";
  for (const [id, which, count] of [["safe", "safe", said.safe ?? 0], ["fixable", "all", said.fixable ?? 0]]) {
    $(id).textContent = count;
    document.querySelector(`[data-fix="${which}"]`).disabled = count === 0;
  }
  editor.mark(said.marks ?? []);
};

const showCoverage = (said) => {
  $("coverage-section").hidden = said === null;
  if (said === null) return;
  $("coverage").classList.toggle("warn", said.problem !== undefined);
  if (said.problem === undefined) $("coverage").innerHTML = said.html;
  else $("coverage").textContent = said.problem;
};

async function check() {
  clearTimeout(timer);
  if (running) {
    again = true;
    return;
  }
  running = true;
  const slow = setTimeout(() => busy("Still at it …", true), client.started ? SLOW : 4 * SLOW);
  try {
    do {
      again = false;
      const asked = state();
      busy(client.started ? "Checking …" : "Loading Python …");
      const said = await client.ask("check", asked);
      if (again) continue;
      showFindings(said);
      const meant = asked.nodes || asked.profile || /^(?:nodes|pools):/m.test(asked.config);
      const covered = meant && said.problem === undefined ? await client.ask("cover", {}) : null;
      if (!again) showCoverage(covered);
    } while (again);
    busy("");
  } catch (error) {
    busy(`Not checked: ${error.message}. The next key tries again.`);
  } finally {
    clearTimeout(slow);
    running = false;
  }
}

const soon = () => {
  clearTimeout(timer);
  client.start();
  timer = setTimeout(check, 150);
};

/** Wait until what is shown is about what is in the editor. */
const settled = async () => {
  await check();
  while (running) await new Promise((resolve) => setTimeout(resolve, 30));
};

async function propose(which) {
  // what is shown may be the result that came with the page, or be older than the text
  const number = /^\d+$/.test(which) ? Number(which) : which;
  await settled();
  let said;
  try {
    said = await client.ask("fix", { which: number });
  } catch (error) {
    busy(`No fix: ${error.message}`);
    return;
  }
  if (said.problem !== undefined) {
    busy(said.problem);
    return;
  }
  proposed = said.text;
  $("dialog-title").textContent = said.title;
  const lines = said.difference.split("\n").map((line) => {
    const one = document.createElement("span");
    one.className = { "+": "added", "-": "removed", "@": "quiet" }[line[0]] ?? "";
    one.textContent = `${line}\n`;
    return one;
  });
  if (said.difference) $("difference").replaceChildren(...lines.slice(2, -1));
  else $("difference").textContent = "Nothing would change.";
  $("apply").disabled = !said.difference;
  $("dialog").showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.line) editor.go(Number(button.dataset.line), Number(button.dataset.column));
  if (button.dataset.fix) propose(button.dataset.fix);
  if (button.dataset.rules) {
    for (const rule of rules) {
      reset(rule);
      if (button.dataset.rules !== "default" && !rule.disabled) {
        rule.checked = button.dataset.rules === "all";
        rule.indeterminate = false;
      }
    }
    described();
    soon();
  }
});
$("apply").addEventListener("click", () => {
  $("dialog").close();
  editor.replace(proposed);
  check();
});
$("cancel").addEventListener("click", () => $("dialog").close());

$("text").addEventListener("input", soon);
$("text").addEventListener("keydown", (event) => {
  client.start();
  if (event.key !== "F8") return;
  event.preventDefault();
  const found = editor.next(event.shiftKey);
  if (!found) return;
  editor.go(found.line, found.column);
  $(`finding-${found.finding}`)?.closest("section").scrollIntoView({ block: "nearest" });
});
for (const id of ["version", "infos", "rules"]) {
  $(id).addEventListener("change", () => {
    described();
    soon();
  });
}
$("profile").addEventListener("change", () => {
  if ($("profile").value === "own") {
    $("inputs-panel").open = true;
    $("nodes").focus();
  }
  described();
  soon();
});
for (const id of ["config", "nodes"]) {
  $(id).addEventListener("input", () => {
    if (id === "nodes") $("profile").value = $("nodes").value ? "own" : "";
    described();
    soon();
  });
}
$("rules-filter").addEventListener("input", () => {
  const word = $("rules-filter").value.toLowerCase();
  for (const rule of rules) {
    const line = rule.closest("label");
    line.hidden = !line.textContent.toLowerCase().includes(word);
  }
});
$("tools").addEventListener("submit", (event) => event.preventDefault());

$("share").addEventListener("click", async () => {
  const link = `${location.href.split("#")[0]}#${await pack(state())}`;
  $("link-line").hidden = false;
  $("link").value = link;
  $("link").select();
  try {
    await navigator.clipboard.writeText(link);
    busy("The link is copied. Whoever opens it sees the manifest.");
  } catch {
    busy("Copy the link from the line above. Whoever opens it sees the manifest.");
  }
});

const example = async (name) => {
  const all = await (await fetch(new URL("examples.json", import.meta.url))).json();
  if (!Object.hasOwn(all, name)) throw new Error(`there is no example ${name}`);
  put(all[name]);
  $("example").value = name;
  soon();
};
$("example").addEventListener("change", () => example($("example").value).catch((error) => busy(error.message)));

const opened = async () => {
  const fragment = location.hash.slice(1);
  try {
    if (fragment.startsWith("s=")) {
      put(await unpack(fragment));
      soon();
    } else if (fragment.startsWith("example=")) {
      await example(decodeURIComponent(fragment.slice(8)));
    }
  } catch (error) {
    busy(`This link cannot be read: ${error.message}.`);
  }
};
window.addEventListener("hashchange", opened);

rules.forEach(reset);
editor.mark(JSON.parse($("first").textContent)); // the result that came with the page
opened();

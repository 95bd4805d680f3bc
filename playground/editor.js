// A text box with line numbers, and carets under what findings are about.
const MOST = 300; // lines that can be put in so that it can be undone

const shared = (a, b) => {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
};

export class Editor {
  #box;
  #marks;
  #numbers;
  #lines = [];
  #shown = [];
  #asked = false;

  constructor(box, marks, numbers) {
    this.#box = box;
    this.#marks = marks;
    this.#numbers = numbers;
    this.#lines = box.value.split("\n");
    box.addEventListener("scroll", () => this.#scroll());
    box.addEventListener("input", () => this.#later());
    box.addEventListener("keydown", (event) => this.#indent(event));
    this.#number();
  }

  get text() {
    return this.#box.value;
  }

  /** Put another text in the place of this one, so that it can be undone. */
  replace(text) {
    const box = this.#box;
    const old = box.value;
    const start = shared(old, text);
    const most = Math.min(old.length, text.length) - start;
    let end = 0;
    while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
    const piece = text.slice(start, text.length - end);
    box.focus({ preventScroll: true });
    box.setSelectionRange(start, old.length - end);
    const gone = old.slice(start, old.length - end);
    const few = [piece, gone].every((one) => one.split("\n").length < MOST); // more would take seconds
    const done = old === text || (few && document.execCommand(piece ? "insertText" : "delete", false, piece));
    if (!done || box.value !== text) {
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /** Show marks: what they are about is given in lines and columns, counted in code points from 1. */
  mark(marks) {
    this.#lines = this.text.split("\n");
    this.#shown = marks.filter((one) => one.line <= this.#lines.length);
    this.#draw();
  }

  /** Go to a place and show it. */
  go(line, column) {
    const box = this.#box;
    const lines = this.text.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const at = before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
    box.focus();
    box.setSelectionRange(at, at);
    const height = this.#height();
    if (line * height < box.scrollTop + height || (line + 1) * height > box.scrollTop + box.clientHeight) {
      box.scrollTop = Math.max(0, (line - 4) * height);
    }
    this.#scroll();
  }

  /** Return the place of the next finding behind the cursor, or before it. */
  next(back) {
    const head = this.text.slice(0, this.#box.selectionStart).split("\n");
    const here = [head.length, [...head.at(-1)].length + 1];
    const order = (a, b) => a.line - b.line || a.column - b.column;
    const places = this.#shown.filter((one) => one.kind !== "related").sort(order);
    const after = (one) => order(one, { line: here[0], column: here[1] });
    const found = back ? places.findLast((one) => after(one) < 0) : places.find((one) => after(one) > 0);
    return found ?? places.at(back ? -1 : 0);
  }

  #height() {
    return parseFloat(getComputedStyle(this.#box).lineHeight);
  }

  #scroll() {
    const { scrollLeft, scrollTop } = this.#box;
    this.#marks.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
    this.#numbers.style.transform = `translateY(${-scrollTop}px)`;
  }

  /** Follow what somebody types once for all that happens before the next picture. */
  #later() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#moved();
    });
  }

  /** Let marks follow their lines while somebody types; those of a line that changes go. */
  #moved() {
    const now = this.text.split("\n");
    const old = this.#lines;
    const top = shared(old, now);
    const bottom = shared(old.slice(top).reverse(), now.slice(top).reverse());
    const moved = now.length - old.length;
    this.#shown = this.#shown.flatMap((one) => {
      if (one.line <= top) return [one];
      return one.line > old.length - bottom ? [{ ...one, line: one.line + moved }] : [];
    });
    this.#lines = now;
    this.#draw();
  }

  #draw() {
    const rows = new Map();
    for (const one of this.#shown) {
      const chars = [...this.#lines[one.line - 1]];
      const end = Math.max(one.end === null ? chars.length + 1 : one.end, one.column + 1);
      const mark = document.createElement("span");
      mark.className = `mark ${one.kind}`;
      mark.textContent = chars.slice(one.column - 1, end - 1).join("") || " ";
      mark.dataset.carets = (one.kind === "related" ? "-" : "^").repeat(Math.min(2 * (end - one.column), 400));
      const row = document.createElement("div");
      row.className = "row";
      row.style.setProperty("--line", one.line - 1);
      row.append(chars.slice(0, one.column - 1).join(""), mark);
      rows.set(one, row);
    }
    this.#marks.replaceChildren(...rows.values());
    this.#number();
    this.#scroll();
  }

  #number() {
    const kinds = new Map();
    for (const { line, kind } of this.#shown) {
      const worse = ["related", "info", "warning", "error"];
      if (worse.indexOf(kind) > worse.indexOf(kinds.get(line) ?? "related")) kinds.set(line, kind);
    }
    const parts = [];
    let plain = [];
    for (let line = 1; line <= this.#lines.length; line++) {
      if (!kinds.has(line)) {
        plain.push(line);
        continue;
      }
      if (plain.length) parts.push(`${plain.join("\n")}\n`);
      plain = [];
      const one = document.createElement("span");
      one.className = kinds.get(line);
      one.textContent = line;
      parts.push(one, "\n");
    }
    this.#numbers.replaceChildren(...parts, plain.join("\n"));
  }

  /** Begin a new line where the one above begins; Tab is left to the keyboard's users. */
  #indent(event) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const line = this.text.slice(0, this.#box.selectionStart).split("\n").at(-1);
    const indent = line.match(/^ */)[0];
    if (indent && document.execCommand("insertText", false, `\n${indent}`)) event.preventDefault();
  }
}

// Asks the worker, one question after the other; the page itself never waits.
export class Client {
  #worker = null;
  #waiting = new Map();
  #number = 0;
  #told;
  #docs;

  /** Tell what goes on with a function; the pages of rules are at an address, if there are any. */
  constructor(told, docs) {
    this.#told = told;
    this.#docs = docs;
  }

  get started() {
    return this.#worker !== null;
  }

  /** Start loading, if that has not been done. */
  start() {
    if (this.#worker) return;
    // from a blob, so that the policy of this page holds in the worker too: it can reach no other origin
    const main = JSON.stringify(new URL(`worker.js?docs=${encodeURIComponent(this.#docs)}`, import.meta.url).href);
    const url = URL.createObjectURL(new Blob([`import ${main};`], { type: "text/javascript" }));
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data }) => {
      if ("told" in data) {
        this.#told(data.told);
        return;
      }
      const question = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.error === undefined) {
        question?.resolve(data.answer);
      } else {
        question?.reject(new Error(data.error));
        if (data.fatal) this.stop();
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.stop(`cannot load: ${event.message || "is the page served over HTTP?"}`);
    };
    this.#worker = worker;
  }

  /** Return what a method says. */
  ask(method, request) {
    this.start();
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, request });
    });
  }

  /** End the worker whatever it does; the next question starts another. */
  stop(why = "stopped") {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}

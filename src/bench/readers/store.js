/* One reader's answers: kept in this browser after each, written as a file at the end. */

class Store {
  constructor(data, reader) {
    this.data = data;
    this.name = `reader-study/${data.study}/${data.page}/${reader}`;
    this.order = trialsOf(data.study, data.seed, reader, Object.keys(data.images).sort(), data.repeats);
    this.state = this.kept() || { reader, started: new Date().toISOString(), trials: [], undone: {} };
  }

  get place() { return this.state.trials.length; }
  get total() { return this.order.length; }
  get complete() { return this.place === this.total; }
  get current() { return this.order[this.place]; }

  kept() {
    try { return JSON.parse(localStorage.getItem(this.name)); } catch { return null; }
  }

  /* Tells other windows by what it writes that this one goes on; returns whether the browser kept it. */
  open() {
    this.state.opened = new Date().toISOString();
    return this.keep();
  }

  keep() {
    try { localStorage.setItem(this.name, JSON.stringify(this.state)); return true; } catch { return false; }
  }

  /* What was spent on the current picture before it was undone. */
  get before() { return this.state.undone[this.place] || { time_ms: 0, revisions: 0 }; }

  add(answer, spentMs) {
    const { time_ms, revisions } = this.before;
    this.state.trials.push({
      ...this.current, ...answer, time_ms: Math.round(time_ms + spentMs), revisions, answered: new Date().toISOString(),
    });
    return this.keep();
  }

  /* Takes the last answer back and returns it; its time counts on. */
  undo(spentMs) {
    this.state.undone[this.place] = { ...this.before, time_ms: Math.round(this.before.time_ms + spentMs) };
    const last = this.state.trials.pop();
    this.state.undone[this.place] = { time_ms: last.time_ms, revisions: last.revisions + 1 };
    this.keep();
    return last;
  }

  file() {
    const { reader, started, trials } = this.state;
    const body = {
      schema: 1, study: this.data.study, page: this.data.page, reader, complete: this.complete,
      order: this.order.map(({ image, presentation }) => `${image}/${presentation}`),
      started, exported: new Date().toISOString(), trials,
    };
    return { ...body, digest: sha256(canonical(body)) };
  }
}

/* The three screens: instructions, reading, end. Nothing is loaded and nothing is sent. */

const data = JSON.parse(document.getElementById("data").textContent);
const KEEPS_NOTHING = "This browser keeps nothing: do not close this page before you have saved your file.";
const at = (id) => document.getElementById(id);
let store = null;
let examples = data.examples.slice();
let since = null; // when the picture came into view; null while it is out of view
let spentMs = 0;
let elsewhere = false; // whether the reader goes on in another window

function show(id) {
  for (const screen of ["start", "reading", "end"]) at(screen).hidden = screen !== id;
  const first = at(id).querySelector("[tabindex='-1']");
  if (first) first.focus();
}

function warn(text) {
  at("warning").textContent = text;
  at("warning").hidden = !text;
}

function radios(name, labels) {
  labels.forEach((text, k) => {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name, value: String(k + 1), required: true });
    label.append(input, `${k + 1} ${text}`);
    at(name).append(label);
    input.addEventListener("change", ask);
  });
}

function chosen(name) {
  const input = at("answer").querySelector(`input[name="${name}"]:checked`);
  return input ? Number(input.value) : null;
}

function choose(name, value) {
  for (const input of at("answer").querySelectorAll(`input[name="${name}"]`)) input.checked = Number(input.value) === value;
  ask();
}

/* Marks what the next digit answers. */
function ask() {
  if (!at("feedback").dataset.told) at("feedback").textContent = "";
  at("confidence").classList.toggle("asked", chosen("confidence") === null);
  at("quality").classList.toggle("asked", chosen("confidence") !== null && chosen("quality") === null);
}

function startClock() { spentMs = 0; since = document.hidden ? null : performance.now(); }

function stopClock() {
  if (since !== null) spentMs += performance.now() - since;
  since = null;
  return spentMs;
}

function present(png, words) {
  at("answer").reset();
  at("picture").src = `data:image/png;base64,${png}`;
  at("picture").alt = `${words}, to be judged`;
  at("progress").textContent = words;
  ask();
  show("reading");
  window.scrollTo(0, 0);
  startClock();
}

function next() {
  if (examples.length) {
    present(examples[0].png, `Example ${data.examples.length - examples.length + 1} of ${data.examples.length}`);
    at("undo").disabled = true;
    return;
  }
  at("bar").max = store.total;
  at("bar").value = store.place;
  if (store.complete) {
    at("saved").textContent = "";
    show("end");
    return;
  }
  present(data.images[store.current.image], `Picture ${store.place + 1} of ${store.total}`);
  at("undo").disabled = store.place === 0;
}

function wellFormed(text) { return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"); }

function answered(event) {
  event.preventDefault();
  const confidence = chosen("confidence"), quality = chosen("quality");
  if (at("feedback").dataset.told) { // the answer of an example has been read
    delete at("feedback").dataset.told;
    examples.shift();
    next();
    return;
  }
  if (confidence === null || quality === null) {
    at("feedback").textContent = confidence === null ? "Real or synthetic?" : "How good is it?";
    return;
  }
  if (examples.length) {
    at("feedback").textContent = `This one is ${examples[0].kind}. Enter goes on.`;
    at("feedback").dataset.told = "yes";
    return;
  }
  const kept = store.add({ confidence, quality, remark: wellFormed(at("remark").value.trim()) }, stopClock());
  if (!kept) warn(KEEPS_NOTHING);
  next();
}

function undo() {
  if (examples.length || store.place === 0) return;
  const last = store.undo(store.complete ? 0 : stopClock());
  next();
  choose("confidence", last.confidence);
  choose("quality", last.quality);
  at("remark").value = last.remark;
}

function save() {
  const file = store.file();
  const name = `reader_${file.reader}_${file.study.slice(0, 8)}${file.complete ? "" : "_incomplete"}.json`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1) + "\n"], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  at("saved").textContent = at("feedback").textContent = `Saved as ${name} in your downloads.`;
}

function enter(event) {
  event.preventDefault();
  store = new Store(data, at("code").value.trim().toUpperCase());
  if (store.place > 0) examples = [];
  at("reader").textContent = `Reader ${store.state.reader}`;
  warn(store.open() ? "" : KEEPS_NOTHING);
  next();
}

function pressed(event) {
  if (elsewhere || at("reading").hidden || !at("shortcuts").checked || event.ctrlKey || event.altKey || event.metaKey) return;
  const writing = event.target === at("remark");
  if (writing && event.key === "Escape") at("surround").focus();
  if (writing && !(event.key === "Enter" && !event.shiftKey)) return;
  const act = {
    Enter: () => { if (event.target.tagName !== "BUTTON") at("answer").requestSubmit(); else return false; },
    c: () => { choose("confidence", null); choose("quality", null); },
    r: () => at("remark").focus(),
    u: undo,
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act ? act() !== false : digit(event.key)) event.preventDefault();
}

function digit(key) {
  if (!/^[1-6]$/.test(key)) return false;
  const name = chosen("confidence") === null ? "confidence" : "quality";
  if (Number(key) <= data[name].length) choose(name, Number(key));
  return true;
}

radios("confidence", data.confidence);
radios("quality", data.quality);
for (const text of data.instructions) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  at("instructions").append(paragraph);
}
at("repeats").hidden = data.repeats === 0;
at("picture").classList.toggle("crisp", !data.smoothing);
at("picture").addEventListener("load", () => { // one size for all readers, whatever their screens
  const short = Math.min(at("picture").naturalWidth, at("picture").naturalHeight);
  at("picture").width = Math.round(at("picture").naturalWidth * data.display_px / short);
  at("picture").height = Math.round(at("picture").naturalHeight * data.display_px / short);
});
at("enter").addEventListener("submit", enter);
at("answer").noValidate = true;
at("answer").addEventListener("submit", answered);
at("undo").addEventListener("click", undo);
at("back").addEventListener("click", undo);
at("copy").addEventListener("click", save);
at("save").addEventListener("click", save);
document.addEventListener("keydown", pressed);
document.addEventListener("visibilitychange", () => { if (document.hidden) stopClock(); else since = performance.now(); });
window.addEventListener("storage", (event) => {
  if (store && event.key === store.name) {
    warn("This reader's study is open in another window. Close this one, and go on there.");
    stopClock();
    elsewhere = at("reading").inert = at("end").inert = true;
  }
});
show("start");

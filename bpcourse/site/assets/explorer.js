// An explorer on a page without a kernel, and its state in the address.

const standardModel = (state, offers) => plainModel({ ...structuredClone(offers), ...structuredClone(state) });

// Bring an explorer to life in the element with this id; the picture that stood there goes.
function start(id, record, offers) {
  const place = document.getElementById(id);
  const model = standardModel(record.state, offers);
  const el = document.createElement("div");
  render({ model, el });
  place.replaceChildren(el);
  place.dataset.alive = "true";
  (window.explorers ??= {})[id] = model;
  return model;
}

// The record in the address as [record, ""], or [null, what is wrong with it]; [null, ""] if there is none.
function recordInAddress(standard) {
  const text = location.hash.slice(1);
  if (!text) return [null, ""];
  let found;
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return [null, "The address does not hold a state that can be read. Was it cut off?"];
  }
  if (found?.explorer !== standard.explorer) return [null, `The address holds a state of ${nameIn(found)}, not of this explorer.`];
  if (found.version !== standard.version) return [null, "The address was made by another version of this explorer."];
  if (!alike(found.state, standard.state)) return [null, "The state in the address does not fit this explorer."];
  return [found, ""];
}

const nameIn = (found) => (typeof found?.explorer === "string" ? `“${found.explorer.slice(0, 40)}”` : "something else");

// Whether two values are built alike: the same kinds, and in an object the same names.
function alike(a, b) {
  if (Array.isArray(b)) return Array.isArray(a) && a.length <= 10000 && a.every((one) => b.length === 0 || alike(one, b[0]) || b.some((other) => alike(one, other)));
  if (a === null || b === null) return a === null || b === null;
  if (typeof b === "object") return typeof a === "object" && sameNames(a, b) && Object.keys(b).every((name) => alike(a[name], b[name]));
  return typeof a === typeof b && (typeof a !== "number" || Number.isFinite(a));
}

const sameNames = (a, b) => Object.keys(a).sort().join() === Object.keys(b).sort().join();

// The address of the explorer as it stands.
function addressOf(model, standard) {
  const state = Object.fromEntries(Object.keys(standard.state).map((name) => [name, model.get(name)]));
  const bytes = new TextEncoder().encode(JSON.stringify({ ...standard, state }));
  const text = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return `${location.href.split("#")[0]}#${text}`;
}

// The page of an explorer: the state in the address, or a message and the standard state; a button that copies the link.
function startPage(id, standard, offers) {
  const [found, problem] = recordInAddress(standard);
  let model = null;
  let said = problem;
  try {
    model = found && start(id, found, offers);
  } catch {
    said = "The state in the address does not fit this explorer.";
  }
  model ??= start(id, standard, offers);
  tell(said && `${said} You see the standard state.`);
  document.getElementById("copy").addEventListener("click", () => copyLink(model, standard));
  Object.keys(standard.state).forEach((name) => model.on(`change:${name}`, sayThatItIsOld));
  addEventListener("hashchange", () => location.reload());
}

const tell = (words) => (document.getElementById("told").textContent = words);

// A link that was copied leads to the state as it was then.
const OLD = "The state has changed since: the link below leads to the one before.";
function sayThatItIsOld() {
  if (!document.getElementById("address").hidden && document.getElementById("told").textContent !== OLD) tell(OLD);
}

// Copy the link; where that is not allowed, show it to be copied by hand.
async function copyLink(model, standard) {
  const address = addressOf(model, standard);
  const field = document.getElementById("address");
  field.value = address;
  field.hidden = false;
  try {
    await navigator.clipboard.writeText(address);
    tell("The link to this state was copied.");
  } catch {
    field.select();
    tell("Here is the link to this state: copy it.");
  }
}

// Stands before the theme's search worker, in the same file. The index lies in parts, so that a new edition changes few
// of them, and they are fetched when somebody searches, as most readers never do.
{
  const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3; // the theme's messages
  const say = self.postMessage.bind(self);
  let index, newest, loading, settled;

  const nothing = { items: [] };
  // A result, as the theme shows nothing else. It leads to the start page, as a worker knows of no other.
  const failed = { location: "", title: "The search could not be loaded", text: "Type another letter to try again." };

  // The theme has no use for a second word that it is ready: the first was said before anything was fetched.
  self.postMessage = (message) => (message.type === READY ? settled.done() : say(message));
  self.addEventListener("unhandledrejection", (event) => settled?.failed(event.reason)); // from its setting up

  const give = (type, data) => self.dispatchEvent(new MessageEvent("message", { data: { type, data } }));

  const file = async (name, cache = "default") => {
    const answer = await fetch(new URL(`../../../search/${name}.json`, location), { cache });
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return answer.json();
  };

  // The list of parts is fetched anew: since the page was loaded, another edition may have come.
  const load = async () => {
    const { config, docs } = await file("search_index", "no-cache");
    const parts = await Promise.all((config.parts ?? []).map((name) => file(`part.${name}`)));
    await new Promise((done, failed) => {
      settled = { done, failed };
      give(SETUP, { ...index, docs: [docs, ...parts].flat() });
    });
  };

  self.addEventListener("message", async (event) => {
    if (!event.isTrusted) return; // from here, and for the theme
    event.stopImmediatePropagation();
    const { type, data } = event.data;
    if (type === SETUP) {
      index = data;
      say({ type: READY });
      return;
    }
    newest = data; // what was asked for before is of no use any more
    if (!data.trim()) {
      say({ type: RESULT, data: nothing });
    } else {
      try {
        await (loading ??= load());
        if (data === newest) give(QUERY, data);
      } catch (error) {
        loading = undefined;
        console.warn(error);
        if (data === newest) say({ type: RESULT, data: { items: [[{ ...failed, score: 1, terms: {} }]] } });
      }
    }
  });
}

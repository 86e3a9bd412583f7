/// The part of a page's script that keeps what readers write about events.
///
/// A page cannot write to its own file. Whoever has written something saves a copy of the page that
/// holds it; the copy opens like any other and can be written in again.
enum ScriptNotes {
  static let text = #"""
    // ---- Notes: words of readers, by the number of their event.
    const notes = new Map(Object.entries(JSON.parse($('#notes').textContent)));
    const writeNote = (i, text) => {
      if (text.trim()) notes.set(String(number(i)), text);
      else notes.delete(String(number(i)));
      document.body.dataset.notes = notes.size;
      redraw();
    };
    const noteBox = (i) => {
      const area = make('textarea', { id: 'note', rows: '2', 'aria-label': 'Note on this event',
        placeholder: 'A note; Export saves this page with it' });
      area.value = notes.get(String(number(i))) || '';
      area.addEventListener('input', () => writeNote(i, area.value));
      return area;
    };
    const noteList = () => (notes.size ? [make('h3', {}, 'Notes'),
      make('ul', {}, [...notes].map(([event, text]) => make('li', {},
        link(position(Number(event)), `event ${event}`), ` ${text}`)))] : []);
    // The page as it was read, with the notes in it.
    const annotated = () => {
      const copy = document.documentElement.cloneNode(true);
      copy.classList.remove('live');
      const body = copy.querySelector('body');
      for (const name of Object.keys(body.dataset)) delete body.dataset[name];
      for (const id of ['heads', 'tabs', 'panel', 'status', 'live']) {
        copy.querySelector(`#${id}`).replaceChildren();
      }
      for (const element of copy.querySelectorAll('canvas, #spacer, .frame')) {
        for (const name of ['style', 'width', 'height']) element.removeAttribute(name);
      }
      copy.querySelector('#help').hidden = true;
      copy.querySelector('#notes').textContent = JSON.stringify(Object.fromEntries(notes))
        .replace(/</g, '\\u003c');
      return `<!doctype html>\n${copy.outerHTML}\n`;
    };
    """#
}

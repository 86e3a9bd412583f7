/// The script of a sweep's page: filters rows, copies commands. The page says everything without it.
enum SweepScript {
  static let text = #"""
    document.documentElement.classList.add('live');
    const box = document.querySelector('#filter'), odd = document.querySelector('#odd');
    const rows = [...document.querySelectorAll('#scenarios tbody tr')];
    const words = rows.map((row) => row.textContent.toLowerCase());
    const filter = () => {
      const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        const fits = wanted.every((word) => words[index].includes(word))
          && (!odd.checked || row.classList.contains('odd'));
        row.hidden = !fits;
        if (fits) shown++;
      });
      document.querySelector('#count').textContent = `${shown} of ${rows.length}`;
    };
    box.addEventListener('input', filter);
    odd.addEventListener('change', filter);
    filter();
    // A row that a mark leads to is shown, whatever the filter says.
    window.addEventListener('hashchange', () => {
      const row = document.getElementById(location.hash.slice(1));
      if (row && row.hidden) {
        row.hidden = false;
        row.scrollIntoView();
      }
    });
    for (const button of document.querySelectorAll('[data-copy]')) {
      button.addEventListener('click', () => {
        const text = button.previousElementSibling.textContent;
        const done = () => {
          button.textContent = 'Copied';
          setTimeout(() => (button.textContent = 'Copy'), 1200);
        };
        if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done, () => {});
        const area = document.createElement('textarea');
        area.value = text;
        document.body.append(area);
        area.select();
        document.execCommand('copy');
        area.remove();
        done();
      });
    }
    document.addEventListener('keydown', (event) => {
      if (event.target === box || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== '/') return;
      event.preventDefault();
      box.focus();
      box.select();
    });
    document.body.dataset.ready = 'yes';
    """#
}
